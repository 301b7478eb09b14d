/*-------------------------------------------------------------------------
 *
 * dryrun_effect.c
 *	  What a step of a dry run has done to the database: objects, files,
 *	  locks.
 *
 * Rows of the catalogs are read with two snapshots, which differ only in
 * how much they see of this transaction.  In the older one, rows that were
 * updated or deleted since have an xmax that is ours; in the newer one, those
 * that have come have such an xmin.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/snapmgr.h"

#include "deploy/dryrun_effect.h"
#include "deploy/dryrun_loss.h"
#include "server/query.h"
#include "strings.h"

/* A row of a catalog that has come or gone. */
typedef struct TouchedRow
{
	Oid			catalog;
	Oid			object;
	char	   *name;			/* kind and name */
	Oid			file;			/* of a relation */
	bool		whole;			/* the object's own row, not one of its parts */
	bool		is_table;
} TouchedRow;

static void compare_objects(SvDryrunEffect *effect, List *gone, List *come);
static void add_loss(SvDryrunEffect *effect, SvLossKind kind, Oid table);
static void forget_rebuilt(SvDryrunEffect *effect);
static void collect_changed(SvDryrunEffect *effect, List *rows);
static List *fetch_touched(Snapshot snapshot, bool gone, TransactionId xid);
static void add_touched(const SvRow *row, void *arg);
static const TouchedRow *find(List *rows, const TouchedRow *like);
static List *fetch_locks(const SvDryrunBase *base);
static void add_string(const SvRow *row, void *arg);

/*
 * Rows of the catalogs that are gone ($2), or that have come; $1 is the id of
 * the subtransaction.  Columns: those of TouchedRow, in order.
 */
#define SV_TOUCHED(row) \
	" WHERE CASE WHEN $2 THEN " row ".xmax::text <> '0' AND age(" row ".xmax) <= age($1)" \
	" ELSE age(" row ".xmin) <= age($1) END"
#define SV_RELATION_KIND \
	" CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'" \
	" WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'type'" \
	" WHEN 'f' THEN 'foreign table' ELSE 'index' END"
#define SV_RELATION_NAME SV_RELATION_KIND " || format(' %I.%I', n.nspname, c.relname)"
#define SV_RELATION_OF(column) \
	" JOIN pg_class c ON c.oid = " column " AND c.relkind <> 't'" \
	" JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_toast'"

static SvQuery touched_query = {
	.text = "SELECT 'pg_class'::regclass::oid, c.oid," SV_RELATION_NAME
	", c.relfilenode, true, c.relkind IN ('r', 'm')"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname <> 'pg_toast'"
	SV_TOUCHED("c")
	" UNION ALL SELECT DISTINCT 'pg_class'::regclass::oid, c.oid," SV_RELATION_NAME
	", c.relfilenode, false, false FROM pg_attribute a" SV_RELATION_OF("a.attrelid") SV_TOUCHED("a")
	" UNION ALL SELECT 'pg_class'::regclass::oid, c.oid," SV_RELATION_NAME
	", c.relfilenode, false, false FROM pg_attrdef a" SV_RELATION_OF("a.adrelid") SV_TOUCHED("a")
	" UNION ALL SELECT 'pg_class'::regclass::oid, c.oid," SV_RELATION_NAME
	", c.relfilenode, false, false FROM pg_rewrite a" SV_RELATION_OF("a.ev_class") SV_TOUCHED("a")
	" UNION ALL SELECT 'pg_namespace'::regclass, n.oid, format('schema %I', n.nspname), 0, true, false"
	" FROM pg_namespace n" SV_TOUCHED("n")
	" UNION ALL SELECT 'pg_proc'::regclass, p.oid,"
	" format('function %I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)), 0, true, false"
	" FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace" SV_TOUCHED("p")
	" UNION ALL SELECT 'pg_type'::regclass, t.oid, format('type %I.%I', n.nspname, t.typname), 0, true, false"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace" SV_TOUCHED("t")
	" AND t.typtype IN ('d', 'e', 'r', 'b') AND t.typelem = 0"
	" UNION ALL SELECT 'pg_type'::regclass, t.oid, format('type %I.%I', n.nspname, t.typname), 0, false, false"
	" FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace"
	SV_TOUCHED("e")
	" UNION ALL SELECT 'pg_constraint'::regclass, k.oid,"
	" format('constraint %I on %I.%I', k.conname, n.nspname, c.relname), 0, true, false"
	" FROM pg_constraint k" SV_RELATION_OF("k.conrelid") SV_TOUCHED("k")
	" AND k.contype <> 'n'"
	/* NOT NULL, which is one from 18 on, is a matter of the columns */
	" UNION ALL SELECT 'pg_class'::regclass, c.oid," SV_RELATION_NAME
	", c.relfilenode, false, false FROM pg_constraint k" SV_RELATION_OF("k.conrelid")
	SV_TOUCHED("k") " AND k.contype = 'n'"
	" UNION ALL SELECT 'pg_trigger'::regclass, k.oid,"
	" format('trigger %I on %I.%I', k.tgname, n.nspname, c.relname), 0, true, false"
	" FROM pg_trigger k" SV_RELATION_OF("k.tgrelid") SV_TOUCHED("k") " AND NOT k.tgisinternal"
	" UNION ALL SELECT 'pg_policy'::regclass, k.oid,"
	" format('policy %I on %I.%I', k.polname, n.nspname, c.relname), 0, true, false"
	" FROM pg_policy k" SV_RELATION_OF("k.polrelid") SV_TOUCHED("k")
	" UNION ALL SELECT 'pg_extension'::regclass, k.oid, format('extension %I', k.extname), 0, true, false"
	" FROM pg_extension k" SV_TOUCHED("k")
	" ORDER BY 3",
	.nargs = 2,
	.types = {XIDOID, BOOLOID}
};

