/*-------------------------------------------------------------------------
 *
 * security.c
 *	  Rules about rights, and about names that others can decide.
 *
 * What a script leaves behind is judged at its end, as a statement may mend what
 * one before it did.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "parser/parse_func.h"
#include "parser/parse_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "compat.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "server/query.h"
#include "server/subtransaction.h"
#include "strings.h"

enum
{
	FUNCTION_PATH,
	DEFINER_PATH,
	POLICY_MISSING,
	POLICY_OFF,
	GRANT_PUBLIC
};

static const SvLintRule rules[] = {
	[FUNCTION_PATH] = {
		"function-path", SV_RULE_WARNING, SV_SMALL_SAME,
		"An index, a CHECK or a generated column calls a function whose search_path is not set, and matters.",
		"The function means something else, or fails, where search_path is another one: in autovacuum, in a restore of a dump, and, from PostgreSQL 17 on, in all maintenance commands.",
		"ALTER FUNCTION ... SET search_path = ..., or a body of BEGIN ATOMIC, or names with their schemas."
	},
	[DEFINER_PATH] = {
		"definer-path", SV_RULE_WARNING, SV_SMALL_SAME,
		"A SECURITY DEFINER function whose search_path is not set.",
		"Whoever calls it decides by search_path which functions and tables it uses, with the rights of its owner.",
		"Add SET search_path = ..., pg_temp to the function."
	},
	[POLICY_MISSING] = {
		"policy-missing", SV_RULE_WARNING, SV_SMALL_SAME,
		"Row level security is enabled, and there is no policy.",
		"All but the owner see no rows.",
		"Create the policies in the same revision."
	},
	[POLICY_OFF] = {
		"policy-off", SV_RULE_WARNING, SV_SMALL_SAME,
		"A policy is created, and row level security is not enabled.",
		"The policy has no effect: everybody sees all rows.",
		"ALTER TABLE ... ENABLE ROW LEVEL SECURITY in the same revision."
	},
	[GRANT_PUBLIC] = {
		"grant-public", SV_RULE_WARNING, SV_SMALL_SAME,
		"A privilege on a table, a sequence or a schema is granted to PUBLIC.",
		"All roles have it, those that are created later among them.",
		"Grant it to a role that those who need it are members of."
	},
};

/* A function that an index, a CHECK or a generated column calls. */
typedef struct Called
{
	char	   *name;			/* with its arguments */
	Oid			oid;
	char	   *schema;			/* quoted */
	bool		is_sql;
} Called;

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void check_end(SvLint *lint);
static void check_grant(SvLint *lint, const SvLintStatement *statement);
static void check_called(SvLint *lint, const SvLintStatement *statement);
static bool needs_path(const Called *called);
static void analyze_body(void *arg);
static List *new_expressions(const SvLintStatement *statement);
static void add_function(const SvRow *row, void *arg);
static void check_definer(SvLint *lint, const SvLintStatement *statement);
static bool sets_path(ArrayType *settings);
static Oid	function_of(const Node *node);
static void check_policies(SvLint *lint, const SvLintStatement *statement);
static bool enables_security(const Node *node);
static bool has_policy(Oid relation);

/*
 * $1: indexes, constraints and tables; the functions that they call, of
 * languages in which a body names objects, and of which no search_path is set:
 * name, OID, schema, and whether the language is SQL.  Of a table these are
 * those of its generated columns.
 */
static SvQuery called_query = {
	.text = "SELECT DISTINCT p.oid::pg_catalog.regprocedure::pg_catalog.text, p.oid,"
	" p.pronamespace::pg_catalog.regnamespace::pg_catalog.text,"
	" l.lanname = 'sql'"
	" FROM (SELECT d.refobjid FROM pg_catalog.pg_depend d"
	" WHERE d.classid IN ('pg_catalog.pg_class'::pg_catalog.regclass,"
	" 'pg_catalog.pg_constraint'::pg_catalog.regclass)"
	" AND d.objid = ANY ($1)"
	" AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
	" UNION ALL SELECT d.refobjid FROM pg_catalog.pg_attrdef a"
	" JOIN pg_catalog.pg_attribute c ON c.attrelid = a.adrelid AND c.attnum = a.adnum"
	" JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass"
	" AND d.objid = a.oid AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
	" WHERE c.attgenerated <> '' AND a.adrelid = ANY ($1)) f"
	" JOIN pg_catalog.pg_proc p ON p.oid = f.refobjid"
	" JOIN pg_catalog.pg_language l ON l.oid = p.prolang"
	" WHERE l.lanname NOT IN ('c', 'internal')"
	SV_SINCE_14(" AND p.prosqlbody IS NULL", "")
	" AND NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) s (setting)"
	" WHERE s.setting LIKE 'search\\_path=%')"
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e"
	" WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass"
	" AND e.objid = p.oid AND e.deptype = 'e') ORDER BY 1",
	.nargs = 1,
	.types = {OIDARRAYOID},
	.kept = true
};

