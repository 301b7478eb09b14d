/*-------------------------------------------------------------------------
 *
 * check.c
 *	  The commands that compare the database with its model, or a schema with
 *	  another one.
 *
 * Both sides are read with the same settings for deparsing, so that what is
 * the same has the same text.  A check stops early where it can: when the note
 * of the last check still holds, or when both sets of facts are equal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "catalog/deparse_settings.h"
#include "catalog/outsiders.h"
#include "catalog/snapshot.h"
#include "command/check.h"
#include "compat.h"
#include "diff/column_order.h"
#include "diff/compare.h"
#include "fact/acl.h"
#include "file/line.h"
#include "kind/kinds.h"
#include "model/check_note.h"
#include "model/identifiers.h"
#include "model/model.h"
#include "model/reconcile.h"
#include "model/rename_markers.h"
#include "model/shadow.h"
#include "proof/trial.h"
#include "schemaver.h"
#include "strings.h"

/* How many differences an error lists. */
#define MAX_DIFFERENCES 100

/* What a diff is for. */
typedef enum Purpose
{
	FOR_CHECK,
	FOR_DIFF,
	FOR_REVISION
} Purpose;

static SvModel *require_renaming(List *renames);
static SvDiff *find_diff(SvModel *model, bool strict, Purpose purpose);
static SvDiff *compare(SvModel *model, SvFacts *declared,
					   SvFacts *database, Purpose purpose);
static List *diff_renames(const SvModel *model);
static void warn_of_failure(const char *wrong);
static void warn_of_names(const SvDiff *diff, const char *schema);
static void warn_of_outsiders(List *lines);
static void remove_globals(SvFacts *facts);
pg_noreturn static void refuse_differences(const SvDiff *diff);

/*
 * The changes that make the database like its model, and the scripts.  "renames"
 * are asked for besides those of the model, as rename_list.c reads them.
 *
 * Errors: no model is defined; if strict, objects that cannot be compared.
 */
SvDiff *
sv_check_diff(bool strict, List *renames)
{
	return find_diff(require_renaming(renames), strict, FOR_DIFF);
}

/*
 * The changes that make schema "from" like schema "to", and the scripts.
 *
 * Errors: a schema does not exist; if strict, objects that cannot be compared.
 */
SvDiff *
sv_check_diff_schemas(const char *from, const char *to, bool strict)
{
	Oid			from_oid = get_namespace_oid(from, false);
	Oid			to_oid = get_namespace_oid(to, false);
	int			nest_level = sv_deparse_settings_begin_names();
	SvFacts    *there;
	SvFacts    *wanted;
	SvDiff	   *diff;

	sv_model_check_schemas(list_make2(unconstify(char *, from),
									  unconstify(char *, to)));
	there = sv_snapshot_read(list_make1_oid(from_oid), true);
	wanted = sv_shadow_schema_as(to_oid, from_oid);
	sv_check_report_unsupported(there, strict);
	sv_acl_keep(wanted, there);
	remove_globals(there);
	remove_globals(wanted);
	diff = sv_diff_find(there, wanted, false,
						sv_deparse_settings_creation_schema());
	sv_deparse_settings_end(nest_level);
	if (from_oid != to_oid)
		warn_of_names(diff, to);
	return diff;
}

/*
 * Refuse a database that is not as its model declares it.
 */
void
sv_check_require_same(bool strict)
{
	SvCheckNote *now = sv_check_note_read();
	SvModel    *model;
	SvDiff	   *diff;

	if (now != NULL && now->holds)
		return;
	model = sv_check_require_model();
	diff = find_diff(model, strict, FOR_CHECK);
	if (diff->differences != NIL)
		refuse_differences(diff);
	else if (model->complete && model->renames == NIL)
		sv_check_note_store(now, model);
}

/*
 * The changes that make the database like its model, for a revision: the
 * scripts are tried out, with a warning if the upgrade does not lead to what the
 * model declares, or the downgrade not back to what is there.  "renames" are as
 * for sv_check_diff().
 *
 * Errors: no model is defined.
 */
SvDiff *
sv_check_generate(List *renames)
{
	return find_diff(require_renaming(renames), false, FOR_REVISION);
}

/*
 * Report the objects that cannot be compared, with a warning, or with an error
 * if strict.  True if there are any.
 */
bool
sv_check_report_unsupported(const SvFacts *facts, bool strict)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_unsupported)
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? "\n" : "",
							 sv_line_flat(fact->identity));
	}
	if (buf.len > 0)
		ereport(strict ? ERROR : WARNING,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("there are objects that a model cannot declare"),
				 errdetail_internal("%s", buf.data),
				 errhint("They are not compared.  To suppress this warning, insert them into schemaver.ignore with kind \"%s\".",
						 sv_kind_unsupported.name)));
	return buf.len > 0;
}

/*
 * The model that is stored.
 *
 * Errors: none is.
 */
SvModel *
sv_check_require_model(void)
{
	SvModel    *model = sv_model_fetch();

	if (model == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no model is defined"),
				 errhint("Declare the schema with schemaver_model().")));
	return model;
}

/*
 * The same, with more renames.
 */
