/*-------------------------------------------------------------------------
 *
 * drift_author.c
 *	  Who has changed objects without a revision, and when.
 *
 * That is what the log of watched changes says (schemaver_watch()).  Where the
 * catalogs have the transaction that has changed an object last, its author is
 * known by that, whatever the log calls the object; if it was a subtransaction, by
 * the object and by the IDs between which it is.  Nobody else is named then.  What
 * was dropped has none, and is known by its name, and by having been dropped.  Of
 * what else the catalogs do not have the transaction, the last change of the object
 * counts, or, of a part, that of the whole.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/drift_author.h"
#include "kind/kinds.h"
#include "store/ddl_author.h"
#include "strings.h"

static List *names_of(const SvDriftRow *row);
static const SvDdlRecord *find(const List *records, const SvDriftRow *row);
static bool fits(const SvDdlRecord *record, const SvDriftRow *row,
				 const char *name);

/*
 * Add to rows who it was, and when if that is not known yet.
 */
void
sv_drift_author_add(List *rows)
{
	List	   *names = NIL;
	List	   *xids = NIL;
	List	   *records;
	ListCell   *lc;

	foreach(lc, rows)
	{
		const SvDriftRow *row = lfirst(lc);

		names = list_concat(names, names_of(row));
		if (TransactionIdIsValid(row->xid))
			xids = lappend_oid(xids, row->xid);
	}
	records = sv_ddl_author_find(names, xids);
	foreach(lc, rows)
	{
		SvDriftRow *row = lfirst(lc);
		const SvDdlRecord *record = find(records, row);

		if (record == NULL)
			continue;
		row->changed_by = record->author;
		if (row->changed_at == 0)
			row->changed_at = record->at;
		if (!TransactionIdIsValid(row->xid))
			row->xid = record->xid;
		row->seen_by = lappend(row->seen_by, SV_DRIFT_WATCH);
	}
}

/*
 * What the log may call an object: as we do; "trigger on table"; and, as a command
 * about a part is one about the whole, what that is called.
 */
static List *
names_of(const SvDriftRow *row)
{
	List	   *names = list_make1(unconstify(char *, row->identity));

	if (row->fact == NULL)
		return names;
	for (const SvFact *fact = row->fact; fact->parent != NULL; fact = fact->parent)
	{
		if (fact->kind == &sv_kind_default)
			names = lappend(names, psprintf("for %s", fact->parent->identity));
		else if (fact->name != NULL)
			names = lappend(names, psprintf("%s on %s", fact->name,
											fact->parent->identity));
		names = lappend(names, fact->parent->identity);
	}
	return names;
}

/*
 * The last change that a row is about; NULL if none is known.
 */
static const SvDdlRecord *
find(const List *records, const SvDriftRow *row)
{
	ListCell   *name;
	ListCell   *lc;

	foreach(lc, records)
	{
		const SvDdlRecord *record = lfirst(lc);

		if (TransactionIdIsValid(row->xid) && record->xid == row->xid)
			return record;
	}
	foreach(name, names_of(row))
	{
		foreach(lc, records)
		{
			if (fits(lfirst(lc), row, lfirst(name)))
				return lfirst(lc);
		}
	}
	return NULL;
}

/*
 * True if a change of an object of this name may be the one of a row.
 */
static bool
fits(const SvDdlRecord *record, const SvDriftRow *row, const char *name)
{
	if (strcmp(record->identity, name) != 0 ||
		(row->action != NULL && strcmp(row->action, "drop") == 0 && !record->dropped))
		return false;
	return !TransactionIdIsValid(row->xid) ||
		(TransactionIdPrecedes(record->xid, row->xid) &&
		 TransactionIdPrecedes(row->xid, record->last_xid));
}
