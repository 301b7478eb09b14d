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
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"

#include "access/cache.h"
#include "access/guard.h"
#include "compat.h"
#include "engine/autogen.h"
#include "kind/kinds.h"
#include "model/model.h"
#include "model/shadow.h"
#include "model/snapshot.h"
#include "pure/acl.h"
#include "pure/arrange.h"
#include "pure/compare.h"
#include "pure/hazard.h"
#include "pure/render.h"
#include "schemaver.h"

/* The lines of DETAIL, and of the log, that one call writes at most. */
#define MAX_LINES 100

/* Which difference an object has. */
typedef struct IndexEntry
{
	char		key[1024];		/* kind and identity */
	SvDifference *difference;
} IndexEntry;

static void leave_out_globals(SvSnapshot *snapshot);
static void report_unsupported(const SvSnapshot *snapshot, bool strict);
static void require_head(void);
static SvModel *require_model(void);
static SvDiff *diff(SvSnapshot *from, SvSnapshot *to, bool privileges);
static List *plan(SvSnapshot *from, SvSnapshot *to, bool privileges);
static SvDifference *make_difference(SvOperation *operation);
static const char *action_name(const SvOperation *operation);
static char *describe(const SvOperation *operation);
static const char *short_name(const SvFact *fact);
static char *changed_properties(const SvOperation *operation);
static char *join(List *statements);
static void complete(SvDiff *diff, HTAB *index, List *operations);
static void append_undo(SvDifference *difference, List *statements);
static HTAB *make_index(void);
static void enter(HTAB *index, SvOperation *operation);
static SvDifference *find(HTAB *index, const SvOperation *operation);
static char *index_key(const SvFact *fact);
static char *script_of(List *operations);

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

	report_unsupported(database, strict);
	sv_model_reconcile(model, declared, database);
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
	SvSnapshot *there = sv_snapshot_read(list_make1_oid(from_oid));
	SvSnapshot *wanted = sv_shadow_schema_as(to_oid, from_oid);

	report_unsupported(there, strict);
	sv_acl_keep(wanted, there);
	leave_out_globals(there);
	leave_out_globals(wanted);
	return diff(there, wanted, false);
}

/*
 * What is in no schema is not what two schemas differ by.
 */
static void
leave_out_globals(SvSnapshot *snapshot)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, snapshot->facts)
		if (!(((SvFact *) lfirst(lc))->kind->flags & SV_KIND_GLOBAL))
			kept = lappend(kept, lfirst(lc));
	snapshot->facts = kept;
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
	result = sv_autogen_diff(false);
	foreach(lc, result->differences)
	{
		SvDifference *difference = lfirst(lc);

		if (difference->line != NULL)
			ereport(INFO,
					(errmsg("detected %s", difference->line),
					 difference->hazard ? errdetail("It %s.", difference->hazard) : 0));
	}
	if (result->differences == NIL)
		ereport(INFO,
				(errmsg("no changes in schema detected")));
	return result;
}

/*
 * The statements that make schemas from nothing.
 */
char *
sv_autogen_dump(List *schemas, bool privileges)
{
	SvModel		model = {NULL, schemas, privileges};
	SvSnapshot *nothing = sv_snapshot_make();
	SvSnapshot *database;

	if (schemas == NIL)
		model.schemas = sv_model_user_schemas();
	database = sv_model_database_facts(&model);
	report_unsupported(database, false);
	if (!privileges)
		sv_acl_keep(database, nothing);
	return script_of(plan(nothing, database, privileges));
}

/*
 * Say what can not be compared; that is an error if the caller is strict.
 */
static void
report_unsupported(const SvSnapshot *snapshot, bool strict)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, snapshot->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_unsupported)
			appendStringInfo(&buf, "%s%s", buf.len > 0 ? "\n" : "",
							 fact->identity);
	}
	if (buf.len > 0)
		ereport(strict ? ERROR : WARNING,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("there are objects that a model cannot declare"),
				 errdetail_internal("%s", buf.data),
				 errhint("They are not compared. To have this no longer said, insert them into schemaver.ignore with kind \"%s\".",
						 sv_kind_unsupported.name)));
}

static void
require_head(void)
{
	SvState    *state = sv_cache_state();
	List	   *behind = NIL;
	ListCell   *lc;

	foreach(lc, sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL))
		if (!state->applied[lfirst_int(lc)])
			behind = lappend_int(behind, lfirst_int(lc));
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

