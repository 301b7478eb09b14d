/*-------------------------------------------------------------------------
 *
 * transactions.c
 *	  Rules about what statements of one script do to each other.
 *
 * A transaction keeps its locks to its end.  So the danger of a statement is also
 * what the statements before it have locked, and how long those after it take.
 * A script that is not transactional keeps nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "file/statement.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "proof/measure.h"
#include "server/relation_name.h"

enum
{
	LOCK_HELD,
	SEVERAL_LOCKS,
	COMBINE_ALTERS,
	LARGE_UPDATE,
	NO_TRANSACTION,
	CONCURRENTLY_IF_NOT_EXISTS,
	SET_TIMEOUT
};

static const SvLintRule rules[] = {
	[LOCK_HELD] = {
		"lock-held", SV_RULE_WARNING, SV_SMALL_OFF,
		"A statement that takes long follows one that locks a table against all use.",
		"The lock is held until the transaction ends: nobody can use the first table while the second statement reads or writes rows.",
		"Put the statements into revisions of their own."
	},
	[SEVERAL_LOCKS] = {
		"several-locks", SV_RULE_WARNING, SV_SMALL_OFF,
		"A transaction locks several tables, one after the other.",
		"A session that has used one of them, and wants the next, waits for the script while the script waits for it: one of the two is cancelled. And all of the tables are locked until the last one is done.",
		"Put the statements into revisions of their own, by table."
	},
	[COMBINE_ALTERS] = {
		"combine-alters", SV_RULE_WARNING, SV_SMALL_OFF,
		"Several ALTER TABLE read or rewrite the same table.",
		"Each of them does it again.",
		"Make them clauses of one ALTER TABLE: it reads or writes the rows once."
	},
	[LARGE_UPDATE] = {
		"large-update", SV_RULE_WARNING, SV_SMALL_OFF,
		"Rows of a large table are changed in a script that changes the schema.",
		"The locks of the other statements are held while the rows are written, and the rows stay locked until the end.",
		"Change rows in a revision of their own, or in batches outside of revisions."
	},
	[NO_TRANSACTION] = {
		"needs-no-transaction", SV_RULE_ERROR, SV_SMALL_SAME,
		"A statement cannot run in a transaction, and its revision is transactional.",
		"The revision fails.",
		"Put it into a revision of its own with transactional => false."
	},
	[CONCURRENTLY_IF_NOT_EXISTS] = {
		"concurrently-if-not-exists", SV_RULE_WARNING, SV_SMALL_SAME,
		"CREATE INDEX CONCURRENTLY IF NOT EXISTS.",
		"When it fails, it leaves an invalid index, and the next attempt takes that for the index: it never becomes valid.",
		"Leave out IF NOT EXISTS. A deploy drops what a failed attempt has left."
	},
	[SET_TIMEOUT] = {
		"lock-timeout", SV_RULE_NOTE, SV_SMALL_SAME,
		"A script sets lock_timeout or statement_timeout.",
		"A deploy waits for locks with its own timeouts, and tries again: the script's setting takes the place of what was chosen for the database.",
		"Leave it out, and set schemaver.lock_timeout for the deploy."
	},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void check_end(SvLint *lint);
static void check_setting(SvLint *lint, const SvLintStatement *statement);
static void check_held(SvLint *lint, const SvLintStatement *statement);
static Oid	long_work(SvLint *lint, const SvLintStatement *statement,
					  const char **work);
static bool changes_rows(const Node *node);
static void check_several(SvLint *lint);
static Oid	larger(SvLint *lint, Oid a, Oid b);
static void check_alters(SvLint *lint);
static bool reads_rows(const SvLintStatement *statement);
static void check_updates(SvLint *lint);

const SvLintSubject sv_transactions_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after,
	.end = check_end
};

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	const Node *node = statement->node;

	if (lint->step->transactional && sv_statement_is_nontransactional(node))
		sv_context_report(lint, statement, &rules[NO_TRANSACTION],
						  statement->before == NULL ? InvalidOid : statement->before->oid,
						  NoLock, "the statement cannot run inside a transaction block",
						  NULL);
	if (IsA(node, IndexStmt) && ((const IndexStmt *) node)->concurrent &&
		((const IndexStmt *) node)->if_not_exists)
		sv_context_report(lint, statement, &rules[CONCURRENTLY_IF_NOT_EXISTS],
						  statement->before == NULL ? InvalidOid : statement->before->oid,
						  NoLock, "an invalid index of the name would be taken for the index",
						  NULL);
	if (IsA(node, VariableSetStmt))
		check_setting(lint, statement);
}

static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	if (lint->step->transactional)
		check_held(lint, statement);
}

static void
check_end(SvLint *lint)
{
	if (!lint->step->transactional)
		return;
	check_several(lint);
	check_alters(lint);
	check_updates(lint);
}

static void
check_setting(SvLint *lint, const SvLintStatement *statement)
{
	const VariableSetStmt *stmt = (const VariableSetStmt *) statement->node;

	if (stmt->kind == VAR_SET_VALUE && stmt->name != NULL &&
		(strcmp(stmt->name, "lock_timeout") == 0 ||
		 strcmp(stmt->name, "statement_timeout") == 0))
		sv_context_report(lint, statement, &rules[SET_TIMEOUT], InvalidOid,
						  NoLock, psprintf("the script sets %s", stmt->name), NULL);
}

/*
 * The first statement that takes long while a table is locked against all use by
 * one before it.
 */
