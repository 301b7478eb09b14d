/*-------------------------------------------------------------------------
 *
 * trash_fill.c
 *	  Values of columns that are being kept before they are dropped.
 *
 * A deploy keeps the values of a large table's column while others work: a
 * trigger of the table lets the kept values follow each change of a row
 * (trash_sync.c), and a copy in batches brings those that are there already, but
 * none that the trigger has written.  The transaction that drops the column then
 * only has to take over what is complete.
 *
 * The trigger is the record of all that: its arguments say what is kept where and
 * for which revision, and what the table was like.  So it is there or not with the
 * transaction that began, and goes with the table.  The table with the values has
 * a mark, a comment that names the table they come from; the function of the
 * trigger writes into no other one.  It has a column more than it is to have in
 * the end, sv_gone: a row that was deleted stays as such until the copy is over,
 * as the copy might bring it once more.
 *
 * What changes values without telling the trigger makes them worthless: another
 * type of the column or of a key, a rewrite or TRUNCATE of the table, other labels
 * of an enumerated type, a trigger that was disabled.  All of it can be seen
 * afterwards, and then the values are copied as if nothing had been begun.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "catalog/deparse_settings.h"
#include "command/trash_fill.h"
#include "compat.h"
#include "server/executor.h"
#include "server/prepared.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "strings.h"

/* The function of the trigger. */
#define FUNCTION_FROM \
	" FROM pg_extension e JOIN pg_proc p ON p.pronamespace = e.extnamespace" \
	" AND p.proname = 'schemaver_keep_values' AND p.prorettype = 'trigger'::regtype" \
	" WHERE e.extname = 'schemaver'"

static SvTrashFill *read_trigger(Oid table, const Trigger *trigger);
static Oid	find_function(void);
static char *made_of(Oid table, const char *column, const List *keys);
static char *trigger_arguments(const SvTrashEntry *entry, const char *made_of);
static char *columns_of(const List *names);
static char *kept_name(const SvTrashFill *fill, const char *suffix);
static bool owns_kept(const SvTrashFill *fill);
static void forget_job(const SvTrashFill *fill);
static int64 count(const char *text);
static void take_oid(const SvRow *row, void *arg);
static void take_count(const SvRow *row, void *arg);
static void take_text(const SvRow *row, void *arg);
static void take_possible(const SvRow *row, void *arg);

/*
 * What is being kept of a table: a list of SvTrashFill; NIL if the table is gone.
 */
List *
sv_trash_fill_list(Oid table)
{
	Relation	relation = try_relation_open(table, AccessShareLock);
	const TriggerDesc *triggers;
	Oid			function;
	List	   *fills = NIL;

	if (relation == NULL)
		return NIL;
	triggers = relation->trigdesc;
	function = triggers != NULL ? find_function() : InvalidOid;
	for (int i = 0; OidIsValid(function) && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgfoid == function && trigger->tgnargs > SV_FILL_FIRST_KEY)
			fills = lappend(fills, read_trigger(table, trigger));
	}
	relation_close(relation, AccessShareLock);
	return fills;
}

/*
 * What is being kept of a column; NULL if nothing is.
 */
SvTrashFill *
sv_trash_fill_find(Oid table, const char *column)
{
	ListCell   *lc;

	foreach(lc, sv_trash_fill_list(table))
	{
		SvTrashFill *fill = lfirst(lc);

		if (strcmp(fill->column, column) == 0)
			return fill;
	}
	return NULL;
}

static SvTrashFill *
read_trigger(Oid table, const Trigger *trigger)
{
	SvTrashFill *fill = palloc0(sizeof(SvTrashFill));

	fill->table = table;
	fill->trigger = pstrdup(quote_identifier(trigger->tgname));
	fill->always = trigger->tgenabled == TRIGGER_FIRES_ALWAYS &&
		trigger->tgtype == (TRIGGER_TYPE_ROW | TRIGGER_TYPE_INSERT |
							TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE) &&
		trigger->tgnattr == 0 && trigger->tgqual == NULL;
	fill->kept_in = pstrdup(trigger->tgargs[SV_FILL_KEPT_IN]);
	fill->column = pstrdup(trigger->tgargs[SV_FILL_COLUMN]);
	fill->revision = pstrdup(trigger->tgargs[SV_FILL_REVISION]);
	fill->direction = pstrdup(trigger->tgargs[SV_FILL_DIRECTION]);
	fill->made_of = pstrdup(trigger->tgargs[SV_FILL_MADE_OF]);
	for (int i = SV_FILL_FIRST_KEY; i < trigger->tgnargs; i++)
		fill->keys = lappend(fill->keys, pstrdup(trigger->tgargs[i]));
	return fill;
}

/*
 * The function of the trigger; InvalidOid if the objects of the extension are of
 * a version that has none.
 */
