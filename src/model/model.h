/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The model: schemas as their users declare them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_MODEL_H
#define SV_MODEL_MODEL_H

#include "fact/fact.h"
#include "model/model_type.h"

extern SvModel *sv_model_make(const char *ddl, List *files, List *schemas,
							  bool privileges, List *renames);
extern void sv_model_store(const SvModel *model);
extern SvModel *sv_model_fetch(void);
extern SvFacts *sv_model_facts(SvModel *model);
extern void sv_model_visit(SvModel *model, void (*visit) (void *arg), void *arg);
extern Oid	sv_model_author(const SvModel *model);
extern SvFacts *sv_model_database_facts(SvModel *model,
										const SvFacts *declared);
extern SvFacts *sv_model_new_database(const SvFacts *database);
extern List *sv_model_user_schemas(void);
extern void sv_model_check_schemas(List *schemas);

#endif							/* SV_MODEL_MODEL_H */
