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

/*
 * In a query: a hash, as text, of all columns of a stored model that say what
 * it declares.
 */
#define SV_MODEL_HASH(row) \
	"hashtextextended(concat_ws(' ', " row ".ddl, " row ".schemas::text,"\
	" " row ".privileges, " row ".search_path, " row ".settings::text), 0)::text"

/*
 * A model.  The first group of fields is the model itself, the second one is
 * what has been stored of it; "facts" and "key" belong together, and so do the
 * dependencies that the key was made from.
 */
typedef struct SvModel
{
	char	   *ddl;			/* its statements */
	List	   *schemas;		/* of char *: names of the schemas compared */
	bool		privileges;		/* owners and privileges are compared */
	char	   *search_path;	/* in effect when it was declared */
	List	   *settings;		/* likewise; of char *: name=value */

	char	   *runs_as;		/* the role that declared it; or NULL */
	char	   *hash;			/* SV_MODEL_HASH; or NULL */

	/* set by sv_model_facts(), or read from the cache */
	struct SvStatements *statements;	/* what its statements are about */
	struct SvDependencies *dependencies;	/* what the facts depend on */
	char	   *key;			/* the state of these; or NULL */
	bytea	   *facts;			/* the facts, serialized; or NULL */
	char	   *facts_as;		/* the role that stored them; or NULL */
	bool		tried_out;		/* the facts are not those in the cache */

	/* set by sv_model_database_facts() */
	List	   *renames;		/* of SvMarkedRename */

	/* set by the caller: the database has only what a model can declare */
	bool		complete;
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