static Oid
find_function(void)
{
	static SvQuery query = {.text = "SELECT p.oid" FUNCTION_FROM};
	Oid			function = InvalidOid;

	sv_query_begin_fresh();
	sv_query_fetch(&query, NULL, NULL, take_oid, &function);
	sv_query_end_fresh();
	return function;
}

/* True if the text of a type's value is known to change with nothing but labels. */
#define IS_PLAIN \
	"(y.oid < 16384 OR y.typtype = 'e' OR (y.typtype = 'd' AND y.typbasetype < 16384)" \
	" OR (y.typtype = 'b' AND y.typelem = 0 AND a.attname = $2))"

/*
 * True if a column can be kept while others work: no change of a row fails for
 * it, and its key can be found by an index.
 */
bool
sv_trash_fill_is_possible(Oid table, const SvTrashEntry *entry)
{
	static SvQuery query = {
		.text = "SELECT coalesce(bool_and(" IS_PLAIN " AND a.attname <> 'sv_gone'), false)"
		" AND (SELECT has_function_privilege(p.oid, 'EXECUTE')" FUNCTION_FROM ")"
		" FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid"
		" WHERE a.attrelid = $1 AND (a.attname = $2 OR a.attname = ANY ($3))",
		.nargs = 3,
		.types = {OIDOID, TEXTOID, TEXTARRAYOID}
	};
	Datum		values[3] = {ObjectIdGetDatum(table),
	CStringGetTextDatum(entry->column), sv_strings_datum(entry->keys)};
	bool		possible = false;

	/* such a transaction does not see what others have written meanwhile */
	if (IsolationUsesXactSnapshot() ||
		get_rel_relkind(table) != RELKIND_RELATION)
		return false;
	sv_query_begin_fresh();
	sv_query_fetch(&query, values, NULL, take_possible, &possible);
	sv_query_end_fresh();
	return possible;
}

/*
 * What the values depend on besides the rows, as a hash.
 */
static char *
made_of(Oid table, const char *column, const List *keys)
{
	static SvQuery query = {
		.text = "SELECT encode(sha256(textsend(concat_ws(' ', $1::text, pg_relation_filenode($1),"
		" string_agg(concat_ws(' ', quote_ident(a.attname), a.attnum, a.atttypid, a.atttypmod, a.attcollation,"
		"  (SELECT string_agg(quote_literal(l.enumlabel), ' ' ORDER BY l.enumsortorder)"
		"   FROM pg_enum l WHERE l.enumtypid = a.atttypid)), ' ' ORDER BY a.attnum)))), 'hex')"
		" FROM pg_attribute a WHERE a.attrelid = $1 AND (a.attname = $2 OR a.attname = ANY ($3))",
		.nargs = 3,
		.types = {OIDOID, TEXTOID, TEXTARRAYOID}
	};
	Datum		values[3] = {ObjectIdGetDatum(table), CStringGetTextDatum(column),
	sv_strings_datum(keys)};
	char	   *hash = NULL;

	sv_query_begin_latest();
	sv_query_fetch(&query, values, NULL, take_text, &hash);
	sv_query_end_fresh();
	return hash;
}

/*
 * True if values that were kept by these keys are those of the column.
 */
bool
sv_trash_fill_is_good(const SvTrashFill *fill, const List *keys)
{
	ListCell   *lc;

	if (!fill->always || !owns_kept(fill) ||
		list_length(fill->keys) != list_length(keys))
		return false;
	foreach(lc, keys)
	{
		if (!sv_strings_member(fill->keys, lfirst(lc)))
			return false;
	}
	return
		strcmp(fill->made_of, made_of(fill->table, fill->column, keys)) == 0;
}

/*
 * The statements that begin to keep a column of a table, which are to be run in
 * one transaction; "list" is what is selected of it.  The last ones lock the
 * table.
 */
List *
sv_trash_fill_begin(Oid table, const SvTrashEntry *entry, const char *list)
{
	static SvQuery query = {
		.text = "SELECT format('%I.%I', (SELECT nspname FROM pg_namespace WHERE oid = p.pronamespace), p.proname)" FUNCTION_FROM
	};
	const char *name = sv_relation_name_quote(table);
	const char *kept = psprintf(SV_TRASH_SCHEMA ".%s", entry->kept_in);
	char	   *trigger = psprintf("sv_%s", entry->kept_in);
	char	   *function = NULL;

	sv_query_begin_fresh();
	sv_query_fetch(&query, NULL, NULL, take_text, &function);
	sv_query_end_fresh();
	return list_concat(list_make4(psprintf("CREATE TABLE %s AS SELECT %s FROM ONLY %s WITH NO DATA", kept, list, name),
								  psprintf("ALTER TABLE %s ADD sv_gone boolean", kept),
								  psprintf("CREATE UNIQUE INDEX %s_key ON %s (%s)", entry->kept_in, kept, columns_of(entry->keys)),
								  psprintf("CREATE INDEX %s_gone ON %s (sv_gone) WHERE sv_gone", entry->kept_in, kept)),
					   list_make3(psprintf("COMMENT ON TABLE %s IS %s", kept, quote_literal_cstr(sv_trash_fill_mark(table))),
								  psprintf("CREATE TRIGGER %s AFTER INSERT OR UPDATE OR DELETE ON %s"
										   " FOR EACH ROW EXECUTE FUNCTION %s(%s)",
										   trigger, name, function,
										   trigger_arguments(entry, made_of(table, entry->column, entry->keys))),
								  psprintf("ALTER TABLE ONLY %s ENABLE ALWAYS TRIGGER %s", name, trigger)));
}

