/*-------------------------------------------------------------------------
 *
 * trash_debris.c
 *	  What deploys that did not come to their end have begun to keep.
 *
 * The next deploy goes on with the columns that it drops.  If there is none, as
 * the revision was removed or another one is deployed, they are here: triggers
 * that keep values, and tables with values that no trigger fills any more, as the
 * table was dropped.  To be looked at while no deploy runs, or by that itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "command/steps.h"
#include "command/trash_debris.h"
#include "command/trash_fill.h"
#include "server/query.h"

static bool is_wanted(const SvTrashFill *fill);
static void add_table(const SvRow *row, void *arg);
static void add_kept(const SvRow *row, void *arg);
static bool is_filled(const SvTrashFill *kept);

/*
 * All of it that belongs to the role: a list of SvTrashFill; without a trigger if
 * there is none.
 */
List *
sv_trash_debris_all(void)
{
	static SvQuery triggers = {
		.text = "SELECT DISTINCT t.tgrelid FROM pg_extension e"
		" JOIN pg_proc p ON p.pronamespace = e.extnamespace AND p.proname = 'schemaver_keep_values'"
		" JOIN pg_depend d ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid"
		"  AND d.classid = 'pg_trigger'::regclass"
		" JOIN pg_trigger t ON t.oid = d.objid JOIN pg_class c ON c.oid = t.tgrelid"
		" WHERE e.extname = 'schemaver' AND pg_has_role(c.relowner, 'USAGE') ORDER BY 1"
	};
	static SvQuery kept = {
		.text = "SELECT c.relname::text, substring(d.description FROM '^being filled from table ([0-9]{1,10})$')"
		" FROM pg_class c JOIN pg_description d ON d.objoid = c.oid"
		" AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0"
		" WHERE c.relnamespace = 'schemaver_trash'::regnamespace AND c.relkind = 'r'"
		" AND pg_has_role(c.relowner, 'USAGE') ORDER BY c.oid"
	};
	List	   *tables = NIL;
	List	   *marked = NIL;
	List	   *debris = NIL;
	ListCell   *lc;

	/* objects of the extension that are of 1.0 have none */
	if (!OidIsValid(get_namespace_oid(SV_TRASH_SCHEMA, true)))
		return NIL;
	sv_query_begin_latest();
	sv_query_fetch(&triggers, NULL, NULL, add_table, &tables);
	sv_query_fetch(&kept, NULL, NULL, add_kept, &marked);
	sv_query_end_fresh();
	foreach(lc, tables)
		debris = list_concat(debris, sv_trash_fill_list(lfirst_oid(lc)));
	foreach(lc, marked)
	{
		if (!is_filled(lfirst(lc)))
			debris = lappend(debris, lfirst(lc));
	}
	return debris;
}

/*
 * That of it which no deploy of its revision will go on with: the revision is not
 * there any more, or is done.
 */
List *
sv_trash_debris_unwanted(void)
{
	List	   *unwanted = NIL;
	ListCell   *lc;

	foreach(lc, sv_trash_debris_all())
	{
		if (!is_wanted(lfirst(lc)))
			unwanted = lappend(unwanted, lfirst(lc));
	}
	return unwanted;
}

static bool
is_wanted(const SvTrashFill *fill)
{
	static SvQuery query = {
		.text = "SELECT FROM schemaver.revision r WHERE r.revision = $1"
		" AND EXISTS (SELECT FROM schemaver.applied a WHERE a.revision = $1) <> $2",
		.nargs = 2,
		.types = {TEXTOID, BOOLOID}
	};
	Datum		values[2];
	bool		found;

	if (fill->trigger == NULL)
		return false;
	values[0] = CStringGetTextDatum(fill->revision);
	values[1] = BoolGetDatum(strcmp(fill->direction, sv_steps_direction(true)) == 0);
	sv_query_begin_latest();
	found = sv_query_fetch(&query, values, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	return found;
}

/*
 * True if a trigger fills a marked table.
 */
static bool
is_filled(const SvTrashFill *kept)
{
	ListCell   *lc;

	foreach(lc, sv_trash_fill_list(kept->table))
	{
		if (strcmp(((SvTrashFill *) lfirst(lc))->kept_in, kept->kept_in) == 0)
			return true;
	}
	return false;
}

/* sv_query_fetch callback */
static void
add_table(const SvRow *row, void *arg)
{
	List	  **tables = arg;

	*tables = lappend_oid(*tables, DatumGetObjectId(sv_row_datum(row, 1)));
}

/* sv_query_fetch callback */
static void
add_kept(const SvRow *row, void *arg)
{
	List	  **marked = arg;
	const char *table = sv_row_string(row, 2);
	SvTrashFill *kept;

	if (table == NULL)
		return;
	kept = palloc0(sizeof(SvTrashFill));
	kept->kept_in = sv_row_text(row, 1);
	kept->table = atooid(table);
	*marked = lappend(*marked, kept);
}
