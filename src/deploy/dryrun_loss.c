/*-------------------------------------------------------------------------
 *
 * dryrun_loss.c
 *	  What the steps of a dry run destroy.
 *
 * Which tables and columns a step has dropped, and of which tables it has removed
 * rows, is known afterwards.  How much that is, is counted when all of it has been
 * rolled back, in the database as it is: what a step has itself written, or one
 * before it, is no loss.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "command/trash_keep.h"
#include "deploy/dryrun_loss.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "store/trash.h"

/* Larger tables are not counted, in bytes. */
#define MAX_COUNTED (INT64CONST(1024) * 1024 * 1024)

/* Columns that were dropped, and the snapshot before. */
typedef struct Columns
{
	List	   *losses;
	List	   *names;
} Columns;

static void add_column(const SvRow *row, void *arg);
static void take_name(const SvRow *row, void *arg);
static SvDryrunLoss *make_loss(SvLossKind kind, Oid table);
static void add_deleted(const SvRow *row, void *arg);
static int64 size_of(Oid table);
static bool is_kept(const SvDryrunLoss *loss, List *kept);
static char *text_of(const SvDryrunLoss *loss);
static int64 count(const SvDryrunLoss *loss, bool *exact);
static bool may_count(Oid table);
static void take_number(const SvRow *row, void *arg);

/*
 * The columns of tables that were dropped between two snapshots, by a
 * subtransaction with this id and its children; *names gets their names, with
 * those of columns of other relations.
 */
List *
sv_dryrun_loss_columns(Snapshot before, Snapshot now, TransactionId xid,
					   List **names)
{
	static SvQuery dropped = {
		.text = "SELECT a.attrelid, a.attnum FROM pg_attribute a"
		" WHERE age(a.xmin) <= age($1) AND a.attisdropped AND a.attnum > 0"
		" ORDER BY a.attrelid, a.attnum",
		.nargs = 1,
		.types = {XIDOID}
	};
	Datum		value = TransactionIdGetDatum(xid);
	Columns		columns = {NIL, NIL};
	List	   *candidates = NIL;
	ListCell   *lc;

	PushActiveSnapshot(now);
	sv_query_fetch(&dropped, &value, NULL, add_column, &candidates);
	PopActiveSnapshot();

	PushActiveSnapshot(before);
	foreach(lc, candidates)
	{
		static SvQuery name = {
			.text = "SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname),"
			" c.relkind = 'r' FROM pg_attribute a"
			" JOIN pg_class c ON c.oid = a.attrelid"
			" JOIN pg_namespace n ON n.oid = c.relnamespace"
			" WHERE a.attrelid = $1 AND a.attnum = $2 AND NOT a.attisdropped",
			.nargs = 2,
			.types = {OIDOID, INT2OID}
		};
		SvDryrunLoss *loss = lfirst(lc);
		Datum		values[2] = {ObjectIdGetDatum(loss->table),
		Int16GetDatum(loss->column)};

		columns.losses = lappend(columns.losses, loss);
		if (sv_query_fetch(&name, values, NULL, take_name, &columns) == 0)
			columns.losses = list_delete_ptr(columns.losses, loss);
	}
	PopActiveSnapshot();
	*names = columns.names;
	return columns.losses;
}

static void
add_column(const SvRow *row, void *arg)
{
	List	  **losses = arg;
	SvDryrunLoss *loss = make_loss(SV_LOSS_COLUMN,
								   DatumGetObjectId(sv_row_datum(row, 1)));

	loss->column = DatumGetInt16(sv_row_datum(row, 2));
	*losses = lappend(*losses, loss);
}

/*
 * The last one of the columns has this name, and is kept if it is of a table.
 */
static void
take_name(const SvRow *row, void *arg)
{
	Columns    *columns = arg;

	columns->names = lappend(columns->names, sv_row_text(row, 1));
	if (!sv_row_bool(row, 2))
		columns->losses = list_truncate(columns->losses,
										list_length(columns->losses) - 1);
}

static SvDryrunLoss *
make_loss(SvLossKind kind, Oid table)
{
	SvDryrunLoss *loss = palloc0(sizeof(SvDryrunLoss));

	loss->kind = kind;
	loss->table = table;
	return loss;
}

/*
 * The rows of tables that the transaction has deleted until now, as losses.
 */
List *
sv_dryrun_loss_deleted(void)
{
	static SvQuery query = {
		.text = "SELECT s.relid, s.n_tup_del FROM pg_stat_xact_user_tables s"
		" WHERE s.n_tup_del > 0 AND s.schemaname <> 'schemaver' ORDER BY s.relid"
	};
	List	   *losses = NIL;

	sv_query_begin_latest();
	sv_query_fetch(&query, NULL, NULL, add_deleted, &losses);
	sv_query_end_fresh();
	return losses;
}

static void
add_deleted(const SvRow *row, void *arg)
{
	List	  **losses = arg;
	SvDryrunLoss *loss = make_loss(SV_LOSS_SOME_ROWS,
								   DatumGetObjectId(sv_row_datum(row, 1)));

	loss->rows = DatumGetInt64(sv_row_datum(row, 2));
	*losses = lappend(*losses, loss);
}

