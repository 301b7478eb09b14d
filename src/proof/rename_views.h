/*-------------------------------------------------------------------------
 *
 * rename_views.h
 *	  Renames in two parts, between which the old names work, too.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_RENAME_VIEWS_H
#define SV_PROOF_RENAME_VIEWS_H

#include "proof/rehearsal.h"

/* The scripts of the two revisions. */
typedef struct SvRenameViews
{
	char	   *expand;
	char	   *expand_down;
	char	   *contract;
	char	   *contract_down;
	bool		as_caller;		/* the owner and the privileges of the tables
								 * could not be seen */
} SvRenameViews;

extern SvRenameViews *sv_rename_views_derive(SvRehearsalStart start, List *steps,
											 const char *functions);

#endif							/* SV_PROOF_RENAME_VIEWS_H */
