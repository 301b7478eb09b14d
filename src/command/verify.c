/*-------------------------------------------------------------------------
 *
 * verify.c
 *	  The command that verifies revisions.
 *
 * The steps of a range are verified one after the other, each in the state that
 * those before it leave.  Verdicts are kept (store/verdict.c) with the hashes of
 * both scripts and of that state: a hash of what there was before the first
 * step, and of the upgrades since.  A step with a verdict is not verified again;
 * its upgrade is executed if one after it is.
 *
 * Verdicts that depend on the rows of the database are stored, but not looked
 * up.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "command/rehearse.h"
#include "command/verify.h"
#include "compat.h"
#include "file/verdict_words.h"
#include "store/guard.h"
#include "store/run_lock.h"
#include "store/verdict.h"

/* A command that is being executed. */
typedef struct Command
{
	const SvVerifyRequest *request;
	const SvRehearsalPlan *plan;
	MemoryContext context;		/* of what follows */
	SvVerifyResult *results;	/* by step */
	SvVerdict  *keys;			/* by step: what its verdict is about */
	bool	   *known;			/* by step: it has a result already */
	bool		failed;			/* an upgrade: no step after it can be run */
} Command;

static List *list_results(const Command *command);
static void verify(SvRehearsal *rehearsal, void *arg);
static void find_known(Command *command, const SvRehearsal *rehearsal);
static char *hash_of(const char *text);
static char *hex_of(Datum sha256);
static void set_result(Command *command, int number, const char *verdict,
					   const char *finding, const char *restore,
					   int64 duration);
static int	last_unknown(const Command *command);
static void announce(const Command *command, int number);
static void lead(Command *command, SvRehearsal *rehearsal, int number);
static SvFacts *verify_step(Command *command, SvRehearsal *rehearsal,
							int number, SvFacts *before, MemoryContext next);
static void give_up_rest(Command *command);
static void store_results(const Command *command);

/*
 * Verify the steps of a range.  Returns a list of SvVerifyResult, in order.
 *
 * Errors: those of the range; a step that only leads to it and fails.
 */
List *
sv_verify_range(const SvVerifyRequest *request)
{
	Command		command = {request};
	int			count;

	sv_guard_command("schemaver_verify()");
	if (request->in_place)
		sv_run_lock_take();
	command.plan = sv_rehearse_plan("schemaver_verify()", request->range,
									request->in_place);
	count = list_length(command.plan->steps);
	command.context = CurrentMemoryContext;
	command.results = palloc0(sizeof(SvVerifyResult) * (count + 1));
	command.keys = palloc0(sizeof(SvVerdict) * (count + 1));
	command.known = palloc0(sizeof(bool) * (count + 1));
	if (count == command.plan->first)
		return NIL;
	PG_TRY();
	{
		sv_rehearsal_run(command.plan->start, command.plan->steps, NULL,
						 verify, &command);
	}
	PG_FINALLY();
	{
		pgstat_report_activity(STATE_RUNNING,
							   debug_query_string ? debug_query_string : "");
	}
	PG_END_TRY();
	store_results(&command);
	return list_results(&command);
}

static List *
list_results(const Command *command)
{
	List	   *results = NIL;

	for (int i = command->plan->first; i < list_length(command->plan->steps); i++)
		results = lappend(results, &command->results[i]);
	return results;
}

/*
 * SvRehearsalCallback: verifies all steps that must be.  It may be called again.
 */
static void
verify(SvRehearsal *rehearsal, void *arg)
{
	Command    *command = arg;
	MemoryContext oldcontext = CurrentMemoryContext;
	MemoryContext now;			/* of the facts before a step... */
	MemoryContext next;			/* ...and of those after it */
	SvFacts    *before = NULL;
	int			last;

	oldcontext = MemoryContextSwitchTo(command->context);
	find_known(command, rehearsal);
	MemoryContextSwitchTo(oldcontext);
	last = last_unknown(command);
	now = AllocSetContextCreate(oldcontext, "schemaver before",
								ALLOCSET_DEFAULT_SIZES);
	for (int number = 0; number <= last; number++)
	{
		next = AllocSetContextCreate(oldcontext, "schemaver after",
									 ALLOCSET_DEFAULT_SIZES);
		MemoryContextSwitchTo(now);
		announce(command, number);
		if (number < command->plan->first || command->known[number])
			lead(command, rehearsal, number);
		else
			before = verify_step(command, rehearsal, number, before, next);
		if (command->known[number])
			before = NULL;
		MemoryContextSwitchTo(oldcontext);
		MemoryContextDelete(now);
		now = next;
		if (command->failed)
			break;
	}
	MemoryContextDelete(now);
	give_up_rest(command);
}

/*
 * Find out what each verdict is about, and which are known.
 */