static char *
trigger_arguments(const SvTrashEntry *entry, const char *made_of)
{
	List	   *arguments = lappend(list_make4(entry->kept_in, entry->column,
											   entry->revision,
											   entry->direction),
									unconstify(char *, made_of));
	List	   *literals = NIL;
	ListCell   *lc;

	foreach(lc, list_concat_copy(arguments, entry->keys))
		literals = lappend(literals, quote_literal_cstr(lfirst(lc)));
	return sv_strings_join(literals, ", ");
}

/*
 * The mark of a table with values that come from a table.
 */
char *
sv_trash_fill_mark(Oid table)
{
	return psprintf("being filled from table %u", table);
}

/*
 * The statement that copies rows, up to FROM; "list" is that of the beginning.
 */
char *
sv_trash_fill_insert(const SvTrashFill *fill, const char *list)
{
	return psprintf("INSERT INTO %s SELECT %s", kept_name(fill, ""), list);
}

/*
 * Run a statement of ours, which is no change by hand for those who watch.
 * "Revision" may be NULL.
 */
void
sv_trash_fill_run(const char *revision, const char *text)
{
	int			nest_level = sv_deparse_settings_begin();

	sv_executor_run(sv_script_parse(revision != NULL ? revision : SV_TRASH_SCHEMA,
									"trash", text), NULL);
	sv_deparse_settings_end(nest_level);
}

/*
 * The copy is over: what was deleted need not be known any more.  Counts the
 * rows.
 */
void
sv_trash_fill_complete(SvTrashFill *fill)
{
	int64		bytes;

	sv_trash_fill_run(fill->revision, psprintf("DELETE FROM %s WHERE sv_gone", kept_name(fill, "")));
	fill->rows = sv_trash_fill_rows(fill, &bytes);
}

/*
 * Take what was kept of a column for an entry, if it is in the list of what is
 * complete, and good; if not, it is thrown away.  The table is locked, so that
 * nobody writes.  Reads no rows but those that were deleted lately.
 */
bool
sv_trash_fill_take(List *complete, Oid table, SvTrashEntry *entry)
{
	SvTrashFill *fill = sv_trash_fill_find(table, entry->column);
	SvTrashFill *done = NULL;
	ListCell   *lc;

	if (fill == NULL)
		return false;
	foreach(lc, complete)
	{
		if (strcmp(((SvTrashFill *) lfirst(lc))->kept_in, fill->kept_in) == 0)
			done = lfirst(lc);
	}
	if (done == NULL || !sv_trash_fill_is_good(fill, entry->keys))
	{
		sv_trash_fill_discard(fill);
		return false;
	}
	sv_trash_fill_run(fill->revision, sv_trash_fill_drop(fill));
	/* by its index, however many rows there are */
	sv_prepared_execute(sv_prepared_make(psprintf("DELETE FROM %s WHERE sv_gone",
												  kept_name(fill, "")),
										 0, NULL, SV_SCAN_BY_KEY), NULL, NULL, NULL);
	sv_trash_fill_run(fill->revision, psprintf("DROP INDEX %s, %s", kept_name(fill, "_key"), kept_name(fill, "_gone")));
	sv_trash_fill_run(fill->revision, psprintf("ALTER TABLE %s DROP sv_gone", kept_name(fill, "")));
	sv_trash_fill_run(fill->revision, psprintf("COMMENT ON TABLE %s IS NULL", kept_name(fill, "")));
	entry->kept_in = fill->kept_in;
	entry->rows = done->rows;
	return true;
}

/*
 * The statement that takes the trigger off.
 */
char *
sv_trash_fill_drop(const SvTrashFill *fill)
{
	return psprintf("DROP TRIGGER %s ON %s", fill->trigger, sv_relation_name_quote(fill->table));
}

/*
 * Keep a column no longer, and throw away what was kept, as far as it belongs to
 * the role.
 */
