/*-------------------------------------------------------------------------
 *
 * trash_move.c
 *	  Moves the rows of a table that is about to be dropped into the trash.
 *
 * An empty table with the same columns is made in the trash, and both exchange
 * their files, as CLUSTER does it with the table that it has filled.  That takes
 * the same time for any number of rows: none is read or written.  The statement
 * then drops what it would have dropped, with all that depends on it, except that
 * the table is empty.
 *
 * Rows are read by the columns of their table: numbers, lengths, alignments.  So
 * the table in the trash has a dropped column where the other one has one, or one
 * that is generated, which is not kept; and it has the values of columns that were
 * added later than the rows.  The columns are compared before the exchange.
 *
 * Indexes stay, and know nothing of the new file.  They are dead from then on, so
 * that whoever reads the table before it is dropped, such as an event trigger,
 * finds it empty.  A table that is still there after the statement is an error.
 *
 * The catalogs are changed directly, with the lock of the drop on both tables, and
 * as CLUSTER does it: the change is undone with the transaction.  Rights are
 * checked here, as nothing else does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/toast_internals.h"
#include "access/transam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/heap.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "command/trash_move.h"
#include "compat.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "store/trash.h"

static const char *obstacle_of(Relation table);
static const char *obstacle_of_columns(Relation table);
static bool is_kept(Form_pg_attribute column);
static char *stand_in(Form_pg_attribute column);
static void take_text(const SvRow *row, void *arg);
static bool may_take(Relation table);
static Oid	make(Relation table, const char *kept_in);
static void run(const char *statement);
static bool is_alike(Relation table, Relation kept);
static bool are_columns_alike(TupleDesc columns, TupleDesc others);
static void copy_missing(Relation table, Oid kept);
static void retire_indexes(Relation table);
static void exchange(Oid table, Oid kept);
static void exchange_rows(Form_pg_class one, Form_pg_class other);
static void note_new_files(Oid table, Oid kept);
static void exchange_toast(Oid table, Oid toast, Oid kept, Oid kept_toast);
static void attach_toast(Oid toast, Oid table);
static void name_toast(Oid toast, Oid table, const char *suffix);

/*
 * True if the rows of a table can be moved, as far as is known before the
 * statement, or if it is gone.
 */
bool
sv_trash_move_can(Oid table)
{
	Relation	relation = try_relation_open(table, AccessShareLock);
	bool		can;

	if (relation == NULL)
		return true;
	can = obstacle_of(relation) == NULL;
	relation_close(relation, AccessShareLock);
	return can;
}

/*
 * Move the rows of a table, of which the caller has the lock of the drop, into a
 * new table of the trash.  Returns NULL, or why they have to be copied, as a
 * sentence; there is no such table then.
 */
const char *
sv_trash_move_rows(Oid table, const char *kept_in)
{
	Relation	relation = table_open(table, NoLock);
	const char *obstacle = obstacle_of(relation);
	Relation	kept;
	Oid			oid;

	if (obstacle == NULL && (!may_take(relation) || relation->rd_refcnt != 1 ||
							 AfterTriggerPendingOnRel(table)))
		obstacle = _("They are copies, as the table is in use, or belongs to another role.");
	if (obstacle != NULL)
	{
		table_close(relation, NoLock);
		return obstacle;
	}
	oid = make(relation, kept_in);
	kept = OidIsValid(oid) ? table_open(oid, AccessExclusiveLock) : NULL;
	if (kept == NULL || !is_alike(relation, kept))
		obstacle = _("They are copies, as an event trigger changes tables that are created.");
	else
	{
		copy_missing(relation, oid);
		retire_indexes(relation);
	}
	if (kept != NULL)
		table_close(kept, NoLock);
	table_close(relation, NoLock);
	if (obstacle == NULL)
		exchange(table, oid);
	else
		run(psprintf("DROP TABLE IF EXISTS " SV_TRASH_SCHEMA ".%s", kept_in));
	return obstacle;
}

