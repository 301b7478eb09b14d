/*-------------------------------------------------------------------------
 *
 * model_type.h
 *	  What a model consists of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_MODEL_TYPE_H
#define SV_MODEL_MODEL_TYPE_H

#include "nodes/pg_list.h"

/*
 * In a query: a hash, as text, of all columns of a stored model that say what
 * it declares.
 */
#define SV_MODEL_HASH(row) \
	"hashtextextended(concat_ws(' ', " row ".ddl, " row ".schemas::text,"\
	" " row ".privileges, " row ".search_path, " row ".settings::text,"\
	" nullif(" row ".file_lines, '{}')::text), 0)::text"

/*
 * A model.  The first group of fields is the model itself, the second one is
 * what has been stored of it; "facts" and "key" belong together, and so do the
 * dependencies that the key was made from.
 */
typedef struct SvModel
{
	char	   *ddl;			/* its statements */
	List	   *files;			/* of SvScriptFile: those that they come from;
								 * NIL if it is one text */
	List	   *schemas;		/* of char *: names of the schemas compared */
	bool		privileges;		/* owners and privileges are compared */
	char	   *search_path;	/* in effect when it was declared */
	List	   *settings;		/* likewise; of char *: name=value */
	List	   *asked;			/* of char *: renames, as rename_list.c reads
								 * them */

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

#endif							/* SV_MODEL_MODEL_TYPE_H */
