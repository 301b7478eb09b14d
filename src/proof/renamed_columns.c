/*-------------------------------------------------------------------------
 *
 * renamed_columns.c
 *	  Tables that have another name than before, or columns with one.
 *
 * They are compared by their addresses, within a rehearsal.  A column that is
 * renamed because the one that it inherits from is, does not count.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "compat.h"
#include "proof/renamed_columns.h"
#include "proof/user_schemas.h"
#include "server/query.h"
#include "strings.h"

/*
 * What gives a view the owner and the privileges of a table: the OID of the table,
 * schema and name of the view, its columns, and those of the table that they are.
 */
static SvQuery grants = {
	.text = "WITH r AS (SELECT t.relowner, t.relacl, v.oid AS view,"
	"   v.relowner AS view_owner, v.relacl AS view_acl,"
	"   format('%I.%I', n.nspname, v.relname) AS name"
	"  FROM pg_class t, pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace"
	"  WHERE t.oid = $1 AND n.nspname = $2 AND v.relname = $3 AND v.relkind = 'v'),"
	/* each column of the view, and which one of the table it is */
	" c AS (SELECT a.attacl, u.name FROM pg_attribute a"
	"  JOIN unnest($4::text[], $5::text[]) AS u(name, source) ON u.source = a.attname"
	"  WHERE a.attrelid = $1 AND a.attacl IS NOT NULL)"
	" SELECT s.statement FROM ("
	" SELECT 1 AS part, format('ALTER VIEW %s OWNER TO %I', r.name,"
	"   pg_get_userbyid(r.relowner)) AS statement"
	"  FROM r WHERE r.relowner <> r.view_owner"
	" UNION ALL SELECT DISTINCT 2, format('REVOKE ALL ON %s FROM %s', r.name, g.name)"
	"  FROM r, aclexplode(r.view_acl) x, LATERAL (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC'"
	"   ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS name) g"
	"  WHERE x.grantee <> r.view_owner"
	" UNION ALL SELECT 3, format('GRANT %s ON %s TO %s%s',"
	"   string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type), r.name, g.name,"
	"   CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)"
	"  FROM r, aclexplode(r.relacl) x, LATERAL (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC'"
	"   ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS name) g"
	"  WHERE x.grantee <> r.relowner GROUP BY r.name, g.name, x.is_grantable"
	" UNION ALL SELECT 4, format('GRANT %s ON %s TO %s%s',"
	"   string_agg(format('%s (%I)', x.privilege_type, c.name), ', '"
	"    ORDER BY x.privilege_type, c.name), r.name, g.name,"
	"   CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)"
	"  FROM r, c, aclexplode(c.attacl) x, LATERAL (SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC'"
	"   ELSE quote_ident(pg_get_userbyid(x.grantee)) END AS name) g"
	"  GROUP BY r.name, g.name, x.is_grantable) s ORDER BY s.part, s.statement COLLATE \"C\"",
	.nargs = 5,
	.types = {OIDOID, TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID}
};

static void take_column(const SvRow *row, void *arg);
static bool compare(SvRenamedTable *table, const SvRenamedTable *before);
static void take_statement(const SvRow *row, void *arg);

/*
 * All relations of the rehearsal with their columns: SvRenamedTables, by OID, with
 * the names of now as the old and the new ones.
 */
List *
sv_renamed_columns_read(void)
{
	static SvQuery query = {
		.text = "SELECT c.oid, c.relkind, c.relrowsecurity, n.nspname::text, c.relname::text,"
		"  coalesce(a.attnum, 0)::integer, a.attname::text, coalesce(a.attinhcount > 0, false)"
		" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
		"  AND NOT a.attisdropped"
		" WHERE n.nspname = ANY ($1)"
		" ORDER BY c.oid, a.attnum",
		.nargs = 1,
		.types = {TEXTARRAYOID}
	};
	Datum		value = sv_strings_datum(sv_user_schemas_now());
	List	   *tables = NIL;

	sv_query_begin_latest();
	sv_query_fetch(&query, &value, NULL, take_column, &tables);
	sv_query_end_fresh();
	return tables;
}

