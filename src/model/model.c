/*-------------------------------------------------------------------------
 *
 * model.c
 *	  The declared schema.
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
#include "utils/varlena.h"

#include "catalog/deparse_settings.h"
#include "catalog/initial_privileges.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "kind/kinds.h"
#include "model/cache_key.h"
#include "model/dependencies.h"
#include "model/model.h"
#include "model/model_cache.h"
#include "model/rename_markers.h"
#include "model/rename_sequences.h"
#include "model/serialize.h"
#include "model/shadow.h"
#include "model/shadow_strays.h"
#include "model/statements.h"
#include "server/executor.h"
#include "server/query.h"
#include "server/rights.h"
#include "strings.h"

/* A model that is being tried out. */
typedef struct Trial
{
	SvModel    *model;
	SvScript   *script;
} Trial;

static SvFacts *read_kept(SvModel *model);
static SvFacts *try_out(SvModel *model);
static List *looks(List *marked);
static void make_initial(SvFact *schema);
static char *path_of_caller(void);
static Oid	find_role(const char *name);
static SvScript *parse(const SvModel *model);
static List *default_schemas(const SvStatements *scan);
static void take_row(const SvRow *row, void *arg);
static void take_name(const SvRow *row, void *arg);
static void run(void *arg);
static List *find_namespaces(List *names);
static void add_name(List **names, const char *name);

static SvQuery insert = {
	"INSERT INTO schemaver.model (ddl, schemas, privileges, search_path, settings)"
	" VALUES ($1, $2, $3, $4, $5)"
	" ON CONFLICT (id) DO UPDATE SET ddl = excluded.ddl,"
	"  schemas = excluded.schemas, privileges = excluded.privileges,"
	"  search_path = excluded.search_path, settings = excluded.settings,"
	"  created_at = excluded.created_at, created_by = excluded.created_by,"
	"  runs_as = excluded.runs_as",
	5, {TEXTOID, TEXTARRAYOID, BOOLOID, TEXTOID, TEXTARRAYOID}
};

static SvQuery fetch = {
	"SELECT m.ddl, m.schemas, m.privileges, m.search_path, m.settings, "
	SV_MODEL_HASH("m") ", m.runs_as"
	" FROM schemaver.model m"
};

/* Schemas that are neither the server's nor an extension's, nor ours. */
static SvQuery user_schemas = {
	"SELECT n.nspname::text FROM pg_catalog.pg_namespace n"
	" WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
	"  AND n.nspname <> 'schemaver' AND NOT EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'"
	"   AND d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid)"
	" ORDER BY n.nspname"
};

/*
 * A model of a text, which must be well-formed.  "schemas" are those that it
 * is about; if NIL, those in which it creates something, and those that the
 * last model was about.
 */
SvModel *
sv_model_make(const char *ddl, List *schemas, bool privileges)
{
	SvModel    *model = palloc0(sizeof(SvModel));

	model->ddl = pstrdup(ddl);
	model->privileges = privileges;
	model->search_path = path_of_caller();
	model->settings = sv_deparse_settings_of_caller();
	model->schemas = schemas;
	if (schemas == NIL)
		model->schemas = default_schemas(sv_statements_statements(parse(model)));
	sv_model_check_schemas(model->schemas);
	return model;
}

/*
 * Store a model in the place of the last one, with the facts that it has been
 * found to declare.
 */
void
sv_model_store(const SvModel *model)
{
	Datum		values[5];

	values[0] = CStringGetTextDatum(model->ddl);
	values[1] = sv_strings_datum(model->schemas);
	values[2] = BoolGetDatum(model->privileges);
	values[3] = CStringGetTextDatum(model->search_path);
	values[4] = sv_strings_datum(model->settings);
	sv_query_execute(&insert, values, NULL);
	sv_model_cache_store(model);
}

/*
 * The model that is stored; NULL if there is none.
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
 * The facts that a model declares, when statements are read as it has them:
 * sv_deparse_settings_begin_as().  They are kept: as long as nothing has changed that
 * they depend on, the model is not tried out again.
 */