/*
 * The same, without those that were deleted before.
 */
List *
sv_dryrun_loss_since(List *deleted)
{
	List	   *losses = NIL;
	ListCell   *lc;

	foreach(lc, sv_dryrun_loss_deleted())
	{
		SvDryrunLoss *loss = lfirst(lc);
		ListCell   *before;

		foreach(before, deleted)
		{
			if (((SvDryrunLoss *) lfirst(before))->table == loss->table)
				loss->rows -= ((SvDryrunLoss *) lfirst(before))->rows;
		}
		if (loss->rows > 0)
			losses = lappend(losses, loss);
	}
	return losses;
}

/*
 * True if a table has no pages now.
 */
bool
sv_dryrun_loss_is_empty(Oid table)
{
	return size_of(table) == 0;
}

/*
 * The size of a table in bytes; -1 if it does not exist.
 */
static int64
size_of(Oid table)
{
	static SvQuery query = {
		.text = "SELECT pg_relation_size($1)",
		.nargs = 1,
		.types = {OIDOID}
	};
	Datum		value = ObjectIdGetDatum(table);
	int64		size = -1;

	sv_query_begin_latest();
	sv_query_fetch(&query, &value, NULL, take_number, &size);
	sv_query_end_fresh();
	return size;
}

/*
 * What is lost, in words; NIL for nothing but empty tables and columns, and those
 * that the dry run had created.  It must have been rolled back.
 */
List *
sv_dryrun_loss_texts(List *losses, List *kept)
{
	List	   *texts = NIL;
	ListCell   *lc;

	foreach(lc, losses)
	{
		const SvDryrunLoss *loss = lfirst(lc);
		char	   *text = text_of(loss);

		if (text == NULL)
			continue;
		if (is_kept(loss, kept))
			text = psprintf(_("%s, recoverable until %s"), text,
							sv_trash_day(sv_trash_time));
		texts = lappend(texts, text);
	}
	return texts;
}

/*
 * True if a run would keep what is lost.
 */
static bool
is_kept(const SvDryrunLoss *loss, List *kept)
{
	if (loss->kind == SV_LOSS_TABLE)
		return sv_trash_keep_has(kept, loss->table, NULL);
	return loss->kind == SV_LOSS_COLUMN &&
		sv_trash_keep_has(kept, loss->table,
						  get_attname(loss->table, loss->column, true));
}

static char *
text_of(const SvDryrunLoss *loss)
{
	char	   *table = get_rel_name(loss->table);
	bool		exact = true;
	int64		rows = loss->rows;
	char	   *name;
	const char *number;

	/* a materialized view can be filled again */
	if (table == NULL || get_rel_relkind(loss->table) != RELKIND_RELATION)
		return NULL;
	if (loss->kind != SV_LOSS_SOME_ROWS)
		rows = count(loss, &exact);
	if (rows == 0)
		return NULL;
	name = sv_relation_name_quote(loss->table);
	number = psprintf(exact ? INT64_FORMAT : _("about " INT64_FORMAT), rows);
	switch (loss->kind)
	{
		case SV_LOSS_TABLE:
			return psprintf(ngettext("table %s: %s row", "table %s: %s rows", rows),
							name, number);
		case SV_LOSS_COLUMN:
			return psprintf(ngettext("column %s.%s: %s value",
									 "column %s.%s: %s values", rows), name,
							quote_identifier(get_attname(loss->table, loss->column,
														 false)),
							number);
		default:
			return psprintf(ngettext("%s row of table %s", "%s rows of table %s",
									 rows), number, name);
	}
}

/*
 * How many rows or values there are, or an estimate if that takes long, would have
 * to wait, or is not allowed.
 */
static int64
count(const SvDryrunLoss *loss, bool *exact)
{
	SvQuery		query = {
		.text = "SELECT greatest(c.reltuples, 1)::bigint FROM pg_class c WHERE c.oid = $1",
		.nargs = 1,
		.types = {OIDOID}
	};
	Datum		value = ObjectIdGetDatum(loss->table);
	int64		rows = 0;

	*exact = may_count(loss->table);
	if (*exact)
	{
		query.nargs = 0;
		query.text = psprintf("SELECT count(%s) FROM ONLY %s",
							  loss->kind != SV_LOSS_COLUMN ? "*" :
							  quote_identifier(get_attname(loss->table, loss->column,
														   false)),
							  sv_relation_name_quote(loss->table));
	}
	sv_query_begin_latest();
	sv_query_fetch(&query, &value, NULL, take_number, &rows);
	sv_query_end_fresh();
	return rows;
}

static bool
may_count(Oid table)
{
	return ConditionalLockRelationOid(table, AccessShareLock) &&
		pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(table, InvalidOid, true) != RLS_ENABLED &&
		size_of(table) < MAX_COUNTED;
}

/* of a number that is unknown, nothing is taken */
static void
take_number(const SvRow *row, void *arg)
{
	if (!row->nulls[0])
		*(int64 *) arg = DatumGetInt64(row->values[0]);
}