void
sv_trash_fill_discard(const SvTrashFill *fill)
{
	if (fill->trigger != NULL)
		sv_trash_fill_run(fill->revision, sv_trash_fill_drop(fill));
	if (!owns_kept(fill))
		return;
	forget_job(fill);
	sv_trash_fill_run(fill->revision, psprintf("DROP TABLE %s", kept_name(fill, "")));
}

/*
 * How many rows there are in what is being kept, and their size; 0 if it is not
 * there.
 */
int64
sv_trash_fill_rows(const SvTrashFill *fill, int64 *bytes)
{
	const char *kept = quote_literal_cstr(kept_name(fill, ""));

	*bytes = 0;
	if (!owns_kept(fill))
		return 0;
	*bytes = count(psprintf("SELECT pg_total_relation_size(%s)", kept));
	return count(psprintf("SELECT count(*) FROM %s WHERE sv_gone IS NOT TRUE",
						  kept_name(fill, "")));
}

/*
 * Forget how far its copy has come, if the role may.
 */
static void
forget_job(const SvTrashFill *fill)
{
	static SvQuery query = {
		.text = "DELETE FROM schemaver.backfill WHERE starts_with(assignments, $1)",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Oid			table = get_relname_relid("backfill",
										  get_namespace_oid("schemaver", true));

	if (OidIsValid(table) &&
		pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		pg_class_aclcheck(table, GetUserId(), ACL_DELETE) == ACLCHECK_OK)
		sv_query_execute_text(&query, sv_trash_fill_insert(fill, ""));
}

/*
 * What is kept, for messages.
 */
char *
sv_trash_fill_identity(const SvTrashFill *fill)
{
	if (fill->trigger == NULL)
		return kept_name(fill, "");
	return psprintf("%s.%s", sv_relation_name_quote(fill->table), quote_identifier(fill->column));
}

/*
 * A copy in the current memory context.
 */
SvTrashFill *
sv_trash_fill_copy(const SvTrashFill *fill)
{
	SvTrashFill *copy = memcpy(palloc(sizeof(SvTrashFill)), fill,
							   sizeof(SvTrashFill));

	copy->trigger = pstrdup(fill->trigger);
	copy->kept_in = pstrdup(fill->kept_in);
	copy->column = pstrdup(fill->column);
	copy->revision = pstrdup(fill->revision);
	copy->direction = pstrdup(fill->direction);
	copy->made_of = pstrdup(fill->made_of);
	copy->keys = sv_strings_copy(fill->keys);
	return copy;
}

/*
 * True if the table with the values is one that a deploy has begun to fill, and
 * belongs to the role.
 */
static bool
owns_kept(const SvTrashFill *fill)
{
	static SvQuery query = {
		.text = "SELECT c.oid FROM pg_class c JOIN pg_description d ON d.objoid = c.oid"
		" AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0"
		" WHERE c.relnamespace = 'schemaver_trash'::regnamespace AND c.relname = $1"
		" AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE') AND d.description = $2",
		.nargs = 2,
		.types = {TEXTOID, TEXTOID}
	};
	Datum		values[2] = {CStringGetTextDatum(fill->kept_in),
	CStringGetTextDatum(sv_trash_fill_mark(fill->table))};
	uint64		found;

	sv_query_begin_latest();
	found = sv_query_fetch(&query, values, NULL, NULL, NULL);
	sv_query_end_fresh();
	return found > 0;
}

static char *
kept_name(const SvTrashFill *fill, const char *suffix)
{
	return psprintf(SV_TRASH_SCHEMA ".%s",
					quote_identifier(psprintf("%s%s", fill->kept_in, suffix)));
}

static char *
columns_of(const List *names)
{
	List	   *quoted = NIL;
	ListCell   *lc;

	foreach(lc, names)
		quoted = lappend(quoted, pstrdup(quote_identifier(lfirst(lc))));
	return sv_strings_join(quoted, ", ");
}

static int64
count(const char *text)
{
	SvQuery		query = {text};
	int64		rows = 0;

	sv_query_begin_fresh();
	sv_query_fetch(&query, NULL, NULL, take_count, &rows);
	sv_query_end_fresh();
	return rows;
}

/* sv_query_fetch callback */
static void
take_oid(const SvRow *row, void *arg)
{
	*(Oid *) arg = DatumGetObjectId(sv_row_datum(row, 1));
}

/* sv_query_fetch callback */
static void
take_count(const SvRow *row, void *arg)
{
	*(int64 *) arg = DatumGetInt64(sv_row_datum(row, 1));
}

/* sv_query_fetch callback */
static void
take_text(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}

/* sv_query_fetch callback */
static void
take_possible(const SvRow *row, void *arg)
{
	*(bool *) arg = sv_row_bool(row, 1);
}
