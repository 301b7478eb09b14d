/*-------------------------------------------------------------------------
 *
 * unnamed.c
 *	  What statements touch and do not name.
 *
 * A rehearsal copies what scripts name and what depends on that.  TRUNCATE ...
 * CASCADE empties all tables that have a foreign key to one of them, over any
 * number of tables, and DROP SCHEMA drops what is in the schema: the names of
 * these are given to the rehearsal.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/heap.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "compat.h"
#include "file/script.h"
#include "proof/unnamed.h"
#include "server/query.h"
#include "strings.h"

/* The names in statements that touch more than they name. */
typedef struct Named
{
	List	   *tables;			/* of TRUNCATE ... CASCADE */
	List	   *schemas;		/* of DROP SCHEMA ... CASCADE */
} Named;

static void add_names(Named *named, const SvScript *script);
static void add_schemas(Named *named, const DropStmt *stmt);
static void add_word(const SvRow *row, void *arg);

/*
 * $1: tables, $2: schemas; the names of tables with foreign keys to those, and
 * of what is in these.
 */
static SvQuery unnamed = {
	.text = "WITH RECURSIVE emptied (oid) AS ("
	"SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname = ANY ($1::pg_catalog.name[])"
	" UNION SELECT k.conrelid FROM emptied e"
	" JOIN pg_catalog.pg_constraint k ON k.confrelid = e.oid AND k.contype = 'f'),"
	" dropped (oid) AS (SELECT n.oid FROM pg_catalog.pg_namespace n"
	" WHERE n.nspname = ANY ($2::pg_catalog.name[]))"
	" SELECT c.relname::pg_catalog.text FROM emptied e"
	" JOIN pg_catalog.pg_class c ON c.oid = e.oid"
	" UNION SELECT c.relname FROM pg_catalog.pg_class c JOIN dropped d ON d.oid = c.relnamespace"
	" UNION SELECT t.typname FROM pg_catalog.pg_type t JOIN dropped d ON d.oid = t.typnamespace"
	" UNION SELECT p.proname FROM pg_catalog.pg_proc p JOIN dropped d ON d.oid = p.pronamespace",
	.nargs = 2,
	.types = {TEXTARRAYOID, TEXTARRAYOID}
};

/*
 * Names of what scripts, a list of SvScript, may empty or drop without naming it,
 * as words; palloc'd.
 */
char *
sv_unnamed_words(List *scripts)
{
	Named		named = {NIL, NIL};
	StringInfoData buf;
	Datum		values[2];
	ListCell   *lc;

	foreach(lc, scripts)
	{
		add_names(&named, lfirst(lc));
	}
	initStringInfo(&buf);
	if (named.tables == NIL && named.schemas == NIL)
		return buf.data;
	values[0] = sv_strings_datum(named.tables);
	values[1] = sv_strings_datum(named.schemas);
	sv_query_fetch(&unnamed, values, NULL, add_word, &buf);
	return buf.data;
}

/*
 * The tables with foreign keys to some, and to those, without these tables.
 */
List *
sv_unnamed_emptied(const List *relations)
{
	List	   *all = list_copy(relations);
	List	   *more;

	while ((more = list_difference_oid(heap_truncate_find_FKs(all), all)) != NIL)
		all = list_concat_unique_oid(all, more);
	return list_difference_oid(all, relations);
}

/*
 * Adds the names in a script.
 */
static void
add_names(Named *named, const SvScript *script)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, script->statements)
	{
		const Node *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, DropStmt))
			add_schemas(named, (const DropStmt *) node);
		if (!IsA(node, TruncateStmt) ||
			((const TruncateStmt *) node)->behavior != DROP_CASCADE)
			continue;
		foreach(lc2, ((const TruncateStmt *) node)->relations)
		{
			named->tables = lappend(named->tables,
									lfirst_node(RangeVar, lc2)->relname);
		}
	}
}

static void
add_schemas(Named *named, const DropStmt *stmt)
{
	ListCell   *lc;

	if (stmt->removeType != OBJECT_SCHEMA)
		return;
	foreach(lc, stmt->objects)
	{
		named->schemas = lappend(named->schemas, strVal(lfirst(lc)));
	}
}

static void
add_word(const SvRow *row, void *arg)
{
	appendStringInfo(arg, " %s", quote_identifier(sv_row_text(row, 1)));
}