/*
 * To be called after the statement, with the tables whose rows were moved.
 *
 * Errors: one of them was not dropped.
 */
void
sv_trash_move_check(List *tables)
{
	ListCell   *lc;

	if (tables == NIL)
		return;
	CommandCounterIncrement();
	foreach(lc, tables)
	{
		char	   *name = get_rel_name(lfirst_oid(lc));

		if (name != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("table \"%s\" was not dropped, but its rows were kept",
							name),
					 errhint("Tables have changed their names meanwhile, or an extension does not let tables be dropped. Try again, or without schemaver.trash.")));
	}
}

static const char *
obstacle_of(Relation table)
{
	if (table->rd_rel->relkind != RELKIND_RELATION)
		return _("They are copies, as the table is partitioned.");
	if (table->rd_rel->relpersistence != RELPERSISTENCE_PERMANENT)
		return _("They are copies, as the table is unlogged.");
	if (table->rd_rel->relam != HEAP_TABLE_AM_OID)
		return _("They are copies, as the table has an access method that is not of the server.");
	if (table->rd_createSubid != InvalidSubTransactionId ||
		table->rd_newRelfilelocatorSubid != InvalidSubTransactionId ||
		table->rd_firstRelfilelocatorSubid != InvalidSubTransactionId)
		return _("They are copies, as the table was created or rewritten in the same transaction.");
	return obstacle_of_columns(table);
}

static const char *
obstacle_of_columns(Relation table)
{
	TupleDesc	columns = RelationGetDescr(table);

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (is_kept(column) && column->atttypid >= FirstNormalObjectId)
			return _("They are copies, as the table has columns of types that are not of the server.");
		if (!is_kept(column) && stand_in(column) == NULL)
			return _("They are copies, as the table has generated or dropped columns of types that are not like those of the server.");
	}
	return NULL;
}

/*
 * True if the values of a column are kept.
 */
static bool
is_kept(Form_pg_attribute column)
{
	return !column->attisdropped && column->attgenerated == '\0';
}

/*
 * A type of the server whose values are as long as those of a column, and aligned
 * in the same way; NULL if there is none.
 */
static char *
stand_in(Form_pg_attribute column)
{
	static SvQuery query = {
		.text = "SELECT format_type(y.oid, NULL) FROM pg_type y"
		" WHERE y.typlen = $1 AND y.typalign::text = $2 AND y.typbyval = $3"
		" AND y.typtype = 'b' AND y.typisdefined AND y.oid < 16384"
		" ORDER BY y.oid LIMIT 1",
		.nargs = 3,
		.types = {INT4OID, TEXTOID, BOOLOID}
	};
	Datum		values[3] = {Int32GetDatum(column->attlen),
		CStringGetTextDatum(psprintf("%c", column->attalign)),
	BoolGetDatum(column->attbyval)};
	char	   *name = NULL;

	sv_query_fetch(&query, values, NULL, take_text, &name);
	return name;
}

/* sv_query_fetch callback */
static void
take_text(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}

/*
 * True if all rows of a table are the role's.
 */
static bool
may_take(Relation table)
{
	Oid			oid = RelationGetRelid(table);

	return object_ownercheck(RelationRelationId, oid, GetUserId()) &&
		pg_class_aclcheck(oid, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(oid, InvalidOid, true) != RLS_ENABLED;
}

/*
 * Make the empty table.  Collations are left out, so that it depends on nothing.
 * Returns InvalidOid if it is gone at once.
 */
static Oid
make(Relation table, const char *kept_in)
{
	TupleDesc	columns = RelationGetDescr(table);
	StringInfoData list;
	StringInfoData drops;

	initStringInfo(&list);
	initStringInfo(&drops);
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		const char *name = quote_identifier(NameStr(column->attname));
		const char *comma = i > 0 ? ", " : "";

		if (!is_kept(column))
		{
			appendStringInfo(&list, "%sNULL::%s AS %s", comma, stand_in(column), name);
			appendStringInfo(&drops, "%sDROP %s", drops.len > 0 ? ", " : "", name);
		}
		else if (OidIsValid(column->attcollation))
			appendStringInfo(&list, "%s%s COLLATE pg_catalog.\"default\" AS %s",
							 comma, name, name);
		else
			appendStringInfo(&list, "%s%s", comma, name);
	}
	run(psprintf("CREATE TABLE " SV_TRASH_SCHEMA ".%s USING heap"
				 " AS SELECT %s FROM ONLY %s WITH NO DATA", kept_in, list.data,
				 sv_relation_name_quote(RelationGetRelid(table))));
	if (drops.len > 0)
		run(psprintf("ALTER TABLE " SV_TRASH_SCHEMA ".%s %s", kept_in, drops.data));
	return get_relname_relid(kept_in, get_namespace_oid(SV_TRASH_SCHEMA, false));
}

