/*-------------------------------------------------------------------------
 *
 * locks.c
 *	  Rules about statements for which there is one that locks less.
 *
 * What a statement locks follows from its parse tree, and from the foreign keys
 * that the catalogs have.  A relation that the script has created is locked for
 * nobody.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "file/statement.h"
#include "lint/falling.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "server/relation_name.h"

enum
{
	CREATE_INDEX,
	DROP_INDEX,
	REINDEX,
	REFRESH,
	CLUSTER,
	DETACH_PARTITION,
	CREATE_PARTITION,
	REFERENCED_LOCK
};

static const SvLintRule rules[] = {
	[CREATE_INDEX] = {
		"create-index", SV_RULE_WARNING, SV_SMALL_NOTE,
		"CREATE INDEX without CONCURRENTLY.",
		"Nobody can write to the table while the index is built.",
		"CREATE INDEX CONCURRENTLY, in a revision that is not transactional. Of a partitioned table: an index ON ONLY it, one concurrently on each partition, and ALTER INDEX ... ATTACH PARTITION."
	},
	[DROP_INDEX] = {
		"drop-index", SV_RULE_NOTE, SV_SMALL_OFF,
		"DROP INDEX without CONCURRENTLY.",
		"It waits for all who use the table, and all others wait behind it.",
		"DROP INDEX CONCURRENTLY, in a revision that is not transactional."
	},
	[REINDEX] = {
		"reindex", SV_RULE_WARNING, SV_SMALL_NOTE,
		"REINDEX without CONCURRENTLY.",
		"Nobody can write to the table while its indexes are built, and plans that use them wait.",
		"REINDEX ... CONCURRENTLY, in a revision that is not transactional."
	},
	[REFRESH] = {
		"refresh", SV_RULE_WARNING, SV_SMALL_NOTE,
		"REFRESH MATERIALIZED VIEW without CONCURRENTLY.",
		"Nobody can read the view while its query runs.",
		"REFRESH MATERIALIZED VIEW CONCURRENTLY; the view needs a unique index on columns for that."
	},
	[CLUSTER] = {
		"table-copy", SV_RULE_ERROR, SV_SMALL_NOTE,
		"CLUSTER, VACUUM FULL or REPACK.",
		"The table is copied, and nobody can read or write it meanwhile.",
		"VACUUM without FULL; or a tool such as pg_repack."
	},
	[DETACH_PARTITION] = {
		"detach-partition", SV_RULE_WARNING, SV_SMALL_NOTE,
		"DETACH PARTITION without CONCURRENTLY.",
		"It waits for all who use the partitioned table, and all others wait behind it.",
		"DETACH PARTITION ... CONCURRENTLY, from PostgreSQL 14 on, in a revision that is not transactional; it does not work with a default partition."
	},
	[CREATE_PARTITION] = {
		"create-partition", SV_RULE_NOTE, SV_SMALL_OFF,
		"CREATE TABLE ... PARTITION OF.",
		"It waits for all who use the partitioned table, and all others wait behind it.",
		"CREATE TABLE ... (LIKE ...), and ALTER TABLE ... ATTACH PARTITION, which lets others read and write."
	},
	[REFERENCED_LOCK] = {
		"referenced-lock", SV_RULE_NOTE, SV_SMALL_OFF,
		"A statement locks the table that a foreign key references.",
		"A foreign key is a trigger on both tables. To create one blocks writes to the other table, to drop it blocks all use, until the transaction ends.",
		"Add or drop the foreign key in a revision of its own."
	},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void check_index(SvLint *lint, const SvLintStatement *statement);
static void check_dropped(SvLint *lint, const SvLintStatement *statement);
static void check_dropped_table(SvLint *lint, const SvLintStatement *statement,
								const SvLintRelation *table);
static void check_reindex(SvLint *lint, const SvLintStatement *statement);
static void check_copies(SvLint *lint, const SvLintStatement *statement);
static void check_detach(SvLint *lint, const SvLintStatement *statement);
static void check_new_table(SvLint *lint, const SvLintStatement *statement);
static void report_referenced(SvLint *lint, const SvLintStatement *statement,
							  const SvLintConstraint *constraint,
							  LOCKMODE lock);

const SvLintSubject sv_locks_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after
};

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	const Node *node = statement->node;

	switch (nodeTag(node))
	{
		case T_DropStmt:
			check_dropped(lint, statement);
			break;
		case T_ReindexStmt:
			check_reindex(lint, statement);
			break;
		case T_VacuumStmt:
		case T_RepackStmt:
			check_copies(lint, statement);
			break;
		case T_RefreshMatViewStmt:
			if (!((const RefreshMatViewStmt *) node)->concurrent &&
				!((const RefreshMatViewStmt *) node)->skipData &&
				sv_context_is_old(lint, statement->before))
				sv_context_report(lint, statement, &rules[REFRESH],
								  statement->before->oid, AccessExclusiveLock,
								  "the view cannot be read while its query runs",
								  psprintf("REFRESH MATERIALIZED VIEW CONCURRENTLY %s;",
										   sv_phrases_relation(statement->before)));
			break;
		case T_AlterTableStmt:
			check_detach(lint, statement);
			break;
		default:
			break;
	}
}

static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	if (IsA(statement->node, IndexStmt))
		check_index(lint, statement);
	else if (IsA(statement->node, CreateStmt))
		check_new_table(lint, statement);
}

static void
check_index(SvLint *lint, const SvLintStatement *statement)
{
	const IndexStmt *stmt = (const IndexStmt *) statement->node;
	const SvLintRelation *table = statement->after;
	char	   *instead = NULL;
	ListCell   *lc;

	if (stmt->concurrent || !sv_context_is_old(lint, table))
		return;
	if (table->kind == RELKIND_PARTITIONED_TABLE && !stmt->relation->inh)
		return;
	foreach(lc, list_difference_oid(table->indexes, statement->before->indexes))
	{
		if (table->kind == RELKIND_PARTITIONED_TABLE)
			instead = psprintf("-- CREATE INDEX ... ON ONLY %s; for each partition CREATE INDEX CONCURRENTLY and ALTER INDEX ... ATTACH PARTITION",
							   sv_phrases_relation(table));
		else
			instead = psprintf("%s;", sv_phrases_concurrent_index(lfirst_oid(lc)));
		sv_context_report(lint, statement, &rules[CREATE_INDEX], table->oid,
						  ShareLock,
						  psprintf("writes wait while index \"%s\" is built",
								   get_rel_name(lfirst_oid(lc))),
						  instead);
	}
}

static void
check_dropped(SvLint *lint, const SvLintStatement *statement)
{
	const DropStmt *stmt = (const DropStmt *) statement->node;
	ListCell   *lc;

	foreach(lc, statement->falling)
	{
		const SvFalling *falling = lfirst(lc);
		const SvLintRelation *relation = falling->relation;

		if (!sv_context_is_old(lint, relation))
			continue;
		if (stmt->removeType == OBJECT_TABLE)
			check_dropped_table(lint, statement, relation);
		else if (stmt->removeType == OBJECT_INDEX && !stmt->concurrent &&
				 relation->kind == RELKIND_INDEX)
			sv_context_report(lint, statement, &rules[DROP_INDEX],
							  IndexGetRelation(relation->oid, true),
							  AccessExclusiveLock,
							  psprintf("the table is locked to drop index \"%s\"",
									   relation->name),
							  psprintf("DROP INDEX CONCURRENTLY %s;",
									   sv_phrases_relation(relation)));
	}
}

/*
 * The foreign keys of a table that is dropped.
 */
