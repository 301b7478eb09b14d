/*-------------------------------------------------------------------------
 *
 * ddl_author.c
 *	  Who has changed objects, as the log of such changes says.
 *
 * A row of schemaver.ddl_log names its transaction by the ID that this had in the
 * cluster in which it was.  A row that is still of this cluster was written later in
 * that transaction, in a subtransaction, so its xmin is the greater of both.  Of one
 * that was restored that need not be so, and if it is, both are older than all that
 * was done since.
 *
 * The log is read with the rights of the caller; who has none learns nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/acl.h"
#include "utils/timestamp.h"
#include "utils/xid8.h"

#include "compat.h"
#include "file/line.h"
#include "server/own_transactions.h"
#include "server/query.h"
#include "store/ddl_author.h"
#include "store/store.h"
#include "store/tracked.h"
#include "strings.h"

static void add_record(const SvRow *row, void *arg);
static bool is_accepted(const SvDdlRecord *record, const List *accepted);
static char *author_of(const SvRow *row);

/*
 * The changes of some objects, or in some transactions, a list of OIDs that are
 * their IDs: SvDdlRecords, the last one first.  What the stored facts have is not
 * among them.
 */
List *
sv_ddl_author_find(const List *identities, const List *xids)
{
	static SvQuery query = {
		.text = "SELECT l.transaction, l.xmin, coalesce(l.identity, ''), l.dropped,"
		" l.session_user_name, l.current_user_name, coalesce(l.application_name, ''),"
		" coalesce(host(l.client_addr), ''), l.logged_at"
		" FROM schemaver.ddl_log l"
		" WHERE l.identity = ANY ($1) OR l.transaction = ANY ($2)"
		" ORDER BY l.id DESC",
		.nargs = 2,
		.types = {TEXTARRAYOID, XID8ARRAYOID}
	};
	Datum		values[2] = {sv_strings_datum(identities), sv_own_transactions_datum(xids)};
	List	   *records = NIL;
	List	   *ids = NIL;
	List	   *accepted;
	ListCell   *lc;

	if (!sv_store_may("ddl_log", ACL_SELECT))
		return NIL;
	sv_query_begin_latest();
	sv_query_scan(&query, values, add_record, &records);
	sv_query_end_fresh();
	foreach(lc, records)
		ids = list_append_unique_oid(ids, ((SvDdlRecord *) lfirst(lc))->xid);
	accepted = sv_tracked_accepted(ids);
	foreach(lc, records)
	{
		if (is_accepted(lfirst(lc), accepted))
			records = foreach_delete_current(records, lc);
	}
	return records;
}

/*
 * SvRowCallback: add a row, unless it cannot be of this cluster, or is so old that
 * the ID of its transaction may be that of another one.
 */
static void
add_record(const SvRow *row, void *arg)
{
	List	  **records = arg;
	uint64		next = U64FromFullTransactionId(ReadNextFullTransactionId());
	FullTransactionId xid = DatumGetFullTransactionId(sv_row_value(row, 1, XID8OID));
	TransactionId last = DatumGetTransactionId(sv_row_value(row, 2, XIDOID));
	uint64		id = U64FromFullTransactionId(xid);
	SvDdlRecord *record;

	if (!TransactionIdIsNormal(XidFromFullTransactionId(xid)) ||
		!TransactionIdIsNormal(last) ||
		id > U64FromFullTransactionId(sv_own_transactions_widen(last)) ||
		next - id > PG_INT32_MAX)
		return;
	record = palloc(sizeof(SvDdlRecord));
	record->xid = XidFromFullTransactionId(xid);
	record->last_xid = last;
	record->identity = sv_row_text(row, 3);
	record->dropped = sv_row_bool(row, 4);
	record->author = author_of(row);
	record->at = DatumGetTimestampTz(sv_row_value(row, 9, TIMESTAMPTZOID));
	*records = lappend(*records, record);
}

static bool
is_accepted(const SvDdlRecord *record, const List *accepted)
{
	return list_member_oid(accepted, record->xid);
}

/*
 * The role that was logged in, the one that it had set, the application and the
 * address of the client, as far as there is something to tell.
 */
static char *
author_of(const SvRow *row)
{
	char	   *session = sv_row_text(row, 5);
	char	   *current = sv_row_text(row, 6);
	char	   *application = sv_row_text(row, 7);
	char	   *client = sv_row_text(row, 8);
	const char *between = application[0] != '\0' && client[0] != '\0' ? ", " : "";
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, session);
	if (strcmp(session, current) != 0)
		appendStringInfo(&buf, " as %s", current);
	if (application[0] != '\0' || client[0] != '\0')
		appendStringInfo(&buf, " (%s%s%s)", application, between, client);
	return sv_line_flat(buf.data);
}