static SvDiff *
diff(SvSnapshot *from, SvSnapshot *to, bool privileges)
{
	SvDiff	   *result = palloc0(sizeof(SvDiff));
	HTAB	   *index = make_index();
	List	   *operations = plan(from, to, privileges);
	ListCell   *lc;

	result->upgrade = script_of(operations);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->folded == NULL && operation->statements != NIL)
		{
			operation->note = make_difference(operation);
			result->differences = lappend(result->differences,
										  operation->note);
		}
	}
	foreach(lc, operations)
		enter(index, lfirst(lc));

	operations = plan(to, from, privileges);
	result->downgrade = script_of(operations);
	complete(result, index, operations);
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

	if (operation->action == SV_ACTION_ASIDE || operation->completes ||
		operation->in_the_way)
		return NULL;
	if (operation->recreates)
		return operation->action == SV_ACTION_DROP ? NULL :
			psprintf("changed %s \"%s\"", kind, short_name(fact));
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return psprintf("removed %s \"%s\"", kind, short_name(fact));
		case SV_ACTION_CREATE:
			return psprintf("added %s \"%s\"", kind, short_name(fact));
		case SV_ACTION_RENAME:
			return psprintf("renamed %s \"%s\" to \"%s\"", kind,
							short_name(operation->from), short_name(fact));
		default:
			return psprintf("changed %s \"%s\" (%s)", kind, short_name(fact),
							changed_properties(operation));
	}
}

/*
 * The identity without the schema in which the caller creates.
 */
static const char *
short_name(const SvFact *fact)
{
	List	   *path = fetch_search_path(false);
	const char *schema;
	size_t		length;

	if (path == NIL)
		return fact->identity;
	schema = quote_identifier(get_namespace_name(linitial_oid(path)));
	length = strlen(schema);
	if (strncmp(fact->identity, schema, length) == 0 &&
		fact->identity[length] == '.')
		return fact->identity + length + 1;
	return fact->identity;
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

/*
 * Say of each difference what undoes it.  What only the way back needs goes
 * with what comes next.
 */
static void
complete(SvDiff *diff, HTAB *index, List *operations)
{
	List	   *waiting = NIL;
	SvDifference *last = NULL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		SvDifference *difference;

		if (operation->statements == NIL)
			continue;
		difference = find(index, operation);
		waiting = list_concat(waiting, operation->statements);
		if (difference == NULL)
			continue;
		append_undo(difference, waiting);
		waiting = NIL;
		last = difference;
	}
	if (last == NULL && diff->differences != NIL)
		last = llast(diff->differences);
	if (last != NULL)
		append_undo(last, waiting);
}

static void
append_undo(SvDifference *difference, List *statements)
{
	if (statements == NIL)
		return;
	difference->downgrade = difference->downgrade == NULL ? join(statements) :
		psprintf("%s\n%s", difference->downgrade, join(statements));
}

static HTAB *
make_index(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(((IndexEntry *) NULL)->key);
	control.entrysize = sizeof(IndexEntry);
	control.hcxt = CurrentMemoryContext;
	return hash_create("schemaver differences", 256, &control,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

/*
 * Enter what an operation is about, under the name that it has afterwards.
 */
static void
enter(HTAB *index, SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	SvOperation *root = operation;
	IndexEntry *entry;

	while (root->folded != NULL)
		root = root->folded;
	if (root->note == NULL)
		return;
	entry = hash_search(index, index_key(fact), HASH_ENTER, NULL);
	entry->difference = root->note;
}

/*
 * The difference that an operation of the way back undoes; NULL if none.
 */
static SvDifference *
find(HTAB *index, const SvOperation *operation)
{
	IndexEntry *entry = hash_search(index,
									index_key(operation->from != NULL ?
											  operation->from : operation->to),
									HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->difference;
}

static char *
index_key(const SvFact *fact)
{
	char	   *key = psprintf("%d %s", fact->rank, fact->identity);

	if (strlen(key) >= sizeof(((IndexEntry *) NULL)->key))
		key[sizeof(((IndexEntry *) NULL)->key) - 1] = '\0';
	return key;
}

/*
 * A script of operations.  The bodies of functions are not looked at before
 * everything is there that they use.
 */
static char *
script_of(List *operations)
{
	char	   *script = sv_render_script(operations);
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if ((sv_operation_fact(operation)->kind->flags & SV_KIND_BODY) &&
			operation->to != NULL && operation->statements != NIL)
			return psprintf("SET check_function_bodies = off;\n\n%s", script);
	}
	return script;
}
