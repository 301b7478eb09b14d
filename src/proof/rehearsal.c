/*-------------------------------------------------------------------------
 *
 * rehearsal.c
 *	  Scripts of revisions, run where nothing of it stays.
 *
 * In a shadow (model/shadow.c) all schemas of users are replaced: by nothing,
 * to run the history from its beginning, or by a copy without rows of what the
 * scripts can touch.  There scripts are run and facts are read as often as the
 * caller wants to; at the end all is rolled back.  No lock is taken on the
 * objects that are replaced, and no other session sees any of it.  Or scripts
 * are run in place, in a subtransaction, on a database that nobody else needs
 * meanwhile.
 *
 * What scripts can touch is found by their words (closure.c).  If a script says
 * that it puts together statements, or reads the catalogs, all is copied.  If a
 * script does not find something, the rehearsal is repeated with all.
 *
 * Roles and the like are shared by the cluster: runnable.c leaves out what
 * would change one that exists.  Schemas that the caller does not own stay:
 * user_schemas.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "utils/builtins.h"

#include "catalog/shadow_name.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "diff/diff.h"
#include "error.h"
#include "kind/kinds.h"
#include "model/shadow.h"
#include "model/shadow_extensions.h"
#include "model/statements.h"
#include "proof/closure.h"
#include "proof/execution.h"
#include "proof/rehearsal.h"
#include "proof/rehearsal_words.h"
#include "proof/runnable.h"
#include "proof/user_schemas.h"
#include "server/new_locks.h"
#include "server/rights.h"
#include "server/subtransaction.h"
#include "store/guard.h"
#include "store/store.h"

struct SvRehearsal
{
	SvRehearsalStart start;
	const SvFacts *facts;		/* what is copied; NULL: what is there */
	List	   *words;			/* of these */
	List	   *texts;			/* of SvRehearsalText */
	SvRehearsalCallback play;
	void	   *arg;
	List	   *originals;		/* of SvUserSchema */
	List	   *catalogs;		/* OIDs, for sv_rehearsal_changes() */
	bool		whole;			/* all is copied */
	bool		as_caller;		/* without owners and privileges */
	SvScript   *make;			/* creates the copy; or NULL */
	char	   *state;			/* sv_rehearsal_state() */
	bool		made;			/* the copy is complete */
	bool		missed;			/* a script did not find something */
	SvRunnable	runnable;
	char	   *not_run;		/* of the last script */
};

/* A callback of the caller. */
typedef struct Work
{
	SvRehearsal *rehearsal;
	SvRehearsalCallback callback;
	void	   *arg;
} Work;

static void begin(SvRehearsal *rehearsal, List *steps,
				  SvRehearsalCallback play, void *arg);
static void run(SvRehearsal *rehearsal);
static bool has_schema(const SvRehearsal *rehearsal, const char *name);
static void make_copy(SvRehearsal *rehearsal);
static SvFacts *find_copied(const SvRehearsal *rehearsal);
static void reach_texts(const SvRehearsal *rehearsal, SvClosure *closure);
static void run_in_shadow(SvRehearsal *rehearsal);
static void play_in_shadow(void *arg);
static void run_in_place(SvRehearsal *rehearsal);
static void play_in_place(void *arg);
static void leave_in_place(void *arg);
static void play(SvRehearsal *rehearsal);
static void work(void *arg);

/*
 * Run "play" where the steps can be executed: it begins with the database as
 * "start" says, and all that it does is rolled back.  Its errors are thrown.
 * "texts" are SvRehearsalTexts: what the scripts can touch of them is there,
 * with all that they need.
 *
 * With SV_REHEARSAL_COPY it may be called a second time, when a script did not
 * find what was not copied; then only the second time counts.
 */
void
sv_rehearsal_run(SvRehearsalStart start, List *steps, List *texts,
				 SvRehearsalCallback play, void *arg)
{
	SvRehearsal rehearsal = {.start = start,.texts = texts};

	begin(&rehearsal, steps, play, arg);
	run(&rehearsal);
	if (rehearsal.missed && start == SV_REHEARSAL_COPY && !rehearsal.whole)
	{
		rehearsal.whole = true;
		run(&rehearsal);
	}
}

/*
 * The same in a copy of facts, of all of them, whatever there is now.
 */
