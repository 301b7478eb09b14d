/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The declared schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_H
#define SV_MODEL_H

#include "pure/fact.h"

typedef struct SvModel
{
	char	   *ddl;
	List	   *schemas;		/* of char *: those that are compared */
	bool		privileges;
	struct SvScan *scan;		/* once its facts have been looked at */
	List	   *renames;		/* of SvMarkedRename: once the database has been
								 * looked at */
} SvModel;

extern SvModel *sv_model_make(const char *ddl, List *schemas,
							  bool privileges);
extern void sv_model_store(const SvModel *model);
extern SvModel *sv_model_fetch(void);
extern SvSnapshot *sv_model_facts(SvModel *model);
extern SvSnapshot *sv_model_database_facts(SvModel *model,
										   const SvSnapshot *declared);
extern void sv_model_reconcile(const SvModel *model, SvSnapshot *declared,
							   SvSnapshot *database);
extern List *sv_model_user_schemas(void);

#endif							/* SV_MODEL_H */
