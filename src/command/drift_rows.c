/*-------------------------------------------------------------------------
 *
 * drift_rows.c
 *	  Objects that were changed, as rows.
 *
 * A comparison has all that is to be said of an object but who and when; rows of
 * the catalogs have the transaction, and with it the time, where the server
 * records that.  Without a comparison they are all there is: then the parts of an
 * object that is new are not listed besides it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/commit_ts.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "utils/builtins.h"

#include "catalog/changed_rows.h"
#include "command/drift_rows.h"
#include "diff/hazard.h"
#include "kind/kinds.h"

/* A change of a row of the catalogs, and the object that it is about. */
typedef struct Change
{
	const SvChangedRow *row;
	const SvFact *fact;
} Change;

static SvDriftRow *make_row(const SvDifference *difference, const char *layer);
static char *joined(const char *first, const char *second);
static void describe(SvDriftRow *row, const SvDifference *difference);
static char *describe_fact(const SvFact *fact, const SvFact *other);
static void append(StringInfo buf, const char *name, const char *value,
				   const char *other);
static List *find_changes(const SvDriftSides *sides,
						  const SvOwnTransactions *own);
static bool is_accepted(List *accepted, TransactionId xid);
static bool is_about(const SvDriftRow *row, const SvFact *fact);
static void note(SvDriftRow *row, TransactionId xid);
static int	compare_changes(const ListCell *a, const ListCell *b);
static bool is_wanted(const SvDriftSides *sides, const SvFact *fact,
					  const List *news, const SvDriftOptions *options);
static SvDriftRow *make_plain(const SvFact *fact, const List *news);

/*
 * The rows of a comparison: one for each object of which there is something to
 * tell.  What is only in the way of a change is none.
 */
List *
sv_drift_rows_of_scripts(const SvDriftScripts *scripts, const char *layer)
{
	List	   *rows = NIL;
	ListCell   *lc;

	foreach(lc, scripts->diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->line != NULL)
			rows = lappend(rows, make_row(difference, layer));
	}
	return rows;
}

static SvDriftRow *
make_row(const SvDifference *difference, const char *layer)
{
	SvDriftRow *row = palloc0(sizeof(SvDriftRow));
	ListCell   *lc;

	row->kind = difference->kind;
	row->identity = difference->identity;
	row->action = difference->action;
	row->fact = difference->fact;
	row->upgrade = difference->upgrade;
	row->downgrade = difference->downgrade;
	/* of an object that is dropped and created, the drop goes along */
	foreach(lc, difference->along)
	{
		const SvDifference *along = lfirst(lc);

		if (strcmp(along->kind, row->kind) != 0 ||
			strcmp(along->identity, row->identity) != 0)
			continue;
		row->upgrade = joined(along->upgrade, row->upgrade);
		row->downgrade = joined(row->downgrade, along->downgrade);
	}
	row->hazard = sv_hazard_sentences(difference->part->hazards);
	row->hazard_code = sv_hazard_codes(difference->part->hazards);
	row->seen_by = list_make1(unconstify(char *, layer));
	describe(row, difference);
	return row;
}

static char *
joined(const char *first, const char *second)
{
	if (first == NULL || second == NULL)
		return unconstify(char *, first != NULL ? first : second);
	return psprintf("%s\n%s", first, second);
}

/*
 * How the object was, and how it is: of one that is there on one side only, the
 * statements; of any other, what differs.
 */
static void
describe(SvDriftRow *row, const SvDifference *difference)
{
	const SvFact *fact = difference->fact;

	if (difference->old_identity != NULL)
	{
		row->before = unconstify(char *, difference->old_identity);
		row->after = unconstify(char *, difference->identity);
	}
	else if (strcmp(row->action, "create") == 0)
		row->after = row->upgrade;
	else if (strcmp(row->action, "drop") == 0)
		row->before = row->downgrade;
	else if (fact != NULL && fact->counterpart != NULL)
	{
		row->before = describe_fact(fact->counterpart, fact);
		row->after = describe_fact(fact, fact->counterpart);
	}
}

/*
 * What is different in a fact from another one of the same object, in lines.
 */
static char *
describe_fact(const SvFact *fact, const SvFact *other)
{
	StringInfoData buf;

	initStringInfo(&buf);
	if (strcmp(fact->identity, other->identity) != 0)
		append(&buf, "name", fact->identity, other->identity);
	for (int i = 0; i < fact->kind->property_count; i++)
	{
		const SvProperty *property = &fact->kind->properties[i];

		if (!(property->flags & SV_PROPERTY_HIDDEN))
			append(&buf, property->name, fact->values[i], other->values[i]);
	}
	append(&buf, "owner", fact->owner, other->owner);
	append(&buf, "privileges", fact->acl, other->acl);
	append(&buf, "comment", fact->comment, other->comment);
	append(&buf, "labels", fact->labels, other->labels);
	return buf.data;
}

/*
 * Append a value, as a line, if it is not that of the other fact.
 */
static void
append(StringInfo buf, const char *name, const char *value, const char *other)
{
	if (value == other ||
		(value != NULL && other != NULL && strcmp(value, other) == 0))
		return;
	appendStringInfo(buf, "%s%s: %s", buf->len > 0 ? "\n" : "", name,
					 value != NULL ? value : _("none"));
}

/*
 * Add to the rows of a comparison which transactions have changed the objects.
 */
void
sv_drift_rows_add_transactions(List *rows, const SvDriftSides *sides,
							   const SvOwnTransactions *own)
{
	List	   *changes = find_changes(sides, own);
	ListCell   *lc;

	foreach(lc, rows)
	{
		SvDriftRow *row = lfirst(lc);
		ListCell   *lc2;

		foreach(lc2, changes)
		{
			const Change *change = lfirst(lc2);

			if (is_about(row, change->fact))
				note(row, change->row->xid);
		}
	}
}

