/*-------------------------------------------------------------------------
 *
 * trash.c
 *	  The trash during the run of a script: rows are kept, and restored.
 *
 * What the script of a revision drops is restored by its other script: after the
 * statement that has created the table, or added the column.  So constraints and
 * indexes that are added later find the rows, and renames that follow do not
 * matter.  If one of the tables is partitioned, all tables get their rows at the
 * end, when there are partitions, each after the tables that it refers to.
 *
 * Rows are only put into what the script itself has made: what existed before is
 * left alone, whatever the list says.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "command/steps.h"
#include "command/trash.h"
#include "command/trash_debris.h"
#include "command/trash_fill.h"
#include "command/trash_keep.h"
#include "command/trash_move.h"
#include "command/trash_restore.h"
#include "compat.h"
#include "server/query.h"
#include "store/run_lock.h"
#include "store/trash.h"

/* What is to be restored. */
typedef struct Pending
{
	SvTrashEntry *entry;
	bool		existed;		/* before the script */
	bool		late;			/* at the end only */
	Oid			table;			/* that the script has made, or InvalidOid */
	bool		tried;			/* at the end */
	bool		restored;
} Pending;

static Oid	find_table(const SvTrashEntry *entry);
static bool is_there(const SvTrashEntry *entry, Oid table);
static void restore_late(SvTrash *trash, Pending *pending);
static void try_restore(Pending *pending);
static void warn(const SvTrashEntry *entry);
static List *empty_debris(List *emptied);
static int64 size_of(const SvTrashEntry *entry);
static void take_size(const SvRow *row, void *arg);

/*
 * To be called before a script is run, in a context that lasts as long.
 */
void
sv_trash_begin(SvTrash *trash, const char *revision, bool upgrade)
{
	List	   *entries;
	ListCell   *lc;
	bool		late = false;

	sv_query_begin_fresh();
	entries = sv_trash_of_revision(revision, sv_steps_direction(!upgrade));
	sv_query_end_fresh();
	trash->pending = NIL;
	trash->plain = NIL;
	trash->moved = NIL;
	trash->complete = NIL;
	trash->direction = sv_steps_direction(upgrade);
	foreach(lc, entries)
		late |= strcmp(((SvTrashEntry *) lfirst(lc))->kind, "partitioned table") == 0;
	foreach(lc, entries)
	{
		Pending    *pending = palloc0(sizeof(Pending));

		pending->entry = lfirst(lc);
		pending->existed = is_there(pending->entry, find_table(pending->entry));
		pending->late = late && pending->entry->column == NULL;
		trash->pending = lappend(trash->pending, pending);
	}
}

/*
 * To be called before each of its statements.
 */
void
sv_trash_before(SvTrash *trash, const SvScript *script, int number)
{
	const Node *statement = list_nth_node(RawStmt, script->statements,
										  number - 1)->stmt;

	trash->moved = sv_trash_keep_before(script->revision, trash->direction,
										statement, trash->plain,
										trash->complete);
}

/*
 * To be called after each of its statements.
 *
 * Errors: rows do not fit; a table was not dropped, but its rows were moved.
 */
void
sv_trash_after(SvTrash *trash)
{
	ListCell   *lc;

	sv_trash_move_check(trash->moved);
	trash->moved = NIL;
	if (trash->pending == NIL)
		return;
	CommandCounterIncrement();
	foreach(lc, trash->pending)
	{
		Pending    *pending = lfirst(lc);
		Oid			table;

		if (pending->existed || OidIsValid(pending->table))
			continue;
		table = find_table(pending->entry);
		if (!is_there(pending->entry, table))
			continue;
		pending->table = table;
		if (!pending->late)
			try_restore(pending);
		if (!pending->restored && !pending->late)
			pending->table = InvalidOid;
	}
}

/*
 * To be called after the last one.  Warns of what could not be restored, which
 * stays in the trash.
 *
 * Errors: rows do not fit.
 */
void
sv_trash_end(SvTrash *trash)
{
	ListCell   *lc;

	if (trash->pending == NIL)
		return;
	CommandCounterIncrement();
	foreach(lc, trash->pending)
	{
		Pending    *pending = lfirst(lc);

		if (pending->late)
			restore_late(trash, pending);
	}
	foreach(lc, trash->pending)
	{
		Pending    *pending = lfirst(lc);

		sv_query_begin_fresh();
		if (pending->restored)
			sv_trash_restore_sequences(pending->entry, pending->table);
		else
			warn(pending->entry);
		sv_query_end_fresh();
	}
	trash->pending = NIL;
}

