/*-------------------------------------------------------------------------
 *
 * column.c
 *	  Columns of tables.
 *
 * Columns that a table only inherits, or has from its type, come with these
 * when the table is created.  Those of partitions do not: a partition is
 * created as a table and attached then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/composite.h"
#include "kind/default.h"
#include "kind/identity.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/options.h"
#include "kind/retype.h"
#include "kind/sequence.h"
#include "kind/words.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static bool is_stored(const char *generated);
static bool is_same(const char *old, const char *new);
static bool rewrites(const SvOperation *operation);
static bool comes_along(SvOperation *operation);
static void link_column(SvOperation *operation);
static void complete_column(SvOperation *operation);
static void put_column_aside(SvOperation *operation);
static void create_column(SvOperation *operation);
static void drop_column(SvOperation *operation);
static void alter_column(SvOperation *operation, int property);
static void alter_type_and_numbers(SvOperation *operation);
static void alter_type(SvOperation *operation);
static void say_type(SvOperation *operation, const char *expression);
static void alter_generated(SvOperation *operation);
static bool is_made_anew(const SvFact *column);

/* The places of properties that the hooks deal with. */
#define TYPE 0
#define NOT_NULL 2
#define IDENTITY 3
#define IDENTITY_OPTIONS 4
#define GENERATED 6
#define OPTIONS 10
#define NUMBER 12
#define COMES_WITH 14
#define IDENTITY_SEQUENCE 15
#define NOT_NULL_COMMENT 29

static const SvProperty properties[] = {
	{"type", SV_PROPERTY_INLINE | SV_PROPERTY_BREAKS_DEPENDENTS,.hazard = "lock"},
	{"collation", SV_PROPERTY_INLINE | SV_PROPERTY_BREAKS_DEPENDENTS},
	{"not_null", SV_PROPERTY_INLINE},
	{"identity", SV_PROPERTY_INLINE},
	{"identity_options", SV_PROPERTY_INLINE},
	{"identity_set", SV_PROPERTY_HIDDEN},
	{"generated", SV_PROPERTY_INLINE | SV_PROPERTY_NOT_INHERITED},
	{"storage", 0, "ALTER TABLE %p ALTER COLUMN %n SET STORAGE %v"},
	{"compression", 0, "ALTER TABLE %p ALTER COLUMN %n SET COMPRESSION %v",
	"ALTER TABLE %p ALTER COLUMN %n SET COMPRESSION DEFAULT"},
	{"statistics", 0, "ALTER TABLE %p ALTER COLUMN %n SET STATISTICS %v",
	"ALTER TABLE %p ALTER COLUMN %n SET STATISTICS -1"},
	{"options", 0},
	{"foreign_options", 0},
	{"number", SV_PROPERTY_HIDDEN},
	{"default_storage", SV_PROPERTY_HIDDEN},
	{"comes_with", SV_PROPERTY_HIDDEN},
	{"identity_sequence", SV_PROPERTY_INLINE},
	{"identity_name", SV_PROPERTY_HIDDEN},
	{"identity_clause", SV_PROPERTY_HIDDEN},
	{"is_key", SV_PROPERTY_HIDDEN},
	{"identity_persistence", 0, "ALTER SEQUENCE %{identity_sequence} SET %v",
	"[ALTER SEQUENCE %{identity_sequence} SET %{table_persistence}]"},
	{"table_persistence", SV_PROPERTY_HIDDEN},
	{"generated_clause", SV_PROPERTY_HIDDEN},
	{"inherited", SV_PROPERTY_HIDDEN},
	{"identity_course", SV_PROPERTY_HIDDEN},
	{"not_null_clause", SV_PROPERTY_HIDDEN},
	SV_NOT_NULL_PROPERTIES,
	{NULL}
};

#define GENERATED_QUERY \
	"format('(%s) %s', pg_get_expr(d.adbin, d.adrelid),"\
	"  CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)"\
	" FROM pg_catalog.pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum"

/* What is not as in a parent. */
#define GENERATED_CLAUSE_QUERY \
	"(SELECT " GENERATED_QUERY " AND (c.relispartition OR NOT EXISTS"\
	"  (SELECT 1 FROM pg_catalog.pg_inherits i"\
	"   JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent"\
	"    AND pa.attname = a.attname AND NOT pa.attisdropped"\
	"   JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = i.inhparent"\
	"    AND pd.adnum = pa.attnum"\
	"   WHERE i.inhrelid = c.oid AND pg_get_expr(pd.adbin, pd.adrelid)"\
	"    = pg_get_expr(d.adbin, d.adrelid))))"

