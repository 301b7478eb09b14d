/*-------------------------------------------------------------------------
 *
 * view.c
 *	  Views and materialized views, and what their columns have.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/replace.h"
#include "kind/words.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void create_view(SvOperation *operation);
static void alter_view(SvOperation *operation, int property);
static void alter_materialized_view(SvOperation *operation, int property);
static void alter_column(SvOperation *operation, int property);

/* The places of properties that the hooks deal with. */
#define DEFINITION 0
#define COLUMNS 2

static const SvProperty properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{"options", SV_PROPERTY_INLINE},
	{"columns", SV_PROPERTY_HIDDEN},
	{"stub", SV_PROPERTY_HIDDEN},
	{NULL}
};

#define COLUMNS_QUERY \
	"(SELECT string_agg(concat(quote_ident(a.attname), ' ',"\
	"  format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> 0"\
	"   THEN ' ' || a.attcollation::regcollation END), ', ' ORDER BY a.attnum)"\
	" FROM pg_catalog.pg_attribute a"\
	" WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"

const SvKind sv_kind_view = {
	.name = "view",
	.classid = RelationRelationId,
	.subtypes = "v",
	.query =
	"SELECT c.oid, 0, 0::oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), quote_ident(pg_get_userbyid(c.relowner)),"
	" c.relacl::text, rtrim(pg_get_viewdef(c.oid), ';'), "
	SV_SQL_OPTIONS("c.reloptions", "") ","
	COLUMNS_QUERY ","
	" (SELECT string_agg(format('NULL::%s%s AS %I',"
	"   format_type(a.atttypid, a.atttypmod),"
	"   CASE WHEN a.attcollation <> t.typcollation THEN"
	"    format(' COLLATE %I.%I', cn.nspname, co.collname) END, a.attname),"
	"   E',\\n    ' ORDER BY a.attnum)"
	"  FROM pg_catalog.pg_attribute a"
	"  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
	"  LEFT JOIN (pg_catalog.pg_collation co"
	"   JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace)"
	"   ON co.oid = a.attcollation"
	"  WHERE a.attrelid = c.oid AND a.attnum > 0)"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'v'",
	.properties = properties,
	.phrase = "VIEW %i",
	.create = "",
	.rename = "ALTER VIEW %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_IS_RELATION | SV_KIND_HAS_STUB,
	.needs_recreate = needs_recreate,
	.create_hook = create_view,
	.alter = alter_view,
};

static const SvProperty materialized_properties[] = {
	{"options", SV_PROPERTY_INLINE},
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"access_method",
		SV_PROPERTY_INLINE | SV_SINCE_15(0, SV_PROPERTY_RECREATE),
		"ALTER MATERIALIZED VIEW %i SET ACCESS METHOD %v",
	"ALTER MATERIALIZED VIEW %i SET ACCESS METHOD heap", "rewrite lock"},
	{"tablespace", SV_PROPERTY_INLINE,
		"ALTER MATERIALIZED VIEW %i SET TABLESPACE %v",
	"ALTER MATERIALIZED VIEW %i SET TABLESPACE pg_default", "rewrite lock"},
	{"unpopulated", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_materialized_view = {
	.name = "materialized view",
	.classid = RelationRelationId,
	.subtypes = "m",
	.query =
	"SELECT c.oid, 0, 0::oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), quote_ident(pg_get_userbyid(c.relowner)),"
	" c.relacl::text,"
	SV_SQL_STORAGE_OPTIONS ","
	" rtrim(pg_get_viewdef(c.oid), ';'),"
	SV_SQL_ACCESS_METHOD("c.relam", "0, 2") ","
	SV_SQL_TABLESPACE("c.reltablespace") ","
	" CASE WHEN NOT c.relispopulated THEN 'WITH NO DATA' END"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SQL_TOAST
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'm'",
	.properties = materialized_properties,
	.phrase = "MATERIALIZED VIEW %i",
	.create = "CREATE MATERIALIZED VIEW %i[ USING %{access_method}]"
	"[ WITH (%{options})][ TABLESPACE %{tablespace}] AS\n%{definition}"
	"[\n%{unpopulated}]",
	.rename = "ALTER MATERIALIZED VIEW %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_IS_RELATION,
	.alter = alter_materialized_view,
};

static const SvProperty column_properties[] = {
	{"storage", 0, "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STORAGE %v"},
	{"compression", 0,
		"ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET COMPRESSION %v",
	"ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET COMPRESSION DEFAULT"},
	{"statistics", 0,
		"ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STATISTICS %v",
	"ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STATISTICS -1"},
	{"options", 0},
	{"default_storage", SV_PROPERTY_HIDDEN},
	{NULL}
};

/* Columns that have more than a name and a type. */
const SvKind sv_kind_view_column = {
	.name = "column of view",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "vm",
	.query =
	"SELECT c.oid, a.attnum::int4, c.oid, 0,"
	" format('%I.%I.%I', n.nspname, c.relname, a.attname),"
	" quote_ident(a.attname), NULL::text, a.attacl::text,"
	SV_SQL_COLUMN_STORAGE ","
	SV_SINCE_14(" CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,",
				" NULL::text,")
	" CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END,"
	SV_SQL_OPTIONS("a.attoptions", " WHERE o.option_name <> 'pg_attver'") ", "
	SV_SQL_TYPE_STORAGE
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	" JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
	" WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('v', 'm')"
	" AND a.attnum > 0 AND NOT a.attisdropped",
	.properties = column_properties,
	.phrase = "COLUMN %i",
	.grant = "TABLE %p",
	.acl_type = 'c',
	.alter = alter_column,
};

/*
 * CREATE OR REPLACE VIEW can only add columns, at the end.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	const char *old = from->values[COLUMNS] ? from->values[COLUMNS] : "";
	const char *new = to->values[COLUMNS] ? to->values[COLUMNS] : "";
	size_t		length = strlen(old);

	return strncmp(new, old, length) != 0 ||
		(new[length] != '\0' && length > 0 && strncmp(new + length, ", ", 2) != 0);
}

static void
create_view(SvOperation *operation)
{
	const char *template_ = operation->stub ?
	"CREATE VIEW %i[ WITH (%{options})] AS\n SELECT %{stub}" :
	"CREATE VIEW %i[ WITH (%{options})] AS\n%{definition}";

	sv_replace_emit(operation,
					sv_template_fill(template_, operation->to, NULL, NULL));
}

/*
 * A view that is replaced has the options that it is given then, which may
 * be good for the new query only.
 */
static void
alter_view(SvOperation *operation, int property)
{
	if (!operation->differs[DEFINITION])
		sv_options_alter(operation, property, "ALTER VIEW %i");
}

static void
alter_materialized_view(SvOperation *operation, int property)
{
	sv_options_alter(operation, property, "ALTER MATERIALIZED VIEW %i");
}

static void
alter_column(SvOperation *operation, int property)
{
	if (strcmp(column_properties[property].name, "options") == 0)
		sv_options_alter(operation, property,
						 "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n");
	else
		sv_operation_emit(operation,
						  "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STORAGE %{default_storage}");
}