const SvLintSubject sv_security_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after,
	.end = check_end
};

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	if (IsA(statement->node, GrantStmt))
		check_grant(lint, statement);
}

static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	if (statement->after != NULL &&
		(IsA(statement->node, IndexStmt) || IsA(statement->node, CreateStmt) ||
		 IsA(statement->node, AlterTableStmt)))
		check_called(lint, statement);
}

static void
check_end(SvLint *lint)
{
	ListCell   *lc;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);

		if (statement == NULL)
			continue;
		check_definer(lint, statement);
		check_policies(lint, statement);
	}
}

static void
check_grant(SvLint *lint, const SvLintStatement *statement)
{
	const GrantStmt *stmt = (const GrantStmt *) statement->node;
	ListCell   *lc;

	/* others are granted to PUBLIC by default */
	if (!stmt->is_grant || (stmt->objtype != OBJECT_TABLE &&
							stmt->objtype != OBJECT_SEQUENCE &&
							stmt->objtype != OBJECT_SCHEMA))
		return;
	foreach(lc, stmt->grantees)
	{
		if (lfirst_node(RoleSpec, lc)->roletype == ROLESPEC_PUBLIC)
			sv_context_report(lint, statement, &rules[GRANT_PUBLIC], InvalidOid,
							  NoLock, "all roles get the privilege", NULL);
	}
}

/*
 * Functions that something new calls.
 */
static void
check_called(SvLint *lint, const SvLintStatement *statement)
{
	List	   *objects = new_expressions(statement);
	List	   *functions = NIL;
	Datum		value;
	ListCell   *lc;

	if (objects == NIL)
		return;
	value = sv_oids_datum(objects);
	sv_query_begin_latest();
	sv_query_fetch(&called_query, &value, NULL, add_function, &functions);
	sv_query_end_fresh();
	foreach(lc, functions)
	{
		const Called *called = lfirst(lc);

		if (called->is_sql && !needs_path(called))
			continue;
		sv_context_report(lint, statement, &rules[FUNCTION_PATH],
						  statement->after->oid, NoLock,
						  psprintf("function %s is called under any search_path",
								   called->name),
						  psprintf("ALTER FUNCTION %s SET search_path = %s, pg_temp;",
								   called->name, called->schema));
	}
}

/*
 * True if the body of an SQL function uses what is in none of the schemas that
 * are always searched: it is analyzed with these only.
 */
static bool
needs_path(const Called *called)
{
	ErrorData  *error = sv_subtransaction_run(analyze_body, NULL,
											  unconstify(Called *, called),
											  SV_SUBTRANSACTION_ROLLBACK);

	return error != NULL && error->sqlerrcode != ERRCODE_INSUFFICIENT_PRIVILEGE &&
		ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION;
}

/*
 * SvSubtransactionCallback: what CREATE FUNCTION does to check a body.
 */
