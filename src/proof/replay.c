/*-------------------------------------------------------------------------
 *
 * replay.c
 *	  The schemas as revisions make them from nothing.
 *
 * The upgrades of all that is applied are run in a rehearsal that begins with an
 * empty database.  What comes out is what should be there, if nobody but them has
 * changed anything; but for owners and privileges, as all of it belongs to the
 * caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "proof/rehearsal.h"
#include "proof/replay.h"
#include "proof/user_schemas.h"
#include "strings.h"

typedef struct Replay
{
	List	   *steps;			/* of SvRehearsedStep */
	List	   *repeated;		/* likewise: repeatable scripts */
	MemoryContext context;		/* of the facts */
	SvFacts    *facts;
} Replay;

static void warn_of_staying(void);
static void play(SvRehearsal *rehearsal, void *arg);
static void play_repeated(SvRehearsal *rehearsal, List *repeated);
pg_noreturn static void fail(ErrorData *error);
static void leave_out_aside(SvFacts *facts);

/*
 * The facts after the upgrades of these steps, a list of SvRehearsedStep, and
 * after repeatable scripts, which are such steps as well and may need each other in
 * any order; in the current memory context.
 *
 * Errors: those of the scripts.
 */
SvFacts *
sv_replay_facts(List *steps, List *repeated)
{
	Replay		replay = {steps, repeated, CurrentMemoryContext};

	warn_of_staying();
	sv_rehearsal_run(SV_REHEARSAL_NOTHING,
					 list_concat(list_copy(steps), repeated), NULL, play, &replay);
	leave_out_aside(replay.facts);
	return replay.facts;
}

/*
 * Schemas that stay are as they are at the end, too.
 */
static void
warn_of_staying(void)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, sv_user_schemas_find())
	{
		const SvUserSchema *schema = lfirst(lc);

		if (!schema->replaced)
			names = lappend(names, psprintf("\"%s\"", schema->name));
	}
	if (names != NIL)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("a replay finds no drift in schemas that you do not own"),
				 errdetail_plural("It is schema %s.", "These are schemas %s.",
								  list_length(names),
								  sv_strings_join(names, ", "))));
}

/* SvRehearsalCallback */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Replay	   *replay = arg;
	MemoryContext oldcontext;
	ListCell   *lc;

	foreach(lc, replay->steps)
	{
		ErrorData  *error = sv_rehearsal_execute(rehearsal, lfirst(lc), true, NULL);

		if (error != NULL)
			fail(error);
	}
	play_repeated(rehearsal, replay->repeated);
	oldcontext = MemoryContextSwitchTo(replay->context);
	replay->facts = sv_rehearsal_facts(rehearsal, true);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Execute scripts; one that fails is tried again after the others.
 */
static void
play_repeated(SvRehearsal *rehearsal, List *repeated)
{
	ErrorData  *last = NULL;

	while (repeated != NIL)
	{
		List	   *left = NIL;
		ListCell   *lc;

		foreach(lc, repeated)
		{
			ErrorData  *error = sv_rehearsal_execute(rehearsal, lfirst(lc), true, NULL);

			if (error == NULL)
				continue;
			last = error;
			left = lappend(left, lfirst(lc));
		}
		if (list_length(left) == list_length(repeated))
			fail(last);
		repeated = left;
	}
}

static void
fail(ErrorData *error)
{
	if (error->hint == NULL)
		error->hint = pstrdup(_("A replay runs from nothing what is applied.  Without it, drift is found by facts: store them with schemaver_track(), or set schemaver.track."));
	ReThrowError(error);
}

/*
 * Leave out the objects that were moved out of the way.
 */
static void
leave_out_aside(SvFacts *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (!(fact->kind->flags & SV_KIND_GLOBAL) ||
			strstr(fact->identity, SV_SHADOW_PREFIX) == NULL)
			kept = lappend(kept, lfirst(lc));
	}
	facts->facts = kept;
}