static void
check_dropped_table(SvLint *lint, const SvLintStatement *statement,
					const SvLintRelation *table)
{
	ListCell   *lc;

	foreach(lc, table->constraints)
	{
		const SvLintConstraint *constraint = lfirst(lc);

		if (constraint->referenced != table->oid)
			report_referenced(lint, statement, constraint, AccessExclusiveLock);
	}
}

static void
check_reindex(SvLint *lint, const SvLintStatement *statement)
{
	const ReindexStmt *stmt = (const ReindexStmt *) statement->node;
	Oid			relation;

	if (stmt->relation == NULL || sv_statement_is_concurrent(statement->node))
		return;
	relation = RangeVarGetRelid(stmt->relation, NoLock, true);
	if (stmt->kind == REINDEX_OBJECT_INDEX && OidIsValid(relation))
		relation = IndexGetRelation(relation, true);
	if (OidIsValid(relation) && !sv_context_is_new(lint, relation))
		sv_context_report(lint, statement, &rules[REINDEX], relation, ShareLock,
						  "writes wait while indexes are built again",
						  psprintf("REINDEX %s CONCURRENTLY %s;",
								   stmt->kind == REINDEX_OBJECT_INDEX ? "INDEX" : "TABLE",
								   NameListToQuotedString(sv_phrases_names(stmt->relation))));
}

