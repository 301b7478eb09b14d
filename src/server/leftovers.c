/*-------------------------------------------------------------------------
 *
 * leftovers.c
 *	  Cleans up after statements that commit by themselves and have failed.
 *
 * CREATE INDEX and REINDEX with CONCURRENTLY leave invalid indexes; ALTER TABLE
 * ... DETACH PARTITION ... CONCURRENTLY leaves a pending detach.
 *
 * An index is also invalid while another session builds it.  So before an index
 * is dropped it is checked again, under the lock that a build holds; and those
 * that were invalid before the statement began are not touched.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "file/statement.h"
#include "server/executor.h"
#include "server/leftovers.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "server/transaction.h"
#include "strings.h"

/* An invalid index. */
typedef struct InvalidIndex
{
	Oid			index;
	Oid			table;
	char	   *name;			/* with schema, quoted */
} InvalidIndex;

static List *find_invalid(const Node *statement);
static void add_invalid(const SvRow *row, void *arg);
static Datum tables_of(const Node *statement, bool *any);
static bool drop_invalid(const InvalidIndex *invalid, const char *revision);
static bool is_still_invalid(Oid index);

/*
 * The indexes that are invalid before a statement which builds indexes begins,
 * as a list of OIDs.
 */
List *
sv_leftovers_invalid(const Node *statement)
{
	List	   *oids = NIL;
	ListCell   *lc;

	foreach(lc, find_invalid(statement))
		oids = lappend_oid(oids, ((InvalidIndex *) lfirst(lc))->index);
	return oids;
}

/*
 * Drop the invalid indexes that a statement has left, except those that were
 * invalid before; returns their number.  This commits: the requirements are
 * those of sv_executor_run_outside(), and a new transaction is left open.
 *
 * Errors: those of DROP INDEX CONCURRENTLY; ERRCODE_LOCK_NOT_AVAILABLE if
 * another session is about to build an index there.
 */
int
sv_leftovers_clean(const Node *statement, List *before, const char *revision)
{
	int			count = 0;
	ListCell   *lc;

	foreach(lc, find_invalid(statement))
	{
		const InvalidIndex *invalid = lfirst(lc);

		if (!list_member_oid(before, invalid->index))
			count += drop_invalid(invalid, revision);
	}
	return count;
}

/*
 * If the statement is ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY and the
 * detach is pending: a script that finalizes it.  Else NULL.
 */
