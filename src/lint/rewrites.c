/*-------------------------------------------------------------------------
 *
 * rewrites.c
 *	  Rules about statements that write a table or an index anew.
 *
 * That a table is rewritten is measured.  Why follows from what the catalogs
 * have of it afterwards: the conditions are those of the server's.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_attribute.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "proof/measure.h"
#include "strings.h"

enum
{
	REWRITE,
	VOLATILE_DEFAULT,
	IDENTITY_COLUMN,
	STORED_COLUMN,
	DOMAIN_COLUMN,
	TYPE_CHANGE,
	INDEX_REBUILD
};

static const SvLintRule rules[] = {
	[REWRITE] = {
		"rewrite", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A statement writes a table anew.",
		"The table is copied, and all of its indexes are built again; nobody can read or write it meanwhile.",
		"Make a new table and move the rows in batches, or use a tool such as pg_repack."
	},
	[VOLATILE_DEFAULT] = {
		"volatile-default", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A column is added whose default is another one in each row.",
		"The default is computed for each row, so the table is rewritten; nobody can read or write it meanwhile. Defaults that are the same in all rows, now() among them, are stored once.",
		"Add the column without a default, set the default, and fill the existing rows in batches."
	},
	[IDENTITY_COLUMN] = {
		"identity-column", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A serial or identity column is added.",
		"Each row gets a number, so the table is rewritten; nobody can read or write it meanwhile.",
		"Add a plain column, fill the rows in batches, and make it an identity column then: that rewrites nothing."
	},
	[STORED_COLUMN] = {
		"stored-column", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A stored generated column is added, or its expression changed.",
		"The expression is computed for each row, so the table is rewritten; nobody can read or write it meanwhile.",
		"Add a plain column with a trigger that sets it, and fill the rows in batches; or, from PostgreSQL 18 on, make it VIRTUAL."
	},
	[DOMAIN_COLUMN] = {
		"domain-column", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A column of a domain with constraints is added.",
		"The table is rewritten to check the domain, even if the column is NULL in all rows; nobody can read or write it meanwhile.",
		"Add a column of the base type, with the constraint as a CHECK that is NOT VALID, and validate that later."
	},
	[TYPE_CHANGE] = {
		"type-change", SV_RULE_ERROR, SV_SMALL_NOTE,
		"A column gets a type that is stored in another way.",
		"All rows are converted: the table is rewritten, and nobody can read or write it meanwhile.",
		"Add a column of the new type, keep it up to date by a trigger, fill the rows in batches, and exchange the names."
	},
	[INDEX_REBUILD] = {
		"index-rebuild", SV_RULE_WARNING, SV_SMALL_NOTE,
		"A change of a column builds its indexes again.",
		"The rows stay as they are, but the order of the index may be another one. Nobody can read or write the table while the index is built.",
		"Drop the index concurrently before, and create it concurrently afterwards."
	},
};

static void check(SvLint *lint, SvLintStatement *statement);
static void explain(SvLint *lint, const SvLintStatement *statement,
					Oid relation);
static bool explain_column(SvLint *lint, const SvLintStatement *statement,
						   const SvLintColumn *column, bool is_rewritten);
static bool explain_type(SvLint *lint, const SvLintStatement *statement,
						 const SvLintColumn *column);
static bool calls_nextval(Node *node, void *context);
static bool changes_type(const Node *node);
static bool makes_anew(const Node *node);

const SvLintSubject sv_rewrites_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.after = check
};

static void
check(SvLint *lint, SvLintStatement *statement)
{
	bool		is_explained = false;
	ListCell   *lc;

	if (makes_anew(statement->node))
		return;
	foreach(lc, statement->measured)
	{
		const SvMeasured *measured = lfirst(lc);

		if (sv_context_is_new(lint, measured->relation) || measured->dropped)
			continue;
		if (measured->rewritten)
		{
			explain(lint, statement, measured->relation);
			is_explained = true;
		}
		else if (measured->rebuilt != NIL && changes_type(statement->node))
			sv_context_report(lint, statement, &rules[INDEX_REBUILD],
							  measured->relation, AccessExclusiveLock,
							  psprintf("indexes are built again: %s",
									   sv_strings_join(measured->rebuilt, ", ")),
							  NULL);
	}
	/* what the rehearsal does in another way than the server */
	if (!is_explained && IsA(statement->node, AlterTableStmt) &&
		sv_context_is_old(lint, statement->before) && statement->after != NULL)
	{
		foreach(lc, statement->after->columns)
		{
			const SvLintColumn *column = lfirst(lc);

			if (sv_relation_column_at(statement->before, column->number) == NULL)
				(void) explain_column(lint, statement, column, false);
		}
	}
}

/*
 * Reports why a relation is rewritten.
 */
static void
explain(SvLint *lint, const SvLintStatement *statement, Oid relation)
{
	bool		is_explained = false;
	ListCell   *lc;

	if (IsA(statement->node, AlterTableStmt) && statement->before != NULL &&
		statement->after != NULL &&
		sv_relation_is_below(relation, statement->before->oid))
	{
		foreach(lc, statement->after->columns)
		{
			const SvLintColumn *column = lfirst(lc);

			if (sv_relation_column_at(statement->before, column->number) == NULL)
				is_explained |= explain_column(lint, statement, column, true);
			else
				is_explained |= explain_type(lint, statement, column);
		}
		relation = statement->before->oid;
	}
	if (!is_explained)
		sv_context_report(lint, statement, &rules[REWRITE], relation,
						  AccessExclusiveLock, "the table is rewritten", NULL);
}

