/*-------------------------------------------------------------------------
 *
 * revision.h
 *	  Writing revisions: revision, merge, edit, remove.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_REVISION_H
#define SV_COMMAND_REVISION_H

#include "nodes/pg_list.h"

/*
 * The parts of a revision as the user gives them.  Lists are of char *; in
 * those of revisions, each is a target.
 */
typedef struct SvDraft
{
	const char *id;				/* NULL: make one up */
	const char *message;
	const char *upgrade;
	const char *downgrade;
	List	   *heads;
	List	   *depends_on;
	List	   *branch_labels;
	bool		transactional;
	bool		splice;
	const char *online;			/* edit only: empty for none, NULL as it is */
	const char *online_downgrade;

	/* edit: which of the parts that have no NULL are given */
	bool		has_heads;
	bool		has_depends_on;
	bool		has_branch_labels;
	bool		has_transactional;
} SvDraft;

extern char *sv_revision_create(const SvDraft *draft);
extern char *sv_revision_merge(SvDraft *draft);
extern char *sv_revision_edit(const char *target, const SvDraft *draft,
							  bool force);
extern char *sv_revision_remove(const char *target, bool force);

#endif							/* SV_COMMAND_REVISION_H */