SvFacts *
sv_model_facts(SvModel *model)
{
	SvFacts    *snapshot = read_kept(model);

	return snapshot != NULL ? snapshot : try_out(model);
}

/*
 * The facts that are kept, if they still hold; or NULL.
 */
static SvFacts *
read_kept(SvModel *model)
{
	SvFacts    *snapshot;
	char	   *key;

	if (model->facts == NULL || model->key == NULL)
		return NULL;
	sv_query_begin_latest();
	key = sv_cache_key_make(model, model->used);
	sv_query_end_fresh();
	if (strcmp(model->key, key) != 0)
		return NULL;
	snapshot = sv_serialize_read(model->facts, key, &model->scan);
	if (snapshot != NULL)
		snapshot->role = sv_snapshot_role();
	return snapshot;
}

/*
 * Whose words a model and its facts are, of several roles the lesser one;
 * InvalidOid if they are the caller's.
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
				 errmsg("role \"%s\", which has declared the model, does not exist",
						name),
				 errhint("Declare the model again with schemaver_model().")));
	return role;
}

/*
 * What the facts depend on is what there was before: should somebody change it
 * meanwhile, the facts do not hold.
 */
static SvFacts *
try_out(SvModel *model)
{
	SvScript   *script = parse(model);
	Trial		trial = {model, script};
	Oid			author;
	Snapshot	before;
	SvFacts    *snapshot;

	model->scan = sv_statements_statements(script);
	model->facts_as = NULL;
	author = sv_model_author(model);
	model->used = sv_dependencies_expect(sv_statements_blank_out(model->ddl), script);
	model->used->role = sv_rights_lesser(GetUserId(), author);
	sv_statements_adapt(script, model->schemas, model->privileges);
	script->trial = true;
	before = RegisterSnapshot(GetLatestSnapshot());
	snapshot = sv_shadow_of(model->schemas, model->scan, author, run, &trial);
	PushActiveSnapshot(before);
	model->key = sv_cache_key_make(model, model->used);
	PopActiveSnapshot();
	UnregisterSnapshot(before);
	model->facts = sv_serialize_write(snapshot, model->scan, model->key);
	model->tried_out = true;
	return snapshot;
}

/*
 * The facts of the schemas that a model is about, as they are now; but what
 * the model says it has renamed has its new name, and so have sequences that
 * go with a column.  "declared" are the facts that the model declares, and
 * may be NULL.
 */
SvFacts *
sv_model_database_facts(SvModel *model, const SvFacts *declared)
{
	List	   *namespaces = find_namespaces(model->schemas);
	SvFacts    *snapshot;
	List	   *sequences;

	if (declared == NULL)
		return sv_snapshot_read(namespaces, true);
	if (sv_rename_markers_is_in(model->ddl))
		model->renames = sv_rename_markers_find(parse(model));
	snapshot = sv_shadow_renamed(namespaces, looks(model->renames));
	sequences = sv_rename_sequences_find(snapshot, declared);
	if (sequences == NIL)
		return snapshot;
	model->renames = list_concat(model->renames, sequences);
	return sv_shadow_renamed(namespaces, looks(model->renames));
}

/*
 * All that is to be renamed for a look.
 */
static List *
looks(List *marked)
{
	List	   *renames = NIL;
	ListCell   *lc;

	foreach(lc, marked)
		renames = list_concat(renames, ((SvMarkedRename *) lfirst(lc))->renames);
	return renames;
}

/*
 * What a new database has before anything is made: schema public.
 */
SvFacts *
sv_model_new_database(const SvFacts *database)
{
	SvFacts    *snapshot = sv_facts_make();
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		SvFact	   *fact = lfirst(lc);
		SvFact	   *same;

		if (fact->kind != &sv_kind_schema ||
			strcmp(fact->identity, "public") != 0)
			continue;
		same = palloc(sizeof(SvFact));
		*same = *fact;
		same->comment = "standard public schema";
		same->labels = NULL;
		make_initial(same);
		same->needs = same->needed_by = NIL;
		sv_facts_add(snapshot, same);
	}
	return snapshot;
}

