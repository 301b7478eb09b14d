/*-------------------------------------------------------------------------
 *
 * losses.c
 *	  Rules about statements that lose rows or objects.
 *
 * A statement that drops is looked at before and after: what it says that it
 * drops, and what was gone afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "proof/unnamed.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "lint/falling.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "server/relation_name.h"
#include "strings.h"

enum
{
	DROP_TABLE,
	DROP_COLUMN,
	DROP_SCHEMA,
	DROP_TYPE,
	DROP_VIEW,
	DROP_FUNCTION,
	CASCADE,
	TRUNCATE,
	TRUNCATE_CASCADE,
	WITHOUT_WHERE
};

static const SvLintRule rules[] = {
	[DROP_TABLE] = {
		"drop-table", SV_RULE_WARNING, SV_SMALL_SAME,
		"A table is dropped.",
		"Its rows are lost, and applications that still use it fail.",
		"Rename it or move it to another schema first, and drop it when nobody has missed it."
	},
	[DROP_COLUMN] = {
		"drop-column", SV_RULE_WARNING, SV_SMALL_SAME,
		"A column is dropped.",
		"Its values are lost, with its indexes and constraints; applications that still name it fail.",
		"Deploy applications that do not name it first; drop NOT NULL before, so that they can insert rows."
	},
	[DROP_SCHEMA] = {
		"drop-schema", SV_RULE_WARNING, SV_SMALL_SAME,
		"A schema is dropped.",
		"What is in it is lost, and applications that still use it fail.",
		"Drop what is in it one by one, and the schema when it is empty."
	},
	[DROP_TYPE] = {
		"drop-type", SV_RULE_WARNING, SV_SMALL_SAME,
		"A type or a domain is dropped.",
		"Applications that still name it fail.",
		"Deploy applications that do not name it first."
	},
	[DROP_VIEW] = {
		"drop-view", SV_RULE_WARNING, SV_SMALL_SAME,
		"A view is dropped, and no other takes its place.",
		"Applications that still read it fail.",
		"Deploy applications that do not read it first."
	},
	[DROP_FUNCTION] = {
		"drop-function", SV_RULE_WARNING, SV_SMALL_SAME,
		"A function is dropped, and no other takes its place.",
		"Applications that still call it fail.",
		"Deploy applications that do not call it first."
	},
	[CASCADE] = {
		"cascade", SV_RULE_WARNING, SV_SMALL_SAME,
		"A drop takes other objects along.",
		"CASCADE drops whatever depends on the object, and next month that may be more than today.",
		"Drop what depends on it by statements that name it."
	},
	[TRUNCATE] = {
		"truncate", SV_RULE_WARNING, SV_SMALL_SAME,
		"A table is truncated.",
		"Its rows are lost.",
		"Delete the rows that are meant, in batches."
	},
	[TRUNCATE_CASCADE] = {
		"truncate-cascade", SV_RULE_ERROR, SV_SMALL_SAME,
		"TRUNCATE ... CASCADE empties other tables.",
		"All tables with a foreign key to the table lose their rows, too, and so do those with a foreign key to them.",
		"Name all tables that are meant, without CASCADE."
	},
	[WITHOUT_WHERE] = {
		"without-where", SV_RULE_WARNING, SV_SMALL_SAME,
		"UPDATE or DELETE without WHERE.",
		"All rows are changed or lost, and locked until the transaction ends.",
		"Say which rows are meant; change many rows in batches."
	},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void check_end(SvLint *lint);
static void check_truncate(SvLint *lint, const SvLintStatement *statement);
static void check_rows(SvLint *lint, const SvLintStatement *statement);
static void report_dropped(SvLint *lint, const SvLintStatement *statement,
						   const SvFalling *falling);
static char *with_parts(const SvFalling *falling);
static void report_cascade(SvLint *lint, const SvLintStatement *statement,
						   const SvFalling *falling);
static bool is_cascade(const Node *node);
static bool is_replaced(const SvFalling *falling);

const SvLintSubject sv_losses_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after,
	.end = check_end
};

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	if (IsA(statement->node, TruncateStmt))
		check_truncate(lint, statement);
	else
		check_rows(lint, statement);
}

/*
 * What was dropped, with what fell with it.
 */