static void
run(const char *statement)
{
	SvQuery		query = {statement};

	sv_query_execute(&query, NULL, NULL);
}

/*
 * True if a new table can be given the rows of another one.
 */
static bool
is_alike(Relation table, Relation kept)
{
	return kept->rd_rel->relkind == RELKIND_RELATION &&
		kept->rd_rel->relpersistence == RELPERSISTENCE_PERMANENT &&
		kept->rd_rel->relam == HEAP_TABLE_AM_OID &&
		!kept->rd_rel->relhasindex && !kept->rd_rel->relhasrules &&
		kept->trigdesc == NULL && kept->rd_refcnt == 1 &&
		kept->rd_rel->relowner == GetUserId() &&
		RelationGetNumberOfBlocks(kept) == 0 &&
		are_columns_alike(RelationGetDescr(table), RelationGetDescr(kept));
}

static bool
are_columns_alike(TupleDesc columns, TupleDesc others)
{
	if (columns->natts != others->natts)
		return false;
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		Form_pg_attribute other = TupleDescAttr(others, i);

		if (column->attlen != other->attlen ||
			column->attbyval != other->attbyval ||
			column->attalign != other->attalign ||
			other->attisdropped == is_kept(column) ||
			(is_kept(column) && column->atttypid != other->atttypid))
			return false;
	}
	return true;
}

/*
 * Give the columns the values that they have in rows that are older than they are.
 */
static void
copy_missing(Relation table, Oid kept)
{
	TupleDesc	columns = RelationGetDescr(table);

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		HeapTuple	tuple;
		Datum		value;
		bool		isnull;

		if (!is_kept(column) || !column->atthasmissing)
			continue;
		tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(RelationGetRelid(table)),
								Int16GetDatum(column->attnum));
		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for column %d of table %u",
				 column->attnum, RelationGetRelid(table));
		value = SysCacheGetAttr(ATTNUM, tuple, Anum_pg_attribute_attmissingval,
								&isnull);
		if (!isnull)
			SetAttrMissing(kept, NameStr(column->attname),
						   OidOutputFunctionCall(F_ARRAY_OUT, value));
		ReleaseSysCache(tuple);
	}
}

/*
 * Let nobody use the indexes of a table any more.
 */
static void
retire_indexes(Relation table)
{
	Relation	catalog = table_open(IndexRelationId, RowExclusiveLock);
	ListCell   *lc;

	foreach(lc, RelationGetIndexList(table))
	{
		HeapTuple	tuple = SearchSysCacheCopy1(INDEXRELID,
												ObjectIdGetDatum(lfirst_oid(lc)));
		Form_pg_index row;

		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for index %u", lfirst_oid(lc));
		row = (Form_pg_index) GETSTRUCT(tuple);
		row->indisvalid = row->indisready = row->indislive = false;
		row->indisclustered = row->indisreplident = false;
		CatalogTupleUpdate(catalog, &tuple->t_self, tuple);
	}
	table_close(catalog, RowExclusiveLock);
}

/*
 * Let two tables with the same columns exchange their files.  Nobody may have
 * them open.
 */
