/*-------------------------------------------------------------------------
 *
 * preflight_waits.c
 *	  What a preflight says about what a deploy would wait for.
 *
 * That are other runs, and prepared transactions.  A transaction that was prepared for a two-phase commit and then forgotten has
 * no session that could end, and holds its locks over a restart of the server.
 * No attempt of a deploy gets past it, so it is named before the first step,
 * with the statements that end it.  Looked at are the lock of a run, and the
 * relations that statements name, if they are there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/twophase.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "deploy/preflight_waits.h"
#include "file/line.h"
#include "server/lock.h"
#include "server/query.h"
#include "store/run_lock.h"
#include "store/store.h"
#include "strings.h"

/* The modes of locks on relations that are in the way of others. */
typedef struct Conflicts
{
	List	   *relations;		/* OIDs */
	List	   *modes;			/* of a lock on the relation at this place */
} Conflicts;

/* Findings that are being made. */
typedef struct Making
{
	const SvStep *step;			/* NULL: of none in particular */
	List	   *findings;
} Making;

static void add_concurrent(Conflicts *conflicts, const Node *statement);
static void add_conflicts(Conflicts *conflicts, Oid relation, LOCKMODE mode);
static List *find(const Conflicts *conflicts, const SvStep *step);
static void add_finding(const SvRow *row, void *arg);

/*
 * Findings about the relations that a step needs, in the current memory context.
 */
List *
sv_preflight_waits_check(const SvStep *step, const SvScript *script)
{
	Conflicts	conflicts = {NIL, NIL};
	ListCell   *lc;
	ListCell   *lock;

	if (max_prepared_xacts == 0)
		return NIL;
	foreach(lc, script->statements)
	{
		const Node *statement = lfirst_node(RawStmt, lc)->stmt;

		add_concurrent(&conflicts, statement);
		foreach(lock, sv_lock_relations(statement))
		{
			const SvRelationLock *needed = lfirst(lock);

			add_conflicts(&conflicts, needed->relation, needed->mode);
		}
	}
	return find(&conflicts, step);
}

/*
 * Findings about the lock that keeps runs apart.
 */
List *
sv_preflight_waits_runs(void)
{
	Conflicts	conflicts = {NIL, NIL};
	SvBlockers	holders = sv_run_lock_holders();
	List	   *findings;
	SvFinding  *finding;

	if (holders.count == 0)
		return NIL;
	add_conflicts(&conflicts, sv_store_table("lock"), ExclusiveLock);
	findings = find(&conflicts, NULL);
	if (holders.count == list_length(findings))
		return findings;
	finding = palloc0(sizeof(SvFinding));
	finding->severity = SV_FINDING_WARNING;
	finding->subject = "sessions";
	finding->sqlstate = ERRCODE_LOCK_NOT_AVAILABLE;
	finding->finding = _("another run is going on, for which a deploy would wait");
	finding->detail = holders.text;
	return lcons(finding, findings);
}

/*
 * CREATE INDEX CONCURRENTLY takes a weak lock, and then waits for all who write.
 */
static void
add_concurrent(Conflicts *conflicts, const Node *statement)
{
	const IndexStmt *index = (const IndexStmt *) statement;
	Oid			table;

	if (!IsA(statement, IndexStmt) || !index->concurrent)
		return;
	table = RangeVarGetRelid(index->relation, NoLock, true);
	if (OidIsValid(table))
		add_conflicts(conflicts, table, ShareLock);
}

static void
add_conflicts(Conflicts *conflicts, Oid relation, LOCKMODE mode)
{
	for (LOCKMODE other = AccessShareLock; other <= AccessExclusiveLock; other++)
	{
		if (!DoLockModesConflict(mode, other))
			continue;
		conflicts->relations = lappend_oid(conflicts->relations, relation);
		conflicts->modes = lappend(conflicts->modes,
								   pstrdup(GetLockmodeName(DEFAULT_LOCKMETHOD,
														   other)));
	}
}

/*
 * A finding for each prepared transaction that holds such a lock.
 */
static List *
find(const Conflicts *conflicts, const SvStep *step)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT DISTINCT ON (p.gid) p.gid, p.owner::text, n.relation,"
		" date_trunc('second', clock_timestamp() - p.prepared)::text"
		" FROM pg_locks l JOIN unnest($1, $2) n(relation, mode)"
		"  ON n.relation = l.relation AND n.mode = l.mode"
		" JOIN pg_locks x ON x.virtualtransaction = l.virtualtransaction"
		"  AND x.pid IS NULL AND x.locktype = 'transactionid'"
		" JOIN pg_prepared_xacts p ON p.transaction = x.transactionid"
		" WHERE l.pid IS NULL AND l.locktype = 'relation' AND l.database = $3"
		" ORDER BY p.gid, n.relation",
		.nargs = 3,
		.types = {OIDARRAYOID, TEXTARRAYOID, OIDOID}
	};
	Making		making = {step, NIL};
	Datum		values[3] = {sv_oids_datum(conflicts->relations),
		sv_strings_datum(conflicts->modes),
	ObjectIdGetDatum(MyDatabaseId)};

	if (conflicts->relations != NIL)
		sv_query_fetch(&query, values, NULL, add_finding, &making);
	return making.findings;
}

/* sv_query_fetch callback of find */
static void
add_finding(const SvRow *row, void *arg)
{
	Making	   *making = arg;
	SvFinding  *finding = palloc0(sizeof(SvFinding));
	char	   *gid = sv_row_text(row, 1);
	char	   *shown = sv_line_flat(gid);
	char	   *literal = quote_literal_cstr(gid);

	finding->severity = SV_FINDING_WARNING;
	finding->subject = "sessions";
	finding->sqlstate = ERRCODE_LOCK_NOT_AVAILABLE;
	if (making->step == NULL)
		finding->finding = psprintf(_("prepared transaction \"%s\" holds the lock of a run"),
									shown);
	else
	{
		finding->revision = making->step->id;
		finding->finding = psprintf(_("prepared transaction \"%s\" holds a lock on \"%s\", which revision \"%s\" needs"),
									shown, get_rel_name(DatumGetObjectId(sv_row_datum(row, 3))),
									making->step->id);
	}
	finding->detail = psprintf(_("User \"%s\" prepared it %s ago."),
							   sv_row_text(row, 2), sv_row_text(row, 4));
	finding->hint = psprintf(_("It ends with COMMIT PREPARED %s or ROLLBACK PREPARED %s."),
							 literal, literal);
	making->findings = lappend(making->findings, finding);
}
