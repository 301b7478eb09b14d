/*-------------------------------------------------------------------------
 *
 * scans.c
 *	  Rules about statements that read whole tables under a strong lock.
 *
 * A new constraint that is valid has been checked against all rows: the catalogs
 * have that.  Other scans are measured, as the server leaves some of them out
 * where it can prove that no row violates what is asked for.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "utils/builtins.h"

#include "compat.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "proof/measure.h"
#include "server/relation_name.h"

enum
{
	NOT_NULL_SCAN,
	CHECK_SCAN,
	FOREIGN_KEY_SCAN,
	UNIQUE_SCAN,
	EXCLUDE_SCAN,
	VALIDATE_AT_ONCE,
	ATTACH_SCAN,
	DEFAULT_PARTITION,
	DOMAIN_SCAN,
	SCAN
};

static const SvLintRule rules[] = {
	[NOT_NULL_SCAN] = {
		"not-null-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"SET NOT NULL reads all rows.",
		"Nobody can read or write the table while it is read. It is not read if a valid CHECK already says that the column is not NULL.",
		"Add CHECK (column IS NOT NULL) NOT VALID and validate it in another revision; then SET NOT NULL reads nothing. From PostgreSQL 18 on, NOT NULL itself can be NOT VALID."
	},
	[CHECK_SCAN] = {
		"check-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A CHECK is added and validated at once.",
		"All rows are read, while nobody can read or write the table.",
		"Add it NOT VALID, and validate it in another revision: that lets others read and write."
	},
	[FOREIGN_KEY_SCAN] = {
		"foreign-key-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A foreign key is added and validated at once.",
		"Both tables are read, while nobody can write to either of them.",
		"Add it NOT VALID, and validate it in another revision: that lets others read and write."
	},
	[UNIQUE_SCAN] = {
		"unique-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A primary key or UNIQUE constraint builds its index.",
		"Nobody can read or write the table while the index is built.",
		"Create the unique index concurrently, in a revision that is not transactional, and add the constraint with USING INDEX."
	},
	[EXCLUDE_SCAN] = {
		"exclude-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"An exclusion constraint is added to a table with rows.",
		"Nobody can read or write the table while its index is built and the rows are checked, and there is no way to do it concurrently.",
		"Do it when nobody needs the table, or in a new table to which the rows are moved."
	},
	[VALIDATE_AT_ONCE] = {
		"validate-at-once", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A constraint is added NOT VALID, and validated in the same transaction.",
		"The lock of the first statement is held while all rows are read: nothing is gained.",
		"Validate it in another revision."
	},
	[ATTACH_SCAN] = {
		"attach-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A table is read before it becomes a partition.",
		"Nobody can read or write the table while it is read. It is not read if a valid CHECK already says what the bounds do.",
		"Add such a CHECK that is NOT VALID, validate it in another revision, attach the table, and drop the CHECK."
	},
	[DEFAULT_PARTITION] = {
		"default-partition", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A new partition makes the server read the default partition.",
		"It has to know that no row there belongs into the new one. Nobody can read or write the default partition meanwhile.",
		"Add a CHECK that excludes the new bounds to the default partition before, NOT VALID, and validate it in another revision."
	},
	[DOMAIN_SCAN] = {
		"domain-scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A constraint of a domain is checked in all tables that use it.",
		"All of them are read, while nobody can write to any of them.",
		"Add it NOT VALID; validate it when writes may wait, as VALIDATE CONSTRAINT takes the same locks."
	},
	[SCAN] = {
		"scan", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A statement reads all rows under a strong lock.",
		"Constraints are checked again, as after a change of a type. Others wait meanwhile.",
		"Drop the constraint before, and add it NOT VALID afterwards; validate it in another revision."
	},
};

static void check(SvLint *lint, SvLintStatement *statement);
static void check_constraint(SvLint *lint, const SvLintStatement *statement,
							 const SvLintConstraint *constraint);
static bool is_of_empty_columns(const SvLintStatement *statement,
								const SvLintConstraint *constraint);
static void check_commands(SvLint *lint, const SvLintStatement *statement);
static void check_not_null(SvLint *lint, const SvLintStatement *statement,
						   const AlterTableCmd *cmd);
static void check_partitions(SvLint *lint, const SvLintStatement *statement);
static void check_others(SvLint *lint, const SvLintStatement *statement);
static bool scans_by_itself(const AlterTableStmt *stmt);
static bool is_scanned(const SvLintStatement *statement, Oid relation);

const SvLintSubject sv_scans_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.after = check
};

static void
check(SvLint *lint, SvLintStatement *statement)
{
	ListCell   *lc;

	if (sv_context_is_old(lint, statement->before) && statement->after != NULL &&
		IsA(statement->node, AlterTableStmt))
	{
		foreach(lc, statement->after->constraints)
		{
			const SvLintConstraint *constraint = lfirst(lc);

			/* a change of type makes those that are there anew */
			if (!sv_relation_has_constraint(statement->before, constraint->oid) &&
				sv_relation_constraint(statement->before, constraint->name) == NULL)
				check_constraint(lint, statement, constraint);
		}
		check_commands(lint, statement);
		check_others(lint, statement);
	}
	else if (IsA(statement->node, CreateStmt) &&
			 ((const CreateStmt *) statement->node)->partbound != NULL)
		check_partitions(lint, statement);
	else if (IsA(statement->node, AlterDomainStmt))
	{
		foreach(lc, statement->measured)
		{
			const SvMeasured *measured = lfirst(lc);

			if (measured->scanned && !sv_context_is_new(lint, measured->relation))
				sv_context_report(lint, statement, &rules[DOMAIN_SCAN],
								  measured->relation, ShareLock,
								  psprintf("table %s is read to check the domain",
										   measured->name), NULL);
		}
	}
}

