/*-------------------------------------------------------------------------
 *
 * tracked_facts.h
 *	  The facts of all schemas of users: as they are, and as we have left them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_TRACKED_FACTS_H
#define SV_MODEL_TRACKED_FACTS_H

#include "fact/fact.h"
#include "store/tracked.h"

extern SvFacts *sv_tracked_facts_now(bool with_needs);
extern SvFacts *sv_tracked_facts_read(const SvTracked *tracked);
extern void sv_tracked_facts_store(SvFacts *facts, const char *state);
extern char *sv_tracked_facts_state(void);

#endif							/* SV_MODEL_TRACKED_FACTS_H */
