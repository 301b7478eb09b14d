/*-------------------------------------------------------------------------
 *
 * statements.h
 *	  What the statements of a model create, from their parse trees.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_STATEMENTS_H
#define SV_MODEL_STATEMENTS_H

#include "file/script.h"

/* An extension that CREATE EXTENSION and COMMENT ON EXTENSION declare. */
typedef struct SvModelExtension
{
	char	   *name;
	char	   *schema;			/* NULL if none is given */
	const char *default_schema; /* in which it is created then, or NULL */
	char	   *version;		/* NULL if none is given */
	bool		commented;		/* there is a COMMENT ON EXTENSION... */
	char	   *comment;		/* ...with this text, or IS NULL */
} SvModelExtension;

/* What statements create; schemas are names, char *, each once. */
typedef struct SvStatements
{
	List	   *schemas;		/* in which something is created */
	List	   *created;		/* which are created themselves */
	List	   *elaborate;		/* of these, with more than a name */
	List	   *extensions;		/* of SvModelExtension */
	bool		keeps_globals;	/* none creates an object outside schemas */
	bool		privileges;		/* they declare privileges */
	List	   *replaced_extensions;	/* of char *: those that exist
										 * already, and that they create
										 * themselves */
} SvStatements;

extern SvStatements *sv_statements_collect(const SvScript *script);
extern void sv_statements_qualify(SvScript *script);
extern void sv_statements_adapt(SvScript *script, List *schemas,
								bool privileges);
extern void sv_statements_omit_owners(SvScript *script);
extern List *sv_statements_search_path(const char *search_path);

#endif							/* SV_MODEL_STATEMENTS_H */
