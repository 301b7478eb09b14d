/*-------------------------------------------------------------------------
 *
 * dryrun_effect.h
 *	  What a step of a dry run has done to the database: objects, files,
 *	  locks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DRYRUN_EFFECT_H
#define SV_DEPLOY_DRYRUN_EFFECT_H

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

/* What there was before the first step, and what was reported already. */
typedef struct SvDryrunBase
{
	Snapshot	snapshot;
	List	   *locks;			/* of char *: reported */
	List	   *deleted;		/* of SvDryrunLoss: rows deleted before the
								 * step */
} SvDryrunBase;

/* What a step has done: lists of char *. */
typedef struct SvDryrunEffect
{
	List	   *locks;
	List	   *rewritten;
	List	   *created;
	List	   *changed;
	List	   *dropped;
	List	   *destroyed;		/* set when all has been rolled back */
	List	   *losses;			/* of SvDryrunLoss, until then */
} SvDryrunEffect;

extern SvDryrunBase *sv_dryrun_effect_begin(void);
extern Snapshot sv_dryrun_effect_snapshot(const SvDryrunBase *base);
extern SvDryrunEffect *sv_dryrun_effect_since(SvDryrunBase *base,
											  Snapshot before,
											  TransactionId xid);
extern void sv_dryrun_effect_end(SvDryrunBase *base);

#endif							/* SV_DEPLOY_DRYRUN_EFFECT_H */