static void
take_column(const SvRow *row, void *arg)
{
	List	  **tables = arg;
	Oid			oid = DatumGetObjectId(sv_row_datum(row, 1));
	SvRenamedTable *table = *tables == NIL ? NULL : llast(*tables);

	if (table == NULL || table->oid != oid)
	{
		table = palloc0(sizeof(SvRenamedTable));
		table->oid = oid;
		table->relkind = DatumGetChar(sv_row_datum(row, 2));
		table->has_policies = sv_row_bool(row, 3);
		table->schema = sv_row_text(row, 4);
		table->name = table->new_name = sv_row_text(row, 5);
		*tables = lappend(*tables, table);
	}
	if (DatumGetInt32(sv_row_datum(row, 6)) > 0)
	{
		SvRenamedColumn *column = palloc0(sizeof(SvRenamedColumn));

		column->number = DatumGetInt32(sv_row_datum(row, 6));
		column->name = sv_row_text(row, 7);
		column->inherited = sv_row_bool(row, 8);
		table->columns = lappend(table->columns, column);
	}
}

/*
 * Those of "after" with other names than in "before", with both.
 */
List *
sv_renamed_columns_find(List *before, List *after)
{
	List	   *found = NIL;
	int			at = 0;
	ListCell   *lc;

	foreach(lc, after)
	{
		SvRenamedTable *table = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		while (at < list_length(before) &&
			   ((SvRenamedTable *) list_nth(before, at))->oid < table->oid)
			at++;
		if (at < list_length(before) &&
			((SvRenamedTable *) list_nth(before, at))->oid == table->oid &&
			compare(table, list_nth(before, at)))
			found = lappend(found, table);
	}
	return found;
}

/*
 * Note in what a table differs from before; true if it does.
 */
static bool
compare(SvRenamedTable *table, const SvRenamedTable *before)
{
	bool		differs;
	int			at = 0;
	ListCell   *lc;

	table->name = before->name;
	table->renamed = differs = strcmp(table->name, table->new_name) != 0;
	foreach(lc, table->columns)
	{
		SvRenamedColumn *column = lfirst(lc);
		const SvRenamedColumn *old;

		while (at < list_length(before->columns) &&
			   ((SvRenamedColumn *) list_nth(before->columns, at))->number < column->number)
			at++;
		old = at < list_length(before->columns) ?
			list_nth(before->columns, at) : NULL;
		if (old == NULL || old->number != column->number || column->inherited ||
			strcmp(old->name, column->name) == 0)
			continue;
		column->old = old->name;
		differs = true;
	}
	return differs;
}

/*
 * Find the statements that give the view that has the name of a table, as it was,
 * the owner and the privileges of the table.
 */
void
sv_renamed_columns_grants(SvRenamedTable *table)
{
	List	   *names = NIL;
	List	   *sources = NIL;
	Datum		values[5];
	ListCell   *lc;

	foreach(lc, table->columns)
	{
		const SvRenamedColumn *column = lfirst(lc);

		if (column->old == NULL || !table->renamed)
		{
			names = lappend(names, unconstify(char *, column->name));
			sources = lappend(sources, unconstify(char *, column->name));
		}
		if (column->old != NULL)
		{
			names = lappend(names, unconstify(char *, column->old));
			sources = lappend(sources, unconstify(char *, column->name));
		}
	}
	values[0] = ObjectIdGetDatum(table->oid);
	values[1] = CStringGetTextDatum(table->schema);
	values[2] = CStringGetTextDatum(table->name);
	values[3] = sv_strings_datum(names);
	values[4] = sv_strings_datum(sources);
	table->grants = NIL;
	sv_query_begin_latest();
	sv_query_fetch(&grants, values, NULL, take_statement, &table->grants);
	sv_query_end_fresh();
}

static void
take_statement(const SvRow *row, void *arg)
{
	List	  **statements = arg;

	*statements = lappend(*statements, sv_row_text(row, 1));
}
