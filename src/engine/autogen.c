/*-------------------------------------------------------------------------
 *
 * autogen.c
 *	  Autogenerate: what leads from the database to the declared schema.
 *
 * The downgrade comes from the same comparison with its sides exchanged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"

#include "access/guard.h"
#include "compat.h"
#include "engine/autogen.h"
#include "model/model.h"
#include "model/shadow.h"
#include "model/snapshot.h"
#include "pure/arrange.h"
#include "pure/compare.h"
#include "pure/hazard.h"
#include "pure/render.h"

/* The lines of DETAIL, and of the log, that one call writes at most. */
#define MAX_LINES 100

static SvModel *require_model(void);
static SvDiff *diff(SvSnapshot *from, SvSnapshot *to, bool privileges);
static List *plan(SvSnapshot *from, SvSnapshot *to, bool privileges);
static SvDifference *make_difference(SvOperation *operation);
static const char *action_name(const SvOperation *operation);
static char *describe(const SvOperation *operation);
static char *changed_properties(const SvOperation *operation);
static char *join(List *statements);
static void keep_schemas(SvSnapshot *model, SvSnapshot *database);

/*
 * Store a model, after making sure that it can be made; returns the names of
 * the schemas that it is about.
 */
List *
sv_autogen_set_model(const char *ddl, List *schemas, bool privileges)
{
	SvModel    *model;

	sv_guard_command("schemaver_model()");
	model = sv_model_make(ddl, schemas, privileges);
	sv_model_facts(model);
	sv_model_store(model);
	return model->schemas;
}

/*
 * What leads from the database to the model.
 */
SvDiff *
sv_autogen_diff(bool strict)
{
	SvModel    *model = require_model();
	SvSnapshot *database = sv_model_database_facts(model);
	SvSnapshot *declared = sv_model_facts(model);

	keep_schemas(declared, database);
	return diff(database, declared, model->privileges);
}

/*
 * What makes one schema like another one.
 */
SvDiff *
sv_autogen_diff_schemas(const char *from, const char *to, bool strict)
{
	Oid			from_oid = get_namespace_oid(from, false);
	Oid			to_oid = get_namespace_oid(to, false);

	return diff(sv_snapshot_read(list_make1_oid(from_oid)),
				sv_shadow_schema_as(to_oid, from_oid), false);
}

/*
 * Raise an error if the database is not as declared.
 */
void
sv_autogen_check(bool strict)
{
	SvDiff	   *differences = sv_autogen_diff(strict);
	StringInfoData buf;
	int			count = 0;
	ListCell   *lc;

	if (differences->differences == NIL)
		return;
	initStringInfo(&buf);
	foreach(lc, differences->differences)
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
 * The statements that make schemas from nothing.
 */
char *
sv_autogen_dump(List *schemas, bool privileges)
{
	SvModel		model = {NULL, schemas, privileges};

	if (schemas == NIL)
		model.schemas = sv_model_user_schemas();
	return sv_render_script(plan(sv_snapshot_make(),
								 sv_model_database_facts(&model), privileges));
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

static SvDiff *
diff(SvSnapshot *from, SvSnapshot *to, bool privileges)
{
	SvDiff	   *result = palloc0(sizeof(SvDiff));
	List	   *up = plan(from, to, privileges);
	List	   *down;
	ListCell   *lc;

	result->upgrade = sv_render_script(up);
	foreach(lc, up)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->folded == NULL && operation->statements != NIL)
			result->differences = lappend(result->differences,
										  make_difference(operation));
	}
	down = plan(to, from, privileges);
	result->downgrade = sv_render_script(down);
	return result;
}

static List *
plan(SvSnapshot *from, SvSnapshot *to, bool privileges)
{
	List	   *operations = sv_compare_snapshots(from, to, privileges);

	operations = sv_arrange_operations(operations);
	sv_render_operations(operations);
	return operations;
}

static SvDifference *
make_difference(SvOperation *operation)
{
	SvDifference *difference = palloc0(sizeof(SvDifference));
	const SvFact *fact = sv_operation_fact(operation);

	difference->kind = fact->kind->name;
	difference->identity = fact->identity;
	difference->action = action_name(operation);
	difference->upgrade = join(operation->statements);
	difference->hazard = sv_hazard_words(operation);
	difference->hazard_code = sv_hazard_codes(operation);
	difference->line = describe(operation);
	return difference;
}

static const char *
action_name(const SvOperation *operation)
{
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return "drop";
		case SV_ACTION_CREATE:
			return "create";
		case SV_ACTION_RENAME:
			return "rename";
		default:
			return "alter";
	}
}

/*
 * What has happened, as Alembic says it; NULL for what is only in the way.
 */
static char *
describe(const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const char *kind = fact->kind->name;

	if (operation->action == SV_ACTION_ASIDE || operation->completes)
		return NULL;
	if (operation->recreates)
		return operation->action == SV_ACTION_DROP ? NULL :
			psprintf("changed %s \"%s\"", kind, fact->identity);
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return psprintf("removed %s \"%s\"", kind, fact->identity);
		case SV_ACTION_CREATE:
			return psprintf("added %s \"%s\"", kind, fact->identity);
		case SV_ACTION_RENAME:
			return psprintf("renamed %s \"%s\" to \"%s\"", kind,
							operation->from->identity, fact->identity);
		default:
			return psprintf("changed %s \"%s\" (%s)", kind, fact->identity,
							changed_properties(operation));
	}
}

static char *
changed_properties(const SvOperation *operation)
{
	const SvProperty *properties = operation->to->kind->properties;
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; properties[i].name != NULL; i++)
		if (operation->differs[i])
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
							 properties[i].name);
	if (operation->comment_differs)
		appendStringInfo(&buf, "%scomment", buf.len > 0 ? ", " : "");
	if (operation->labels_differ)
		appendStringInfo(&buf, "%ssecurity label", buf.len > 0 ? ", " : "");
	if (operation->owner_differs)
		appendStringInfo(&buf, "%sowner", buf.len > 0 ? ", " : "");
	if (operation->acl_differs)
		appendStringInfo(&buf, "%sprivileges", buf.len > 0 ? ", " : "");
	return buf.data;
}

static char *
join(List *statements)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, statements)
		appendStringInfo(&buf, "%s%s;", buf.len > 0 ? "\n" : "",
						 (char *) lfirst(lc));
	return buf.data;
}

static void
keep_schemas(SvSnapshot *model, SvSnapshot *database)
{
}