/*
 * A partition has the identity columns of its parent, from 17 on, and no
 * sequences: there it is not a property.
 */
const SvKind sv_kind_column = {
	.name = "column",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "rpf",
	.query =
	"SELECT c.oid, a.attnum::int4, c.oid, 0,"
	" format('%I.%I.%I', n.nspname, c.relname, a.attname),"
	" quote_ident(a.attname), NULL::text, a.attacl::text,"
	" format_type(a.atttypid, a.atttypmod),"
	" CASE WHEN a.attcollation <> t.typcollation THEN"
	"  (SELECT format('%I.%I', cn.nspname, co.collname)"
	"   FROM pg_catalog.pg_collation co"
	"   JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
	"   WHERE co.oid = a.attcollation) END,"
	SV_SQL_NOT_NULL ","
	" CASE WHEN s.seqrelid IS NOT NULL THEN"
	"  CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_IDENTITY_OPTIONS " END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_IDENTITY_SET " END,"
	" CASE WHEN a.attgenerated <> '' THEN (SELECT " GENERATED_QUERY ") END,"
	SV_SQL_COLUMN_STORAGE ","
	SV_SINCE_14(" CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,",
				" NULL::text,")
	" CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,"
	SV_SQL_OPTIONS("a.attoptions", " WHERE o.option_name <> 'pg_attver'") ","
	SV_SQL_OPTIONS("a.attfdwoptions", "") ","
	" a.attnum::text,"
	SV_SQL_TYPE_STORAGE ","
	" CASE WHEN c.reloftype <> 0 THEN 'type'"
	"  WHEN NOT a.attislocal AND NOT c.relispartition THEN 'parent' END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN format('%I.%I', sn.nspname, sc.relname) END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN quote_ident(sc.relname) END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN nullif(concat_ws(' ', " SV_SQL_IDENTITY_NAME ","
	"  " SV_SQL_IDENTITY_OPTIONS "), '') END,"
	" CASE WHEN c.relkind = 'p' AND EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid"
	"   AND d.objsubid = a.attnum AND d.deptype = 'i' AND d.refobjid = c.oid"
	"   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid = 0)"
	"  THEN 'key' END,"
	/* of its sequence, if that is not as the table */
	SV_SINCE_15(" CASE WHEN sc.relpersistence <> c.relpersistence THEN"
				"  CASE sc.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END END,",
				" NULL::text,")
	" CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' ELSE 'LOGGED' END,"
	" CASE WHEN a.attgenerated <> '' THEN " GENERATED_CLAUSE_QUERY " END,"
	" CASE WHEN a.attinhcount > 0 AND NOT c.relispartition THEN 'inherited' END,"
	" CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_SEQUENCE_COURSE " END,"
	SV_SQL_NOT_NULL_CLAUSE ", " SV_SQL_NOT_NULL_PARTS
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	" JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
	" LEFT JOIN (pg_catalog.pg_depend sd"
	"  JOIN pg_catalog.pg_sequence s ON s.seqrelid = sd.objid"
	"  JOIN pg_catalog.pg_class sc ON sc.oid = sd.objid"
	"  JOIN pg_catalog.pg_namespace sn ON sn.oid = sc.relnamespace)"
	"  ON a.attidentity <> '' AND sd.classid = 'pg_catalog.pg_class'::regclass"
	"  AND sd.refclassid = 'pg_catalog.pg_class'::regclass"
	"  AND sd.refobjid = c.oid AND sd.refobjsubid = a.attnum"
	"  AND sd.deptype = 'i'"
	SV_SQL_NOT_NULL_JOIN
	" JOIN unnest($2, $3) AS special (oid, number)"
	"  ON special.oid = c.oid AND special.number = a.attnum"
	" WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')"
	" AND a.attnum > 0 AND NOT a.attisdropped",
	.properties = properties,
	.phrase = "COLUMN %i",
	.create = "",
	.clause = "%n %{type}[ COLLATE %{collation}]",
	.clause_end = "[ GENERATED ALWAYS AS %{generated_clause}]"
	"[ GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]][ %{not_null_clause}]",
	.number = NUMBER,
	.relation = IDENTITY_SEQUENCE,
	.comes_along = comes_along,
	.link = link_column,
	.rename = "ALTER TABLE %p RENAME COLUMN %n TO %v",
	.grant = "TABLE %p",
	.acl_type = 'c',
	.flags = SV_KIND_IN_CREATE_TABLE | SV_KIND_HAS_DATA | SV_KIND_HAS_CLAUSES,
	.needs_recreate = needs_recreate,
	.rewrites = rewrites,
	.aside_hook = put_column_aside,
	.create_hook = create_column,
	.folded_hook = complete_column,
	.drop_hook = drop_column,
	.alter = alter_column,
};