static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	ListCell   *lc;

	foreach(lc, statement->falling)
	{
		const SvFalling *falling = lfirst(lc);

		if (sv_context_is_new(lint, falling->address.objid) ||
			falling->identity == NULL)
			continue;
		report_dropped(lint, statement, falling);
		if (is_cascade(statement->node))
			report_cascade(lint, statement, falling);
	}
}

/*
 * Views and functions that no others have replaced by now.
 */
static void
check_end(SvLint *lint)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);

		if (statement == NULL || !IsA(statement->node, DropStmt))
			continue;
		foreach(lc2, statement->falling)
		{
			const SvFalling *falling = lfirst(lc2);
			bool		is_view = falling->relation != NULL &&
			(falling->relation->kind == RELKIND_VIEW ||
			 falling->relation->kind == RELKIND_MATVIEW);

			if (falling->identity == NULL || !statement->executed ||
				sv_context_is_new(lint, falling->address.objid) ||
				(!is_view && falling->address.classid != ProcedureRelationId) ||
				is_replaced(falling))
				continue;
			sv_context_report(lint, statement,
							  &rules[is_view ? DROP_VIEW : DROP_FUNCTION],
							  InvalidOid, NoLock,
							  psprintf("%s %s is dropped", falling->type, falling->identity),
							  NULL);
		}
	}
}

static void
check_truncate(SvLint *lint, const SvLintStatement *statement)
{
	const TruncateStmt *stmt = (const TruncateStmt *) statement->node;
	List	   *named = NIL;
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, stmt->relations)
	{
		Oid			relation = RangeVarGetRelid(lfirst(lc), NoLock, true);

		if (!OidIsValid(relation))
			continue;
		named = lappend_oid(named, relation);
		if (!sv_context_is_new(lint, relation))
			sv_context_report(lint, statement, &rules[TRUNCATE], relation,
							  AccessExclusiveLock, "all rows are lost", NULL);
	}
	if (stmt->behavior != DROP_CASCADE || named == NIL)
		return;
	foreach(lc, sv_unnamed_emptied(named))
	{
		if (!sv_context_is_new(lint, lfirst_oid(lc)))
			names = lappend(names, sv_relation_name_find(lfirst_oid(lc)));
	}
	if (names != NIL)
		sv_context_report(lint, statement, &rules[TRUNCATE_CASCADE],
						  linitial_oid(named), AccessExclusiveLock,
						  psprintf("other tables lose their rows, too: %s",
								   sv_strings_join(names, ", ")),
						  NULL);
}

static void
check_rows(SvLint *lint, const SvLintStatement *statement)
{
	const Node *node = statement->node;
	bool		is_delete = IsA(node, DeleteStmt);

	if (!sv_context_is_old(lint, statement->before))
		return;
	if (is_delete ? ((const DeleteStmt *) node)->whereClause == NULL &&
		((const DeleteStmt *) node)->usingClause == NIL :
		IsA(node, UpdateStmt) && ((const UpdateStmt *) node)->whereClause == NULL &&
		((const UpdateStmt *) node)->fromClause == NIL)
		sv_context_report(lint, statement, &rules[WITHOUT_WHERE],
						  statement->before->oid, RowExclusiveLock,
						  is_delete ? "all rows are deleted" : "all rows are changed",
						  NULL);
}

