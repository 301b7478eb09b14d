/*-------------------------------------------------------------------------
 *
 * ddl_log.c
 *	  The log of changes that are not done by a revision.
 *
 * For event triggers: which objects a statement has changed, as the server says,
 * the rule for each, and the rows of the log.  Of the rules for a schema and a
 * role the one that names the role goes first, then the one whose pattern says
 * more about the name: it has more characters that are no wildcards.  What
 * schemaver.ignore covers and what is temporary is left out, and so is what an
 * extension does to its own objects.
 *
 * This is paid for with each command, so the query only says what was changed; the
 * rules are read without one, and are applied here.
 *
 * All of it runs as the owner of the tables, which the caller has switched to: no
 * role has the right to write into the log, and nobody needs any to be watched.
 * No code of users runs here.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "server/plain_table.h"
#include "server/query.h"
#include "store/ddl_log.h"
#include "store/watch.h"

/*
 * The schema of an object that is part of another one is the first of its names;
 * that of a schema is itself.
 */
#define SCHEMA_OF(schema, type, names) \
	"coalesce(" schema ", CASE WHEN " type " IN ('schema', 'trigger', 'policy', 'rule'," \
	" 'table constraint', 'domain constraint', 'default value', 'table column')" \
	" THEN (" names ")[1] END)"

/* A row of schemaver.ignore. */
typedef struct Ignored
{
	char	   *kind;
	char	   *pattern;
} Ignored;

/* Changes that are being found. */
typedef struct Search
{
	const SvDdlAuthor *author;
	List	   *changes;		/* of SvDdlChange, without a mode */
} Search;

static List *find(const SvDdlAuthor *author, SvQuery *query, Datum *values);
static void add_change(const SvRow *row, void *arg);
static List *rules_for(const SvDdlAuthor *author);
static bool apply(const List *rules, const List *ignored, SvDdlChange *change);
static bool is_like(const char *text, const char *pattern);
static bool goes_before(const SvWatchRule *rule, const SvWatchRule *other);
static int	said(const char *pattern);
static List *read_ignored(void);
static void add_ignored(const SvRow *row, void *arg);
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
		.text = "SELECT d.command_tag, lower(d.object_type), "
		SCHEMA_OF("d.schema_name", "d.object_type",
				  "SELECT a.object_names FROM pg_catalog.pg_identify_object_as_address(d.classid, d.objid, d.objsubid) a")
		", d.object_identity, d.classid IS NULL"
		" FROM pg_catalog.pg_event_trigger_ddl_commands() d WHERE NOT d.in_extension"
	};

	return find(author, &query, NULL);
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
		.text = "SELECT $1, d.object_type, "
		SCHEMA_OF("d.schema_name", "d.object_type", "d.address_names")
		", d.object_identity, false"
		" FROM pg_catalog.pg_event_trigger_dropped_objects() d"
		" WHERE NOT d.is_temporary AND (d.original OR (d.normal"
		"  AND CASE $1 WHEN 'DROP EXTENSION'"
		"   THEN d.object_type IN ('table column', 'table constraint', 'index')"
		"   ELSE d.object_type NOT IN ('default value', 'rule') END))",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(author->tag);

	return find(author, &query, &value);
}

/*
 * True if a change in a schema, or in none (NULL), is denied, by what can be
 * known before it.  "identity" may be NULL.
 */
