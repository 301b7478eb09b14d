/*-------------------------------------------------------------------------
 *
 * repeat.h
 *	  Runs repeatable scripts and checks.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_REPEAT_H
#define SV_COMMAND_REPEAT_H

#include "graph/state.h"
#include "server/executor.h"
#include "store/repeats.h"

/* Called before a script is run: number "number" of so many. */
typedef void (*SvRepeatBegin) (const SvRepeatable *repeatable, int number,
							   int total, void *arg);

extern List *sv_repeat_find(const SvState *state, List *nodes, bool tell);
extern List *sv_repeat_find_offline(const SvState *state, List *nodes,
									bool only_due);
extern List *sv_repeat_scripts(List *repeatables);
extern int	sv_repeat_count_due(void);
extern void sv_repeat_run(List *repeatables, SvWatch *watch,
						  SvRepeatBegin begin, void *arg);
extern bool sv_repeat_may_succeed_later(const ErrorData *error);

#endif							/* SV_COMMAND_REPEAT_H */