void
sv_rehearsal_run_facts(const SvFacts *facts, List *steps,
					   SvRehearsalCallback play, void *arg)
{
	SvRehearsal rehearsal = {.start = SV_REHEARSAL_COPY,.facts = facts};

	begin(&rehearsal, steps, play, arg);
	run(&rehearsal);
}

static void
begin(SvRehearsal *rehearsal, List *steps, SvRehearsalCallback play, void *arg)
{
	rehearsal->play = play;
	rehearsal->arg = arg;
	rehearsal->words = sv_rehearsal_words_find(steps,
											   rehearsal->start == SV_REHEARSAL_NOTHING);
	rehearsal->originals = sv_user_schemas_find();
	rehearsal->catalogs = sv_row_changes_catalogs();
	rehearsal->whole = sv_rehearsal_words_need_all(rehearsal->words);
	rehearsal->state = "";
}

/*
 * Run it once; without owners and privileges if the caller may not set them.
 */
static void
run(SvRehearsal *rehearsal)
{
	MemoryContext context = CurrentMemoryContext;

	rehearsal->missed = rehearsal->made = false;
	rehearsal->runnable.context = CurrentMemoryContext;
	rehearsal->runnable.in_place = rehearsal->start == SV_REHEARSAL_IN_PLACE;
	sv_new_subscriptions_begin(&rehearsal->runnable.subscriptions);
	if (rehearsal->start == SV_REHEARSAL_IN_PLACE)
	{
		run_in_place(rehearsal);
		return;
	}
	PG_TRY();
	{
		run_in_shadow(rehearsal);
	}
	PG_CATCH();
	{
		ErrorData  *error = sv_error_keep(context);

		if (rehearsal->made || rehearsal->as_caller ||
			error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE)
			ReThrowError(error);
		rehearsal->as_caller = true;
	}
	PG_END_TRY();
	if (rehearsal->as_caller && !rehearsal->made)
		run_in_shadow(rehearsal);
}

/*
 * Play in place of the schemas of users.
 */
static void
run_in_shadow(SvRehearsal *rehearsal)
{
	SvStatements statements = {NIL};
	SvShadowStage stage = {.execute = play_in_shadow,.arg = rehearsal,.is_play = true};
	ListCell   *lc;

	rehearsal->runnable.roles = rehearsal->runnable.extensions = NIL;
	statements.privileges = true;
	statements.replaced_extensions =
		sv_shadow_extensions_replaceable(rehearsal->words);
	/* those in the copy are not the real ones */
	rehearsal->runnable.extensions =
		list_copy(statements.replaced_extensions);
	foreach(lc, rehearsal->originals)
	{
		const SvUserSchema *original = lfirst(lc);

		if (!original->replaced)
			continue;
		statements.schemas = lappend(statements.schemas, original->name);
		if (!has_schema(rehearsal, original->name))
			statements.elaborate = lappend(statements.elaborate,
										   original->name);
	}
	if (rehearsal->start == SV_REHEARSAL_COPY)
		make_copy(rehearsal);
	else
		reach_texts(rehearsal, NULL);
	sv_shadow_evaluate(statements.schemas, &statements, InvalidOid,
					   list_make1(&stage));
}

/*
 * True if a schema that exists is there when the rehearsal begins.
 */
static bool
has_schema(const SvRehearsal *rehearsal, const char *name)
{
	ListCell   *lc;

	/* a new database has only this one */
	if (rehearsal->facts == NULL)
		return rehearsal->start == SV_REHEARSAL_COPY || strcmp(name, "public") == 0;
	foreach(lc, rehearsal->facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_schema &&
			strcmp(fact->identity, quote_identifier(name)) == 0)
			return true;
	}
	return false;
}

/*
 * Write the script that makes a copy of what is there.
 */
static void
make_copy(SvRehearsal *rehearsal)
{
	SvFacts    *copied = rehearsal->facts != NULL ?
	sv_closure_subset(NULL, rehearsal->facts, NULL) : find_copied(rehearsal);
	char	   *text;
	ListCell   *lc;

	foreach(lc, copied->facts)
	{
		SvFact	   *fact = lfirst(lc);

		/* in the very version that is installed */
		if (fact->kind == &sv_kind_extension)
			sv_fact_set_value(fact, "declared_version",
							  unconstify(char *, sv_fact_value(fact, "version")));
	}
	text = sv_diff_script(sv_facts_make(), copied, !rehearsal->as_caller);
	if (rehearsal->state[0] == '\0')
		rehearsal->state = text;
	rehearsal->make = sv_script_parse(NULL, "model", text);
	rehearsal->make->trial = true;
}