/*
 * What others than we have changed, as Changes of objects that are compared.
 * What the stored facts have is not among it, even if they do not count.
 */
static List *
find_changes(const SvDriftSides *sides, const SvOwnTransactions *own)
{
	List	   *changes = NIL;
	List	   *xids = NIL;
	List	   *accepted;
	List	   *rows = sv_changed_rows_find(own);
	ListCell   *lc;

	foreach(lc, rows)
		xids = list_append_unique_oid(xids, ((SvChangedRow *) lfirst(lc))->xid);
	accepted = sv_tracked_accepted(xids);
	foreach(lc, rows)
	{
		const SvChangedRow *row = lfirst(lc);
		const SvFact *fact = sv_facts_find(sides->all, row->address);
		Change	   *change;

		if (fact == NULL || is_accepted(accepted, row->xid))
			continue;
		change = palloc(sizeof(Change));
		change->row = row;
		change->fact = fact;
		changes = lappend(changes, change);
	}
	return changes;
}

static bool
is_accepted(List *accepted, TransactionId xid)
{
	return list_member_oid(accepted, xid);
}

/*
 * True if a row is about the object of a fact, or what that is a part of; or about
 * a part of a type that has no fact.
 */
static bool
is_about(const SvDriftRow *row, const SvFact *fact)
{
	Size		length = strlen(fact->identity);

	if ((strcmp(row->kind, "label") == 0 || strcmp(row->kind, "attribute") == 0) &&
		strncmp(row->identity, fact->identity, length) == 0 &&
		row->identity[length] == '.')
		return true;
	for (; fact != NULL; fact = fact->parent)
	{
		if (strcmp(row->kind, fact->kind->name) == 0 &&
			strcmp(row->identity, fact->identity) == 0)
			return true;
	}
	return false;
}

/*
 * Note the transaction that has changed an object, if it is the last one so far.
 */
static void
note(SvDriftRow *row, TransactionId xid)
{
	TimestampTz at;

	if (TransactionIdIsValid(row->xid))
	{
		if (TransactionIdPrecedesOrEquals(xid, row->xid))
			return;
	}
	else if (row->seen_by == NIL ||
			 strcmp(llast(row->seen_by), SV_DRIFT_TRANSACTIONS) != 0)
		row->seen_by = lappend(row->seen_by, SV_DRIFT_TRANSACTIONS);
	row->xid = xid;
	row->changed_at = 0;
	if (track_commit_timestamp && TransactionIdGetCommitTsData(xid, &at, NULL))
		row->changed_at = at;
}

/*
 * The rows of what others than we have changed, where nothing else is known.
 */
List *
sv_drift_rows_of_transactions(const SvDriftSides *sides,
							  const SvOwnTransactions *own,
							  const SvDriftOptions *options)
{
	List	   *changes = find_changes(sides, own);
	List	   *news = NIL;
	List	   *rows = NIL;
	const SvFact *last = NULL;
	ListCell   *lc;

	list_sort(changes, compare_changes);
	foreach(lc, changes)
	{
		const Change *change = lfirst(lc);

		if (change->row->is_new)
			news = lappend(news, unconstify(SvFact *, change->fact));
	}
	foreach(lc, changes)
	{
		const Change *change = lfirst(lc);

		if (!is_wanted(sides, change->fact, news, options))
			continue;
		if (change->fact != last)
			rows = lappend(rows, make_plain(change->fact, news));
		last = change->fact;
		note(llast(rows), change->row->xid);
	}
	return rows;
}

/*
 * By the facts, and of each first what is known of the whole.
 */
static int
compare_changes(const ListCell *a, const ListCell *b)
{
	return sv_fact_compare(((Change *) lfirst(a))->fact,
						   ((Change *) lfirst(b))->fact);
}

/*
 * True if an object is to be listed: it is asked for, is no part of another new
 * one, and is no new partition unless these are asked for.
 */
static bool
is_wanted(const SvDriftSides *sides, const SvFact *fact, const List *news,
		  const SvDriftOptions *options)
{
	SvAddress	attachment = {InheritsRelationId, fact->address.objid};

	if (options->schemas != NIL && !sv_drift_rows_is_in(fact, options->schemas))
		return false;
	for (const SvFact *whole = fact->parent; whole != NULL; whole = whole->parent)
	{
		if (list_member_ptr(news, whole))
			return false;
	}
	return options->partitions || !list_member_ptr(news, fact) ||
		sv_facts_find_own(sides->all, attachment) == NULL;
}

/*
 * The row of an object of which only the transaction is known.  Whether something
 * is new is known of relations.
 */
static SvDriftRow *
make_plain(const SvFact *fact, const List *news)
{
	SvDriftRow *row = palloc0(sizeof(SvDriftRow));

	row->kind = fact->kind->name;
	row->identity = fact->identity;
	row->fact = fact;
	if (list_member_ptr(news, fact))
		row->action = "create";
	else if (fact->address.classid == RelationRelationId &&
			 fact->address.subid == 0)
		row->action = "alter";
	return row;
}

/*
 * True if an object is one of the schemas, or in one of them.
 */
bool
sv_drift_rows_is_in(const SvFact *fact, const List *schemas)
{
	ListCell   *lc;

	while (fact->parent != NULL)
		fact = fact->parent;
	if (fact->kind->flags & SV_KIND_GLOBAL)
		return false;
	foreach(lc, schemas)
	{
		const char *schema = quote_identifier(lfirst(lc));
		Size		length = strlen(schema);

		if (strncmp(fact->identity, schema, length) == 0 &&
			fact->identity[length] == (fact->kind == &sv_kind_schema ? '\0' : '.'))
			return true;
	}
	return false;
}
