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
typedef struct SvScanExtension
{
	char	   *name;
	char	   *schema;			/* NULL: it says nothing */
	char	   *version;		/* NULL: it says nothing */
	bool		commented;		/* COMMENT ON EXTENSION says something */
	char	   *comment;
} SvScanExtension;

/* Lists are of char *. */
typedef struct SvScan
{
	List	   *schemas;		/* in which something is created */
	List	   *created;		/* of these, which are created themselves... */
	List	   *elaborate;		/* ...and which with more than a name */
	List	   *extensions;		/* of SvScanExtension */
	bool		keeps_globals;	/* what is in no schema need not make place */
} SvScan;

extern SvScan *sv_scan_statements(const SvScript *script);
extern void sv_scan_adapt(SvScript *script, List *schemas, bool privileges);
extern void sv_scan_leave_owners(SvScript *script);
extern bool sv_scan_is_in(const List *names, const char *name);
extern List *sv_scan_path(const char *search_path);
extern char *sv_scan_blank_out(const char *ddl);

#endif							/* SV_MODEL_STATEMENTS_H */
