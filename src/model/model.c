/*-------------------------------------------------------------------------
 *
 * model.c
 *	  The model: schemas as their users declare them.
 *
 * A model is SQL, so what it declares is known only when the server has
 * executed it.  It is evaluated in a shadow of its schemas (model/shadow.c),
 * and its facts are read there.  They are cached, with a key of all that they
 * depend on (model/cache_key.c): while the key is the same, the model need not
 * be evaluated again.
 *
 * The facts of the database are read in the same way, so that the two can be
 * compared: in the same schemas, with the search_path and the settings of the
 * model (catalog/deparse_settings.c), and with new names where the model
 * renames something.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "catalog/deparse_settings.h"
#include "catalog/initial_privileges.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "kind/enum.h"
#include "kind/kinds.h"
#include "file/psql.h"
#include "model/attempts.h"
#include "model/cache_key.h"
#include "model/dependencies.h"
#include "model/extension_moves.h"
#include "model/model.h"
#include "model/model_cache.h"
#include "model/model_files.h"
#include "model/rename_list.h"
#include "model/rename_markers.h"
#include "model/rename_sequences.h"
#include "model/serialize.h"
#include "model/shadow.h"
#include "model/shadow_strays.h"
#include "model/statements.h"
#include "server/query.h"
#include "server/rights.h"
#include "strings.h"

/* A model that is being evaluated, and its statements. */
typedef struct Evaluation
{
	SvModel    *model;
	SvScript   *script;
} Evaluation;

static SvFacts *read_cached(SvModel *model);
static SvFacts *evaluate(SvModel *model, SvShadowStage *visit);
static List *find_renames(const SvModel *model, List *namespaces,
						  const SvFacts *declared);
static List *shadow_renames(List *marked);
static void make_initial(SvFact *schema);
static char *search_path_of_caller(void);
static Oid	find_role(const char *name);
static SvScript *parse(const SvModel *model);
static List *default_schemas(const SvScript *script, List *entries);
static char *creation_schema(void);
static void take_row(const SvRow *row, void *arg);
static void take_name(const SvRow *row, void *arg);
static void execute(void *arg);
static List *find_namespaces(List *names);

static SvQuery insert = {
	"INSERT INTO schemaver.model (ddl, schemas, privileges, search_path, settings,"
	"  renames, filenames, file_lines)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8::integer[])"
	" ON CONFLICT (id) DO UPDATE SET ddl = excluded.ddl,"
	"  filenames = excluded.filenames, file_lines = excluded.file_lines,"
	"  schemas = excluded.schemas, privileges = excluded.privileges,"
	"  search_path = excluded.search_path, settings = excluded.settings,"
	"  renames = excluded.renames,"
	"  created_at = excluded.created_at, created_by = excluded.created_by,"
	"  runs_as = excluded.runs_as",
	8, {TEXTOID, TEXTARRAYOID, BOOLOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID,
	TEXTARRAYOID, TEXTARRAYOID}
};

static SvQuery fetch = {
	"SELECT m.ddl, m.schemas, m.privileges, m.search_path, m.settings, "
	SV_MODEL_HASH("m") ", m.runs_as, m.renames, m.filenames,"
	" m.file_lines::text[]"
	" FROM schemaver.model m"
};

/* Schemas other than those of the server, of extensions, and our own. */
static SvQuery user_schemas = {
	"SELECT n.nspname::text FROM pg_catalog.pg_namespace n"
	" WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
	"  AND n.nspname <> 'schemaver' AND NOT EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'"
	"   AND d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid)"
	" ORDER BY n.nspname"
};

/*
 * Makes a model of a text, which the parser must accept; "files" are those that
 * it was made of, or NIL.  "schemas" are the
 * names of the schemas that it manages; if NIL, these are the schemas in which
 * it creates something, those that are renamed, and those of the stored model.
 * "renames" are entries of rename_list.c.
 */
SvModel *
sv_model_make(const char *ddl, List *files, List *schemas, bool privileges,
			  List *renames)
{
	SvModel    *model = palloc0(sizeof(SvModel));
	List	   *entries = sv_rename_list_parse(renames);

	model->ddl = pstrdup(ddl);
	model->files = files;
	model->privileges = privileges;
	model->asked = renames;
	model->search_path = search_path_of_caller();
	model->settings = sv_deparse_settings_of_caller();
	model->schemas = schemas;
	if (schemas == NIL)
		model->schemas = default_schemas(parse(model), entries);
	sv_model_check_schemas(model->schemas);
	return model;
}