/*
 * The facts of what is there that is to be copied.
 */
static SvFacts *
find_copied(const SvRehearsal *rehearsal)
{
	SvClosure  *closure = NULL;
	SvFacts    *facts;

	facts = sv_snapshot_read(sv_user_schemas_oids(rehearsal->originals, true),
							 true);
	if (!rehearsal->whole)
		closure = sv_closure_of_words(rehearsal->words, facts);
	reach_texts(rehearsal, closure);
	return sv_closure_subset(closure, facts, NULL);
}

/*
 * Find which texts are touched, and add these to a closure; NULL: all is there.
 */
static void
reach_texts(const SvRehearsal *rehearsal, SvClosure *closure)
{
	ListCell   *lc;

	foreach(lc, rehearsal->texts)
	{
		SvRehearsalText *text = lfirst(lc);

		text->touched = closure == NULL ||
			sv_closure_add_text(closure, text->text, text->always);
	}
}

/*
 * SvShadowStage: makes the copy, and plays.
 */
static void
play_in_shadow(void *arg)
{
	SvRehearsal *rehearsal = arg;

	sv_new_subscriptions_begin(&rehearsal->runnable.subscriptions);
	if (rehearsal->make != NULL)
	{
		sv_runnable_note_copy(&rehearsal->runnable, rehearsal->make);
		sv_statements_adapt(rehearsal->make, sv_user_schemas_now(),
							!rehearsal->as_caller);
		sv_executor_run(rehearsal->make, NULL);
	}
	sv_rights_note_functions();
	rehearsal->made = true;
	play(rehearsal);
}

/*
 * Play in the schemas themselves.
 */
static void
run_in_place(SvRehearsal *rehearsal)
{
	ErrorData  *error = sv_subtransaction_run(play_in_place, leave_in_place,
											  rehearsal,
											  SV_SUBTRANSACTION_ROLLBACK);

	if (error != NULL)
		ReThrowError(error);
}

static void
play_in_place(void *arg)
{
	play(arg);
}

static void
leave_in_place(void *arg)
{
	sv_guard_leave_script();
}

/*
 * Call back, as in a run.
 */
static void
play(SvRehearsal *rehearsal)
{
	void	   *labels = sv_execution_keep_labels();

	PG_TRY();
	{
		sv_guard_enter_script();
		rehearsal->play(rehearsal, rehearsal->arg);
	}
	PG_FINALLY();
	{
		sv_guard_leave_script();
		sv_execution_restore_labels(labels);
	}
	PG_END_TRY();
}

/*
 * Execute a script of a step.  Returns NULL, or its error, in the current memory
 * context, and what it did is rolled back.  What is not run, or not found, is noted;
 * of a script of no revision only if all is a copy of facts.
 */
ErrorData *
sv_rehearsal_execute(SvRehearsal *rehearsal, const SvRehearsedStep *step,
					 bool upgrade, SvWatch *watch)
{
	const char *text = upgrade ? step->upgrade : step->downgrade;
	bool		noted = step->revision != NULL || rehearsal->facts != NULL;
	char	   *not_run = NULL;
	ErrorData  *error;
	SvScript   *script;

	script = sv_script_try(step->revision, upgrade ? "upgrade" : "downgrade",
						   text == NULL ? "" : text, &error);
	if (script != NULL)
	{
		script->trial = rehearsal->start != SV_REHEARSAL_IN_PLACE;
		script->with_rows = true;
		rehearsal->runnable.passes_vacuum = step->passes_vacuum;
		not_run = sv_runnable_adapt(script, &rehearsal->runnable);
		error = sv_execution_run(script, step->transactional, watch);
		rehearsal->missed |= noted && error != NULL &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION;
	}
	if (noted)
		rehearsal->not_run = not_run;
	return error;
}

/*
 * Do work in a subtransaction that is rolled back.  Returns NULL, or the error
 * with which it has ended.
 */
