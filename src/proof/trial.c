/*-------------------------------------------------------------------------
 *
 * trial.c
 *	  Tests the scripts of a revision on a copy of the schemas.
 *
 * In a shadow (model/shadow.c) a copy of the schemas is made, without rows, by
 * executing the statements that a comparison with an empty database gives.
 * There the upgrade is executed, and the facts afterwards are compared with the
 * model's; then the downgrade, and the facts are compared with the database's.
 *
 * Only the closure of the scripts is copied first (closure.c), as to create an
 * object takes much longer than to read it.  If that gives anything but the
 * wanted facts, it is done again with all objects, and this result counts.
 *
 * What the statements make the server do meanwhile settles their hazards
 * (part_work.c).  The closure has all that they can touch, so what is measured
 * in it is what would be with all objects.
 *
 * No lock is taken on the objects of users, and everything is rolled back.
 *
 * Limits: objects outside schemas are not copied, so scripts that change them
 * are not tested; owners and privileges in the copy are those of the caller
 * unless the model declares them; nothing is learned about rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"

#include "catalog/deparse_settings.h"
#include "diff/compare.h"
#include "error.h"
#include "fact/acl.h"
#include "kind/kinds.h"
#include "model/shadow.h"
#include "model/statements.h"
#include "proof/closure.h"
#include "proof/part_work.h"
#include "proof/trial.h"
#include "server/executor.h"
#include "server/rights.h"

/* How many differences are reported. */
#define MAX_LINES 20

/* A trial with some of the objects, or with all of them. */
typedef struct Trial
{
	const SvModel *model;
	bool		whole;			/* with all of them */
	SvScript   *make;			/* creates the copy */
	SvScript   *upgrade;
	SvScript   *downgrade;
	SvPartWatch *upgrading;		/* what they make the server do */
	SvPartWatch *downgrading;
	SvFacts    *database;		/* wanted after the downgrade */
	SvFacts    *declared;		/* wanted after the upgrade */

	/* set by run() */
	SvShadowStage upgraded;
	SvShadowStage downgraded;
	ErrorData  *error;			/* NULL: there was none */
} Trial;

static bool can_be_tested(const SvDiff *diff);
static Trial *prepare(const SvModel *model, const SvDiff *diff,
					  SvFacts *database, SvFacts *declared, bool whole);
static char *make_script(const SvModel *model, SvFacts *database);
static SvScript *parse(const char *name, const char *text);
static void execute_upgrade(void *arg);
static void execute_downgrade(void *arg);
static void execute(const SvScript *script, SvWatch *watch);
static void run(Trial *trial);
static void evaluate(Trial *trial);
static bool succeeds(const Trial *trial);
static void settle(const Trial *trial, SvDiff *diff);
static char *find_wrong(const Trial *trial);
static char *describe_error(const ErrorData *error, const char *name);
static char *compare(SvFacts *found, SvFacts *wanted, const char *name);
static void keep_tested(SvFacts *facts);

/*
 * Tests that the upgrade of a difference leads to what the model declares, and
 * the downgrade back to what the database has.  Both sides are those that
 * sv_diff_find() has compared, with dependencies.  Returns NULL if the scripts
 * do, or if that cannot be tested; else what is wrong, in lines.  The hazards of
 * what was executed are what it did.
 */
char *
sv_trial_scripts(SvModel *model, SvDiff *diff, SvFacts *declared,
				 SvFacts *database)
{
	SvModel		plain = *model;
	SvClosure  *closure;
	SvFacts    *there = database;
	Trial	   *trial;

	if (!can_be_tested(diff))
		return NULL;
	closure = sv_closure_find(diff, database, declared);
	/* as it is before the scripts rename anything */
	if (model->renames != NIL)
		there = sv_model_database_facts(&plain, NULL);
	trial = prepare(model, diff, sv_closure_subset(closure, there, database),
					sv_closure_subset(closure, declared, NULL), false);
	run(trial);
	if (succeeds(trial))
	{
		settle(trial, diff);
		return NULL;
	}
	/* read as the copy is, as texts may depend on it */
	there = sv_model_database_facts(&plain, NULL);
	trial = prepare(model, diff, sv_closure_subset(NULL, there, NULL),
					sv_closure_subset(NULL, declared, NULL), true);
	run(trial);
	settle(trial, diff);
	return find_wrong(trial);
}

/*
 * True if the scripts change nothing outside schemas.  Such objects are not
 * copied: they would collide with the originals.
 */
static bool
can_be_tested(const SvDiff *diff)
{
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		if (((SvDifference *) lfirst(lc))->is_global)
			return false;
	}
	return true;
}

/*
 * A trial with these facts, which it may change.
 */
static Trial *
prepare(const SvModel *model, const SvDiff *diff, SvFacts *database,
		SvFacts *declared, bool whole)
{
	Trial	   *trial = palloc0(sizeof(Trial));

	keep_tested(database);
	keep_tested(declared);
	trial->model = model;
	trial->whole = whole;
	trial->database = database;
	trial->declared = declared;
	trial->make = parse("model", make_script(model, database));
	trial->upgrade = parse("upgrade", diff->upgrade);
	trial->downgrade = parse("downgrade", diff->downgrade);
	trial->upgrading = sv_part_work_watch(diff->upgrade_parts);
	trial->downgrading = sv_part_work_watch(diff->downgrade_parts);
	sv_statements_adapt(trial->make, model->schemas, model->privileges);

	/* all that is created here belongs to the caller */
	if (!model->privileges)
	{
		sv_statements_omit_owners(trial->upgrade);
		sv_statements_omit_owners(trial->downgrade);
	}
	return trial;
}

