/*-------------------------------------------------------------------------
 *
 * column.c
 *	  Columns of tables.
 *
 * Columns that a table only inherits, or has from its type, are created with
 * the table.  Those of partitions are not: a partition is created as a table
 * and attached afterwards.
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
#include "kind/column.h"
#include "kind/composite.h"
#include "kind/constraint.h"
#include "kind/convert.h"
#include "kind/created_column.h"
#include "kind/default.h"
#include "kind/generated.h"
#include "kind/identity.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/options.h"
#include "kind/retype.h"
#include "kind/sequence.h"
#include "kind/words.h"
#include "strings.h"

static bool rewrites(const SvOperation *operation);
static bool comes_along(SvOperation *operation);
static void link_column(SvOperation *operation);
static void put_column_aside(SvOperation *operation);
static void create_column(SvOperation *operation);
static void drop_column(SvOperation *operation);
static void alter_column(SvOperation *operation, int property);
static void alter_type_and_numbers(SvOperation *operation);
static void alter_type(SvOperation *operation);
static void emit_type(SvOperation *operation, const char *expression);
static bool is_type_recreated(const SvFact *column);

#define GENERATED_QUERY \
	"format('(%s) %s', pg_get_expr(d.adbin, d.adrelid),"\
	"  CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)"\
	" FROM pg_catalog.pg_attrdef d WHERE d.adrelid = c.oid AND d.adnum = a.attnum"

/* The same, unless a parent has the same expression. */
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
 * From 17 on, a partition has the identity columns of its parent, and no
 * sequences for them: there, identity is not a property.
 */
