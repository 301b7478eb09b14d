/*-------------------------------------------------------------------------
 *
 * run.h
 *	  Runs of revisions: upgrade, downgrade, stamp.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_RUN_H
#define SV_COMMAND_RUN_H

#include "compat.h"
#include "store/journal.h"
#include "store/store.h"

extern List *sv_run_upgrade(const char *target);
extern List *sv_run_downgrade(const char *target);
extern List *sv_run_stamp(List *targets, bool purge);

/* what other engines that run revisions share with these */
extern SvStep *sv_run_step(const SvGraph *graph, int node, bool upgrade);
extern const char *sv_run_script(const SvStep *step, const SvStored *stored);
pg_noreturn extern void sv_run_refuse_irreversible(const char *id);
extern void sv_run_announce(const SvStep *step);
extern void sv_run_record(const SvStep *step, const SvStored *stored,
						  const char *script, TimestampTz started_at);

#endif							/* SV_COMMAND_RUN_H */
