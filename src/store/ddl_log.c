/*-------------------------------------------------------------------------
 *
 * ddl_log.c
 *	  The log of changes that are not done by a revision.
 *
 * For event triggers: which objects a statement has changed, as the server says,
 * the rule for each, and the rows of the log.  Of the rules for a schema and a
 * role the one that names the role goes first, then the one whose pattern says
 * more about the name: it has more characters that are no wildcards.  What schemaver.ignore covers and what is temporary is left out, and
 * so is what an extension does to its own objects.
 *
 * All of it runs as the owner of the tables, which the caller has switched to: no
 * role has the right to write into the log, and nobody needs any to be watched.
 * No code of users runs here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "server/query.h"
#include "store/ddl_log.h"
#include "strings.h"

/*
 * The schema of an object that is part of another one is the first of its names;
 * that of a schema is itself.
 */
#define SCHEMA_OF(schema, type, names) \
	"coalesce(" schema ", CASE WHEN " type " IN ('schema', 'trigger', 'policy', 'rule'," \
	" 'table constraint', 'domain constraint', 'default value', 'table column')" \
	" THEN (" names ")[1] END)"

/* The rule for an object "c": $1 and $2 are the roles. */
#define RULE_OF \
	"(SELECT w.mode FROM schemaver.watch w WHERE coalesce(c.schema, '') LIKE w.schemas" \
	" AND w.role IN ('*', $1, $2)" \
	" ORDER BY w.role <> '*' DESC, length(translate(w.schemas, '%_', '')) DESC," \
	" w.schemas, w.role LIMIT 1)"

/* The conditions for being watched. */
#define IS_WATCHED \
	" WHERE r.mode <> 'off' AND (c.schema IS NULL OR NOT starts_with(c.schema, 'pg_temp'))" \
	" AND NOT EXISTS (SELECT FROM schemaver.ignore i" \
	"  WHERE i.kind IN ('*', c.type) AND c.identity LIKE i.pattern)"

static List *find(SvQuery *query, Datum *values);
static void add_change(const SvRow *row, void *arg);
static Datum text_or_null(const char *text, char *null);

/*
 * What the statement that ends has created or changed: a list of SvDdlChange, of
 * what is watched.
 */
List *
sv_ddl_log_changed(const SvDdlAuthor *author)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT c.tag, c.type, c.schema, c.identity, r.mode FROM ("
		"SELECT d.command_tag AS tag, lower(d.object_type) AS type,"
		" coalesce(d.object_identity, g.identity) AS identity,"
		" " SCHEMA_OF("coalesce(d.schema_name, g.schema)", "d.object_type",
					  "SELECT a.object_names FROM pg_catalog.pg_identify_object_as_address(d.classid, d.objid, d.objsubid) a")
		" AS schema"
		" FROM pg_catalog.pg_event_trigger_ddl_commands() d"
		" LEFT JOIN unnest($3, $4) g(schema, identity) ON d.classid IS NULL"
		" WHERE NOT d.in_extension) c CROSS JOIN LATERAL " RULE_OF " r"
		IS_WATCHED,
		.nargs = 4,
		.types = {TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID}
	};
	Datum		values[4] = {CStringGetTextDatum(author->session_user),
		CStringGetTextDatum(author->current_user),
		sv_strings_datum(author->schemas),
	sv_strings_datum(author->identities)};

	return find(&query, values);
}

/*
 * What it has dropped: what it names, and what went with that for depending on
 * it, but not the parts of either; nor the members of an extension.
 */
