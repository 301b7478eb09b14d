/*-------------------------------------------------------------------------
 *
 * backfills.h
 *	  Backfills as statements of a script that a deploy runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_BACKFILLS_H
#define SV_DEPLOY_BACKFILLS_H

#include "deploy/deploy_state.h"
#include "file/backfill.h"

extern SvBackfillCall *sv_backfills_find(const SvScript *script, int number);
extern void sv_backfills_forget(const SvScript *script);
extern void sv_backfills_run(SvDeploy *deploy, const SvScript *script,
							 int number, const SvBackfillCall *call,
							 bool online);

#endif							/* SV_DEPLOY_BACKFILLS_H */