static void
analyze_body(void *arg)
{
	const Called *called = arg;

	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	(void) set_config_option("check_function_bodies", "on", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
	(void) OidFunctionCall1(F_FMGR_SQL_VALIDATOR, ObjectIdGetDatum(called->oid));
}

/*
 * New indexes and CHECKs of a table, and the table if it has new generated
 * columns.
 */
static List *
new_expressions(const SvLintStatement *statement)
{
	const SvLintRelation *before = statement->before;
	List	   *objects = NIL;
	ListCell   *lc;

	foreach(lc, statement->after->indexes)
	{
		if (sv_relation_index_has_expression(lfirst_oid(lc)) &&
			(before == NULL || !list_member_oid(before->indexes, lfirst_oid(lc))))
			objects = lappend_oid(objects, lfirst_oid(lc));
	}
	foreach(lc, statement->after->constraints)
	{
		const SvLintConstraint *constraint = lfirst(lc);

		if (constraint->type == CONSTRAINT_CHECK &&
			!sv_relation_has_constraint(before, constraint->oid))
			objects = lappend_oid(objects, constraint->oid);
	}
	foreach(lc, statement->after->columns)
	{
		const SvLintColumn *column = lfirst(lc);

		if (column->generated != '\0' &&
			sv_relation_column_at(before, column->number) == NULL)
			objects = list_append_unique_oid(objects, statement->after->oid);
	}
	return objects;
}

static void
add_function(const SvRow *row, void *arg)
{
	List	  **functions = arg;
	Called	   *called = palloc(sizeof(Called));

	called->name = sv_row_text(row, 1);
	called->oid = DatumGetObjectId(sv_row_value(row, 2, OIDOID));
	called->schema = sv_row_text(row, 3);
	called->is_sql = sv_row_bool(row, 4);
	*functions = lappend(*functions, called);
}

/*
 * A function that was created or altered.
 */
static void
check_definer(SvLint *lint, const SvLintStatement *statement)
{
	Oid			function = function_of(statement->node);
	HeapTuple	tuple;
	Datum		settings;
	bool		isnull;
	bool		is_set = false;

	if (!OidIsValid(function))
		return;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	if (!HeapTupleIsValid(tuple))
		return;
	settings = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proconfig, &isnull);
	if (!isnull)
		is_set = sets_path(DatumGetArrayTypeP(settings));
	if (((Form_pg_proc) GETSTRUCT(tuple))->prosecdef && !is_set)
		sv_context_report(lint, statement, &rules[DEFINER_PATH], InvalidOid, NoLock,
						  psprintf("function %s runs with the rights of its owner, and under any search_path",
								   format_procedure_qualified(function)),
						  psprintf("ALTER FUNCTION %s SET search_path = pg_catalog, %s, pg_temp;",
								   format_procedure_qualified(function),
								   quote_identifier(get_namespace_name(((Form_pg_proc) GETSTRUCT(tuple))->pronamespace))));
	ReleaseSysCache(tuple);
}

/*
 * True if settings of a function, "name=value", have a search_path.
 */
static bool
sets_path(ArrayType *settings)
{
	const char *name = "search_path=";
	Datum	   *elements;
	int			count;

	deconstruct_array(settings, TEXTOID, -1, false, 'i', &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		if (strncmp(TextDatumGetCString(elements[i]), name, strlen(name)) == 0)
			return true;
	return false;
}

/*
 * The function that a statement has created or altered; InvalidOid: none.
 */
static Oid
function_of(const Node *node)
{
	const CreateFunctionStmt *create = (const CreateFunctionStmt *) node;
	Oid			types[FUNC_MAX_ARGS];
	int			count = 0;
	ListCell   *lc;

	if (IsA(node, AlterFunctionStmt))
		return LookupFuncWithArgs(((const AlterFunctionStmt *) node)->objtype,
								  ((const AlterFunctionStmt *) node)->func, true);
	if (!IsA(node, CreateFunctionStmt))
		return InvalidOid;
	foreach(lc, create->parameters)
	{
		const FunctionParameter *parameter = lfirst_node(FunctionParameter, lc);

		if (parameter->mode == FUNC_PARAM_OUT || parameter->mode == FUNC_PARAM_TABLE)
			continue;
		if (count == FUNC_MAX_ARGS)
			return InvalidOid;
		types[count] = LookupTypeNameOid(NULL, parameter->argType, true);
		if (!OidIsValid(types[count++]))
			return InvalidOid;
	}
	return LookupFuncName(create->funcname, count, types, true);
}

static void
check_policies(SvLint *lint, const SvLintStatement *statement)
{
	const SvLintRelation *table;

	if (statement->after == NULL ||
		(!IsA(statement->node, CreatePolicyStmt) && !enables_security(statement->node)))
		return;
	table = sv_relation_read(statement->after->oid);
	if (table == NULL)
		return;
	if (IsA(statement->node, CreatePolicyStmt))
	{
		if (!table->row_security)
			sv_context_report(lint, statement, &rules[POLICY_OFF], table->oid, NoLock,
							  "the policy has no effect",
							  psprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY;",
									   sv_phrases_relation(table)));
	}
	else if (table->row_security && !has_policy(table->oid))
		sv_context_report(lint, statement, &rules[POLICY_MISSING], table->oid, NoLock,
						  "only the owner sees rows", NULL);
}

static bool
enables_security(const Node *node)
{
	ListCell   *lc;

	if (!IsA(node, AlterTableStmt))
		return false;
	foreach(lc, ((const AlterTableStmt *) node)->cmds)
	{
		if (lfirst_node(AlterTableCmd, lc)->subtype == AT_EnableRowSecurity)
			return true;
	}
	return false;
}

static bool
has_policy(Oid relation)
{
	Relation	catalog = table_open(PolicyRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	bool		found;

	ScanKeyInit(&key, Anum_pg_policy_polrelid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(relation));
	scan = systable_beginscan(catalog, PolicyPolrelidPolnameIndexId, true, NULL, 1, &key);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return found;
}
