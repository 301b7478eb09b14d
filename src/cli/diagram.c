/*-------------------------------------------------------------------------
 *
 * diagram.c
 *	  The tables of a database as an entity relationship diagram of Mermaid.
 *
 * It has tables, with their columns and keys, and foreign keys between them;
 * partitions and what belongs to an extension are left out.  Mermaid knows no
 * quoting for columns and types: what it would not read becomes an underscore.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <ctype.h>

#include "cli/diagram.h"
#include "cli/model.h"
#include "cli/output.h"
#include "cli/query.h"

/* Tables t (oid, name): those of the schemas $1, or of all */
#define TABLES(schemas) \
	"SELECT c.oid, pg_catalog.concat(n.nspname, '.', c.relname) AS name" \
	" FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace" \
	" WHERE c.relkind IN ('r', 'p', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'" \
	" AND CASE WHEN " schemas " IS NULL THEN n.nspname NOT LIKE 'pg\\_%%'" \
	"  AND n.nspname NOT IN ('information_schema', 'schemaver')" \
	"  ELSE n.nspname::pg_catalog.text = ANY (" schemas ") END" \
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d" \
	"  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')"

/* The columns of the tables; one row without a column for a table that has none */
#define COLUMNS(schemas) \
	"WITH t AS (" TABLES(schemas) ")" \
	" SELECT t.name, a.attname AS column, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type," \
	" pg_catalog.concat_ws(', '," \
	"  (SELECT 'PK' FROM pg_catalog.pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey) LIMIT 1)," \
	"  (SELECT 'FK' FROM pg_catalog.pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey) LIMIT 1)," \
	"  (SELECT 'UK' FROM pg_catalog.pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'u' AND k.conkey = ARRAY[a.attnum] LIMIT 1)) AS keys" \
	" FROM t LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped" \
	" ORDER BY t.name COLLATE \"C\", a.attnum"

/* The foreign keys between them; of partitions, those of the partitioned table */
#define LINKS(schemas) \
	"WITH t AS (" TABLES(schemas) ")" \
	" SELECT c.name AS child, p.name AS parent, k.conname AS name," \
	" EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey) AND NOT a.attnotnull) AS optional," \
	" EXISTS (SELECT FROM pg_catalog.pg_constraint u WHERE u.conrelid = k.conrelid AND u.contype IN ('p', 'u') AND u.conkey <@ k.conkey) AS single" \
	" FROM pg_catalog.pg_constraint k JOIN t c ON c.oid = k.conrelid JOIN t p ON p.oid = k.confrelid" \
	" WHERE k.contype = 'f' AND k.conparentid = 0" \
	" ORDER BY c.name COLLATE \"C\", k.conname"

/* A name of Mermaid: letters, digits and what else is in the set */
static char *
plain_word(const char *text, const char *set)
{
	char	   *word = pg_strdup(text);

	for (char *c = word; *c; c++)
	{
		if (!(*c & 0x80) && !isalnum((unsigned char) *c) && !strchr(set, *c))
			*c = '_';
	}
	return isdigit((unsigned char) word[0]) || word[0] == '-' ? psprintf("_%s", word) : word;
}

/* A text in double quotes, of Mermaid, which has no escapes there */
static char *
quoted(const char *text)
{
	char	   *word = pg_strdup(text);

	for (char *c = word; *c; c++)
	{
		if ((unsigned char) *c < ' ' || strchr("\"%\\", *c))
			*c = '_';
	}
	return psprintf("\"%s\"", word);
}

static void
print_tables(const PGresult *result)
{
	int			count = PQntuples(result);

	for (int row = 0; row < count; row++)
	{
		char	   *name = cli_query_column(result, row, "name");
		char	   *keys = cli_query_column(result, row, "keys");

		if (row == 0 || strcmp(name, cli_query_column(result, row - 1, "name")) != 0)
			cli_output_print("    %s {\n", quoted(name));
		if (!cli_query_is_null(result, row, "column"))
			cli_output_print("        %s %s%s%s\n", plain_word(cli_query_column(result, row, "type"), "_-()[]"),
							 plain_word(cli_query_column(result, row, "column"), "_-"), keys[0] ? " " : "", keys);
		if (row == count - 1 || strcmp(name, cli_query_column(result, row + 1, "name")) != 0)
			cli_output_text("    }\n");
	}
}

/* A row of the child has one of the parent, or none; a row of the parent any number. */
static void
print_links(const PGresult *result)
{
	for (int row = 0; row < PQntuples(result); row++)
		cli_output_print("    %s %s--%s %s : %s\n", quoted(cli_query_column(result, row, "child")),
						 cli_query_flag(result, row, "single") ? "|o" : "}o",
						 cli_query_flag(result, row, "optional") ? "o|" : "||",
						 quoted(cli_query_column(result, row, "parent")), quoted(cli_query_column(result, row, "name")));
}

void
cli_diagram_print(const CliArguments *arguments)
{
	CliParameters parameters = {0};
	char	   *schemas = cli_model_add_schemas(arguments, &parameters);
	PGresult   *columns = cli_query_run(psprintf(COLUMNS("%1$s"), schemas), &parameters);
	PGresult   *links = cli_query_run(psprintf(LINKS("%1$s"), schemas), &parameters);

	cli_output_text("erDiagram\n");
	print_tables(columns);
	print_links(links);
}