/*
 * From here on effects are recorded.  To be called where a subtransaction or
 * a transaction begins, and sv_dryrun_effect_end() before that ends.
 */
SvDryrunBase *
sv_dryrun_effect_begin(void)
{
	SvDryrunBase *base = palloc0(sizeof(SvDryrunBase));

	base->snapshot = RegisterSnapshot(GetTransactionSnapshot());
	base->locks = fetch_locks(base);
	return base;
}

void
sv_dryrun_effect_end(SvDryrunBase *base)
{
	UnregisterSnapshot(base->snapshot);
}

/*
 * A snapshot of what there is now, to be compared with later; registered, and
 * released by sv_dryrun_effect_since().
 */
Snapshot
sv_dryrun_effect_snapshot(const SvDryrunBase *base)
{
	Snapshot	now;

	CommandCounterIncrement();
	PushCopiedSnapshot(base->snapshot);
	UpdateActiveSnapshotCommandId();
	now = RegisterSnapshot(GetActiveSnapshot());
	PopActiveSnapshot();
	return now;
}

/*
 * What was done since a snapshot that sv_dryrun_effect_snapshot() has
 * returned, by a subtransaction with this id and its children.  The snapshot
 * is released.
 */
SvDryrunEffect *
sv_dryrun_effect_since(SvDryrunBase *base, Snapshot before, TransactionId xid)
{
	SvDryrunEffect *effect = palloc0(sizeof(SvDryrunEffect));
	Snapshot	now = sv_dryrun_effect_snapshot(base);
	List	   *gone = fetch_touched(before, true, xid);
	List	   *come = fetch_touched(now, false, xid);
	List	   *names;
	List	   *columns = sv_dryrun_loss_columns(before, now, xid, &names);

	compare_objects(effect, gone, come);
	forget_rebuilt(effect);
	effect->dropped = list_concat(effect->dropped, names);
	effect->losses = list_concat(effect->losses, columns);
	effect->losses = list_concat(effect->losses,
								 sv_dryrun_loss_since(base->deleted));
	effect->locks = fetch_locks(base);
	base->locks = list_concat(base->locks, effect->locks);
	UnregisterSnapshot(now);
	UnregisterSnapshot(before);
	return effect;
}

/*
 * From rows of the catalogs to the objects that they are about.
 */
static void
compare_objects(SvDryrunEffect *effect, List *gone, List *come)
{
	ListCell   *lc;

	foreach(lc, come)
	{
		const TouchedRow *row = lfirst(lc);
		const TouchedRow *before = find(gone, row);

		if (row->whole && before == NULL)
			effect->created = lappend(effect->created, row->name);
		else if (row->whole && row->is_table && row->file != before->file)
		{
			effect->rewritten = lappend(effect->rewritten, row->name);
			if (sv_dryrun_loss_is_empty(row->object))
				add_loss(effect, SV_LOSS_ROWS, row->object);
		}
	}
	foreach(lc, gone)
	{
		const TouchedRow *row = lfirst(lc);

		if (!row->whole || find(come, row) != NULL)
			continue;
		effect->dropped = lappend(effect->dropped, row->name);
		if (row->is_table)
			add_loss(effect, SV_LOSS_TABLE, row->object);
	}
	collect_changed(effect, come);
	collect_changed(effect, gone);
}

