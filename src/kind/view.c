/*-------------------------------------------------------------------------
 *
 * view.c
 *	  Views and materialized views, and the properties of their columns.
 *
 * CREATE OR REPLACE VIEW changes the query as long as the columns stay; a
 * materialized view is recreated.  A view may be created as a stub first,
 * which has the columns but not the query.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"

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
static void create_materialized_view(SvOperation *operation);
static bool is_filled(const SvFact *fact, List **seen);
static void drop_materialized_view(SvOperation *operation);
static void alter_materialized_view(SvOperation *operation, int property);
static void alter_column(SvOperation *operation, int property);

/* The properties. */
enum
{
	DEFINITION,
	OPTIONS,
	COLUMNS,
	STUB,
	PROPERTIES
};

#define COLUMNS_QUERY \
	"(SELECT string_agg(concat(quote_ident(a.attname), ' ',"\
	"  format_type(a.atttypid, a.atttypmod), CASE WHEN a.attcollation <> 0"\
	"   THEN ' ' || a.attcollation::regcollation END), ', ' ORDER BY a.attnum)"\
	" FROM pg_catalog.pg_attribute a"\
	" WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)"

static const SvProperty properties[PROPERTIES] = {
	[DEFINITION] = {
		.name = "definition",
		.item = "rtrim(pg_get_viewdef(c.oid), ';')",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE,
		.hazard = "lock:AccessExclusive"
	},
	[OPTIONS] = {
		.name = "options",
		.item = SV_SQL_OPTIONS("c.reloptions", ""),
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[COLUMNS] = {
		.name = "columns",
		.item = COLUMNS_QUERY,
		.flags = SV_PROPERTY_HIDDEN
	},
	[STUB] = {
		.name = "stub",
		.item = "(SELECT string_agg(format('NULL::%s%s AS %I',"
		"   format_type(a.atttypid, a.atttypmod),"
		"   CASE WHEN a.attcollation <> t.typcollation THEN"
		"    format(' COLLATE %I.%I', cn.nspname, co.collname) END, a.attname),"
		"   E',\\n    ' ORDER BY a.attnum)"
		"  FROM pg_catalog.pg_attribute a"
		"  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
		"  LEFT JOIN (pg_catalog.pg_collation co"
		"   JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace)"
		"   ON co.oid = a.attcollation"
		"  WHERE a.attrelid = c.oid AND a.attnum > 0)",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_view = {
	.name = "view",
	.classid = RelationRelationId,
	.subtypes = "v",
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.relowner))",
	.select_acl = "c.relacl::text",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'v'",
	SV_PROPERTIES(properties),
	.phrase = "VIEW %i",
	.rename = "ALTER VIEW %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_IS_RELATION | SV_KIND_HAS_STUB,
	.needs_recreate = needs_recreate,
	.create_hook = create_view,
	.alter = alter_view,
};

enum
{
	MATERIALIZED_OPTIONS,
	MATERIALIZED_DEFINITION,
	ACCESS_METHOD,
	TABLESPACE,
	UNPOPULATED,
	MATERIALIZED_PROPERTIES
};

static const SvProperty materialized_properties[MATERIALIZED_PROPERTIES] = {
	[MATERIALIZED_OPTIONS] = {
		.name = "options",
		.item = SV_SQL_STORAGE_OPTIONS,
		.flags = SV_PROPERTY_INLINE
	},
	[MATERIALIZED_DEFINITION] = {
		.name = "definition",
		.item = "rtrim(pg_get_viewdef(c.oid), ';')",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[ACCESS_METHOD] = {
		.name = "access_method",
		.item = SV_SQL_ACCESS_METHOD("c.relam", "0, 2"),
		.flags = SV_PROPERTY_INLINE | SV_SINCE_15(0, SV_PROPERTY_RECREATE),
		.set = "ALTER MATERIALIZED VIEW %i SET ACCESS METHOD %v",
		.unset = "ALTER MATERIALIZED VIEW %i SET ACCESS METHOD heap",
		.hazard = "rewrite lock:AccessExclusive"
	},
	[TABLESPACE] = {
		.name = "tablespace",
		.item = SV_SQL_TABLESPACE("c.reltablespace"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER MATERIALIZED VIEW %i SET TABLESPACE %v",
		.unset = "ALTER MATERIALIZED VIEW %i SET TABLESPACE pg_default",
		.hazard = "rewrite lock:AccessExclusive"
	},
	[UNPOPULATED] = {
		.name = "unpopulated",
		.item = "CASE WHEN NOT c.relispopulated THEN 'WITH NO DATA' END",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_materialized_view = {
	.name = "materialized view",
	.classid = RelationRelationId,
	.subtypes = "m",
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.relowner))",
	.select_acl = "c.relacl::text",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SQL_TOAST
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'm'",
	SV_PROPERTIES(materialized_properties),
	.phrase = "MATERIALIZED VIEW %i",
	.create = "CREATE MATERIALIZED VIEW %i[ USING %{access_method}]"
	"[ WITH (%{options})][ TABLESPACE %{tablespace}] AS\n%{definition}"
	"[\n%{unpopulated}]",
	.rename = "ALTER MATERIALIZED VIEW %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_IS_RELATION,
	.create_hook = create_materialized_view,
	.drop_hook = drop_materialized_view,
	.alter = alter_materialized_view,
};

/* Columns that have more properties than a name and a type. */
static const SvProperty column_properties[] = {
	{
		.name = "storage",
		.item = SV_SQL_COLUMN_STORAGE,
		.set = "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STORAGE %v",
		.hazard = "lock:AccessExclusive"
	},
	{
		.name = "compression",
		.item = SV_SINCE_14("CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END", "NULL::text"),
		.set = "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET COMPRESSION %v",
		.unset = "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET COMPRESSION DEFAULT",
		.hazard = "lock:AccessExclusive"
	},
	{
		.name = "statistics",
		.item = "CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END",
		.set = "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STATISTICS %v",
		.unset = "ALTER MATERIALIZED VIEW %p ALTER COLUMN %n SET STATISTICS -1"
	},
	{
		.name = "options",
		.item = SV_SQL_OPTIONS("a.attoptions", " WHERE o.option_name <> 'pg_attver'")
	},
	{
		.name = "default_storage",
		.item = SV_SQL_TYPE_STORAGE,
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_view_column = {
	.name = "column of view",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "vm",
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
	" WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('v', 'm')"
	" AND a.attnum > 0 AND NOT a.attisdropped",
	SV_PROPERTIES(column_properties),
	.phrase = "COLUMN %i",
	.grant = "TABLE %p",
	.acl_type = 'c',
	.flags = SV_KIND_NO_STATEMENT,
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
 * Replacing a view sets its options as well, some of which may be valid with
 * the new query only.
 */
static void
alter_view(SvOperation *operation, int property)
{
	if (!operation->differs[DEFINITION])
		sv_options_alter(operation, property, "ALTER VIEW %i");
}

/*
 * One that is recreated stays populated.  The model may not tell: pg_dump always
 * writes WITH NO DATA.
 */
static void
create_materialized_view(SvOperation *operation)
{
	SvFact		fact = *operation->to;
	List	   *seen = NIL;

	if (fact.values[UNPOPULATED] != NULL && is_filled(operation->to, &seen))
	{
		fact.values = palloc(sizeof(char *) * MATERIALIZED_PROPERTIES);
		memcpy(fact.values, operation->to->values,
			   sizeof(char *) * MATERIALIZED_PROPERTIES);
		fact.values[UNPOPULATED] = NULL;
	}
	sv_operation_emit_text(operation,
						   sv_template_fill(fact.kind->create, &fact, NULL,
											NULL));
	if (operation->recreates && fact.values[UNPOPULATED] == NULL)
		sv_operation_warn(operation, "rewrite block_reads lock:AccessExclusive");
}

/*
 * True if a view that is created is to have rows: it is declared so, it has some
 * now, or another one that is created reads them from it.  "seen" has those that
 * were looked at.
 */
static bool
is_filled(const SvFact *fact, List **seen)
{
	ListCell   *lc;

	check_stack_depth();
	if (list_member_ptr(*seen, fact))
		return false;
	*seen = lappend(*seen, unconstify(SvFact *, fact));
	if (fact->kind == &sv_kind_materialized_view)
	{
		if (fact->change == NULL || fact->change->action != SV_ACTION_CREATE)
			return false;
		if (fact->values[UNPOPULATED] == NULL ||
			(fact->counterpart != NULL &&
			 fact->counterpart->values[UNPOPULATED] == NULL))
			return true;
	}
	foreach(lc, fact->needed_by)
	{
		const SvFact *user = ((SvNeed *) lfirst(lc))->fact;

		if ((user->kind == &sv_kind_view || user->kind == &sv_kind_view_column ||
			 user->kind == &sv_kind_materialized_view) && is_filled(user, seen))
			return true;
	}
	return false;
}

static void
drop_materialized_view(SvOperation *operation)
{
	bool		filled = operation->from->values[UNPOPULATED] == NULL;

	sv_operation_emit(operation, operation->cascades ?
					  "DROP MATERIALIZED VIEW %i CASCADE" :
					  "DROP MATERIALIZED VIEW %i");
	sv_operation_warn(operation, "lock:AccessExclusive");
	if (filled && operation->recreates)
		sv_operation_warn(operation, "block_reads");
	else if (filled)
		sv_operation_warn(operation, "data_loss");
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