ErrorData *
sv_rehearsal_undone(SvRehearsal *rehearsal, SvRehearsalCallback callback,
					void *arg)
{
	bool		keeps = false;

	return sv_rehearsal_decide(rehearsal, callback, arg, &keeps);
}

/*
 * Do work in a subtransaction that is rolled back unless the work sets *keeps.
 */
ErrorData *
sv_rehearsal_decide(SvRehearsal *rehearsal, SvRehearsalCallback callback,
					void *arg, const bool *keeps)
{
	Work		decided = {rehearsal, callback, arg};
	ErrorData  *error;

	sv_new_locks_release_rest();
	error = sv_subtransaction_decide(work, &decided, keeps);
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	return error;
}

static void
work(void *arg)
{
	const Work *decided = arg;

	decided->callback(decided->rehearsal, decided->arg);
	sv_new_locks_release_rest();
}

/*
 * From here on changes of the catalogs count; see sv_row_changes_begin().
 */
SvRowChanges *
sv_rehearsal_changes(const SvRehearsal *rehearsal)
{
	return sv_row_changes_begin(rehearsal->catalogs);
}

/*
 * The facts of the schemas as they are now, in the current memory context; with
 * dependencies, or without: sv_snapshot_read_needs() reads them.
 */
SvFacts *
sv_rehearsal_facts(SvRehearsal *rehearsal, bool with_needs)
{
	List	   *namespaces = NIL;
	ListCell   *lc;

	CommandCounterIncrement();
	foreach(lc, sv_user_schemas_now())
	{
		namespaces = lappend_oid(namespaces,
								 get_namespace_oid(lfirst(lc), false));
	}
	return sv_new_subscriptions_omit(sv_snapshot_read(namespaces, with_needs));
}

/*
 * The names of the schemas of users in which tables are those of the rehearsal:
 * not those that stay, with rows that are of others.
 */
List *
sv_rehearsal_schemas(const SvRehearsal *rehearsal)
{
	List	   *schemas = NIL;
	ListCell   *lc;

	foreach(lc, sv_user_schemas_now())
	{
		if (rehearsal->start == SV_REHEARSAL_IN_PLACE ||
			!sv_user_schemas_stays(rehearsal->originals, lfirst(lc)))
			schemas = lappend(schemas, lfirst(lc));
	}
	return schemas;
}

/*
 * An object that stays, and that scripts can alter; NULL: they alter nothing but
 * copies.
 */
char *
sv_rehearsal_alters(const SvRehearsal *rehearsal)
{
	return rehearsal->start == SV_REHEARSAL_IN_PLACE ? NULL :
		sv_user_schemas_object(rehearsal->originals, rehearsal->words);
}

/*
 * The name under which the real schema of a name can be read now; NULL if there
 * is none.
 */
const char *
sv_rehearsal_live_schema(const SvRehearsal *rehearsal, const char *schema)
{
	ListCell   *lc;

	foreach(lc, rehearsal->originals)
	{
		const SvUserSchema *original = lfirst(lc);

		if (strcmp(original->name, schema) == 0)
			return rehearsal->start == SV_REHEARSAL_IN_PLACE ||
				!original->replaced ? original->name :
				sv_shadow_name_make(original->oid);
	}
	return NULL;
}

/*
 * True if what is copied has the owners and privileges of the facts.
 */
bool
sv_rehearsal_has_privileges(const SvRehearsal *rehearsal)
{
	return !rehearsal->as_caller;
}

/*
 * What of the last script was not run, and why, in lines; NULL if all was.
 */
const char *
sv_rehearsal_not_run(const SvRehearsal *rehearsal)
{
	return rehearsal->not_run;
}

/*
 * What there was before the first step, as a text: the statements that create
 * it.  Ask before that step.
 */
const char *
sv_rehearsal_state(const SvRehearsal *rehearsal)
{
	List	   *oids = sv_user_schemas_oids(rehearsal->originals, false);
	SvFacts    *facts;

	if (oids == NIL)
		return rehearsal->state;
	facts = sv_snapshot_read(oids, true);
	facts = sv_closure_subset(rehearsal->whole ? NULL :
							  sv_closure_of_words(rehearsal->words, facts),
							  facts, NULL);
	return psprintf("%s\n%s", rehearsal->state,
					sv_diff_script(sv_facts_make(), facts, true));
}