static void
check_copies(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	/* what has one table takes this lock on it, where it is copied */
	foreach(lc, statement->locks)
	{
		const SvLintLock *lock = lfirst(lc);

		if (lock->mode == AccessExclusiveLock)
			sv_context_report(lint, statement, &rules[CLUSTER], lock->relation,
							  lock->mode, "the table is copied, and cannot be read meanwhile",
							  NULL);
	}
}

static void
check_detach(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	if (!sv_context_is_old(lint, statement->before))
		return;
	foreach(lc, ((const AlterTableStmt *) statement->node)->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);
		const SvLintConstraint *constraint;

		if (cmd->subtype == AT_DetachPartition && !sv_detach_is_concurrent(cmd))
			sv_context_report(lint, statement, &rules[DETACH_PARTITION],
							  statement->before->oid, AccessExclusiveLock,
							  psprintf("the partitioned table is locked to detach \"%s\"",
									   ((PartitionCmd *) cmd->def)->name->relname),
							  SV_SINCE_14(psprintf("ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY;",
												   sv_phrases_relation(statement->before),
												   NameListToQuotedString(sv_phrases_names(((PartitionCmd *) cmd->def)->name))),
										  NULL));
		if (cmd->subtype == AT_DropConstraint)
		{
			constraint = sv_relation_constraint(statement->before, cmd->name);
			if (constraint != NULL && constraint->referenced != statement->before->oid)
				report_referenced(lint, statement, constraint, AccessExclusiveLock);
		}
	}
}

/*
 * A table was created.
 */
static void
check_new_table(SvLint *lint, const SvLintStatement *statement)
{
	const CreateStmt *stmt = (const CreateStmt *) statement->node;
	const SvLintRelation *table = statement->after;
	ListCell   *lc;

	if (table == NULL || statement->before != NULL)
		return;
	if (stmt->partbound != NULL)
	{
		Oid			parent = RangeVarGetRelid(linitial(stmt->inhRelations), NoLock, true);

		if (OidIsValid(parent) && !sv_context_is_new(lint, parent))
			sv_context_report(lint, statement, &rules[CREATE_PARTITION], parent,
							  AccessExclusiveLock,
							  psprintf("the partitioned table is locked to create partition \"%s\"",
									   table->name),
							  psprintf("CREATE TABLE %s (LIKE %s INCLUDING ALL);\n"
									   "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES ...;",
									   sv_phrases_relation(table), sv_relation_name_find(parent),
									   sv_relation_name_find(parent), sv_phrases_relation(table)));
		return;
	}
	foreach(lc, table->constraints)
	{
		report_referenced(lint, statement, lfirst(lc), ShareRowExclusiveLock);
	}
}

static void
report_referenced(SvLint *lint, const SvLintStatement *statement,
				  const SvLintConstraint *constraint, LOCKMODE lock)
{
	if (constraint->type == CONSTRAINT_FOREIGN && !constraint->inherited &&
		!sv_context_is_new(lint, constraint->referenced))
		sv_context_report(lint, statement, &rules[REFERENCED_LOCK],
						  constraint->referenced, lock,
						  psprintf("the table that foreign key \"%s\" references is locked, too",
								   constraint->name), NULL);
}
