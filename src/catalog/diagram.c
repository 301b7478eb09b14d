/*-------------------------------------------------------------------------
 *
 * diagram.c
 *	  The tables of schemas as an entity relationship diagram of Mermaid.
 *
 * It has tables, with their columns and keys, and foreign keys between them;
 * partitions and what belongs to an extension are left out.  Mermaid knows no
 * quoting for columns and types: what it would not read becomes an underscore.
 * Only catalogs are read, which every role may do, and nothing is locked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "catalog/diagram.h"
#include "server/query.h"
#include "strings.h"

/* Tables t (oid, name): those of the schemas $1, or of all */
#define TABLES \
	"WITH t AS (SELECT c.oid, n.nspname || '.' || c.relname AS name" \
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace" \
	" WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition" \
	" AND c.relpersistence <> 't'" \
	" AND CASE WHEN $1 IS NULL THEN n.nspname NOT LIKE 'pg\\_%'" \
	" AND n.nspname NOT IN ('information_schema', 'schemaver', 'schemaver_trash')" \
	" ELSE n.nspname::text = ANY ($1) END" \
	" AND NOT EXISTS (SELECT FROM pg_depend d" \
	" WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid" \
	" AND d.deptype = 'e'))"

static void query(SvQuery *query, List *schemas, SvRowCallback callback,
				  StringInfo diagram);
static void append_column(const SvRow *row, void *arg);
static void append_link(const SvRow *row, void *arg);
static char *plain_word(const char *text, const char *set);
static char *quoted(const char *text);

/*
 * The diagram of the schemas of these names; NIL: of all that users have made.
 */
char *
sv_diagram_draw(List *schemas)
{
	/* one row without a column for a table that has none */
	static SvQuery columns = {
		.text = TABLES
		" SELECT t.name, a.attname::text, format_type(a.atttypid, a.atttypmod),"
		" concat_ws(', ',"
		" (SELECT 'PK' FROM pg_constraint k WHERE k.conrelid = t.oid"
		" AND k.contype = 'p' AND a.attnum = ANY (k.conkey) LIMIT 1),"
		" (SELECT 'FK' FROM pg_constraint k WHERE k.conrelid = t.oid"
		" AND k.contype = 'f' AND a.attnum = ANY (k.conkey) LIMIT 1),"
		" (SELECT 'UK' FROM pg_constraint k WHERE k.conrelid = t.oid"
		" AND k.contype = 'u' AND k.conkey = ARRAY[a.attnum] LIMIT 1)),"
		" row_number() OVER of_table = 1, row_number() OVER of_table = count(*) OVER (PARTITION BY t.oid)"
		" FROM t LEFT JOIN pg_attribute a"
		" ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
		" WINDOW of_table AS (PARTITION BY t.oid ORDER BY a.attnum)"
		" ORDER BY t.name COLLATE \"C\", t.oid, a.attnum",
		.nargs = 1,
		.types = {TEXTARRAYOID}
	};

	/* of partitions, those of the partitioned table */
	static SvQuery links = {
		.text = TABLES
		" SELECT c.name, p.name, k.conname::text,"
		" EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid"
		" AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull),"
		" EXISTS (SELECT FROM pg_constraint u WHERE u.conrelid = k.conrelid"
		" AND u.contype IN ('p', 'u') AND u.conkey <@ k.conkey)"
		" FROM pg_constraint k JOIN t c ON c.oid = k.conrelid"
		" JOIN t p ON p.oid = k.confrelid"
		" WHERE k.contype = 'f' AND k.conparentid = 0"
		" ORDER BY c.name COLLATE \"C\", k.conname",
		.nargs = 1,
		.types = {TEXTARRAYOID}
	};
	StringInfoData diagram;

	initStringInfo(&diagram);
	appendStringInfoString(&diagram, "erDiagram\n");
	query(&columns, schemas, append_column, &diagram);
	query(&links, schemas, append_link, &diagram);
	return diagram.data;
}

static void
query(SvQuery *query, List *schemas, SvRowCallback callback, StringInfo diagram)
{
	Datum		value = schemas == NIL ? (Datum) 0 : sv_strings_datum(schemas);

	sv_query_fetch(query, &value, schemas == NIL ? "n" : NULL, callback, diagram);
}

/* sv_query_fetch callback */
static void
append_column(const SvRow *row, void *arg)
{
	StringInfo	diagram = arg;
	const char *column = sv_row_string(row, 2);
	const char *keys = sv_row_text(row, 4);

	if (sv_row_bool(row, 5))
		appendStringInfo(diagram, "    %s {\n", quoted(sv_row_text(row, 1)));
	if (column != NULL)
		appendStringInfo(diagram, "        %s %s%s%s\n",
						 plain_word(sv_row_text(row, 3), "_-()[]"),
						 plain_word(column, "_-"), keys[0] ? " " : "", keys);
	if (sv_row_bool(row, 6))
		appendStringInfoString(diagram, "    }\n");
}

/*
 * sv_query_fetch callback.  A row of the child has one of the parent, or none; a
 * row of the parent any number.
 */
static void
append_link(const SvRow *row, void *arg)
{
	appendStringInfo(arg, "    %s %s--%s %s : %s\n", quoted(sv_row_text(row, 1)),
					 sv_row_bool(row, 5) ? "|o" : "}o",
					 sv_row_bool(row, 4) ? "o|" : "||",
					 quoted(sv_row_text(row, 2)), quoted(sv_row_text(row, 3)));
}

/*
 * A name of Mermaid: letters, digits and what else is in the set.
 */
static char *
plain_word(const char *text, const char *set)
{
	char	   *word = pstrdup(text);

	for (char *c = word; *c; c++)
	{
		if (!(*c & 0x80) && !isalnum((unsigned char) *c) && !strchr(set, *c))
			*c = '_';
	}
	return isdigit((unsigned char) word[0]) || word[0] == '-' ?
		psprintf("_%s", word) : word;
}

/*
 * A text in double quotes, of Mermaid, which has no escapes there.
 */
static char *
quoted(const char *text)
{
	char	   *word = pstrdup(text);

	for (char *c = word; *c; c++)
	{
		if ((unsigned char) *c < ' ' || strchr("\"%\\", *c))
			*c = '_';
	}
	return psprintf("\"%s\"", word);
}
