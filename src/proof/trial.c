/*-------------------------------------------------------------------------
 *
 * trial.c
 *	  Tests the scripts of a revision on a copy of the schemas.
 *
 * The schemas of the database are copied without rows: in a shadow
 * (model/shadow.c), by executing the statements that a comparison with an empty
 * database gives.  There the scripts are executed, and the facts afterwards are
 * compared with those that they should lead to: the model's after the upgrade,
 * and the database's after the downgrade.
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
#include "error.h"
#include "fact/acl.h"
#include "kind/kinds.h"
#include "model/shadow.h"
#include "model/statements.h"
#include "proof/trial.h"
#include "server/executor.h"
#include "server/rights.h"

/* How many differences are reported. */
#define MAX_LINES 20

static bool can_be_tested(const SvDiff *diff);
static char *make_script(SvModel *model);
static SvScript *parse(const char *name, const char *text);
static void execute(void *arg);
static SvFacts *facts_after(const SvModel *model, List *scripts);
static char *compare(SvFacts *found, SvFacts *wanted, const char *name);
static void keep_tested(SvFacts *facts);
static char *test(const SvModel *model, List *scripts, SvFacts *wanted,
				  const char *name);

/*
 * Tests that the upgrade of a difference leads to what the model declares, and
 * the downgrade back to what the database has.  Returns NULL if they do, or if
 * that cannot be tested; else what is wrong, in lines.
 */
char *
sv_trial_scripts(SvModel *model, const SvDiff *diff, SvFacts *declared)
{
	SvModel		plain = *model;
	SvFacts    *database;
	SvScript   *make;
	SvScript   *upgrade;
	SvScript   *downgrade;
	char	   *wrong;

	if (!can_be_tested(diff))
		return NULL;
	make = parse("model", make_script(&plain));
	sv_statements_adapt(make, model->schemas, model->privileges);
	database = sv_model_database_facts(&plain, NULL);

	upgrade = parse("upgrade", diff->upgrade);
	downgrade = parse("downgrade", diff->downgrade);

	/* all that is created here belongs to the caller */
	if (!model->privileges)
	{
		sv_statements_omit_owners(upgrade);
		sv_statements_omit_owners(downgrade);
	}
	wrong = test(model, list_make2(make, upgrade), declared, "upgrade");
	if (wrong == NULL)
		wrong = test(model, list_make3(make, upgrade, downgrade), database,
					 "downgrade");
	return wrong;
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
 * The statements that create the schemas of the database from nothing.
 */
static char *
make_script(SvModel *model)
{
	SvFacts    *database = sv_model_database_facts(model, NULL);
	SvFacts    *nothing = sv_facts_make();

	keep_tested(database);
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
 * Executes scripts.  The first one creates the copy.
 */
static void
execute(void *arg)
{
	ListCell   *lc;

	/* a parse tree is modified when it is executed */
	foreach(lc, (List *) arg)
	{
		SvScript	script = *(SvScript *) lfirst(lc);

		script.statements = copyObject(script.statements);
		sv_executor_run(&script, NULL);
		if (lc == list_head((List *) arg))
			sv_rights_note_functions();
	}
}

/*
 * The facts of the schemas of a model after scripts.
 */
static SvFacts *
facts_after(const SvModel *model, List *scripts)
{
	SvStatements statements = {.schemas = model->schemas,.keeps_globals = true};
	ListCell   *lc;

	/* the upgrade creates those that do not exist yet */
	foreach(lc, model->schemas)
	{
		if (!OidIsValid(get_namespace_oid(lfirst(lc), true)))
			statements.elaborate = lappend(statements.elaborate, lfirst(lc));
	}
	return sv_shadow_evaluate(model->schemas, &statements,
							  sv_model_author(model), execute, scripts);
}

/*
 * Executes scripts and compares the result; what is wrong, in lines that begin
 * with the name of the last script, or NULL.  An error of a script is wrong
 * too, except for the want of a privilege: owners and privileges are not those
 * of the real schemas, so that is reported with a NOTICE.
 */
static char *
test(const SvModel *model, List *scripts, SvFacts *wanted, const char *name)
{
	MemoryContext context = CurrentMemoryContext;
	char	   *volatile wrong = NULL;

	PG_TRY();
	{
		wrong = compare(facts_after(model, scripts), wanted, name);
	}
	PG_CATCH();
	{
		ErrorData  *error = sv_error_keep(context);

		if (error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
			ereport(NOTICE,
					(errmsg("script \"%s\" was not tested: %s", name,
							error->message),
					 error->hint ? errhint("%s", error->hint) : 0));
		else
			wrong = psprintf("%s: %s%s%s", name, error->message,
							 error->context ? "\n" : "",
							 error->context ? error->context : "");
	}
	PG_END_TRY();
	return wrong;
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
	keep_tested(wanted);
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
