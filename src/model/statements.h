/*-------------------------------------------------------------------------
 *
 * statements.h
 *	  What the statements of a model are about, before they are run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_STATEMENTS_H
#define SV_MODEL_STATEMENTS_H

#include "file/script.h"

/* What CREATE EXTENSION says. */
typedef struct SvModelExtension
{
	char	   *name;
	char	   *schema;			/* NULL: it says nothing */
	char	   *version;		/* NULL: it says nothing */
	bool		commented;		/* COMMENT ON EXTENSION says something */
	char	   *comment;
} SvModelExtension;

/* Lists are of char *. */
typedef struct SvStatements
{
	List	   *schemas;		/* in which something is created */
	List	   *created;		/* of these, which are created themselves... */
	List	   *elaborate;		/* ...and which with more than a name */
	List	   *extensions;		/* of SvModelExtension */
	bool		keeps_globals;	/* what is in no schema need not make place */
} SvStatements;

extern SvStatements *sv_statements_statements(const SvScript *script);
extern void sv_statements_adapt(SvScript *script, List *schemas, bool privileges);
extern void sv_statements_leave_owners(SvScript *script);
extern List *sv_statements_path(const char *search_path);
extern char *sv_statements_blank_out(const char *ddl);

#endif							/* SV_MODEL_STATEMENTS_H */