static void
find_known(Command *command, const SvRehearsal *rehearsal)
{
	const SvVerifyRequest *request = command->request;
	char	   *state = request->in_place ? "in place" :
	hash_of(sv_rehearsal_state(rehearsal));
	bool		depends_on_rows = request->in_place || request->options.sample;
	ListCell   *lc;

	command->failed = false;
	foreach(lc, command->plan->steps)
	{
		int			number = foreach_current_index(lc);
		const SvRehearsedStep *step = lfirst(lc);
		SvVerdict  *key = &command->keys[number];
		SvVerdict  *found = NULL;

		key->revision = step->revision;
		key->upgrade_sha256 = sv_store_sha256(step->upgrade);
		key->has_downgrade = step->downgrade != NULL;
		if (key->has_downgrade)
			key->downgrade_sha256 = sv_store_sha256(step->downgrade);
		key->state = state;
		key->rows = request->options.rows;
		if (!request->again && !depends_on_rows)
			found = sv_verdict_find(key->revision, key->upgrade_sha256,
									key->downgrade_sha256, key->has_downgrade,
									key->state, key->rows);
		command->known[number] = found != NULL;
		if (found != NULL)
			set_result(command, number, found->verdict, found->finding,
					   found->restore, -1);
		if (!request->in_place)
			state = hash_of(psprintf("%s %s", state, hex_of(key->upgrade_sha256)));
	}
}

/*
 * The SHA-256 of a text, as text.
 */
static char *
hash_of(const char *text)
{
	return hex_of(sv_store_sha256(text));
}

static char *
hex_of(Datum sha256)
{
	bytea	   *bytes = DatumGetByteaPP(sha256);
	int			length = VARSIZE_ANY_EXHDR(bytes);
	char	   *hex = palloc(length * 2 + 1);

	hex_encode(VARDATA_ANY(bytes), length, hex);
	hex[length * 2] = '\0';
	return hex;
}

/*
 * Set the result of a step, copied into the context of the results.
 */
static void
set_result(Command *command, int number, const char *verdict,
		   const char *finding, const char *restore, int64 duration)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(command->context);
	SvVerifyResult *result = &command->results[number];

	result->revision = pstrdup(command->keys[number].revision);
	result->verdict = pstrdup(verdict);
	result->finding = finding == NULL ? NULL : pstrdup(finding);
	result->restore = restore == NULL ? NULL : pstrdup(restore);
	result->duration = duration;
	MemoryContextSwitchTo(oldcontext);
}

/*
 * The number of the last step that is to be verified; -1 if there is none.
 */
static int
last_unknown(const Command *command)
{
	int			number = list_length(command->plan->steps) - 1;

	while (number >= command->plan->first && command->known[number])
		number--;
	return number < command->plan->first ? -1 : number;
}

/*
 * Say which step is at work.
 */
static void
announce(const Command *command, int number)
{
	const char *what = psprintf("%s, step %d of %d",
								command->keys[number].revision, number + 1,
								list_length(command->plan->steps));

	pgstat_report_activity(STATE_RUNNING,
						   psprintf("schemaver: verify %s", what));
	ereport(DEBUG1,
			(errmsg_internal("verifying revision %s", what)));
}

/*
 * Execute the upgrade of a step that is not verified.
 *
 * Errors: it fails, and is none of the steps that were asked for.
 */
static void
lead(Command *command, SvRehearsal *rehearsal, int number)
{
	const SvRehearsedStep *step = list_nth(command->plan->steps, number);
	ErrorData  *error = sv_rehearsal_execute(rehearsal, step, true, NULL);

	if (error == NULL)
		return;
	if (number < command->plan->first)
		ereport(ERROR,
				(errcode(error->sqlerrcode),
				 errmsg("revision \"%s\", which the range builds on, fails: %s",
						step->revision, error->message),
				 error->context ? errcontext_msg("%s", error->context) : 0,
				 errhint("Verify \"base:%s\" first.", step->revision)));
	command->failed = true;
	command->known[number] = false;
	set_result(command, number,
			   sv_verdict_words_text(SV_VERDICT_UPGRADE_FAILS), error->message,
			   NULL, 0);
}

/*
 * Verify a step.  "before" are the facts before it, or NULL if they are not
 * known.  Returns those after it, in the context "next", or NULL.
 */
static SvFacts *
verify_step(Command *command, SvRehearsal *rehearsal, int number,
			SvFacts *before, MemoryContext next)
{
	TimestampTz started_at = GetCurrentTimestamp();
	SvVerified *verified;

	verified = sv_verify_step(rehearsal, list_nth(command->plan->steps, number),
							  before, &command->request->options, next);
	set_result(command, number, verified->verdict, verified->finding,
			   verified->restore, GetCurrentTimestamp() - started_at);
	command->failed = verified->failed;
	return verified->after;
}

/*
 * The steps after one that has failed cannot be run.
 */
static void
give_up_rest(Command *command)
{
	const char *failed = NULL;

	for (int i = command->plan->first; i < list_length(command->plan->steps); i++)
	{
		if (command->results[i].verdict == NULL ||
			(failed != NULL && !command->known[i]))
		{
			set_result(command, i, sv_verdict_words_text(SV_VERDICT_NOT_RUN),
					   psprintf(_("the upgrade of revision \"%s\" fails"), failed),
					   NULL, 0);
			/* not to be stored */
			command->known[i] = true;
		}
		else if (strcmp(command->results[i].verdict,
						sv_verdict_words_text(SV_VERDICT_UPGRADE_FAILS)) == 0)
			failed = command->results[i].revision;
	}
}

static void
store_results(const Command *command)
{
	for (int i = command->plan->first; i < list_length(command->plan->steps); i++)
	{
		SvVerdict  *verdict = &command->keys[i];

		if (command->known[i])
		{
			sv_verdict_confirm(verdict);
			continue;
		}
		verdict->verdict = command->results[i].verdict;
		verdict->finding = command->results[i].finding;
		verdict->restore = command->results[i].restore;
		sv_verdict_store(verdict);
	}
}