static void
exchange(Oid table, Oid kept)
{
	Relation	catalog = table_open(RelationRelationId, RowExclusiveLock);
	HeapTuple	tuple = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(table));
	HeapTuple	kept_tuple = SearchSysCacheCopy1(RELOID, ObjectIdGetDatum(kept));
	Form_pg_class row;
	Form_pg_class kept_row;

	if (!HeapTupleIsValid(tuple) || !HeapTupleIsValid(kept_tuple))
		elog(ERROR, "cache lookup failed for table %u or %u", table, kept);
	row = (Form_pg_class) GETSTRUCT(tuple);
	kept_row = (Form_pg_class) GETSTRUCT(kept_tuple);
	exchange_rows(row, kept_row);
	note_new_files(table, kept);
	CatalogTupleUpdate(catalog, &tuple->t_self, tuple);
	CatalogTupleUpdate(catalog, &kept_tuple->t_self, kept_tuple);
	table_close(catalog, RowExclusiveLock);
	RelationCloseSmgrByOid(table);
	RelationCloseSmgrByOid(kept);
	exchange_toast(table, row->reltoastrelid, kept, kept_row->reltoastrelid);
}

#define EXCHANGE(type, field) \
	do { \
		type		was = one->field; \
		one->field = other->field; \
		other->field = was; \
	} while (0)

/*
 * Exchange what rows of pg_class say of files and what is in them.
 */
static void
exchange_rows(Form_pg_class one, Form_pg_class other)
{
	EXCHANGE(Oid, relfilenode);
	EXCHANGE(Oid, reltablespace);
	EXCHANGE(Oid, reltoastrelid);
	EXCHANGE(TransactionId, relfrozenxid);
	EXCHANGE(TransactionId, relminmxid);
	EXCHANGE(int32, relpages);
	EXCHANGE(float4, reltuples);
	EXCHANGE(int32, relallvisible);
	SV_SINCE_18(EXCHANGE(int32, relallfrozen), (void) 0);
}

/*
 * Tell the server whose file is new in this transaction, from which follows what
 * is written to the WAL: the one of the table, and not that in the trash.
 */
static void
note_new_files(Oid table, Oid kept)
{
	Relation	relation = table_open(table, NoLock);
	Relation	kept_relation = table_open(kept, NoLock);

	kept_relation->rd_createSubid = relation->rd_createSubid;
	kept_relation->rd_newRelfilelocatorSubid = relation->rd_newRelfilelocatorSubid;
	kept_relation->rd_firstRelfilelocatorSubid = relation->rd_firstRelfilelocatorSubid;
	RelationAssumeNewRelfilelocator(relation);
	table_close(relation, NoLock);
	table_close(kept_relation, NoLock);
}

/*
 * Values out of line name their TOAST table, so it goes along with them.  Each
 * gets the name that the one of such a table has.  Both may be InvalidOid.
 */
static void
exchange_toast(Oid table, Oid toast, Oid kept, Oid kept_toast)
{
	attach_toast(toast, table);
	attach_toast(kept_toast, kept);
	CommandCounterIncrement();
	name_toast(toast, kept, "_empty");
	name_toast(kept_toast, kept, "");
	name_toast(toast, table, "");
}

static void
attach_toast(Oid toast, Oid table)
{
	ObjectAddress address;
	ObjectAddress owner;

	if (!OidIsValid(toast))
		return;
	ObjectAddressSet(address, RelationRelationId, toast);
	ObjectAddressSet(owner, RelationRelationId, table);
	deleteDependencyRecordsFor(RelationRelationId, toast, false);
	recordDependencyOn(&address, &owner, DEPENDENCY_INTERNAL);
}

static void
name_toast(Oid toast, Oid table, const char *suffix)
{
	char	   *name = psprintf("pg_toast_%u%s", table, suffix);

	if (!OidIsValid(toast))
		return;
	RenameRelationInternal(toast, name, true, false);
	RenameRelationInternal(toast_get_valid_index(toast, AccessExclusiveLock),
						   psprintf("%s_index", name), true, true);
	CommandCounterIncrement();
}