/*
 * Reports that the table is rewritten for a new column, if it is.
 */
static bool
explain_column(SvLint *lint, const SvLintStatement *statement,
			   const SvLintColumn *column, bool is_rewritten)
{
	Oid			relation = statement->after->oid;
	const char *table = sv_phrases_relation(statement->after);
	const char *name = quote_identifier(column->name);
	const char *add = psprintf("ALTER TABLE %s ADD COLUMN %s %s;", table, name,
							   sv_phrases_type(column));
	const SvLintRule *rule;
	char	   *message;
	char	   *instead = NULL;

	if (column->generated == ATTRIBUTE_GENERATED_STORED)
	{
		rule = &rules[STORED_COLUMN];
		message = psprintf("the table is rewritten to store generated column \"%s\"",
						   column->name);
	}
	else if (column->identity != '\0' ||
			 (column->has_default &&
			  calls_nextval(sv_phrases_default_tree(relation, column->number), NULL)))
	{
		rule = &rules[IDENTITY_COLUMN];
		message = psprintf("the table is rewritten to number the rows in column \"%s\"",
						   column->name);
		instead = psprintf("%s\n-- fill the rows in batches, make the column NOT NULL, then:\n"
						   "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED BY DEFAULT AS IDENTITY;",
						   add, table, name);
	}
	else if (column->has_default &&
			 contain_volatile_functions(sv_phrases_default_tree(relation, column->number)))
	{
		rule = &rules[VOLATILE_DEFAULT];
		message = psprintf("the table is rewritten, as the default of column \"%s\" is computed for each row",
						   column->name);
		instead = psprintf("%s\nALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s;\n-- then fill the rows in batches",
						   add, table, name,
						   sv_phrases_default(relation, column->number));
	}
	else if (is_rewritten && domain_has_constraints(column->type))
	{
		rule = &rules[DOMAIN_COLUMN];
		message = psprintf("the table is rewritten to check domain %s of column \"%s\"",
						   format_type_be(column->type), column->name);
		instead = psprintf("ALTER TABLE %s ADD COLUMN %s %s;\n-- and the conditions of the domain as CHECK (...) NOT VALID",
						   table, name, format_type_be_qualified(getBaseType(column->type)));
	}
	else
		return false;
	sv_context_report(lint, statement, rule, relation, AccessExclusiveLock,
					  message, instead);
	return true;
}

/*
 * Reports that the table is rewritten for another type or expression of a
 * column that was there, if it is.
 */
static bool
explain_type(SvLint *lint, const SvLintStatement *statement,
			 const SvLintColumn *column)
{
	const SvLintColumn *before = sv_relation_column_at(statement->before,
													   column->number);
	const char *table = sv_phrases_relation(statement->after);
	bool		is_changed = false;
	bool		sets_expression = false;
	ListCell   *lc;

	foreach(lc, ((const AlterTableStmt *) statement->node)->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->name == NULL || strcmp(cmd->name, column->name) != 0)
			continue;
		is_changed |= cmd->subtype == AT_AlterColumnType;
		sets_expression |= sv_sets_expression(cmd);
	}
	if (!is_changed)
	{
		if (column->generated != ATTRIBUTE_GENERATED_STORED ||
			!sets_expression)
			return false;
		sv_context_report(lint, statement, &rules[STORED_COLUMN],
						  statement->after->oid, AccessExclusiveLock,
						  psprintf("the table is rewritten to store generated column \"%s\"",
								   column->name), NULL);
		return true;
	}
	sv_context_report(lint, statement, &rules[TYPE_CHANGE],
					  statement->after->oid, AccessExclusiveLock,
					  psprintf("the table is rewritten to convert column \"%s\" from %s to %s",
							   column->name, sv_phrases_type(before),
							   sv_phrases_type(column)),
					  psprintf("ALTER TABLE %s ADD COLUMN %s %s;\n-- a trigger that sets it, the rows in batches, then in one transaction:\n"
							   "ALTER TABLE %s RENAME COLUMN %s TO %s;\nALTER TABLE %s RENAME COLUMN %s TO %s;",
							   table, quote_identifier(psprintf("%s_new", column->name)),
							   sv_phrases_type(column), table,
							   quote_identifier(column->name),
							   quote_identifier(psprintf("%s_old", column->name)), table,
							   quote_identifier(psprintf("%s_new", column->name)),
							   quote_identifier(column->name)));
	return true;
}

/*
 * True if an expression takes a number of a sequence.
 */
static bool
calls_nextval(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, NextValueExpr) ||
		(IsA(node, FuncExpr) &&
		 ((FuncExpr *) node)->funcid == SV_SINCE_14(F_NEXTVAL, F_NEXTVAL_OID)))
		return true;
	return expression_tree_walker(node, calls_nextval, context);
}

/*
 * True if it gives a column another type or collation.
 */
static bool
changes_type(const Node *node)
{
	ListCell   *lc;

	if (!IsA(node, AlterTableStmt))
		return false;
	foreach(lc, ((const AlterTableStmt *) node)->cmds)
	{
		if (lfirst_node(AlterTableCmd, lc)->subtype == AT_AlterColumnType)
			return true;
	}
	return false;
}

/*
 * True if it is the purpose of a statement to make a table or an index anew:
 * other rules are about it.
 */
static bool
makes_anew(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_TruncateStmt:
		case T_RefreshMatViewStmt:
		case T_ReindexStmt:
		case T_RepackStmt:
		case T_VacuumStmt:
			return true;
		default:
			return false;
	}
}