static void
add_loss(SvDryrunEffect *effect, SvLossKind kind, Oid table)
{
	SvDryrunLoss *loss = palloc0(sizeof(SvDryrunLoss));

	loss->kind = kind;
	loss->table = table;
	effect->losses = lappend(effect->losses, loss);
}

/*
 * Constraints and indexes that are dropped and created again under their names
 * are changed, as when the server rebuilds them for another type of a column.
 */
static void
forget_rebuilt(SvDryrunEffect *effect)
{
	List	   *dropped = NIL;
	ListCell   *lc;

	foreach(lc, effect->dropped)
	{
		char	   *name = lfirst(lc);

		if (sv_strings_member(effect->created, name) &&
			(strncmp(name, "constraint ", strlen("constraint ")) == 0 ||
			 strncmp(name, "index ", strlen("index ")) == 0))
		{
			effect->created = sv_strings_without(effect->created, name);
			effect->changed = sv_strings_append_unique(effect->changed, name);
		}
		else
			dropped = lappend(dropped, name);
	}
	effect->dropped = dropped;
}

/*
 * Objects that are neither created nor dropped, once each.
 */
static void
collect_changed(SvDryrunEffect *effect, List *rows)
{
	ListCell   *lc;

	foreach(lc, rows)
	{
		char	   *name = ((TouchedRow *) lfirst(lc))->name;

		if (name != NULL && !sv_strings_member(effect->created, name) &&
			!sv_strings_member(effect->dropped, name))
			effect->changed = sv_strings_append_unique(effect->changed, name);
	}
}

/*
 * Rows of the catalogs: those of the older snapshot that are gone, or those of
 * the newer one that have come.
 */
static List *
fetch_touched(Snapshot snapshot, bool gone, TransactionId xid)
{
	List	   *rows = NIL;
	Datum		values[2] = {TransactionIdGetDatum(xid), BoolGetDatum(gone)};

	PushActiveSnapshot(snapshot);
	sv_query_fetch(&touched_query, values, NULL, add_touched, &rows);
	PopActiveSnapshot();
	return rows;
}

/* sv_query_fetch callback of fetch_touched */
static void
add_touched(const SvRow *row, void *arg)
{
	List	  **rows = arg;
	TouchedRow *touched = palloc0(sizeof(TouchedRow));

	touched->catalog = DatumGetObjectId(sv_row_datum(row, 1));
	touched->object = DatumGetObjectId(sv_row_datum(row, 2));
	touched->name = sv_row_string(row, 3);
	touched->file = DatumGetObjectId(sv_row_datum(row, 4));
	touched->whole = sv_row_bool(row, 5);
	touched->is_table = sv_row_bool(row, 6);
	*rows = lappend(*rows, touched);
}

/*
 * The own row of the same object, or NULL.
 */
static const TouchedRow *
find(List *rows, const TouchedRow *like)
{
	ListCell   *lc;

	foreach(lc, rows)
	{
		const TouchedRow *row = lfirst(lc);

		if (row->whole && row->object == like->object &&
			row->catalog == like->catalog)
			return row;
	}
	return NULL;
}

/*
 * The locks of this session on relations that exist in the snapshot of the
 * base, the strongest of each, without those that were reported already, and
 * without ACCESS SHARE, which conflicts with ACCESS EXCLUSIVE only.
 */
static List *
fetch_locks(const SvDryrunBase *base)
{
	static SvQuery query = {
		.text = "SELECT text FROM (SELECT DISTINCT ON (c.oid)"
		" format('%s on %I.%I', l.mode, n.nspname, c.relname) AS text"
		" FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
		" JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock'"
		" AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
		" AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'schemaver')"
		" ORDER BY c.oid, array_position('{AccessExclusiveLock,ExclusiveLock,ShareRowExclusiveLock,"
		"ShareLock,ShareUpdateExclusiveLock,RowExclusiveLock,RowShareLock}'::text[], l.mode)) locks"
		" WHERE text <> ALL ($1) ORDER BY text",
		.nargs = 1,
		.types = {TEXTARRAYOID}
	};
	Datum		value = sv_strings_datum(base->locks);
	List	   *locks = NIL;

	PushActiveSnapshot(base->snapshot);
	sv_query_fetch(&query, &value, NULL, add_string, &locks);
	PopActiveSnapshot();
	return locks;
}

/* sv_query_fetch callback of fetch_locks */
static void
add_string(const SvRow *row, void *arg)
{
	List	  **strings = arg;

	*strings = lappend(*strings, sv_row_text(row, 1));
}