static void
report_dropped(SvLint *lint, const SvLintStatement *statement,
			   const SvFalling *falling)
{
	const SvLintRule *rule;
	Oid			relation = InvalidOid;
	char	   *instead = NULL;

	switch (falling->address.classid)
	{
		case RelationRelationId:
			relation = falling->address.objid;
			if (falling->address.subid != 0)
				rule = &rules[DROP_COLUMN];
			else if (falling->relation != NULL &&
					 (falling->relation->kind == RELKIND_RELATION ||
					  falling->relation->kind == RELKIND_PARTITIONED_TABLE))
			{
				rule = &rules[DROP_TABLE];
				instead = psprintf("ALTER TABLE %s RENAME TO %s;",
								   sv_phrases_relation(falling->relation),
								   quote_identifier(psprintf("%s_dropped", falling->relation->name)));
			}
			else
				return;
			break;
		case NamespaceRelationId:
			rule = &rules[DROP_SCHEMA];
			break;
		case TypeRelationId:
			rule = &rules[DROP_TYPE];
			break;
		default:
			return;
	}
	if (rule == &rules[DROP_COLUMN] && statement->before != NULL &&
		sv_relation_column_at(statement->after, falling->address.subid) != NULL)
		return;
	sv_context_report(lint, statement, rule, relation,
					  OidIsValid(relation) ? AccessExclusiveLock : NoLock,
					  psprintf("%s %s is dropped%s%s", falling->type, falling->identity,
							   OidIsValid(relation) ? sv_context_use(lint, relation) : "",
							   with_parts(falling)),
					  instead);
}

/*
 * Of a column, what falls with it without CASCADE: ", with ..." or an empty
 * string.
 */
static char *
with_parts(const SvFalling *falling)
{
	List	   *parts = NIL;
	ListCell   *lc;

	if (falling->address.classid != RelationRelationId ||
		falling->address.subid == 0)
		return "";
	foreach(lc, falling->others)
	{
		if (((SvFallen *) lfirst(lc))->is_part)
			parts = lappend(parts, lfirst(lc));
	}
	parts = sv_falling_gone(parts);
	return parts == NIL ? "" : psprintf(", with %s", sv_falling_list(parts));
}

static void
report_cascade(SvLint *lint, const SvLintStatement *statement,
			   const SvFalling *falling)
{
	List	   *others = NIL;
	ListCell   *lc;

	foreach(lc, falling->others)
	{
		SvFallen   *other = lfirst(lc);

		if (!other->is_part && !sv_context_is_new(lint, other->address.objid))
			others = lappend(others, other);
	}
	others = sv_falling_gone(others);
	if (others != NIL)
		sv_context_report(lint, statement, &rules[CASCADE],
						  falling->address.classid == RelationRelationId ?
						  falling->address.objid : InvalidOid,
						  AccessExclusiveLock,
						  psprintf("with %s %s falls: %s", falling->type,
								   falling->identity, sv_falling_list(others)),
						  NULL);
}

static bool
is_cascade(const Node *node)
{
	ListCell   *lc;

	if (IsA(node, DropStmt))
		return ((const DropStmt *) node)->behavior == DROP_CASCADE;
	if (IsA(node, AlterTableStmt))
	{
		foreach(lc, ((const AlterTableStmt *) node)->cmds)
		{
			if (lfirst_node(AlterTableCmd, lc)->behavior == DROP_CASCADE)
				return true;
		}
	}
	return false;
}

/*
 * True if there is a view, or a function, of this name now.
 */
static bool
is_replaced(const SvFalling *falling)
{
	CatCList   *functions;
	bool		found = false;

	if (falling->relation != NULL)
	{
		Oid			schema = get_namespace_oid(falling->relation->schema, true);

		return OidIsValid(get_relname_relid(falling->relation->name, schema));
	}
	if (falling->name == NULL)
		return false;
	functions = SearchSysCacheList1(PROCNAMEARGSNSP,
									CStringGetDatum(falling->name));
	for (int i = 0; i < functions->n_members; i++)
	{
		HeapTuple	tuple = &functions->members[i]->tuple;

		found |= ((Form_pg_proc) GETSTRUCT(tuple))->pronamespace == falling->schema;
	}
	ReleaseSysCacheList(functions);
	return found;
}
