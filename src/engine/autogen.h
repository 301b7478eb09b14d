/*-------------------------------------------------------------------------
 *
 * autogen.h
 *	  Autogenerate: what leads from the database to the declared schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_AUTOGEN_H
#define SV_AUTOGEN_H

#include "pure/operation.h"

/* An operation and what undoes it. */
typedef struct SvDifference
{
	const char *kind;
	const char *identity;
	const char *action;			/* create, drop, alter, recreate, rename */
	char	   *upgrade;
	char	   *downgrade;		/* NULL: it is undone along with another one */
	char	   *hazard;			/* NULL: none */
	char	   *hazard_code;
	char	   *line;			/* "added column ..."; NULL: it is only in the
								 * way of another one */
} SvDifference;

typedef struct SvDiff
{
	List	   *differences;	/* of SvDifference */
	char	   *upgrade;		/* the scripts */
	char	   *downgrade;
} SvDiff;

extern List *sv_autogen_set_model(const char *ddl, List *schemas,
								  bool privileges);
extern SvDiff *sv_autogen_diff(bool strict);
extern SvDiff *sv_autogen_diff_schemas(const char *from, const char *to,
									   bool strict);
extern SvDiff *sv_autogen_detect(void);
extern void sv_autogen_check(bool strict);
extern char *sv_autogen_dump(List *schemas, bool privileges);

#endif							/* SV_AUTOGEN_H */