/*
 * Stores a model in place of the last one, with the facts that it was found to
 * declare.
 */
void
sv_model_store(const SvModel *model)
{
	Datum		values[8];

	values[0] = CStringGetTextDatum(model->ddl);
	values[1] = sv_strings_datum(model->schemas);
	values[2] = BoolGetDatum(model->privileges);
	values[3] = CStringGetTextDatum(model->search_path);
	values[4] = sv_strings_datum(model->settings);
	values[5] = sv_strings_datum(model->asked);
	values[6] = sv_strings_datum(sv_model_files_names(model->files));
	values[7] = sv_strings_datum(sv_model_files_lines(model->files));
	sv_query_execute(&insert, values, NULL);
	sv_model_cache_store(model);
}

/*
 * The stored model, with its cached facts; NULL if no model is stored.
 */
SvModel *
sv_model_fetch(void)
{
	SvModel    *model = NULL;

	sv_query_fetch(&fetch, NULL, NULL, take_row, &model);
	if (model != NULL)
		sv_model_cache_fetch(model);
	return model;
}

/*
 * The facts that a model declares, from the cache if nothing has changed that
 * they depend on.  The settings of the model must be in effect:
 * sv_deparse_settings_begin_as().
 */
SvFacts *
sv_model_facts(SvModel *model)
{
	SvFacts    *facts = read_cached(model);

	return facts != NULL ? facts : evaluate(model, NULL);
}

/*
 * Calls the function while the schemas are as a model declares them, and nothing
 * else has been locked.  It has the rights that the model is evaluated with.
 */
void
sv_model_visit(SvModel *model, void (*visit) (void *arg), void *arg)
{
	SvShadowStage stage = {.execute = visit,.arg = arg,.is_play = true};

	(void) evaluate(model, &stage);
}

/*
 * The cached facts; NULL if there are none, or if they may have changed.
 */
static SvFacts *
read_cached(SvModel *model)
{
	SvFacts    *facts;
	char	   *key;

	if (model->facts == NULL || model->key == NULL)
		return NULL;
	sv_query_begin_latest();
	key = sv_cache_key_make(model, model->dependencies);
	sv_query_end_fresh();
	if (strcmp(model->key, key) != 0)
		return NULL;
	facts = sv_serialize_read(model->facts, key, &model->statements);
	if (facts != NULL)
		facts->role = sv_snapshot_role();
	return facts;
}

/*
 * The role that a model and its cached facts come from; if they come from two,
 * the lesser one (sv_rights_lesser).  InvalidOid if they come from the caller.
 */
Oid
sv_model_author(const SvModel *model)
{
	return sv_rights_lesser(find_role(model->runs_as),
							find_role(model->facts_as));
}

/*
 * The OID of a role; InvalidOid for no name.
 */
static Oid
find_role(const char *name)
{
	Oid			role = name == NULL ? InvalidOid : get_role_oid(name, true);

	if (name != NULL && !OidIsValid(role))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("role \"%s\", which declared the model, does not exist",
						name),
				 errhint("Declare the model again with schemaver_model().")));
	return role;
}

/*
 * The facts that a model declares, found by executing it; then something else
 * may visit what it has created, unless that is NULL.
 *
 * The key is made of the catalogs as they were before: if another session
 * changes them during the evaluation, the facts are not taken for valid.
 */
static SvFacts *
evaluate(SvModel *model, SvShadowStage *visit)
{
	SvScript   *script = parse(model);
	Evaluation	evaluation = {model, script};
	SvShadowStage stage = {.execute = execute,.arg = &evaluation};
	Oid			author;
	Snapshot	before;

	model->statements = sv_statements_collect(script);
	model->statements->privileges = model->privileges;
	model->facts_as = NULL;
	author = sv_model_author(model);
	model->dependencies =
		sv_dependencies_expect(sv_psql_blank_restrict(model->ddl), script);
	model->dependencies->role = sv_rights_lesser(GetUserId(), author);
	sv_statements_adapt(script, model->schemas, model->privileges);
	script->trial = true;
	before = RegisterSnapshot(GetLatestSnapshot());
	sv_shadow_evaluate(model->schemas, model->statements, author,
					   visit ? list_make2(&stage, visit) : list_make1(&stage));
	PushActiveSnapshot(before);
	model->key = sv_cache_key_make(model, model->dependencies);
	PopActiveSnapshot();
	UnregisterSnapshot(before);
	model->facts = sv_serialize_write(stage.facts, model->statements,
									  model->key);
	model->tried_out = true;
	return stage.facts;
}

