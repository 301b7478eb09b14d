/*-------------------------------------------------------------------------
 *
 * preflight_commits.h
 *	  What a preflight says about scripts that need a commit on the way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_COMMITS_H
#define SV_DEPLOY_PREFLIGHT_COMMITS_H

#include "deploy/finding.h"
#include "file/script.h"
#include "store/journal.h"

/* What the scripts of a plan do up to a step. */
typedef struct SvPreflightCommits
{
	MemoryContext context;		/* outlives the steps */
	List	   *labels;			/* those that are added */
	List	   *deferred;		/* names of tables with deferred constraints */
	List	   *pending;		/* and those of which rows are written */
} SvPreflightCommits;

extern List *sv_preflight_commits_check(SvPreflightCommits *commits,
										const SvStep *step,
										const SvScript *script);

#endif							/* SV_DEPLOY_PREFLIGHT_COMMITS_H */