/*
 * A generated column stays one with the same expression, or becomes an
 * ordinary one if its values are there.  From 17 on it may have another
 * expression of the same type.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	const char *old = from->values[GENERATED];
	const char *new = to->values[GENERATED];

	if (new == NULL)
		return old != NULL && !is_stored(old);
	if (old != NULL && strcmp(old, new) == 0)
		return false;
	return SV_SINCE_17(false, true) || old == NULL ||
		!is_stored(old) || !is_stored(new) ||
		!is_same(from->values[TYPE], to->values[TYPE]) ||
		!is_same(from->values[TYPE + 1], to->values[TYPE + 1]);
}

static bool
is_stored(const char *generated)
{
	const char *end = ") STORED";
	size_t		length = strlen(generated);

	return length > strlen(end) &&
		strcmp(generated + length - strlen(end), end) == 0;
}

static bool
is_same(const char *old, const char *new)
{
	return strcmp(old ? old : "", new ? new : "") == 0;
}

/*
 * A column that is added is filled in if it has anything to be filled in with;
 * the server need not know what a default comes to before.
 */
static bool
rewrites(const SvOperation *operation)
{
	const SvFact *column = operation->to;
	const char *generated = column->values[GENERATED];
	ListCell   *lc;

	if (operation->action == SV_ACTION_ALTER)
		return operation->breaks ||
			(operation->differs[GENERATED] && generated != NULL);
	if (operation->action != SV_ACTION_CREATE)
		return false;
	foreach(lc, column->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact->kind == &sv_kind_domain)
			return true;
	}
	return column->values[IDENTITY] != NULL || sv_default_of(column) != NULL ||
		(generated != NULL && is_stored(generated));
}

/*
 * Is a column created, dropped or given another type because that happens to
 * the type of its table?
 */
static bool
comes_along(SvOperation *operation)
{
	const SvFact *column = sv_operation_fact(operation);
	const SvFact *table = column->parent;
	const char *type = sv_fact_value(table, "of_type");

	if (type == NULL || table->counterpart == NULL ||
		sv_fact_value(table->counterpart, "of_type") == NULL ||
		strcmp(type, sv_fact_value(table->counterpart, "of_type")) != 0)
		return false;
	if (operation->action != SV_ACTION_ALTER)
		return true;
	operation->differs[TYPE] = operation->differs[TYPE + 1] = false;
	return false;
}

static void
link_column(SvOperation *operation)
{
	if (operation->action == SV_ACTION_ALTER &&
		operation->differs[NOT_NULL])
		sv_not_null_link(operation);
}

/*
 * A column that comes with a new table may lack what was added to it.
 */
static void
complete_column(SvOperation *operation)
{
	if (operation->to->values[COMES_WITH] == NULL && !operation->inherited)
	{
		sv_not_null_complete(operation);
		return;
	}
	sv_not_null_complete_inherited(operation);
	if (sv_default_of(operation->to) == NULL &&
		sv_default_inherited(operation->to) != NULL)
		sv_operation_emit(operation,
						  "ALTER TABLE ONLY %p ALTER COLUMN %n DROP DEFAULT");
}

/*
 * Those who have inherited a column may keep it.
 */
static void
drop_column(SvOperation *operation)
{
	sv_operation_emit(operation, sv_fact_leaves_children(operation->from) ?
					  "ALTER TABLE ONLY %p DROP COLUMN %n" :
					  "ALTER TABLE %p DROP COLUMN %n");
}

/*
 * It is text meanwhile.  There is nothing in a foreign table.
 */
static void
put_column_aside(SvOperation *operation)
{
	sv_operation_emit(operation,
					  sv_fact_value(operation->from->parent, "foreign") != NULL ?
					  "ALTER TABLE %p ALTER COLUMN %n TYPE text" :
					  "ALTER TABLE %p ALTER COLUMN %n TYPE text USING %n::text");
}

static void
create_column(SvOperation *operation)
{
	sv_operation_emit_text(operation,
						   psprintf("ALTER TABLE %s ADD COLUMN %s",
									operation->to->parent->identity,
									sv_operation_clause(operation)));
	sv_not_null_complete(operation);
}