/*
 * The statements that create objects from nothing.
 */
static char *
make_script(const SvModel *model, SvFacts *database)
{
	SvFacts    *nothing = sv_facts_make();

	if (!model->privileges)
		sv_acl_keep(database, nothing);
	return sv_diff_script(nothing, database, model->privileges);
}

static SvScript *
parse(const char *name, const char *text)
{
	SvScript   *script = sv_script_parse(NULL, name, text);

	script->trial = true;
	return script;
}

/*
 * Creates the copy, and executes the upgrade.
 */
static void
execute_upgrade(void *arg)
{
	const Trial *trial = arg;

	execute(trial->make, NULL);
	sv_rights_note_functions();
	execute(trial->upgrade, &trial->upgrading->watch);
}

static void
execute_downgrade(void *arg)
{
	const Trial *trial = arg;

	execute(trial->downgrade, &trial->downgrading->watch);
}

/*
 * Executes a script.  It may be executed once only: a parse tree is modified
 * then.
 */
static void
execute(const SvScript *script, SvWatch *watch)
{
	sv_executor_run(script, watch);
}

/*
 * Runs a trial.
 */
static void
run(Trial *trial)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		evaluate(trial);
	}
	PG_CATCH();
	{
		trial->error = sv_error_keep(context);
	}
	PG_END_TRY();
}

/*
 * Evaluates both directions in one shadow.
 */
static void
evaluate(Trial *trial)
{
	const SvModel *model = trial->model;
	SvStatements statements = {.schemas = model->schemas,.keeps_globals = true};
	ListCell   *lc;

	/* the upgrade creates those that do not exist yet */
	foreach(lc, model->schemas)
	{
		if (!OidIsValid(get_namespace_oid(lfirst(lc), true)))
			statements.elaborate = lappend(statements.elaborate, lfirst(lc));
	}
	trial->upgraded.execute = execute_upgrade;
	trial->downgraded.execute = execute_downgrade;
	trial->upgraded.arg = trial->downgraded.arg = trial;
	/* only a difference is described with them */
	trial->upgraded.without_needs = trial->downgraded.without_needs = !trial->whole;
	sv_shadow_evaluate(model->schemas, &statements, sv_model_author(model),
					   list_make2(&trial->upgraded, &trial->downgraded));
}

/*
 * True if a trial has found what is wanted.
 */
static bool
succeeds(const Trial *trial)
{
	if (trial->error != NULL)
		return false;
	keep_tested(trial->upgraded.facts);
	keep_tested(trial->downgraded.facts);
	return sv_compare_same(trial->upgraded.facts, trial->declared, false) &&
		sv_compare_same(trial->downgraded.facts, trial->database, false);
}

/*
 * Let the hazards of a difference say what was seen.
 */
static void
settle(const Trial *trial, SvDiff *diff)
{
	sv_part_work_settle(trial->upgrading);
	sv_part_work_settle(trial->downgrading);
	sv_diff_write(diff);
}

/*
 * What is wrong, in lines that begin with the name of a script; or NULL.
 */
static char *
find_wrong(const Trial *trial)
{
	char	   *wrong;

	if (trial->upgraded.facts == NULL)
	{
		wrong = describe_error(trial->error, "upgrade");
		if (wrong == NULL)
			(void) describe_error(trial->error, "downgrade");
		return wrong;
	}
	wrong = compare(trial->upgraded.facts, trial->declared, "upgrade");
	if (wrong != NULL)
		return wrong;
	if (trial->downgraded.facts == NULL)
		return describe_error(trial->error, "downgrade");
	return compare(trial->downgraded.facts, trial->database, "downgrade");
}

/*
 * The error of a script, as lines.  The want of a privilege is reported with a
 * NOTICE, and NULL is returned: owners and privileges are not those of the real
 * schemas.
 */
static char *
describe_error(const ErrorData *error, const char *name)
{
	if (error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE)
		return psprintf("%s: %s%s%s", name, error->message,
						error->context ? "\n" : "",
						error->context ? error->context : "");
	ereport(NOTICE,
			(errmsg("script \"%s\" was not tested: %s", name, error->message),
			 error->hint ? errhint("%s", error->hint) : 0));
	return NULL;
}

/*
 * The differences between two sets of facts, in lines; NULL if there are none.
 */
static char *
compare(SvFacts *found, SvFacts *wanted, const char *name)
{
	StringInfoData buf;
	SvDiff	   *diff;
	int			count = 0;
	ListCell   *lc;

	keep_tested(found);
	diff = sv_diff_find(found, wanted, false,
						sv_deparse_settings_creation_schema());
	initStringInfo(&buf);
	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->line == NULL || ++count > MAX_LINES)
			continue;
		appendStringInfo(&buf, "%safter the %s: %s", buf.len > 0 ? "\n" : "",
						 name, difference->line);
	}
	if (count > MAX_LINES)
		appendStringInfo(&buf, "\n... and %d more", count - MAX_LINES);
	return count == 0 ? NULL : buf.data;
}

/*
 * Keeps the facts that are tested: not those of schemas themselves, nor those
 * of objects outside schemas.
 */
static void
keep_tested(SvFacts *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (!(fact->kind->flags & SV_KIND_GLOBAL) &&
			fact->kind != &sv_kind_schema)
			kept = lappend(kept, fact);
	}
	facts->facts = kept;
}