/*
 * A constraint that the statement has added.
 */
static void
check_constraint(SvLint *lint, const SvLintStatement *statement,
				 const SvLintConstraint *constraint)
{
	const char *table = sv_phrases_relation(statement->after);
	const char *name = quote_identifier(constraint->name);
	const SvLintRule *rule;
	LOCKMODE	lock = AccessExclusiveLock;
	char	   *message;
	char	   *instead = NULL;

	if (constraint->inherited)
		return;
	switch (constraint->type)
	{
		case CONSTRAINT_CHECK:
			rule = &rules[CHECK_SCAN];
			message = psprintf("all rows are read to check new constraint \"%s\"",
							   constraint->name);
			break;
		case CONSTRAINT_FOREIGN:
			if (is_of_empty_columns(statement, constraint))
				return;
			rule = &rules[FOREIGN_KEY_SCAN];
			lock = ShareRowExclusiveLock;
			message = psprintf("all rows are read to check new foreign key \"%s\", and writes to table %s wait, too",
							   constraint->name,
							   sv_relation_name_find(constraint->referenced));
			break;
		case CONSTRAINT_PRIMARY:
		case CONSTRAINT_UNIQUE:
		case CONSTRAINT_EXCLUSION:
			if (!sv_context_is_new(lint, constraint->index))
				return;
			rule = constraint->type == CONSTRAINT_EXCLUSION ?
				&rules[EXCLUDE_SCAN] : &rules[UNIQUE_SCAN];
			message = psprintf("the index of new constraint \"%s\" is built",
							   constraint->name);
			break;
		default:
			return;
	}
	if (constraint->type == CONSTRAINT_CHECK || constraint->type == CONSTRAINT_FOREIGN)
	{
		if (!constraint->validated)
			return;
		instead = psprintf("%s NOT VALID;\n-- in another revision:\nALTER TABLE %s VALIDATE CONSTRAINT %s;",
						   sv_phrases_constraint(constraint->oid), table, name);
	}
	else if (rule == &rules[UNIQUE_SCAN] &&
			 statement->after->kind == RELKIND_RELATION)
		instead = psprintf("CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s);\n"
						   "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s;",
						   name, table,
						   sv_phrases_columns(statement->after, constraint->columns),
						   table, name,
						   constraint->type == CONSTRAINT_PRIMARY ? "PRIMARY KEY" : "UNIQUE",
						   name);
	sv_context_report(lint, statement, rule, statement->after->oid, lock,
					  message, instead);
}

/*
 * True if a foreign key has a column that the same statement has added, without
 * a default: no row has a value to be checked.
 */
static bool
is_of_empty_columns(const SvLintStatement *statement,
					const SvLintConstraint *constraint)
{
	ListCell   *lc;

	foreach(lc, constraint->columns)
	{
		const SvLintColumn *column = sv_relation_column_at(statement->after,
														   lfirst_int(lc));

		if (column != NULL && !column->has_default &&
			column->identity == '\0' && column->generated == '\0' &&
			sv_relation_column_at(statement->before, column->number) == NULL)
			return true;
	}
	return false;
}

