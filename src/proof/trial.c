/*-------------------------------------------------------------------------
 *
 * trial.c
 *	  Scripts, tried on schemas without rows.
 *
 * The schemas are made again where a model is tried out, from the statements
 * that lead to them from nothing.  There the scripts are run, and what is
 * there then is compared with what should be.  No lock is taken on what users
 * have, and nothing stays.
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

/* The lines about differences that are told. */
#define MAX_LINES 20

static bool can_be_tried(const SvDiff *diff);
static char *make_script(SvModel *model);
static SvScript *parse(const char *name, const char *text);
static void run(void *arg);
static SvFacts *facts_after(const SvModel *model, List *scripts);
static char *compare(SvFacts *found, SvFacts *wanted, const char *what);
static void leave_out_others(SvFacts *snapshot);
static char *failure(const SvModel *model, List *scripts, SvFacts *wanted,
					 const char *what);

/*
 * Try the scripts of a difference: does the upgrade lead to what is declared,
 * and the downgrade back to what there is?  Returns NULL if they do, or if it
 * can not be tried; else what is wrong, in lines.
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

	if (!can_be_tried(diff))
		return NULL;
	make = parse("model", make_script(&plain));
	sv_statements_adapt(make, model->schemas, model->privileges);
	database = sv_model_database_facts(&plain, NULL);

	upgrade = parse("upgrade", diff->upgrade);
	downgrade = parse("downgrade", diff->downgrade);

	/* all that is made here is the caller's */
	if (!model->privileges)
	{
		sv_statements_leave_owners(upgrade);
		sv_statements_leave_owners(downgrade);
	}
	wrong = failure(model, list_make2(make, upgrade), declared, "upgrade");
	if (wrong == NULL)
		wrong = failure(model, list_make3(make, upgrade, downgrade), database,
						"downgrade");
	return wrong;
}

/*
 * Objects outside of schemas are not made again: they would be in their own
 * way.
 */
static bool
can_be_tried(const SvDiff *diff)
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
 * The statements that make the schemas from nothing.
 */
static char *
make_script(SvModel *model)
{
	SvFacts    *database = sv_model_database_facts(model, NULL);
	SvFacts    *nothing = sv_facts_make();

	leave_out_others(database);
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

static void
run(void *arg)
{
	ListCell   *lc;

	/* running a parse tree spoils it; the first script makes the copy */
	foreach(lc, (List *) arg)
	{
		SvScript	script = *(SvScript *) lfirst(lc);

		script.statements = copyObject(script.statements);
		sv_executor_run(&script, NULL);
		if (lc == list_head((List *) arg))
			sv_rights_note_functions();
	}
}

static SvFacts *
facts_after(const SvModel *model, List *scripts)
{
	SvStatements scan = {model->schemas};
	ListCell   *lc;

	scan.keeps_globals = true;
	/* the upgrade creates those that there are not yet */
	foreach(lc, model->schemas)
	{
		if (!OidIsValid(get_namespace_oid(lfirst(lc), true)))
			scan.elaborate = lappend(scan.elaborate, lfirst(lc));
	}
	return sv_shadow_of(model->schemas, &scan, sv_model_author(model), run,
						scripts);
}

/*
 * Run scripts and compare; an error of theirs is told too.
 */
static char *
failure(const SvModel *model, List *scripts, SvFacts *wanted,
		const char *what)
{
	MemoryContext context = CurrentMemoryContext;
	char	   *volatile wrong = NULL;

	PG_TRY();
	{
		wrong = compare(facts_after(model, scripts), wanted, what);
	}
	PG_CATCH();
	{
		ErrorData  *error = sv_error_keep(context);

		/* owners and privileges are not those of the real schemas */
		if (error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
			ereport(NOTICE,
					(errmsg("the %s script was not tried: %s", what,
							error->message),
					 error->hint ? errhint("%s", error->hint) : 0));
		else
			wrong = psprintf("%s: %s%s%s", what, error->message,
							 error->context ? "\n" : "",
							 error->context ? error->context : "");
	}
	PG_END_TRY();
	return wrong;
}

static char *
compare(SvFacts *found, SvFacts *wanted, const char *what)
{
	StringInfoData buf;
	SvDiff	   *diff;
	int			count = 0;
	ListCell   *lc;

	leave_out_others(found);
	leave_out_others(wanted);
	diff = sv_diff_find(found, wanted, false,
						sv_deparse_settings_creation_schema());
	initStringInfo(&buf);
	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->line == NULL || ++count > MAX_LINES)
			continue;
		appendStringInfo(&buf, "%safter the %s: %s", buf.len > 0 ? "\n" : "",
						 what, difference->line);
	}
	if (count > MAX_LINES)
		appendStringInfo(&buf, "\n... and %d more", count - MAX_LINES);
	return count == 0 ? NULL : buf.data;
}

/*
 * Schemas are not what is tried, and what is in none of them neither.
 */
static void
leave_out_others(SvFacts *snapshot)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, snapshot->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (!(fact->kind->flags & SV_KIND_GLOBAL) &&
			fact->kind != &sv_kind_schema)
			kept = lappend(kept, fact);
	}
	snapshot->facts = kept;
}