static void
check_held(SvLint *lint, const SvLintStatement *statement)
{
	const char *work;
	Oid			relation = long_work(lint, statement, &work);
	ListCell   *lc;

	if (!OidIsValid(relation) || sv_context_has_found(lint, NULL, &rules[LOCK_HELD]))
		return;
	foreach(lc, lint->locks)
	{
		const SvLintLock *lock = lfirst(lc);
		char	   *name = sv_relation_name_find(lock->relation);

		if (lock->mode != AccessExclusiveLock || name == NULL)
			continue;
		sv_context_report(lint, statement, &rules[LOCK_HELD], relation,
						  AccessExclusiveLock,
						  psprintf("table %s, which statement %d has locked against all use, stays locked while %s",
								   name, lock->statement, work),
						  NULL);
		return;
	}
}

/*
 * The relation that was there, and for whose rows a statement takes long;
 * InvalidOid: none.
 */
static Oid
long_work(SvLint *lint, const SvLintStatement *statement, const char **work)
{
	ListCell   *lc;

	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);

		if (sv_context_is_new(lint, measured->relation) || measured->dropped ||
			IsA(statement->node, TruncateStmt))
			continue;
		*work = measured->rewritten ? "rows are written" : "rows are read";
		if (measured->rewritten || measured->scanned || measured->rebuilt != NIL)
			return measured->relation;
	}
	*work = "rows are changed";
	if (changes_rows(statement->node) &&
		sv_context_is_old(lint, statement->before))
		return statement->before->oid;
	return InvalidOid;
}

/*
 * True if the statement changes rows that are there.
 */
static bool
changes_rows(const Node *node)
{
	return IsA(node, UpdateStmt) || IsA(node, DeleteStmt);
}

/*
 * Tables that are locked one after the other; not those that one statement
 * locks together.
 */
static void
check_several(SvLint *lint)
{
	const SvLintLock *first = NULL;
	ListCell   *lc;

	foreach(lc, lint->locks)
	{
		const SvLintLock *lock = lfirst(lc);
		char	   *name = sv_relation_name_find(lock->relation);

		/* those of what is dropped have no name any more */
		if (name == NULL || get_rel_relkind(lock->relation) == RELKIND_INDEX ||
			lock->mode < ShareLock)
			continue;
		if (first == NULL)
			first = lock;
		else if (lock->statement != first->statement &&
				 lock->relation != first->relation &&
				 Max(lock->mode, first->mode) == AccessExclusiveLock)
		{
			sv_context_report(lint, list_nth(lint->statements, lock->statement - 1),
							  &rules[SEVERAL_LOCKS],
							  larger(lint, first->relation, lock->relation), lock->mode,
							  psprintf("table %s is locked while table %s, which statement %d has locked, stays locked",
									   name, sv_relation_name_find(first->relation),
									   first->statement),
							  NULL);
			return;
		}
	}
}

/*
 * The larger one of two tables.
 */
static Oid
larger(SvLint *lint, Oid a, Oid b)
{
	const SvRelationSize *size_a = sv_context_size(lint, a);
	const SvRelationSize *size_b = sv_context_size(lint, b);

	return size_b == NULL || (size_a != NULL && size_a->bytes >= size_b->bytes) ? a : b;
}

static void
check_alters(SvLint *lint)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *later = lfirst(lc);

		if (!reads_rows(later) || !sv_context_is_old(lint, later->before))
			continue;
		foreach(lc2, lint->statements)
		{
			const SvLintStatement *first = lfirst(lc2);

			if (first == later)
				break;
			if (!reads_rows(first) || first->before == NULL ||
				first->before->oid != later->before->oid)
				continue;
			sv_context_report(lint, later, &rules[COMBINE_ALTERS],
							  later->before->oid, AccessExclusiveLock,
							  psprintf("the rows are read or written again, as by statement %d",
									   first->number),
							  NULL);
			break;
		}
	}
}

/*
 * True if it is an ALTER TABLE that reads or writes rows.
 */
static bool
reads_rows(const SvLintStatement *statement)
{
	ListCell   *lc;

	if (statement == NULL || !IsA(statement->node, AlterTableStmt) ||
		statement->before == NULL)
		return false;
	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);

		if ((measured->rewritten || measured->scanned) &&
			sv_relation_is_below(measured->relation, statement->before->oid))
			return true;
	}
	return false;
}

/*
 * Changes of rows in a script that changes the schema of tables that were
 * there.
 */
static void
check_updates(SvLint *lint)
{
	ListCell   *lc;

	if (lint->locks == NIL)
		return;
	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);

		if (statement != NULL && changes_rows(statement->node) &&
			sv_context_is_old(lint, statement->before) &&
			!sv_context_has_found(lint, statement, &rules[LOCK_HELD]))
			sv_context_report(lint, statement, &rules[LARGE_UPDATE],
							  statement->before->oid, RowExclusiveLock,
							  "rows are changed in the transaction that changes the schema",
							  NULL);
	}
}