static const SvProperty properties[SV_COLUMN_PROPERTIES] = {
	[SV_COLUMN_TYPE] = {
		.name = "type",
		.item = "format_type(a.atttypid, a.atttypmod)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_BREAKS_DEPENDENTS,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_COLLATION] = {
		.name = "collation",
		.item = "CASE WHEN a.attcollation <> t.typcollation THEN"
		"  (SELECT format('%I.%I', cn.nspname, co.collname)"
		"   FROM pg_catalog.pg_collation co"
		"   JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
		"   WHERE co.oid = a.attcollation) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_BREAKS_DEPENDENTS,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_NOT_NULL] = {
		.name = "not_null",
		.item = SV_SQL_NOT_NULL,
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_IDENTITY] = {
		.name = "identity",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN"
		"  CASE a.attidentity" SV_IDENTITY_WORDS(SV_WORD_WHEN) " END END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_IDENTITY_OPTIONS] = {
		.name = "identity_options",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_IDENTITY_OPTIONS " END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_IDENTITY_SET] = {
		.name = "identity_set",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_IDENTITY_SET " END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_GENERATED] = {
		.name = "generated",
		.item = "CASE WHEN a.attgenerated <> '' THEN (SELECT " GENERATED_QUERY ") END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_NOT_INHERITED,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_STORAGE] = {
		.name = "storage",
		.item = SV_SQL_COLUMN_STORAGE,
		.set = "ALTER TABLE ONLY %p ALTER COLUMN %n SET STORAGE %v",
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_COMPRESSION] = {
		.name = "compression",
		.item = SV_SINCE_14("CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END", "NULL::text"),
		.set = "ALTER TABLE ONLY %p ALTER COLUMN %n SET COMPRESSION %v",
		.unset = "ALTER TABLE ONLY %p ALTER COLUMN %n SET COMPRESSION DEFAULT",
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_STATISTICS] = {
		.name = "statistics",
		.item = "CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END",
		.set = "ALTER TABLE ONLY %p ALTER COLUMN %n SET STATISTICS %v",
		.unset = "ALTER TABLE ONLY %p ALTER COLUMN %n SET STATISTICS -1"
	},
	[SV_COLUMN_OPTIONS] = {
		.name = "options",
		.item = SV_SQL_OPTIONS("a.attoptions", " WHERE o.option_name <> 'pg_attver'")
	},
	[SV_COLUMN_FOREIGN_OPTIONS] = {
		.name = "foreign_options",
		.item = SV_SQL_OPTIONS("a.attfdwoptions", ""),
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_NUMBER] = {
		.name = "number",
		.item = "a.attnum::text",
		.flags = SV_PROPERTY_HIDDEN | SV_PROPERTY_IS_NUMBER
	},
	[SV_COLUMN_DEFAULT_STORAGE] = {
		.name = "default_storage",
		.item = SV_SQL_TYPE_STORAGE,
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_COMES_WITH] = {
		.name = "comes_with",
		.item = "CASE WHEN c.reloftype <> 0 THEN 'type'"
		"  WHEN NOT a.attislocal AND NOT c.relispartition THEN 'parent' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_IDENTITY_SEQUENCE] = {
		.name = "identity_sequence",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN format('%I.%I', sn.nspname, sc.relname) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_IS_RELATION,
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_IDENTITY_NAME] = {
		.name = "identity_name",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN quote_ident(sc.relname) END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_IDENTITY_CLAUSE] = {
		.name = "identity_clause",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN nullif(concat_ws(' ', " SV_SQL_IDENTITY_NAME ","
		"  " SV_SQL_IDENTITY_OPTIONS "), '') END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_IS_KEY] = {
		.name = "is_key",
		.item = "CASE WHEN c.relkind = 'p' AND EXISTS"
		"  (SELECT 1 FROM pg_catalog.pg_depend d"
		"   WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid"
		"   AND d.objsubid = a.attnum AND d.deptype = 'i' AND d.refobjid = c.oid"
		"   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid = 0)"
		"  THEN 'key' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_IDENTITY_PERSISTENCE] = {
		.name = "identity_persistence",
		/* of its sequence, if that is not as the table */
		.item = SV_SINCE_15("CASE WHEN sc.relpersistence <> c.relpersistence THEN"
							"  " SV_SQL_PERSISTENCE("sc.relpersistence") " END", "NULL::text"),
		.set = "ALTER SEQUENCE %{identity_sequence} SET %v",
		.unset = "[ALTER SEQUENCE %{identity_sequence} SET %{table_persistence}]",
		.hazard = "lock:AccessExclusive"
	},
	[SV_COLUMN_TABLE_PERSISTENCE] = {
		.name = "table_persistence",
		.item = SV_SQL_PERSISTENCE("c.relpersistence"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_GENERATED_CLAUSE] = {
		.name = "generated_clause",
		.item = "CASE WHEN a.attgenerated <> '' THEN " GENERATED_CLAUSE_QUERY " END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_INHERITED] = {
		.name = "inherited",
		.item = "CASE WHEN a.attinhcount > 0 AND NOT c.relispartition THEN 'inherited' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_IDENTITY_COURSE] = {
		.name = "identity_course",
		.item = "CASE WHEN s.seqrelid IS NOT NULL THEN " SV_SQL_SEQUENCE_COURSE " END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_CLAUSE] = {
		.name = "not_null_clause",
		.item = SV_SQL_NOT_NULL_CLAUSE,
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_NAME] = {
		.name = "not_null_name",
		.item = SV_SINCE_18("quote_ident(nn.conname)", "NULL::text"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_NO_INHERIT] = {
		.name = "not_null_no_inherit",
		.item = SV_SINCE_18("CASE WHEN nn.connoinherit THEN 'NO INHERIT' END", "NULL::text"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_NOT_VALID] = {
		.name = "not_null_not_valid",
		.item = SV_SINCE_18("CASE WHEN NOT nn.convalidated THEN 'NOT VALID' END", "NULL::text"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_ORIGIN] = {
		.name = "not_null_origin",
		.item = SV_SINCE_18("CASE WHEN nn.coninhcount > 0 AND NOT nn.conislocal"
							" AND NOT c.relispartition THEN 'parent' END", "NULL::text"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_COLUMN_NOT_NULL_COMMENT] = {
		.name = "not_null_comment",
		.item = SV_SINCE_18("quote_literal(nd.description)", "NULL::text"),
		.set = "COMMENT ON CONSTRAINT %{not_null_name} ON %p IS %v"
	}
};

const SvKind sv_kind_column = {
	.name = "column",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "rpf",
	.select_oid = "c.oid",
	.select_subid = "a.attnum::int4",
	.select_parent = "c.oid",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, a.attname)",
	.select_name = "quote_ident(a.attname)",
	.select_acl = "a.attacl::text",
	.from =
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
	SV_PROPERTIES(properties),
	.phrase = "COLUMN %i",
	.clause = "%n %{type}[ COLLATE %{collation}]",
	.clause_end = "[ GENERATED ALWAYS AS %{generated_clause}]"
	"[ GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]][ %{not_null_clause}]",
	.comes_along = comes_along,
	.link = link_column,
	.rename = "ALTER TABLE %p RENAME COLUMN %n TO %v",
	.grant = "TABLE %p",
	.acl_type = 'c',
	.flags = SV_KIND_IS_CLAUSE | SV_KIND_HAS_DATA | SV_KIND_HAS_CLAUSES,
	.needs_recreate = sv_generated_needs_recreate,
	.rewrites = rewrites,
	.aside_hook = put_column_aside,
	.create_hook = create_column,
	.folded_hook = sv_created_column_complete,
	.drop_hook = drop_column,
	.alter = alter_column,
};

/*
 * Adding a column rewrites the table if the column has any values; whether a
 * default is constant is not examined.
 */
static bool
rewrites(const SvOperation *operation)
{
	const SvFact *column = operation->to;
	const char *generated = column->values[SV_COLUMN_GENERATED];
	ListCell   *lc;

	if (operation->action == SV_ACTION_ALTER)
		return operation->breaks ||
			(operation->differs[SV_COLUMN_GENERATED] && generated != NULL);
	if (operation->action != SV_ACTION_CREATE)
		return false;
	foreach(lc, column->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact->kind == &sv_kind_domain)
			return true;
	}
	return column->values[SV_COLUMN_IDENTITY] != NULL || sv_default_of(column) != NULL ||
		(generated != NULL && sv_generated_is_stored(generated));
}

/*
 * True if the column is dropped because the type of its table loses an
 * attribute.  One that is created because the type gets one is folded into that
 * operation, which does not give it what only the column has (NOT NULL, ...).  A
 * change of its type that comes from there is taken out of the operation.
 */
static bool
comes_along(SvOperation *operation)
{
	const SvFact *column = sv_operation_fact(operation);
	const SvFact *table = column->parent;
	const char *type = sv_fact_value(table, "of_type");
	SvOperation *change;

	if (type == NULL || table->counterpart == NULL ||
		sv_fact_value(table->counterpart, "of_type") == NULL ||
		strcmp(type, sv_fact_value(table->counterpart, "of_type")) != 0)
		return false;
	if (operation->action != SV_ACTION_ALTER)
	{
		change = sv_created_column_doer(table, type);
		if (operation->action == SV_ACTION_DROP)
		{
			if (change != NULL)
				sv_operation_warn(change, "data_loss");
			return true;
		}
		operation->folded = change;
		operation->inherited = change != NULL;
		return change == NULL;
	}
	operation->differs[SV_COLUMN_TYPE] = operation->differs[SV_COLUMN_COLLATION] = false;
	return false;
}

static void
link_column(SvOperation *operation)
{
	if (operation->action == SV_ACTION_ALTER &&
		operation->differs[SV_COLUMN_NOT_NULL])
		sv_not_null_link(operation);
}

/*
 * A column that child tables keep is dropped from this table only.
 */
static void
drop_column(SvOperation *operation)
{
	sv_operation_emit(operation, sv_fact_leaves_children(operation->from) ?
					  "ALTER TABLE ONLY %p DROP COLUMN %n" :
					  "ALTER TABLE %p DROP COLUMN %n");
}

/*
 * The column is text until its type has been recreated.  A foreign table has
 * no rows to convert.
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
	if (sv_identity_needs_numbers(operation))
		sv_identity_emit_numbered(operation);
	else
		sv_constraint_emit_column(operation);
	sv_not_null_complete(operation);
}

static void
alter_column(SvOperation *operation, int property)
{
	switch (property)
	{
		case SV_COLUMN_TYPE:
			alter_type_and_numbers(operation);
			break;
		case SV_COLUMN_COLLATION:
			/* the collation goes with the type */
			if (!operation->differs[SV_COLUMN_TYPE])
				alter_type(operation);
			break;
		case SV_COLUMN_NOT_NULL:
			sv_not_null_alter(operation);
			break;
		case SV_COLUMN_NOT_NULL_COMMENT:
			sv_not_null_drop_comment(operation);
			break;
		case SV_COLUMN_IDENTITY:
			sv_identity_alter(operation);
			break;
		case SV_COLUMN_IDENTITY_OPTIONS:
			/* they go with the type */
			if (!operation->differs[SV_COLUMN_TYPE])
				sv_identity_alter_options(operation);
			break;
		case SV_COLUMN_IDENTITY_SEQUENCE:
			sv_identity_rename(operation);
			break;
		case SV_COLUMN_GENERATED:
			sv_generated_alter(operation);
			break;
		case SV_COLUMN_OPTIONS:
			sv_options_alter(operation, property,
							 "ALTER TABLE %p ALTER COLUMN %n");
			break;
		case SV_COLUMN_FOREIGN_OPTIONS:
			sv_options_alter_generic(operation, property,
									 "ALTER FOREIGN TABLE %p ALTER COLUMN %n");
			break;
		default:
			/* storage back to that of the type */
			sv_operation_emit(operation,
							  "ALTER TABLE ONLY %p ALTER COLUMN %n SET STORAGE %{default_storage}");
	}
}

/*
 * The bounds of the sequence of an identity column are within its type: they
 * change before the type becomes narrower, and after it becomes wider.
 */
static void
alter_type_and_numbers(SvOperation *operation)
{
	bool		fewer = sv_retype_narrows(operation->from->values[SV_COLUMN_TYPE],
										  operation->to->values[SV_COLUMN_TYPE]);
	bool		numbers = operation->differs[SV_COLUMN_IDENTITY_OPTIONS];

	if (numbers && fewer)
		sv_identity_alter_options(operation);
	else if (fewer)
		sv_identity_keep_within(operation);
	alter_type(operation);
	if (numbers && !fewer)
		sv_identity_alter_options(operation);
}

static void
alter_type(SvOperation *operation)
{
	const char *old = operation->from->values[SV_COLUMN_TYPE];
	const char *new = operation->to->values[SV_COLUMN_TYPE];
	const char *using = sv_retype_cast(old, new);
	char	   *expression = NULL;

	/* the rows of a foreign table are converted by its server */
	if (sv_fact_value(operation->to->parent, "foreign") != NULL)
	{
		emit_type(operation, NULL);
		return;
	}

	/* a recreated type has its old name */
	if (strcmp(old, new) == 0 && is_type_recreated(operation->from))
	{
		using = "text::";
		expression = sv_composite_convert(operation, operation->from, old, operation->to->name);
	}
	else if (operation->aside != NULL)
		using = "text::";
	if (expression == NULL && using != NULL)
		expression = psprintf("%s::%s%s", operation->to->name, using, new);

	emit_type(operation, expression);
	sv_convert_warn(operation, using);
}

/*
 * "expression" is NULL if the server converts the values by itself.
 */
static void
emit_type(SvOperation *operation, const char *expression)
{
	sv_operation_emit_text(operation,
						   psprintf("%s%s%s",
									sv_template_fill("ALTER TABLE %p ALTER COLUMN %n TYPE %{type}[ COLLATE %{collation}]",
													 operation->to, NULL, NULL),
									expression == NULL ? "" : " USING ",
									expression == NULL ? "" : expression));
}

/*
 * True if the type of the column is recreated.
 */
static bool
is_type_recreated(const SvFact *column)
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