static void
check_commands(SvLint *lint, const SvLintStatement *statement)
{
	const AlterTableStmt *stmt = (const AlterTableStmt *) statement->node;
	ListCell   *lc;

	foreach(lc, stmt->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);
		const SvLintConstraint *constraint;

		switch (cmd->subtype)
		{
			case AT_SetNotNull:
				check_not_null(lint, statement, cmd);
				break;
			case AT_ValidateConstraint:
				constraint = sv_relation_constraint(statement->after, cmd->name);
				if (constraint != NULL && lint->step->transactional &&
					sv_context_is_new(lint, constraint->oid))
					sv_context_report(lint, statement, &rules[VALIDATE_AT_ONCE],
									  statement->after->oid,
									  constraint->type == CONSTRAINT_FOREIGN ?
									  ShareRowExclusiveLock : AccessExclusiveLock,
									  psprintf("constraint \"%s\" is validated under the lock with which it was added",
											   constraint->name),
									  psprintf("-- in another revision:\nALTER TABLE %s VALIDATE CONSTRAINT %s;",
											   sv_phrases_relation(statement->after),
											   quote_identifier(constraint->name)));
				break;
			case AT_AttachPartition:
				check_partitions(lint, statement);
				break;
			default:
				break;
		}
	}
}

static void
check_not_null(SvLint *lint, const SvLintStatement *statement,
			   const AlterTableCmd *cmd)
{
	const SvLintColumn *before = sv_relation_column(statement->before, cmd->name);
	const char *table = sv_phrases_relation(statement->after);
	const char *column = quote_identifier(cmd->name);
	const char *check = quote_identifier(psprintf("%s_not_null", cmd->name));

	if (before == NULL || before->not_null ||
		!is_scanned(statement, statement->after->oid))
		return;
	sv_context_report(lint, statement, &rules[NOT_NULL_SCAN],
					  statement->after->oid, AccessExclusiveLock,
					  psprintf("all rows are read to check that column \"%s\" has no NULL",
							   cmd->name),
					  psprintf("ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID;\n"
							   "-- in another revision:\nALTER TABLE %s VALIDATE CONSTRAINT %s;\n"
							   "-- in a third one:\nALTER TABLE %s ALTER COLUMN %s SET NOT NULL;\n"
							   "ALTER TABLE %s DROP CONSTRAINT %s;",
							   table, check, column, table, check, table, column,
							   table, check));
}

/*
 * A table becomes a partition, or a new partition is created.
 */
static void
check_partitions(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);
		bool		is_child = OidIsValid(statement->attached) &&
		sv_relation_is_below(measured->relation, statement->attached);

		if (!measured->scanned || sv_context_is_new(lint, measured->relation))
			continue;
		if (is_child)
			sv_context_report(lint, statement, &rules[ATTACH_SCAN],
							  measured->relation, AccessExclusiveLock,
							  psprintf("all rows of table %s are read to check the bounds of the partition",
									   measured->name),
							  NULL);
		else
			sv_context_report(lint, statement, &rules[DEFAULT_PARTITION],
							  measured->relation, AccessExclusiveLock,
							  psprintf("all rows of default partition %s are read",
									   measured->name),
							  NULL);
	}
}

/*
 * Scans that no other rule has explained.
 */
static void
check_others(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	if (scans_by_itself((const AlterTableStmt *) statement->node))
		return;
	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);

		if (measured->scanned && !measured->rewritten && !measured->dropped &&
			measured->rebuilt == NIL &&
			!sv_context_is_new(lint, measured->relation))
			sv_context_report(lint, statement, &rules[SCAN], measured->relation,
							  AccessExclusiveLock,
							  psprintf("all rows of table %s are read to check its constraints again",
									   measured->name), NULL);
	}
}

/*
 * True if other rules know whether a statement reads tables, or if it may do
 * so.
 */
static bool
scans_by_itself(const AlterTableStmt *stmt)
{
	ListCell   *lc;

	foreach(lc, stmt->cmds)
	{
		switch (lfirst_node(AlterTableCmd, lc)->subtype)
		{
			case AT_AddColumn:
			case AT_SetNotNull:
			case AT_AddConstraint:
			case AT_ValidateConstraint:
			case AT_AttachPartition:
			case AT_DetachPartition:
			case AT_AddIndex:
				return true;
			default:
				break;
		}
	}
	return false;
}

static bool
is_scanned(const SvLintStatement *statement, Oid relation)
{
	ListCell   *lc;

	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);

		if (measured->scanned && !measured->rewritten &&
			sv_relation_is_below(measured->relation, relation))
			return true;
	}
	return false;
}
