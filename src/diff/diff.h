/*-------------------------------------------------------------------------
 *
 * diff.h
 *	  What leads from one set of facts to another and back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_DIFF_H
#define SV_DIFF_DIFF_H

#include "diff/part.h"

/* An operation and what undoes it; all strings are palloc'd or constant. */
typedef struct SvDifference
{
	const char *kind;
	const char *identity;
	const char *old_identity;	/* before a rename that was asked for; or NULL */
	const char *action;			/* create, drop, alter or rename */
	char	   *upgrade;		/* NULL: it is done along with another one */
	char	   *downgrade;		/* NULL: it is undone along with another one */
	bool		is_global;		/* it is in no schema */
	SvFact	   *fact;			/* what it is about; NULL: a rename that was
								 * asked for */
	char	   *line;			/* "added column ..."; NULL: it is only in the
								 * way of another one */
	char	   *finding;		/* "missing: column ...", if the first side
								 * should be like the second; NULL as "line" */
	char	   *note;			/* what stands in the way; NULL: nothing */
	SvPart	   *part;			/* of the upgrade; it has the hazards */
	List	   *along;			/* of SvDifference: their hazards are to be
								 * told with the line or note, too */
	bool		undo_may_fail;	/* what undoes it is refused by some rows... */
	bool		undo_loses;		/* ...or changes values */
} SvDifference;

typedef struct SvDiff
{
	List	   *differences;	/* of SvDifference */
	List	   *offers;			/* of SvOffer */
	List	   *upgrade_parts;	/* of SvPart... */
	List	   *downgrade_parts;
	char	   *upgrade;		/* ...and the scripts that they make */
	char	   *downgrade;
	List	   *dropped;		/* of SvAddress: what the upgrade drops... */
	List	   *retyped;		/* ...and columns that get another type */
} SvDiff;

/*
 * A rename that is asked for, of what would be dropped and created.  If both
 * identities are the same, another schema; without an old one, a schema that is
 * created first.
 */
typedef struct SvDiffRename
{
	const char *kind;			/* as messages call it */
	char	   *from;			/* identities */
	char	   *to;
	char	   *upgrade;		/* statements, without semicolon */
	char	   *downgrade;
} SvDiffRename;

extern SvDiff *sv_diff_find(SvFacts *from, SvFacts *to, bool privileges,
							const char *schema);
extern char *sv_diff_script(SvFacts *from, SvFacts *to,
							bool privileges);
extern void sv_diff_write(SvDiff *diff);
extern List *sv_diff_operations(SvFacts *from, SvFacts *to);
extern char *sv_diff_told(SvDifference *difference);
extern void sv_diff_add_renames(SvDiff *diff, List *renames,
								const char *schema);

#endif							/* SV_DIFF_DIFF_H */
