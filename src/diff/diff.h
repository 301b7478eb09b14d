/*-------------------------------------------------------------------------
 *
 * diff.h
 *	  What leads from one snapshot to another and back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_DIFF_H
#define SV_DIFF_DIFF_H

#include "fact/operation.h"
#include "model/rename_markers.h"

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
	bool		is_global;		/* it is in no schema */
	char	   *line;			/* "added column ..."; NULL: it is only in the
								 * way of another one */
} SvDifference;

typedef struct SvDiff
{
	List	   *differences;	/* of SvDifference */
	char	   *upgrade;		/* the scripts */
	char	   *downgrade;
} SvDiff;

extern SvDiff *sv_diff_find(SvFacts *from, SvFacts *to,
							bool privileges);
extern char *sv_diff_script(SvFacts *from, SvFacts *to,
							bool privileges);
extern void sv_diff_add_renames(SvDiff *diff, List *renames);

#endif							/* SV_DIFF_DIFF_H */
