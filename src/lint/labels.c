/*-------------------------------------------------------------------------
 *
 * labels.c
 *	  The rule about labels of enumerated types that are used too early.
 *
 * A label that ALTER TYPE ... ADD VALUE has added cannot be used before the
 * transaction commits, unless the type was created in it.  In a rehearsal all
 * types have been, so servers that know this (17) do not mind there: the label
 * is looked for in the trees of the statements that follow.  Older servers fail.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_type.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "compat.h"
#include "file/script_alone.h"
#include "lint/labels.h"
#include "lint/phrases.h"

enum
{
	NEW_LABEL
};

static const SvLintRule rules[] = {
	[NEW_LABEL] = {
		"new-label", SV_RULE_ERROR, SV_SMALL_SAME,
		"A new label of an enumerated type is used in the transaction that adds it.",
		"The server refuses that: the revision fails.",
		"Add the label in a revision of its own, before."
	},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void note_label(SvLint *lint, const SvLintStatement *statement);
static void check_query(SvLint *lint, const SvLintStatement *statement);
static void check_expressions(SvLint *lint, const SvLintStatement *statement);
static void check_tree(SvLint *lint, const SvLintStatement *statement,
					   Node *tree);
static bool find_label(Node *node, void *context);
static Node *check_tree_of(Oid constraint);

/* The labels that are looked for, and the one that is found. */
typedef struct Search
{
	const List *labels;
	const SvLintLabel *found;
} Search;

const SvLintSubject sv_labels_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after
};

/*
 * Reports the error of a statement, if it is that of a label that was used too
 * early.  True if it is.
 */
bool
sv_labels_report_failure(SvLint *lint, const SvLintStatement *statement,
						 const ErrorData *error)
{
	if (error->sqlerrcode != ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE)
		return false;
	sv_context_report(lint, statement, &rules[NEW_LABEL], InvalidOid, NoLock,
					  pstrdup(error->message), NULL);
	return true;
}

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	switch (nodeTag(statement->node))
	{
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
		case T_SelectStmt:
			if (lint->labels != NIL)
				check_query(lint, statement);
			break;
		default:
			break;
	}
}

static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	if (!lint->step->transactional)
		return;
	if (IsA(statement->node, AlterEnumStmt))
		note_label(lint, statement);
	else if (lint->labels != NIL && statement->after != NULL)
		check_expressions(lint, statement);
}

static void
note_label(SvLint *lint, const SvLintStatement *statement)
{
	const AlterEnumStmt *stmt = (const AlterEnumStmt *) statement->node;
	Oid			type = typenameTypeId(NULL, makeTypeNameFromNameList(stmt->typeName));
	Oid			oid;
	SvLintLabel *label;

	if (stmt->oldVal != NULL || sv_context_is_new(lint, type))
		return;
	oid = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
						  ObjectIdGetDatum(type), CStringGetDatum(stmt->newVal));
	if (!OidIsValid(oid) || !sv_context_is_new(lint, oid))
		return;
	label = palloc(sizeof(SvLintLabel));
	label->type = type;
	label->label = oid;
	label->name = stmt->newVal;
	label->statement = statement->number;
	lint->labels = lappend(lint->labels, label);
}

/*
 * Analyzes a query as its execution will.
 */
static void
check_query(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	foreach(lc, pg_analyze_and_rewrite_fixedparams(copyObject(unconstify(RawStmt *, statement->raw)),
												   sv_script_alone_text(lint->script, statement->raw),
												   NULL, 0, NULL))
	{
		check_tree(lint, statement, lfirst(lc));
	}
}

/*
 * The defaults and CHECKs of a table.
 */
static void
check_expressions(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	foreach(lc, statement->after->columns)
	{
		const SvLintColumn *column = lfirst(lc);

		if (column->has_default)
			check_tree(lint, statement,
					   sv_phrases_default_tree(statement->after->oid, column->number));
	}
	foreach(lc, statement->after->constraints)
	{
		const SvLintConstraint *constraint = lfirst(lc);

		if (constraint->type == CONSTRAINT_CHECK &&
			sv_context_is_new(lint, constraint->oid))
			check_tree(lint, statement, check_tree_of(constraint->oid));
	}
}

static void
check_tree(SvLint *lint, const SvLintStatement *statement, Node *tree)
{
	Search		search = {lint->labels};

	if (find_label(tree, &search))
		sv_context_report(lint, statement, &rules[NEW_LABEL], InvalidOid, NoLock,
						  psprintf("label \"%s\" of type %s is used before statement %d, which adds it, is committed",
								   search.found->name,
								   format_type_be(search.found->type),
								   search.found->statement),
						  NULL);
}

static bool
find_label(Node *node, void *context)
{
	Search	   *search = context;
	ListCell   *lc;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, find_label, context, 0);
	if (IsA(node, Const) && !((Const *) node)->constisnull)
	{
		foreach(lc, search->labels)
		{
			const SvLintLabel *label = lfirst(lc);

			if (((Const *) node)->consttype == label->type &&
				DatumGetObjectId(((Const *) node)->constvalue) == label->label)
			{
				search->found = label;
				return true;
			}
		}
	}
	return expression_tree_walker(node, find_label, context);
}

/*
 * The expression of a CHECK.
 */
static Node *
check_tree_of(Oid constraint)
{
	HeapTuple	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	Node	   *tree = NULL;
	Datum		value;
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	value = SysCacheGetAttr(CONSTROID, tuple, Anum_pg_constraint_conbin, &isnull);
	if (!isnull)
		tree = stringToNode(TextDatumGetCString(value));
	ReleaseSysCache(tuple);
	return tree;
}
