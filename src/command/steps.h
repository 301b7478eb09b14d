/*-------------------------------------------------------------------------
 *
 * steps.h
 *	  From a target to the steps that lead to it, and what is said and
 *	  recorded about a step.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_STEPS_H
#define SV_COMMAND_STEPS_H

#include "compat.h"
#include "graph/target.h"
#include "store/journal.h"
#include "store/store.h"

extern List *sv_steps_find(const SvState *state, const char *target,
						   bool upgrade);
extern List *sv_steps_find_to(const SvState *state, const SvPlace *place,
							  bool upgrade);
extern List *sv_steps_find_shown(const SvState *state, const char *target,
								 bool upgrade);
extern void sv_steps_require_reversible(const SvRevision *revision,
										bool upgrade);
extern List *sv_steps_make(const SvGraph *graph, List *nodes, bool upgrade);
extern SvStep *sv_steps_make_one(const SvGraph *graph, int node, bool upgrade);

extern const char *sv_steps_direction(bool upgrade);
extern const char *sv_steps_script(const SvStep *step, const SvStored *stored);
pg_noreturn extern void sv_steps_refuse_removed(const char *id);

extern void sv_steps_announce(const SvStep *step, int number, int total);
extern void sv_steps_log(const SvStep *step, TimestampTz started_at);
extern void sv_steps_log_repeatable(const char *name, TimestampTz started_at);
extern void sv_steps_record(const SvStep *step, const SvStored *stored,
							const char *script, TimestampTz started_at);
extern void sv_steps_record_stamp(const SvRevision *revision);

#endif							/* SV_COMMAND_STEPS_H */