static void
alter_column(SvOperation *operation, int property)
{
	switch (property)
	{
		case TYPE:
			alter_type_and_numbers(operation);
			break;
		case TYPE + 1:
			/* the collation goes with the type */
			if (!operation->differs[TYPE])
				alter_type(operation);
			break;
		case NOT_NULL:
			sv_not_null_alter(operation);
			break;
		case NOT_NULL_COMMENT:
			sv_not_null_drop_comment(operation);
			break;
		case IDENTITY:
			sv_identity_alter(operation);
			break;
		case IDENTITY_OPTIONS:
			/* they go with the type */
			if (!operation->differs[TYPE])
				sv_identity_alter_options(operation);
			break;
		case IDENTITY_SEQUENCE:
			sv_identity_rename(operation);
			break;
		case GENERATED:
			alter_generated(operation);
			break;
		case OPTIONS:
			sv_options_alter(operation, property,
							 "ALTER TABLE %p ALTER COLUMN %n");
			break;
		case OPTIONS + 1:
			sv_options_alter_generic(operation, property,
									 "ALTER FOREIGN TABLE %p ALTER COLUMN %n");
			break;
		default:
			/* storage back to that of the type */
			sv_operation_emit(operation,
							  "ALTER TABLE %p ALTER COLUMN %n SET STORAGE %{default_storage}");
	}
}

/*
 * The numbers of an identity column are some of its type: they come before a
 * type that has fewer, and after one that has more.
 */
static void
alter_type_and_numbers(SvOperation *operation)
{
	bool		fewer = sv_retype_narrows(operation->from->values[TYPE],
										  operation->to->values[TYPE]);
	bool		numbers = operation->differs[IDENTITY_OPTIONS];

	if (numbers && fewer)
		sv_identity_alter_options(operation);
	alter_type(operation);
	if (numbers && !fewer)
		sv_identity_alter_options(operation);
}

static void
alter_type(SvOperation *operation)
{
	const char *old = operation->from->values[TYPE];
	const char *new = operation->to->values[TYPE];
	const char *using = sv_retype_cast(old, new);
	char	   *expression = NULL;

	/* what a foreign table has is converted where it is read */
	if (sv_fact_value(operation->to->parent, "foreign") != NULL)
	{
		say_type(operation, NULL);
		return;
	}

	/* a type that is made anew has its old name */
	if (strcmp(old, new) == 0 && is_made_anew(operation->from))
	{
		using = "text::";
		expression = sv_composite_convert(operation, operation->from, old,
										  operation->to->name);
		sv_operation_warn(operation, "rewrite");
	}
	else if (operation->aside != NULL)
	{
		using = "text::";
		sv_operation_warn(operation, "rewrite");
	}
	if (expression == NULL && using != NULL)
		expression = psprintf("%s::%s%s", operation->to->name, using, new);

	say_type(operation, expression);
	if (sv_retype_rewrites(old, new))
		sv_operation_warn(operation, "rewrite");
	if (using != NULL)
		sv_operation_warn(operation, "may_fail");
}

/*
 * "Expression" is NULL if the server converts by itself.
 */
static void
say_type(SvOperation *operation, const char *expression)
{
	sv_operation_emit_text(operation,
						   psprintf("%s%s%s",
									sv_template_fill("ALTER TABLE %p ALTER COLUMN %n TYPE %{type}[ COLLATE %{collation}]",
													 operation->to, NULL, NULL),
									expression == NULL ? "" : " USING ",
									expression == NULL ? "" : expression));
}

/*
 * Is the type of a column made anew?
 */
static bool
is_made_anew(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind->classid == TypeRelationId && needed->drop != NULL)
			return true;
	}
	return false;
}

/*
 * Those that inherit the column have expressions of their own, and keep them;
 * but all of them become ordinary ones together.
 */
static void
alter_generated(SvOperation *operation)
{
	const char *generated = operation->to->values[GENERATED];

	if (generated == NULL)
	{
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER COLUMN %n DROP EXPRESSION");
		return;
	}
	sv_operation_emit_text(operation,
						   psprintf("%s %.*s",
									sv_template_fill("ALTER TABLE ONLY %p ALTER COLUMN %n SET EXPRESSION AS",
													 operation->to, NULL, NULL),
									(int) (strlen(generated) - strlen(" STORED")),
									generated));
	sv_operation_warn(operation, "rewrite");
}
