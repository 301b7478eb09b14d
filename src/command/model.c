/*-------------------------------------------------------------------------
 *
 * model.c
 *	  Autogenerate: what leads from the database to the declared schema.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "catalog/deparse_settings.h"
#include "catalog/snapshot.h"
#include "command/model.h"
#include "compat.h"
#include "diff/column_order.h"
#include "diff/compare.h"
#include "fact/acl.h"
#include "file/line.h"
#include "kind/kinds.h"
#include "model/check_note.h"
#include "model/model.h"
#include "model/reconcile.h"
#include "model/rename_markers.h"
#include "model/shadow.h"
#include "proof/trial.h"
#include "schemaver.h"
#include "store/cache.h"
#include "store/guard.h"

/* The lines of DETAIL, and of the log, that one call writes at most. */
#define MAX_LINES 100

/* What a diff is for. */
typedef enum Purpose
{
	FOR_CHECK,
	FOR_DIFF,
	FOR_REVISION
} Purpose;

static void leave_out_globals(SvFacts *snapshot);
static bool report_unsupported(const SvFacts *snapshot, bool strict);
static void report_differences(const SvDiff *diff);
static void require_head(void);
static SvDiff *find_diff(SvModel *model, bool strict, Purpose purpose);
static SvDiff *compare(SvModel *model, SvFacts *declared,
					   SvFacts *database, Purpose purpose);
static List *diff_renames(const SvModel *model);
static void warn_of_failure(const char *wrong);
static SvModel *require_model(void);

/*
 * Store a model, after making sure that it can be made; returns the names of
 * the schemas that it is about.
 */
List *
sv_autogen_set_model(const char *ddl, List *schemas, bool privileges)
{
	SvModel    *model;
	int			nest_level;

	sv_guard_command("schemaver_model()");
	model = sv_model_make(ddl, schemas, privileges);
	nest_level = sv_deparse_settings_begin_names();
	sv_model_facts(model);
	sv_deparse_settings_end(nest_level);
	sv_model_store(model);
	return model->schemas;
}

/*
 * What leads from the database to the model.
 */
SvDiff *
sv_autogen_diff(bool strict)
{
	return find_diff(require_model(), strict, FOR_DIFF);
}

/*
 * The same.  For a revision, the scripts are tried too, with a warning if they
 * do not lead to what is declared, or not back; a check is silent about what
 * is no difference.
 */
static SvDiff *
find_diff(SvModel *model, bool strict, Purpose purpose)
{
	int			nest_level = sv_deparse_settings_begin_as(model->search_path,
														  model->settings);
	SvFacts    *declared = sv_model_facts(model);
	SvFacts    *database = sv_model_database_facts(model, declared);
	SvDiff	   *diff;

	model->complete = !report_unsupported(database, strict);
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
		sv_column_order_report(database, schema);
	if (purpose == FOR_REVISION && sv_prove_scripts && diff->differences != NIL)
		warn_of_failure(sv_trial_scripts(model, diff, declared));
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
				 errhint("They were tried on a copy of the schemas without rows. Mend them with schemaver_edit() before the upgrade.")));
}

/*
 * What makes one schema like another one.
 */
SvDiff *
sv_autogen_diff_schemas(const char *from, const char *to, bool strict)
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
	report_unsupported(there, strict);
	sv_acl_keep(wanted, there);
	leave_out_globals(there);
	leave_out_globals(wanted);
	diff = sv_diff_find(there, wanted, false,
						sv_deparse_settings_creation_schema());
	sv_deparse_settings_end(nest_level);
	return diff;
}

/*
 * What is in no schema is not what two schemas differ by.
 */
static void
leave_out_globals(SvFacts *snapshot)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, snapshot->facts)
	{
		if (!(((SvFact *) lfirst(lc))->kind->flags & SV_KIND_GLOBAL))
			kept = lappend(kept, lfirst(lc));
	}
	snapshot->facts = kept;
}

/*
 * Raise an error if the database is not as declared.
 */
void
sv_autogen_check(bool strict)
{
	SvCheckNote *now = sv_check_note_read();
	SvModel    *model;
	SvDiff	   *diff;

	if (now != NULL && now->holds)
		return;
	model = require_model();
	diff = find_diff(model, strict, FOR_CHECK);
	if (diff->differences != NIL)
		report_differences(diff);
	else if (model->complete && model->renames == NIL)
		sv_check_note_store(now, model);
}

static void
report_differences(const SvDiff *diff)
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
		if (++count <= MAX_LINES)
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? "\n" : "",
							 difference->line);
	}
	if (count > MAX_LINES)
		appendStringInfo(&buf, "\n... and %d more", count - MAX_LINES);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("new upgrade operations detected: the database is not as the model declares it"),
			 errdetail_internal("%s", buf.data),
			 errhint("Write a revision with schemaver_revision('...', autogenerate => true).")));
}

/*
 * The same for a revision that is to be written: says what was detected.
 * Everything that has been written before must be applied, or the new scripts
 * would do it again.
 */
SvDiff *
sv_autogen_detect(void)
{
	SvDiff	   *result;
	ListCell   *lc;

	sv_guard_command("schemaver_revision()");
	require_head();
	result = find_diff(require_model(), false, FOR_REVISION);
	foreach(lc, result->differences)
	{
		SvDifference *difference = lfirst(lc);

		if (difference->line != NULL)
			ereport(INFO,
					(errmsg("detected %s", difference->line),
					 difference->hazard ? errdetail_internal("%s", difference->hazard) : 0));
	}
	if (result->differences == NIL)
		ereport(INFO,
				(errmsg("no changes in schema detected")));
	return result;
}

/*
 * The statements that make schemas in a new database.
 */
char *
sv_autogen_dump(List *schemas, bool privileges)
{
	SvModel		model = {NULL, schemas, privileges};
	int			nest_level = sv_deparse_settings_begin_names();
	char	   *script;
	SvFacts    *nothing;
	SvFacts    *database;
	ListCell   *lc;

	if (schemas == NIL)
		model.schemas = sv_model_user_schemas();
	sv_model_check_schemas(schemas);
	foreach(lc, schemas)
		(void) get_namespace_oid(lfirst(lc), false);
	database = sv_model_database_facts(&model, NULL);
	nothing = sv_model_new_database(database);
	report_unsupported(database, false);
	if (!privileges)
		sv_acl_keep(database, nothing);
	script = sv_diff_script(nothing, database, privileges);
	sv_deparse_settings_end(nest_level);
	return script;
}

/*
 * Say what can not be compared, which is an error if the caller is strict; is
 * there any?
 */
static bool
report_unsupported(const SvFacts *snapshot, bool strict)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, snapshot->facts)
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
				 errhint("They are not compared. To have this no longer said, insert them into schemaver.ignore with kind \"%s\".",
						 sv_kind_unsupported.name)));
	return buf.len > 0;
}

static void
require_head(void)
{
	SvState    *state = sv_cache_state();
	List	   *behind = NIL;
	ListCell   *lc;

	foreach(lc, sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL))
	{
		if (!state->applied[lfirst_int(lc)])
			behind = lappend_int(behind, lfirst_int(lc));
	}
	if (behind != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SV_NOT_AT_HEAD),
				 errmsg("target database is not up to date"),
				 errdetail("Not applied: %s.",
						   sv_graph_list_text(state->graph, behind)),
				 errhint("Run schemaver_upgrade('heads') first: what is written but not applied would be detected again.")));
}

static SvModel *
require_model(void)
{
	SvModel    *model = sv_model_fetch();

	if (model == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("there is no model"),
				 errhint("Declare the schema with schemaver_model().")));
	return model;
}
