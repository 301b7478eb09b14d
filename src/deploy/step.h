/*-------------------------------------------------------------------------
 *
 * step.h
 *	  The step at which a deploy is, and what goes with each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_STEP_H
#define SV_DEPLOY_STEP_H

#include "server/executor.h"
#include "server/lock.h"
#include "server/settings.h"
#include "store/journal.h"
#include "store/store.h"

/* A deploy, as far as its steps need to know. */
typedef struct SvDeploy
{
	SvDeployPosition position;
	const SvStep *next;			/* the step after this one, or NULL */
	MemoryContext step_context; /* outlives the transactions of a step */
	Oid			user;

	/* limits, 0: none */
	TimestampTz session_timeout;
	TimestampTz deadline;

	/* of the step that is being run */
	TimestampTz started_at;
	bool		announced;
	int			attempts;		/* failed ones, for want of a lock */
	bool		gave_up;		/* there is no sense in another one */
	TimestampTz snapshot_deadline;
	SvWatch		watch;
	SvLockWait	wait;			/* kept from one attempt to the next */
	SvSettings *settings;		/* to be restored, or NULL */
	char	   *lock_timeout;	/* that we have set, or NULL */

	bool		stale;			/* the plan does not hold any more */
} SvDeploy;

extern const char *sv_step_direction(const SvDeploy *deploy);
extern void sv_step_announce(SvDeploy *deploy);
extern void sv_step_record(SvDeploy *deploy, const SvStored *stored,
						   const char *script);
extern void sv_step_leave(SvDeploy *deploy);
extern void sv_step_call_hooks(const SvDeploy *deploy, const char *event,
							   const SvFailure *failure);
extern int64 sv_step_patience(const SvDeploy *deploy);
extern void sv_step_show(const SvDeploy *deploy, int statement, int statements,
						 const char *what);
extern void sv_step_arm(const SvDeploy *deploy, int milliseconds);

#endif							/* SV_DEPLOY_STEP_H */