SvScript *
sv_leftovers_finalize(const SvScript *script, const Node *statement)
{
	static SvQuery query = {
		.text = "SELECT 1 FROM pg_inherits h WHERE inhparent = $1 AND inhrelid = $2"
		" AND (to_jsonb(h) ->> 'inhdetachpending')::boolean",
		.nargs = 2,
		.types = {OIDOID, OIDOID}
	};
	const AlterTableStmt *alter = (const AlterTableStmt *) statement;
	const AlterTableCmd *cmd;
	Oid			oids[2];
	Datum		values[2];
	bool		found;

	if (!IsA(statement, AlterTableStmt) || !sv_statement_is_concurrent(statement))
		return NULL;
	cmd = linitial_node(AlterTableCmd, alter->cmds);
	oids[0] = RangeVarGetRelid(alter->relation, NoLock, true);
	oids[1] = RangeVarGetRelid(((PartitionCmd *) cmd->def)->name, NoLock, true);
	values[0] = ObjectIdGetDatum(oids[0]);
	values[1] = ObjectIdGetDatum(oids[1]);
	sv_query_begin_fresh();
	found = sv_query_fetch(&query, values, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	if (!found)
		return NULL;
	return sv_script_parse(script->revision, script->direction,
						   psprintf("ALTER TABLE %s DETACH PARTITION %s FINALIZE",
									sv_relation_name_quote(oids[0]),
									sv_relation_name_quote(oids[1])));
}

/*
 * The invalid indexes where a statement builds indexes concurrently: those of
 * its tables; if it names none, those of any table with a name as REINDEX
 * chooses it.  The result is a list of InvalidIndex.
 */
static List *
find_invalid(const Node *statement)
{
	static SvQuery query = {
		.text = "SELECT i.indexrelid, i.indrelid, format('%I.%I', n.nspname, c.relname)"
		" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
		" JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE NOT i.indisvalid AND c.relkind = 'i'"
		" AND (i.indrelid = ANY ($1) OR ($2 AND c.relname ~ '_cc(new|old)[0-9]*$')"
		" OR i.indrelid IN (SELECT t.reltoastrelid FROM pg_class t WHERE t.oid = ANY ($1)))"
		" ORDER BY i.indexrelid",
		.nargs = 2,
		.types = {OIDARRAYOID, BOOLOID}
	};
	List	   *invalid = NIL;
	Datum		values[2];
	bool		any = false;

	if (!IsA(statement, IndexStmt) && !IsA(statement, ReindexStmt))
		return NIL;
	if (!sv_statement_is_concurrent(statement))
		return NIL;
	values[0] = tables_of(statement, &any);
	values[1] = BoolGetDatum(any);
	sv_query_begin_fresh();
	sv_query_fetch(&query, values, NULL, add_invalid, &invalid);
	sv_query_end_fresh();
	return invalid;
}

/* sv_query_fetch callback of find_invalid */
static void
add_invalid(const SvRow *row, void *arg)
{
	List	  **list = arg;
	InvalidIndex *invalid = palloc(sizeof(InvalidIndex));

	invalid->index = DatumGetObjectId(sv_row_datum(row, 1));
	invalid->table = DatumGetObjectId(sv_row_datum(row, 2));
	invalid->name = sv_row_text(row, 3);
	*list = lappend(*list, invalid);
}

/*
 * The tables on which a statement builds indexes, partitions included, as
 * oid[]; *any is set if they are those of a schema or a database.
 */
static Datum
tables_of(const Node *statement, bool *any)
{
	const RangeVar *name = IsA(statement, IndexStmt) ?
	((const IndexStmt *) statement)->relation :
	((const ReindexStmt *) statement)->relation;
	Oid			relation = InvalidOid;
	List	   *tables = NIL;

	*any = name == NULL;
	if (name != NULL)
		relation = RangeVarGetRelid(name, NoLock, true);
	if (OidIsValid(relation) && IsA(statement, ReindexStmt) &&
		((const ReindexStmt *) statement)->kind == REINDEX_OBJECT_INDEX)
		relation = IndexGetRelation(relation, true);
	if (OidIsValid(relation))
		tables = find_all_inheritors(relation, NoLock, NULL);
	return sv_oids_datum(tables);
}

/*
 * Drop an invalid index; false if it has become valid in the meantime.
 */
static bool
drop_invalid(const InvalidIndex *invalid, const char *revision)
{
	LockRelId	lock = {invalid->table, MyDatabaseId};
	LOCKTAG		tag;
	bool		still;

	SET_LOCKTAG_RELATION(tag, MyDatabaseId, invalid->table);
	if (LockAcquire(&tag, ShareUpdateExclusiveLock, true, true) ==
		LOCKACQUIRE_NOT_AVAIL)
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("could not obtain lock on relation \"%s\"",
						get_rel_name(invalid->table)),
				 errdetail("Index %s is invalid, and another session may be building it.",
						   invalid->name)));
	still = is_still_invalid(invalid->index);
	if (still)
	{
		char	   *text = psprintf("DROP INDEX CONCURRENTLY IF EXISTS %s",
									invalid->name);

		ereport(NOTICE,
				(errmsg("dropping invalid index %s, which was left by an earlier attempt",
						invalid->name)));
		sv_transaction_commit();
		sv_executor_run_outside(sv_script_parse(revision, "clean-up", text), 1,
								NULL);
		sv_transaction_commit();
	}
	UnlockRelationIdForSession(&lock, ShareUpdateExclusiveLock);
	return still;
}

static bool
is_still_invalid(Oid index)
{
	static SvQuery query = {
		.text = "SELECT 1 FROM pg_index WHERE indexrelid = $1 AND NOT indisvalid",
		.nargs = 1,
		.types = {OIDOID}
	};
	Datum		value = ObjectIdGetDatum(index);
	bool		found;

	sv_query_begin_fresh();
	found = sv_query_fetch(&query, &value, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	return found;
}