/*
 * The facts of the schemas of a model as they are now.  What the model renames
 * has its new name already, and so have the sequences of columns; extensions
 * are in their new schema; model->renames tells which.  "declared" are the facts
 * that the model declares; if NULL, nothing is renamed.
 */
SvFacts *
sv_model_database_facts(SvModel *model, const SvFacts *declared)
{
	List	   *namespaces = find_namespaces(model->schemas);
	SvFacts    *facts;
	List	   *others;

	if (declared == NULL)
		return sv_snapshot_read(namespaces, true);
	model->renames = find_renames(model, namespaces, declared);
	facts = sv_shadow_renamed(namespaces, shadow_renames(model->renames));
	others = list_concat(sv_extension_moves_find(facts, declared),
						 sv_rename_sequences_find(facts, declared));
	if (others == NIL)
		return facts;
	model->renames = list_concat(model->renames, others);
	return sv_shadow_renamed(namespaces, shadow_renames(model->renames));
}

/*
 * What the model renames, as SvMarkedRenames; and declared types know which
 * labels the rows with removed ones get.
 */
static List *
find_renames(const SvModel *model, List *namespaces, const SvFacts *declared)
{
	SvRenames	renames = {namespaces, declared};
	List	   *entries = sv_rename_list_parse(model->asked);
	List	   *markers = NIL;
	ListCell   *lc;

	if (sv_rename_markers_is_in(model->ddl))
	{
		SvScript   *script = parse(model);

		sv_statements_qualify(script);
		markers = sv_rename_markers_read(script);
	}
	for (int stage = SV_RENAME_SCHEMAS; stage <= SV_RENAME_PARTS; stage++)
	{
		sv_rename_markers_apply(markers, &renames, stage);
		sv_rename_list_apply(entries, &renames, stage);
	}
	sv_rename_markers_warn(markers);
	sv_rename_list_warn(entries);
	foreach(lc, renames.mapped)
	{
		const SvMappedLabel *mapped = lfirst(lc);

		sv_enum_map(declared, mapped->type, mapped->old_label,
					mapped->new_label);
	}
	return renames.found;
}

/*
 * The SvShadowRenames of all of these SvMarkedRenames.
 */
static List *
shadow_renames(List *marked)
{
	List	   *renames = NIL;
	ListCell   *lc;

	foreach(lc, marked)
	{
		const SvMarkedRename *rename = lfirst(lc);

		renames = list_concat(renames, rename->renames);
	}
	return renames;
}

/*
 * The facts of a new database: schema public, with the owner and the
 * privileges that it has there.
 */
SvFacts *
sv_model_new_database(const SvFacts *database)
{
	SvFacts    *facts = sv_facts_make();
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		SvFact	   *fact = lfirst(lc);
		SvFact	   *initial;

		if (fact->kind != &sv_kind_schema ||
			strcmp(fact->identity, "public") != 0)
			continue;
		initial = palloc(sizeof(SvFact));
		*initial = *fact;
		initial->comment = SV_INITIAL_PUBLIC_COMMENT;
		initial->labels = NULL;
		make_initial(initial);
		initial->needs = initial->needed_by = NIL;
		sv_facts_add(facts, initial);
	}
	return facts;
}

/*
 * Gives a schema the owner and the privileges that it has in a new database.
 */
static void
make_initial(SvFact *schema)
{
	Acl		   *acl = sv_initial_privileges_acl(schema->address.objid,
												InvalidOid);
	char	   *owner;

	if (acl == NULL)
		return;
	owner = GetUserNameFromId(ACL_DAT(acl)[0].ai_grantor, false);
	schema->owner = pstrdup(quote_identifier(owner));
	schema->acl = OidOutputFunctionCall(F_ARRAY_OUT, PointerGetDatum(acl));
}

/*
 * The names of all schemas that users have created, and public.
 */
List *
sv_model_user_schemas(void)
{
	List	   *names = NIL;

	sv_query_fetch(&user_schemas, NULL, NULL, take_name, &names);
	return names;
}

/*
 * Refuses schemas that belong to the server or to schemaver.
 */
