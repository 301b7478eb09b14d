/*-------------------------------------------------------------------------
 *
 * deploy_state.h
 *	  A deploy: its limits, its plan, where it is, and the step being run.
 *
 * There is one SvDeploy, on the stack of sv_deploy_run(), and each part of it
 * has one owner.  deploy_plan.c writes the plan and, of the position, the step;
 * attempt.c only marks the plan as stale.  nontransactional.c writes the
 * statement and the phase in the position, which step.c clears, and that the
 * deploy is paused.
 *
 * SvDeployStep is what is known of the step that is being run: it is all zero
 * when a step begins, and sv_step_end() is the only place that resets it.
 * Within a step, sv_step_end_tries() resets the part that counts attempts, and
 * sv_attempt_run() the part that belongs to one attempt.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DEPLOY_STATE_H
#define SV_DEPLOY_DEPLOY_STATE_H

#include "command/trash.h"
#include "server/executor.h"
#include "server/lock.h"
#include "server/settings.h"
#include "store/journal.h"

/* When a deploy is to be canceled; 0: never. */
typedef struct SvDeployLimits
{
	TimestampTz session;		/* by the statement_timeout of the session */
	TimestampTz deadline;		/* by schemaver.deploy_timeout */
} SvDeployLimits;

/* The steps to run.  They are planned again when others may have run some. */
typedef struct SvDeployPlan
{
	/* what the target means, resolved once: +1 is not one more each time */
	bool		resolved;
	List	   *goal;			/* ids */
	char	   *branch;			/* id, or NULL */

	MemoryContext context;		/* of the steps */
	List	   *steps;			/* of SvStep */
	int			next;			/* index of the step to run */
	int			finished;		/* steps that are done, of this and earlier
								 * plans */
	uint64		generation;		/* of the graph of which it was made */
	bool		stale;			/* it does not hold any more */
} SvDeployPlan;

/*
 * Attempts that failed for want of a lock: at a transactional step, or at one
 * statement of another step.
 */
typedef struct SvDeployTries
{
	int			failed;
	bool		gave_up;		/* another one would be of no use */
	TimestampTz snapshot_deadline;	/* for waiting for old snapshots; 0: not
									 * set */
} SvDeployTries;

/* One attempt at a step. */
typedef struct SvDeployAttempt
{
	SvWatch		watch;			/* where its script is */
	SvSettings *settings;		/* to be restored after it, or NULL */
	char	   *lock_timeout;	/* the last one that we have set, or NULL */
	bool		apart;			/* its statements are run apart, in several
								 * transactions */
	SvTrash		trash;			/* of its revision */
} SvDeployAttempt;

/* The step that is being run. */
typedef struct SvDeployStep
{
	bool		announced;
	TimestampTz started_at;		/* if it is announced */
	SvLockWait	wait;			/* what the last attempt waited for */
	SvDeployTries tries;
	List	   *kept;			/* of SvTrashFill: columns whose values were
								 * kept before it drops them; by
								 * trash_batches.c */
	SvDeployAttempt attempt;
} SvDeployStep;

typedef struct SvDeploy
{
	Oid			user;			/* who has called it, and writes its records */
	TimestampTz started_at;
	SvDeployLimits limits;
	bool		recorded;		/* its start is on record, its end is not */
	bool		online;			/* online forms are run where there are some */
	int			until;			/* SvPhase before which it stops; -1: none */
	bool		paused;			/* it has stopped there */

	MemoryContext context;		/* outlives the transactions of the deploy */
	MemoryContext step_context; /* outlives those of an attempt */

	struct SvDriftRun *drift;	/* for sv_drift_run_end(); or NULL */
	SvDeployPlan plan;
	SvDeployPosition position;
	SvDeployStep step;
} SvDeploy;

#endif							/* SV_DEPLOY_DEPLOY_STATE_H */
