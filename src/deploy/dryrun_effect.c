/*-------------------------------------------------------------------------
 *
 * dryrun_effect.c
 *	  What a part of a transaction has done to the database: objects, files,
 *	  locks.
 *
 * Rows of the catalogs are looked at with two snapshots, which differ only in
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
#include "server/query.h"
#include "strings.h"
#include "strings.h"

/* A row of a catalog that has come or gone. */
typedef struct TouchedRelation
{
	Oid			catalog;
	Oid			object;
	char	   *name;			/* kind and name */
	Oid			file;			/* of a relation */
	bool		whole;			/* the object's own row, not one of its parts */
	bool		is_table;
} TouchedRelation;

static List *touched_rows(Snapshot snapshot, Snapshot mark, TransactionId xid);
static void add_touched(const SvRow *row, void *arg);
static const TouchedRelation *find(List *rows, const TouchedRelation *like);
static List *fetch_locks(const SvEffectBase *base);
static void add_string(const SvRow *row, void *arg);

/*
 * From here on effects are recorded.  To be called where a subtransaction or
 * a transaction begins, and sv_dryrun_effect_end() before that ends.
 */
SvEffectBase *
sv_dryrun_effect_begin(void)
{
	SvEffectBase *base = palloc0(sizeof(SvEffectBase));

	base->snapshot = RegisterSnapshot(GetTransactionSnapshot());
	base->locks = fetch_locks(base);
	return base;
}

void
sv_dryrun_effect_end(SvEffectBase *base)
{
	UnregisterSnapshot(base->snapshot);
}

/*
 * What there is now, to be compared with later.
 */
Snapshot
sv_dryrun_effect_snapshot(const SvEffectBase *base)
{
	Snapshot	mark;

	CommandCounterIncrement();
	PushCopiedSnapshot(base->snapshot);
	UpdateActiveSnapshotCommandId();
	mark = RegisterSnapshot(GetActiveSnapshot());
	PopActiveSnapshot();
	return mark;
}

/*
 * What was done since a mark, by a subtransaction with this id and its
 * children.  The mark is freed.
 */
SvEffect *
sv_dryrun_effect_since(SvEffectBase *base, Snapshot mark, TransactionId xid)
{
	SvEffect   *effect = palloc0(sizeof(SvEffect));
	Snapshot	now = sv_dryrun_effect_snapshot(base);
	List	   *gone = touched_rows(mark, mark, xid);
	List	   *come = touched_rows(now, mark, xid);
	ListCell   *lc;

	foreach(lc, come)
	{
		const TouchedRelation *row = lfirst(lc);
		const TouchedRelation *before = find(gone, row);

		if (row->whole && before == NULL)
			effect->created = lappend(effect->created, row->name);
		else if (row->whole && row->is_table && row->file != before->file)
			effect->rewritten = lappend(effect->rewritten, row->name);
	}
	foreach(lc, gone)
	{
		if (((TouchedRelation *) lfirst(lc))->whole && find(come, lfirst(lc)) == NULL)
			effect->dropped = lappend(effect->dropped,
									  ((TouchedRelation *) lfirst(lc))->name);
	}
	foreach(lc, list_concat(come, gone))
	{
		char	   *name = ((TouchedRelation *) lfirst(lc))->name;

		if (name != NULL && !sv_strings_member(effect->created, name) &&
			!sv_strings_member(effect->dropped, name) &&
			!sv_strings_member(effect->changed, name))
			effect->changed = lappend(effect->changed, name);
	}
	effect->locks = fetch_locks(base);
	base->locks = list_concat(base->locks, effect->locks);
	UnregisterSnapshot(now);
	UnregisterSnapshot(mark);
	return effect;
}

/*
 * Rows of the catalogs: those of the mark that are gone, or those of a later
 * snapshot that have come.
 */
static List *
touched_rows(Snapshot snapshot, Snapshot mark, TransactionId xid)
{
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

	static SvQuery query = {
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
	List	   *rows = NIL;
	Datum		values[2] = {TransactionIdGetDatum(xid),
	BoolGetDatum(snapshot == mark)};

	PushActiveSnapshot(snapshot);
	sv_query_fetch(&query, values, NULL, add_touched, &rows);
	PopActiveSnapshot();
	return rows;
}

/* sv_query_fetch callback of touched_rows */
static void
add_touched(const SvRow *row, void *arg)
{
	List	  **rows = arg;
	TouchedRelation *touched = palloc0(sizeof(TouchedRelation));

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
static const TouchedRelation *
find(List *rows, const TouchedRelation *like)
{
	ListCell   *lc;

	foreach(lc, rows)
	{
		const TouchedRelation *row = lfirst(lc);

		if (row->whole && row->object == like->object &&
			row->catalog == like->catalog)
			return row;
	}
	return NULL;
}

/*
 * The locks of this session on relations that were there at the base, the
 * strongest of each, without those that were reported already, and without
 * those that keep nobody from anything but dropping it.
 */
static List *
fetch_locks(const SvEffectBase *base)
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