List *
sv_ddl_log_dropped(const SvDdlAuthor *author)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT c.tag, c.type, c.schema, c.identity, r.mode FROM ("
		"SELECT $3 AS tag, d.object_type AS type, d.object_identity AS identity,"
		" " SCHEMA_OF("d.schema_name", "d.object_type", "d.address_names") " AS schema"
		" FROM pg_catalog.pg_event_trigger_dropped_objects() d"
		" WHERE NOT d.is_temporary AND (d.original OR (d.normal"
		"  AND CASE $3 WHEN 'DROP EXTENSION'"
		"   THEN d.object_type IN ('table column', 'table constraint', 'index')"
		"   ELSE d.object_type NOT IN ('default value', 'rule') END))) c"
		" CROSS JOIN LATERAL " RULE_OF " r"
		IS_WATCHED,
		.nargs = 3,
		.types = {TEXTOID, TEXTOID, TEXTOID}
	};
	Datum		values[3] = {CStringGetTextDatum(author->session_user),
		CStringGetTextDatum(author->current_user),
	CStringGetTextDatum(author->tag)};

	return find(&query, values);
}

/*
 * True if a change in a schema, or in none (NULL), is denied, by what can be
 * known before it.  "identity" may be NULL.
 */
bool
sv_ddl_log_denies(const SvDdlAuthor *author, const char *schema,
				  const char *identity)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT '', c.type, c.schema, c.identity, r.mode"
		" FROM (VALUES ($3, $4, 'table')) c(schema, identity, type)"
		" CROSS JOIN LATERAL " RULE_OF " r"
		IS_WATCHED,
		.nargs = 4,
		.types = {TEXTOID, TEXTOID, TEXTOID, TEXTOID}
	};
	Datum		values[4] = {CStringGetTextDatum(author->session_user),
	CStringGetTextDatum(author->current_user)};
	char		nulls[5] = "    ";
	List	   *changes = NIL;

	values[2] = text_or_null(schema, &nulls[2]);
	values[3] = text_or_null(identity, &nulls[3]);
	sv_query_fetch(&query, values, nulls, add_change, &changes);
	return changes != NIL &&
		strcmp(((SvDdlChange *) linitial(changes))->mode, "deny") == 0;
}

/*
 * Write the changes of a statement into the log.
 */
void
sv_ddl_log_write(const SvDdlAuthor *author, List *changes, bool dropped)
{
	static SvQuery query = {
		.kept = true,
		.text = "INSERT INTO schemaver.ddl_log (current_user_name, tag, object_type,"
		" schema_name, identity, dropped, mode, reason, statement, context)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
		.nargs = 10,
		.types = {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID,
		TEXTOID, TEXTOID, TEXTOID}
	};
	ListCell   *lc;

	foreach(lc, changes)
	{
		const SvDdlChange *change = lfirst(lc);
		bool		denied = strcmp(change->mode, "deny") == 0;
		Datum		values[10];
		char		nulls[11] = "          ";

		values[0] = CStringGetTextDatum(author->current_user);
		values[1] = CStringGetTextDatum(change->tag);
		values[2] = CStringGetTextDatum(change->object_type);
		values[3] = text_or_null(change->schema, &nulls[3]);
		values[4] = text_or_null(change->identity, &nulls[4]);
		values[5] = BoolGetDatum(dropped);
		values[6] = CStringGetTextDatum(change->mode);
		values[7] = text_or_null(denied ? author->reason : NULL, &nulls[7]);
		values[8] = text_or_null(author->statement, &nulls[8]);
		values[9] = text_or_null(author->context, &nulls[9]);
		sv_query_execute(&query, values, nulls);
	}
}

static List *
find(SvQuery *query, Datum *values)
{
	List	   *changes = NIL;

	sv_query_fetch(query, values, NULL, add_change, &changes);
	return changes;
}

/* sv_query_fetch callback */
static void
add_change(const SvRow *row, void *arg)
{
	List	  **changes = arg;
	SvDdlChange *change = palloc(sizeof(SvDdlChange));

	change->tag = sv_row_text(row, 1);
	change->object_type = sv_row_text(row, 2);
	change->schema = sv_row_string(row, 3);
	change->identity = sv_row_string(row, 4);
	change->mode = sv_row_text(row, 5);
	*changes = lappend(*changes, change);
}

static Datum
text_or_null(const char *text, char *null)
{
	if (text != NULL)
		return CStringGetTextDatum(text);
	*null = 'n';
	return (Datum) 0;
}