void
sv_model_check_schemas(List *schemas)
{
	ListCell   *lc;

	foreach(lc, schemas)
	{
		const char *name = lfirst(lc);

		if (strncmp(name, "pg_", 3) == 0 ||
			strcmp(name, "information_schema") == 0 ||
			strcmp(name, "schemaver") == 0)
			ereport(ERROR,
					(errcode(ERRCODE_RESERVED_NAME),
					 errmsg("schema \"%s\" cannot be compared", name),
					 errdetail("The schema belongs to the server or to schemaver.")));
	}
}

/*
 * The search_path of the caller, with the caller's name in place of "$user": it
 * must mean the same schemas when another role compares.
 */
static char *
search_path_of_caller(void)
{
	List	   *names = NIL;
	ListCell   *lc;

	if (strstr(namespace_search_path, "$user") != NULL)
		names = sv_statements_search_path(namespace_search_path);
	if (names == NIL)
		return pstrdup(namespace_search_path);
	foreach(lc, names)
		lfirst(lc) = pstrdup(quote_identifier(lfirst(lc)));
	return sv_strings_join(names, ", ");
}

static SvScript *
parse(const SvModel *model)
{
	return sv_script_parse_files("model", sv_psql_blank_restrict(model->ddl),
								 model->files);
}

/*
 * The names of the schemas in which statements create something, of those that
 * they or the entries rename, and of those of the stored model that still exist; if there are
 * none, of the current one.
 */
static List *
default_schemas(const SvScript *script, List *entries)
{
	List	   *names = list_copy(sv_statements_collect(script)->schemas);
	SvModel    *last = sv_model_fetch();
	ListCell   *lc;

	if (sv_rename_markers_is_in(script->text))
	{
		foreach(lc, sv_rename_markers_schemas(sv_rename_markers_read(script)))
			names = sv_strings_append_unique(names, lfirst(lc));
	}

	foreach(lc, last == NULL ? NIL : last->schemas)
	{
		if (OidIsValid(get_namespace_oid(lfirst(lc), true)))
			names = sv_strings_append_unique(names, lfirst(lc));
	}
	return names != NIL ? names : list_make1(creation_schema());
}

/*
 * The name of the schema in which objects are created.
 */
static char *
creation_schema(void)
{
	List	   *path = fetch_search_path(false);

	if (path == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("no schema has been selected to compare"),
				 errhint("Name the schemas of the model: schemas => '{public}'.")));
	return get_namespace_name(linitial_oid(path));
}

static void
take_row(const SvRow *row, void *arg)
{
	SvModel    *model = palloc0(sizeof(SvModel));

	model->ddl = sv_row_text(row, 1);
	model->schemas = sv_row_strings(row, 2);
	sv_model_check_schemas(model->schemas);
	model->privileges = sv_row_bool(row, 3);
	model->search_path = sv_row_text(row, 4);
	model->settings = sv_row_strings(row, 5);
	model->hash = sv_row_text(row, 6);
	model->runs_as = sv_row_text(row, 7);
	model->asked = sv_row_strings(row, 8);
	model->files = sv_model_files_read(sv_row_strings(row, 9),
									   sv_row_strings(row, 10));
	*(SvModel **) arg = model;
}

static void
take_name(const SvRow *row, void *arg)
{
	List	  **names = arg;

	*names = lappend(*names, sv_row_text(row, 1));
}

/*
 * Executes a model in the shadow of its schemas, checks that it has changed
 * nothing else, and collects its dependencies.
 */
static void
execute(void *arg)
{
	Evaluation *evaluation = arg;
	SvModel    *model = evaluation->model;
	TransactionId since = GetCurrentTransactionId();
	Snapshot	before = RegisterSnapshot(GetLatestSnapshot());

	sv_attempts_run(evaluation->script);
	CommandCounterIncrement();
	sv_shadow_strays_refuse(find_namespaces(model->schemas), since, before);
	UnregisterSnapshot(before);
	sv_dependencies_collect(model->dependencies, model->schemas,
							model->search_path, since);
}

/*
 * The OIDs of those of the schemas that exist.
 */
static List *
find_namespaces(List *names)
{
	List	   *namespaces = NIL;
	ListCell   *lc;

	foreach(lc, names)
	{
		Oid			namespace = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace))
			namespaces = lappend_oid(namespaces, namespace);
	}
	return namespaces;
}