static SvModel *
require_renaming(List *renames)
{
	SvModel    *model = sv_check_require_model();

	model->asked = list_concat(model->asked, renames);
	return model;
}

/*
 * The changes that make the database like a model.  For a check, a different
 * order of columns is not reported, as that is no difference.
 */
static SvDiff *
find_diff(SvModel *model, bool strict, Purpose purpose)
{
	int			nest_level = sv_deparse_settings_begin_as(model->search_path,
														  model->settings);
	SvFacts    *declared = sv_model_facts(model);
	SvFacts    *database = sv_model_database_facts(model, declared);
	SvDiff	   *diff;

	model->complete = !sv_check_report_unsupported(database, strict);
	sv_reconcile_sides(model, declared, database);
	diff = compare(model, declared, database, purpose);
	sv_deparse_settings_end(nest_level);
	return diff;
}

static SvDiff *
compare(SvModel *model, SvFacts *declared, SvFacts *database,
		Purpose purpose)
{
	const char *schema = sv_deparse_settings_creation_schema();
	SvDiff	   *diff;

	if (model->renames == NIL)
	{
		if (sv_compare_same(database, declared, model->privileges))
		{
			if (purpose != FOR_CHECK)
				sv_column_order_report(database, schema);
			return palloc0(sizeof(SvDiff));
		}
		sv_snapshot_read_needs(database);
	}
	diff = sv_diff_find(database, declared, model->privileges, schema);
	sv_diff_add_renames(diff, diff_renames(model), schema);
	if (purpose != FOR_CHECK)
	{
		sv_column_order_report(database, schema);
		warn_of_outsiders(sv_outsiders_find(database, diff->dropped, diff->retyped));
	}
	if (purpose == FOR_REVISION && sv_prove_scripts && diff->differences != NIL)
		warn_of_failure(sv_trial_scripts(model, diff, declared, database));
	return diff;
}

/*
 * The renames that the model asks for, as SvDiffRename.
 */
static List *
diff_renames(const SvModel *model)
{
	List	   *renames = NIL;
	ListCell   *lc;

	foreach(lc, model->renames)
	{
		const SvMarkedRename *marked = lfirst(lc);
		SvDiffRename *rename = palloc(sizeof(SvDiffRename));

		rename->kind = marked->kind;
		rename->from = marked->from;
		rename->to = marked->to;
		rename->upgrade = marked->upgrade;
		rename->downgrade = marked->downgrade;
		renames = lappend(renames, rename);
	}
	return renames;
}

static void
warn_of_failure(const char *wrong)
{
	if (wrong != NULL)
		ereport(WARNING,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the scripts do not do what they should"),
				 errdetail_internal("%s", wrong),
				 errhint("They were tried on a copy of the schemas without rows.  Fix them with schemaver_edit() before the upgrade.")));
}

static void
warn_of_outsiders(List *lines)
{
	int			count = list_length(lines);

	if (lines == NIL)
		return;
	if (count > MAX_DIFFERENCES)
		lines = lappend(list_truncate(lines, MAX_DIFFERENCES),
						psprintf("... and %d more", count - MAX_DIFFERENCES));
	ereport(WARNING,
			(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
			 errmsg("the upgrade will fail: objects that are not compared depend on what it changes"),
			 errdetail_internal("%s", sv_strings_join(lines, "\n")),
			 errhint("Drop them before the upgrade and create them again afterwards, or let the model be about their schemas, too.")));
}

/*
 * Report the functions of another schema that still name it.
 */
static void
warn_of_names(const SvDiff *diff, const char *schema)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (strcmp(difference->kind, sv_kind_function.name) == 0 &&
			strcmp(difference->action, "drop") != 0 &&
			sv_strings_member(sv_identifiers_find(difference->upgrade), schema))
			names = lappend(names, sv_line_flat(difference->identity));
	}
	if (names != NIL)
		ereport(WARNING,
				(errcode(ERRCODE_WARNING),
				 errmsg("statements for functions name schema \"%s\"", schema),
				 errdetail_internal("%s", sv_strings_join(names, "\n")),
				 errhint("What a body has in a string, or by a name that means something else in it as well, is not translated.")));
}

/*
 * Remove the objects that are in no schema: two schemas do not differ by them.
 */
static void
remove_globals(SvFacts *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (!(((SvFact *) lfirst(lc))->kind->flags & SV_KIND_GLOBAL))
			kept = lappend(kept, lfirst(lc));
	}
	facts->facts = kept;
}

static void
refuse_differences(const SvDiff *diff)
{
	StringInfoData buf;
	int			count = 0;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, diff->differences)
	{
		SvDifference *difference = lfirst(lc);

		if (difference->line == NULL)
			continue;
		if (++count <= MAX_DIFFERENCES)
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? "\n" : "",
							 difference->line);
	}
	if (count > MAX_DIFFERENCES)
		appendStringInfo(&buf, "\n... and %d more", count - MAX_DIFFERENCES);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("new upgrade operations detected: the database is not as the model declares it"),
			 errdetail_internal("%s", buf.data),
			 errhint("Write a revision with schemaver_revision('...', autogenerate => true).")));
}