/*
 * Restore the rows of a table, after those of the tables that it refers to.
 */
static void
restore_late(SvTrash *trash, Pending *pending)
{
	List	   *references = NIL;
	ListCell   *lc;

	check_stack_depth();
	if (pending->tried || !OidIsValid(pending->table))
		return;
	pending->tried = true;
	sv_query_begin_fresh();
	references = sv_trash_restore_after(pending->table);
	sv_query_end_fresh();
	foreach(lc, trash->pending)
	{
		if (list_member_oid(references, ((Pending *) lfirst(lc))->table))
			restore_late(trash, lfirst(lc));
	}
	try_restore(pending);
}

static Oid
find_table(const SvTrashEntry *entry)
{
	Oid			namespace = get_namespace_oid(entry->schema, true);

	return OidIsValid(namespace) ? get_relname_relid(entry->table, namespace) :
		InvalidOid;
}

/*
 * True if that exists which an entry is of.
 */
static bool
is_there(const SvTrashEntry *entry, Oid table)
{
	char		kind = OidIsValid(table) ? get_rel_relkind(table) : '\0';

	return (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE) &&
		(entry->column == NULL || get_attnum(table, entry->column) > 0);
}

static void
try_restore(Pending *pending)
{
	sv_query_begin_fresh();
	pending->restored = sv_trash_restore_rows(pending->entry, pending->table);
	sv_query_end_fresh();
}

static void
warn(const SvTrashEntry *entry)
{
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 entry->column ?
			 errmsg("the values of column %s are not restored",
					sv_trash_identity(entry)) :
			 errmsg("the rows of table %s are not restored",
					sv_trash_identity(entry)),
			 errdetail("The script has not created it as it was when it was dropped."),
			 errhint("What was kept is still in table %s.%s.", SV_TRASH_SCHEMA,
					 quote_identifier(entry->kept_in))));
}

/*
 * Drop what is kept until a time at most, and what deploys that did not come to
 * their end have begun to keep: a list of SvEmptied.
 */
List *
sv_trash_empty(TimestampTz until)
{
	List	   *emptied = NIL;
	List	   *entries;
	ListCell   *lc;

	sv_query_begin_fresh();
	entries = sv_trash_until(until);
	foreach(lc, entries)
	{
		const SvTrashEntry *entry = lfirst(lc);
		SvEmptied  *each = palloc(sizeof(SvEmptied));

		CHECK_FOR_INTERRUPTS();
		each->kind = entry->kind;
		each->identity = sv_trash_identity(entry);
		each->revision = entry->revision;
		each->rows = entry->rows;
		each->bytes = size_of(entry);
		sv_trash_remove(entry);
		emptied = lappend(emptied, each);
	}
	sv_query_end_fresh();
	/* a deploy that runs goes on with what it keeps */
	if (sv_run_lock_holders().count == 0)
		emptied = empty_debris(emptied);
	return emptied;
}

/*
 * Throw away what deploys have begun to keep, and add it to a list.
 */
static List *
empty_debris(List *emptied)
{
	ListCell   *lc;

	foreach(lc, sv_trash_debris_all())
	{
		const SvTrashFill *fill = lfirst(lc);
		SvEmptied  *each = palloc0(sizeof(SvEmptied));

		CHECK_FOR_INTERRUPTS();
		each->kind = "column";
		each->identity = sv_trash_fill_identity(fill);
		each->revision = fill->revision;
		sv_query_begin_fresh();
		each->rows = sv_trash_fill_rows(fill, &each->bytes);
		sv_trash_fill_discard(fill);
		sv_query_end_fresh();
		emptied = lappend(emptied, each);
	}
	return emptied;
}

static int64
size_of(const SvTrashEntry *entry)
{
	static SvQuery query = {
		.text = "SELECT pg_total_relation_size($1)",
		.nargs = 1,
		.types = {OIDOID}
	};
	Datum		value = ObjectIdGetDatum(sv_trash_relation(entry));
	int64		size = 0;

	if (OidIsValid(DatumGetObjectId(value)))
		sv_query_fetch(&query, &value, NULL, take_size, &size);
	return size;
}

/* sv_query_fetch callback */
static void
take_size(const SvRow *row, void *arg)
{
	*(int64 *) arg = DatumGetInt64(sv_row_datum(row, 1));
}