/*
 * Let a schema have the owner and the privileges that it has in a new
 * database.
 */
static void
make_initial(SvFact *schema)
{
	Acl		   *acl = sv_initial_privileges_acl(schema->address.objid, InvalidOid);
	char	   *owner;

	if (acl == NULL)
		return;
	owner = GetUserNameFromId(ACL_DAT(acl)[0].ai_grantor, false);
	schema->owner = pstrdup(quote_identifier(owner));
	schema->acl = OidOutputFunctionCall(F_ARRAY_OUT, PointerGetDatum(acl));
}

/*
 * All schemas that users have made, and public; a list of names.
 */
List *
sv_model_user_schemas(void)
{
	List	   *names = NIL;

	sv_query_fetch(&user_schemas, NULL, NULL, take_name, &names);
	return names;
}

/*
 * Refuse schemas that are not the users'.
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
					 errdetail("It belongs to the server, or to schemaver.")));
	}
}

/*
 * The search_path of the caller, who is named in it: it is not to mean another
 * one when others compare.
 */
static char *
path_of_caller(void)
{
	StringInfoData path;
	List	   *names;
	ListCell   *lc;

	if (strstr(namespace_search_path, "$user") == NULL ||
		!SplitIdentifierString(pstrdup(namespace_search_path), ',', &names))
		return pstrdup(namespace_search_path);
	initStringInfo(&path);
	foreach(lc, names)
	{
		const char *name = lfirst(lc);

		if (strcmp(name, "$user") == 0)
			name = GetUserNameFromId(GetUserId(), false);
		appendStringInfo(&path, "%s%s", path.len > 0 ? ", " : "",
						 quote_identifier(name));
	}
	return path.data;
}

static SvScript *
parse(const SvModel *model)
{
	return sv_script_parse(NULL, "model", sv_statements_blank_out(model->ddl));
}

static List *
default_schemas(const SvStatements *scan)
{
	List	   *names = NIL;
	SvModel    *last = sv_model_fetch();
	ListCell   *lc;

	foreach(lc, scan->schemas)
		add_name(&names, lfirst(lc));
	if (last != NULL)
		foreach(lc, last->schemas)
	{
		if (OidIsValid(get_namespace_oid(lfirst(lc), true)))
			add_name(&names, lfirst(lc));
	}
	if (names == NIL)
	{
		List	   *path = fetch_search_path(false);

		if (path == NIL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_SCHEMA),
					 errmsg("no schema has been selected to compare"),
					 errhint("Name the schemas that the model is about: schemas => '{public}'.")));
		names = list_make1(get_namespace_name(linitial_oid(path)));
	}
	return names;
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
	*(SvModel **) arg = model;
}

static void
take_name(const SvRow *row, void *arg)
{
	List	  **names = arg;

	*names = lappend(*names, sv_row_text(row, 1));
}

/*
 * Make what the model declares, and see what that uses, and that it has not
 * made anything else.
 */
static void
run(void *arg)
{
	Trial	   *trial = arg;
	TransactionId since = GetCurrentTransactionId();
	Snapshot	before = RegisterSnapshot(GetLatestSnapshot());

	sv_executor_run(trial->script, NULL);
	CommandCounterIncrement();
	sv_shadow_strays_refuse(find_namespaces(trial->model->schemas), since, before);
	UnregisterSnapshot(before);
	sv_dependencies_collect(trial->model->used, trial->model->schemas,
							trial->model->search_path, since);
}

/*
 * The OIDs of the schemas that there are.
 */
static List *
find_namespaces(List *names)
{
	List	   *namespaces = NIL;
	ListCell   *lc;

	foreach(lc, names)
	{
		Oid			namespace_ = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace_))
			namespaces = lappend_oid(namespaces, namespace_);
	}
	return namespaces;
}

static void
add_name(List **names, const char *name)
{
	if (!sv_strings_member(*names, name))
		*names = lappend(*names, pstrdup(name));
}
