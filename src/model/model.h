/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The declared schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_MODEL_H
#define SV_MODEL_MODEL_H

#include "fact/fact.h"

/* In a query: a number, as text, for all that a model that is stored says. */
#define SV_MODEL_HASH(row) \
	"hashtextextended(concat_ws(' ', " row ".ddl, " row ".schemas::text,"\
	" " row ".privileges, " row ".search_path, " row ".settings::text), 0)::text"

typedef struct SvModel
{
	char	   *ddl;
	List	   *schemas;		/* of char *: those that are compared */
	bool		privileges;
	char	   *search_path;	/* with which it was declared... */
	List	   *settings;		/* ...and with these; of char *: name=value */
	char	   *runs_as;		/* who has declared it, if it is stored */
	char	   *hash;			/* SV_MODEL_HASH, if it is stored */
	bool		complete;		/* nothing is there that it cannot declare */
	struct SvStatements *scan;	/* once its facts have been looked at */
	struct SvDependencies *used;	/* what they depend on... */
	char	   *key;			/* ...and how that is; or NULL */
	bytea	   *facts;			/* the kept facts; or NULL */
	char	   *facts_as;		/* who has kept them; or NULL */
	bool		tried_out;		/* these three are not those that are stored */
	List	   *renames;		/* of SvMarkedRename: once the database has
								 * been looked at */
} SvModel;

extern SvModel *sv_model_make(const char *ddl, List *schemas,
							  bool privileges);
extern void sv_model_store(const SvModel *model);
extern SvModel *sv_model_fetch(void);
extern SvFacts *sv_model_facts(SvModel *model);
extern Oid	sv_model_author(const SvModel *model);
extern SvFacts *sv_model_database_facts(SvModel *model,
										const SvFacts *declared);
extern SvFacts *sv_model_new_database(const SvFacts *database);
extern List *sv_model_user_schemas(void);
extern void sv_model_check_schemas(List *schemas);

#endif							/* SV_MODEL_MODEL_H */
