/*-------------------------------------------------------------------------
 *
 * rehearsal.h
 *	  Scripts of revisions, run where nothing of it stays.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_REHEARSAL_H
#define SV_PROOF_REHEARSAL_H

#include "catalog/row_changes.h"
#include "fact/fact.h"
#include "proof/rehearsal_words.h"
#include "server/executor.h"

/* Where a rehearsal begins. */
typedef enum SvRehearsalStart
{
	SV_REHEARSAL_NOTHING,		/* in a copy of an empty database */
	SV_REHEARSAL_COPY,			/* in a copy of the schemas, without rows */
	SV_REHEARSAL_IN_PLACE		/* in the schemas themselves, with their rows */
} SvRehearsalStart;

/*
 * A text, such as a query.  All that its words name is copied if the scripts can
 * touch any of it.
 */
typedef struct SvRehearsalText
{
	const char *text;
	bool		always;			/* it is touched, whatever they do */
	bool		touched;		/* set by sv_rehearsal_run() */
} SvRehearsalText;

typedef struct SvRehearsal SvRehearsal;

typedef void (*SvRehearsalCallback) (SvRehearsal *rehearsal, void *arg);

extern void sv_rehearsal_run(SvRehearsalStart start, List *steps,
							 List *texts, SvRehearsalCallback play,
							 void *arg);
extern void sv_rehearsal_run_facts(const SvFacts *facts, List *steps,
								   SvRehearsalCallback play, void *arg);
extern ErrorData *sv_rehearsal_execute(SvRehearsal *rehearsal,
									   const SvRehearsedStep *step,
									   bool upgrade, SvWatch *watch);
extern ErrorData *sv_rehearsal_undone(SvRehearsal *rehearsal,
									  SvRehearsalCallback work, void *arg);
extern ErrorData *sv_rehearsal_decide(SvRehearsal *rehearsal,
									  SvRehearsalCallback work, void *arg,
									  const bool *keeps);
extern SvRowChanges *sv_rehearsal_changes(const SvRehearsal *rehearsal);
extern SvFacts *sv_rehearsal_facts(SvRehearsal *rehearsal, bool with_needs);
extern List *sv_rehearsal_schemas(const SvRehearsal *rehearsal);
extern char *sv_rehearsal_alters(const SvRehearsal *rehearsal);
extern const char *sv_rehearsal_live_schema(const SvRehearsal *rehearsal,
											const char *schema);
extern bool sv_rehearsal_has_privileges(const SvRehearsal *rehearsal);
extern const char *sv_rehearsal_not_run(const SvRehearsal *rehearsal);
extern const char *sv_rehearsal_state(const SvRehearsal *rehearsal);

#endif							/* SV_PROOF_REHEARSAL_H */
