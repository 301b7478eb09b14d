/*-------------------------------------------------------------------------
 *
 * dryrun_effect.h
 *	  What a part of a transaction has done to the database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DRYRUN_EFFECT_H
#define SV_DEPLOY_DRYRUN_EFFECT_H

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

/* What is compared with, and what was reported already. */
typedef struct SvEffectBase
{
	Snapshot	snapshot;
	List	   *locks;			/* of char * */
} SvEffectBase;

/* What a step has done: lists of char *. */
typedef struct SvEffect
{
	List	   *locks;
	List	   *rewritten;
	List	   *created;
	List	   *changed;
	List	   *dropped;
} SvEffect;

extern SvEffectBase *sv_dryrun_effect_begin(void);
extern Snapshot sv_dryrun_effect_snapshot(const SvEffectBase *base);
extern SvEffect *sv_dryrun_effect_since(SvEffectBase *base, Snapshot mark,
										TransactionId xid);
extern void sv_dryrun_effect_end(SvEffectBase *base);

#endif							/* SV_DEPLOY_DRYRUN_EFFECT_H */