bool
sv_ddl_log_denies(const SvDdlAuthor *author, const char *schema,
				  const char *identity)
{
	SvDdlChange change = {"", "table", unconstify(char *, schema),
	unconstify(char *, identity)};
	List	   *rules = rules_for(author);

	return rules != NIL && apply(rules, read_ignored(), &change) &&
		strcmp(change.mode, "deny") == 0;
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

/*
 * The objects that a query finds, those that are watched.  Nothing is looked for
 * if there is no rule for the roles.
 */
static List *
find(const SvDdlAuthor *author, SvQuery *query, Datum *values)
{
	Search		search = {author};
	List	   *ignored;
	ListCell   *lc;
	List	   *rules = rules_for(author);

	if (rules == NIL)
		return NIL;
	sv_query_fetch(query, values, NULL, add_change, &search);
	if (search.changes == NIL)
		return NIL;
	ignored = read_ignored();
	foreach(lc, search.changes)
	{
		CHECK_FOR_INTERRUPTS();
		if (!apply(rules, ignored, lfirst(lc)))
			search.changes = foreach_delete_current(search.changes, lc);
	}
	return search.changes;
}

/* sv_query_fetch callback: a GRANT is about what its parse tree names */
static void
add_change(const SvRow *row, void *arg)
{
	Search	   *search = arg;
	const SvDdlAuthor *author = search->author;
	SvDdlChange *change = palloc(sizeof(SvDdlChange));
	ListCell   *schema;
	ListCell   *identity;

	change->tag = sv_row_text(row, 1);
	change->object_type = sv_row_text(row, 2);
	change->schema = sv_row_string(row, 3);
	change->identity = sv_row_string(row, 4);
	if (!sv_row_bool(row, 5) || author->schemas == NIL)
	{
		search->changes = lappend(search->changes, change);
		return;
	}
	forboth(schema, author->schemas, identity, author->identities)
	{
		SvDdlChange *granted = palloc(sizeof(SvDdlChange));

		*granted = *change;
		granted->schema = lfirst(schema);
		granted->identity = lfirst(identity);
		search->changes = lappend(search->changes, granted);
	}
}

/*
 * The rules that are about the roles, a list of SvWatchRule.
 */
static List *
rules_for(const SvDdlAuthor *author)
{
	List	   *rules = sv_watch_rules();
	ListCell   *lc;

	foreach(lc, rules)
	{
		const SvWatchRule *rule = lfirst(lc);

		if (strcmp(rule->role, "*") != 0 &&
			strcmp(rule->role, author->session_user) != 0 &&
			strcmp(rule->role, author->current_user) != 0)
			rules = foreach_delete_current(rules, lc);
	}
	return rules;
}

/*
 * Find the mode for a change.  False: it is not watched.
 */
static bool
apply(const List *rules, const List *ignored, SvDdlChange *change)
{
	const SvWatchRule *first = NULL;
	ListCell   *lc;

	if (change->schema != NULL &&
		(strncmp(change->schema, "pg_temp", 7) == 0 ||
		 strcmp(change->schema, "schemaver_trash") == 0))
		return false;
	foreach(lc, rules)
	{
		const SvWatchRule *rule = lfirst(lc);

		if (is_like(change->schema == NULL ? "" : change->schema, rule->schemas) &&
			(first == NULL || goes_before(rule, first)))
			first = rule;
	}
	if (first == NULL || strcmp(first->mode, "off") == 0)
		return false;
	change->mode = first->mode;
	foreach(lc, change->identity == NULL ? NIL : ignored)
	{
		const Ignored *ignore = lfirst(lc);

		if ((strcmp(ignore->kind, "*") == 0 ||
			 strcmp(ignore->kind, change->object_type) == 0) &&
			is_like(change->identity, ignore->pattern))
			return false;
	}
	return true;
}

static bool
is_like(const char *text, const char *pattern)
{
	if (strcmp(pattern, "%") == 0)
		return true;
	return DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												CStringGetTextDatum(text),
												CStringGetTextDatum(pattern)));
}

/*
 * True if one rule goes before another; else it stays as the list has them.
 */
static bool
goes_before(const SvWatchRule *rule, const SvWatchRule *other)
{
	bool		named = strcmp(rule->role, "*") != 0;

	if (named != (strcmp(other->role, "*") != 0))
		return named;
	return said(rule->schemas) > said(other->schemas);
}

/* The characters of a pattern that are no wildcards */
static int
said(const char *pattern)
{
	int			count = pg_mbstrlen(pattern);

	for (; *pattern != '\0'; pattern++)
	{
		if (*pattern == '%' || *pattern == '_')
			count--;
	}
	return count;
}

/*
 * What schemaver.ignore has, a list of Ignored.
 */
static List *
read_ignored(void)
{
	static const SvPlainTable table = {"ignore", 2,
	{{"kind", TEXTOID}, {"pattern", TEXTOID}}};
	static SvQuery query = {
		.kept = true,
		.text = "SELECT i.kind, i.pattern FROM schemaver.ignore i"
	};
	List	   *ignored = NIL;

	if (!sv_plain_table_read(&table, add_ignored, &ignored))
		sv_query_fetch(&query, NULL, NULL, add_ignored, &ignored);
	return ignored;
}

/* sv_query_fetch and sv_plain_table_read callback of read_ignored */
static void
add_ignored(const SvRow *row, void *arg)
{
	List	  **list = arg;
	Ignored    *ignore = palloc(sizeof(Ignored));

	ignore->kind = sv_row_text(row, 1);
	ignore->pattern = sv_row_text(row, 2);
	*list = lappend(*list, ignore);
}

static Datum
text_or_null(const char *text, char *null)
{
	if (text != NULL)
		return CStringGetTextDatum(text);
	*null = 'n';
	return (Datum) 0;
}
