/*-------------------------------------------------------------------------
 *
 * compatibility.c
 *	  Rules about what running applications do not expect.
 *
 * While a script is deployed, applications of the version before it go on.  So a
 * name must not go without another object in its place, which is known at the
 * end of the script.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "parser/parse_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "lint/subject.h"
#include "lint/phrases.h"
#include "strings.h"

enum
{
	RENAME_TABLE,
	RENAME_COLUMN,
	RENAME_SCHEMA,
	RENAME_LABEL,
	RENAME_FUNCTION,
	RENAME_TYPE,
	SET_SCHEMA,
	REQUIRED_COLUMN,
	VIEW_OPTIONS,
	TABLE_EXISTS,
	DISABLE_TRIGGERS,
	CACHED_PLAN
};

static const SvLintRule rules[] = {
	[RENAME_TABLE] = {
		"rename-table", SV_RULE_WARNING, SV_SMALL_SAME,
		"A table or a view is renamed.",
		"Applications that still use the old name fail.",
		"Let schemaver_split_rename() make two revisions of it: the first one leaves a view of the old name, the second one drops it when nobody uses it any more."
	},
	[RENAME_COLUMN] = {
		"rename-column", SV_RULE_WARNING, SV_SMALL_SAME,
		"A column is renamed.",
		"Applications that still use the old name fail.",
		"Let schemaver_split_rename() make two revisions of it: the first one leaves a view with both names in the place of the table, the second one drops it when nobody uses the old name any more."
	},
	[RENAME_SCHEMA] = {
		"rename-schema", SV_RULE_WARNING, SV_SMALL_SAME,
		"A schema is renamed.",
		"Applications that still use the old name fail.",
		"Create the new schema, and views of what is in the old one."
	},
	[RENAME_LABEL] = {
		"rename-label", SV_RULE_WARNING, SV_SMALL_SAME,
		"A label of an enumerated type is renamed.",
		"Applications that still use the old label fail.",
		"Add the new label, let applications know both, and change the rows."
	},
	[RENAME_FUNCTION] = {
		"rename-function", SV_RULE_WARNING, SV_SMALL_SAME,
		"A function is renamed.",
		"Applications that still call the old name fail.",
		"Create a function of the new name, and drop the old one when nobody calls it any more."
	},
	[RENAME_TYPE] = {
		"rename-type", SV_RULE_WARNING, SV_SMALL_SAME,
		"A type or a domain is renamed.",
		"Applications that still name it by the old name fail.",
		"Create a domain of the new name."
	},
	[SET_SCHEMA] = {
		"set-schema", SV_RULE_WARNING, SV_SMALL_SAME,
		"A table or a view is moved to another schema.",
		"Applications that still use the old schema fail.",
		"Create a view in the old schema, in the same revision, and drop it when nobody uses it any more."
	},
	[REQUIRED_COLUMN] = {
		"required-column", SV_RULE_ERROR, SV_SMALL_SAME,
		"A column is added that is NOT NULL and has no default.",
		"It fails if the table has rows; if it has none, applications that do not know the column cannot insert any.",
		"Give it a default; or add it without NOT NULL, deploy applications that set it, fill the rows, and set NOT NULL."
	},
	[VIEW_OPTIONS] = {
		"view-options", SV_RULE_ERROR, SV_SMALL_SAME,
		"CREATE OR REPLACE VIEW takes options away.",
		"It replaces the options, too: without security_invoker the view reads with the rights of its owner, without security_barrier rows may leak.",
		"Repeat the options: CREATE OR REPLACE VIEW ... WITH (...)."
	},
	[TABLE_EXISTS] = {
		"table-exists", SV_RULE_ERROR, SV_SMALL_SAME,
		"CREATE TABLE IF NOT EXISTS, where there is another table of this name.",
		"The statement does nothing, and what follows meets a table that it does not expect.",
		"Leave out IF NOT EXISTS, and change the table that is there by ALTER TABLE."
	},
	[DISABLE_TRIGGERS] = {
		"disable-triggers", SV_RULE_WARNING, SV_SMALL_SAME,
		"DISABLE TRIGGER ALL.",
		"Foreign keys are triggers, too: what violates them comes in unseen, also from other sessions.",
		"Disable the triggers that are meant by name, or USER."
	},
	[CACHED_PLAN] = {
		"cached-plan", SV_RULE_NOTE, SV_SMALL_SAME,
		"The columns that SELECT * returns change.",
		"Prepared statements of open connections fail with \"cached plan must not change result type\", once each.",
		"Name the columns in applications, or let connection pools connect again."
	},
};

static void check_before(SvLint *lint, SvLintStatement *statement);
static void check_after(SvLint *lint, SvLintStatement *statement);
static void check_rename(SvLint *lint, const SvLintStatement *statement);
static char *renamed_object(const RenameStmt *stmt);
static void check_column(SvLint *lint, const SvLintStatement *statement);
static bool is_replaced(const SvLint *lint, const SvLintRelation *relation);
static void check_end(SvLint *lint);
static void check_alter(SvLint *lint, const SvLintStatement *statement);
static void check_columns(SvLint *lint, const SvLintStatement *statement);
static void check_options(SvLint *lint, const SvLintStatement *statement);
static void check_existing(SvLint *lint, const SvLintStatement *statement);
static void compare_column(StringInfo buf, const SvLintRelation *table,
						   const ColumnDef *column);

const SvLintSubject sv_compatibility_subject = {
	.rules = rules,
	.rule_count = lengthof(rules),
	.before = check_before,
	.after = check_after,
	.end = check_end
};

static void
check_before(SvLint *lint, SvLintStatement *statement)
{
	if (IsA(statement->node, RenameStmt))
		check_rename(lint, statement);
	else if (IsA(statement->node, AlterEnumStmt) &&
			 ((const AlterEnumStmt *) statement->node)->oldVal != NULL)
	{
		const AlterEnumStmt *stmt = (const AlterEnumStmt *) statement->node;
		Oid			type = typenameTypeId(NULL, makeTypeNameFromNameList(stmt->typeName));

		if (!sv_context_is_new(lint, type))
			sv_context_report(lint, statement, &rules[RENAME_LABEL], InvalidOid, NoLock,
							  psprintf("label \"%s\" of type %s is renamed", stmt->oldVal,
									   format_type_be(type)), NULL);
	}
	else if (IsA(statement->node, AlterTableStmt))
		check_alter(lint, statement);
}

static void
check_after(SvLint *lint, SvLintStatement *statement)
{
	if (!sv_context_is_old(lint, statement->before) || statement->after == NULL)
		return;
	if (IsA(statement->node, AlterTableStmt))
		check_columns(lint, statement);
	else if (IsA(statement->node, ViewStmt))
		check_options(lint, statement);
	else if (IsA(statement->node, CreateStmt))
		check_existing(lint, statement);
}

/*
 * A rename, but of tables, views and their columns: for these it matters what has
 * their name at the end.
 */
static void
check_rename(SvLint *lint, const SvLintStatement *statement)
{
	const RenameStmt *stmt = (const RenameStmt *) statement->node;
	const SvLintRule *rule;

	switch (stmt->renameType)
	{
		case OBJECT_SCHEMA:
			rule = &rules[RENAME_SCHEMA];
			if (sv_context_is_new(lint, get_namespace_oid(stmt->subname, true)))
				return;
			break;
		case OBJECT_FUNCTION:
		case OBJECT_PROCEDURE:
		case OBJECT_ROUTINE:
		case OBJECT_AGGREGATE:
			rule = &rules[RENAME_FUNCTION];
			if (sv_context_is_new(lint, LookupFuncWithArgs(stmt->renameType,
														   (ObjectWithArgs *) stmt->object,
														   true)))
				return;
			break;
		case OBJECT_TYPE:
		case OBJECT_DOMAIN:
			rule = &rules[RENAME_TYPE];
			if (sv_context_is_new(lint, typenameTypeId(NULL, makeTypeNameFromNameList((List *) stmt->object))))
				return;
			break;
		default:
			return;
	}
	sv_context_report(lint, statement, rule, InvalidOid, NoLock,
					  psprintf("%s is renamed to \"%s\"", renamed_object(stmt),
							   stmt->newname),
					  NULL);
}

/*
 * What a statement renames, as it names it.
 */
static char *
renamed_object(const RenameStmt *stmt)
{
	switch (stmt->renameType)
	{
		case OBJECT_SCHEMA:
			return psprintf("schema \"%s\"", stmt->subname);
		case OBJECT_TYPE:
		case OBJECT_DOMAIN:
			return psprintf("type %s", NameListToString((List *) stmt->object));
		default:
			return psprintf("function %s",
							NameListToString(((ObjectWithArgs *) stmt->object)->objname));
	}
}

/*
 * Tables and views that were renamed or moved, and in whose place is nothing.
 */
static void
check_end(SvLint *lint)
{
	ListCell   *lc;

	foreach(lc, lint->statements)
	{
		const SvLintStatement *statement = lfirst(lc);
		const RenameStmt *rename;
		bool		is_move;

		if (statement == NULL || !sv_context_is_old(lint, statement->before))
			continue;
		is_move = IsA(statement->node, AlterObjectSchemaStmt);
		rename = (const RenameStmt *) statement->node;
		if (IsA(rename, RenameStmt) && rename->renameType == OBJECT_COLUMN)
		{
			check_column(lint, statement);
			continue;
		}
		if (!is_move && !(IsA(rename, RenameStmt) &&
						  (rename->renameType == OBJECT_TABLE ||
						   rename->renameType == OBJECT_VIEW ||
						   rename->renameType == OBJECT_MATVIEW)))
			continue;
		if (statement->before->kind == RELKIND_SEQUENCE ||
			is_replaced(lint, statement->before))
			continue;
		sv_context_report(lint, statement, &rules[is_move ? SET_SCHEMA : RENAME_TABLE],
						  statement->before->oid, AccessExclusiveLock,
						  psprintf("\"%s\" is %s to \"%s\"%s", statement->before->name,
								   is_move ? "moved" : "renamed",
								   is_move ? ((const AlterObjectSchemaStmt *) statement->node)->newschema :
								   rename->newname,
								   sv_context_use(lint, statement->before->oid)),
						  is_move ? NULL :
						  psprintf("ALTER TABLE %s RENAME TO %s;\nCREATE VIEW %s AS SELECT * FROM %s;",
								   sv_phrases_relation(statement->before),
								   quote_identifier(rename->newname),
								   sv_phrases_relation(statement->before),
								   quote_qualified_identifier(statement->before->schema,
															  rename->newname)));
	}
}

/*
 * A column that was renamed, unless the relation that has the name of its table
 * now has one of its name, too.
 */
static void
check_column(SvLint *lint, const SvLintStatement *statement)
{
	const RenameStmt *stmt = (const RenameStmt *) statement->node;
	const SvLintRelation *table = statement->before;
	Oid			schema = get_namespace_oid(table->schema, true);
	Oid			relation = OidIsValid(schema) ?
	get_relname_relid(table->name, schema) : InvalidOid;

	if (OidIsValid(relation) &&
		get_attnum(relation, stmt->subname) != InvalidAttrNumber)
		return;
	sv_context_report(lint, statement, &rules[RENAME_COLUMN], table->oid,
					  AccessExclusiveLock,
					  psprintf("column \"%s\" is renamed to \"%s\"%s", stmt->subname,
							   stmt->newname, sv_context_use(lint, table->oid)),
					  NULL);
}

/*
 * True if there is a relation of this name now.
 */
static bool
is_replaced(const SvLint *lint, const SvLintRelation *relation)
{
	Oid			schema = get_namespace_oid(relation->schema, true);

	return OidIsValid(schema) &&
		OidIsValid(get_relname_relid(relation->name, schema));
}

static void
check_alter(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	if (!sv_context_is_old(lint, statement->before))
		return;
	foreach(lc, ((const AlterTableStmt *) statement->node)->cmds)
	{
		if (lfirst_node(AlterTableCmd, lc)->subtype == AT_DisableTrigAll)
			sv_context_report(lint, statement, &rules[DISABLE_TRIGGERS],
							  statement->before->oid, ShareRowExclusiveLock,
							  "all triggers are disabled, those of foreign keys among them",
							  psprintf("ALTER TABLE %s DISABLE TRIGGER USER;",
									   sv_phrases_relation(statement->before)));
	}
}

/*
 * The columns of a table that was there, before and after.
 */
static void
check_columns(SvLint *lint, const SvLintStatement *statement)
{
	ListCell   *lc;

	if (statement->before->kind != RELKIND_RELATION &&
		statement->before->kind != RELKIND_PARTITIONED_TABLE)
		return;
	foreach(lc, statement->after->columns)
	{
		const SvLintColumn *column = lfirst(lc);

		if (sv_relation_column_at(statement->before, column->number) == NULL &&
			column->not_null && !column->has_default &&
			column->identity == '\0' && column->generated == '\0')
			sv_context_report(lint, statement, &rules[REQUIRED_COLUMN],
							  statement->after->oid, AccessExclusiveLock,
							  psprintf("new column \"%s\" must not be NULL, and has no default",
									   column->name), NULL);
	}
	foreach(lc, statement->before->columns)
	{
		const SvLintColumn *before = lfirst(lc);
		const SvLintColumn *after = sv_relation_column_at(statement->after,
														  before->number);

		if (after == NULL || after->type != before->type ||
			after->typmod != before->typmod)
			sv_context_report(lint, statement, &rules[CACHED_PLAN],
							  statement->after->oid, NoLock,
							  psprintf(after == NULL ? "column \"%s\" is not returned by SELECT * any more" :
									   "column \"%s\" is returned by SELECT * with another type",
									   before->name), NULL);
	}
}

/*
 * A view that was replaced.
 */
static void
check_options(SvLint *lint, const SvLintStatement *statement)
{
	List	   *lost = NIL;
	ListCell   *lc;

	foreach(lc, statement->before->options)
	{
		const char *option = lfirst(lc);
		bool		value;

		if (strncmp(option, "security_", strlen("security_")) == 0 &&
			parse_bool(strchr(option, '=') + 1, &value) && value &&
			!sv_strings_member(statement->after->options, option))
			lost = lappend(lost, lfirst(lc));
	}
	if (lost != NIL)
		sv_context_report(lint, statement, &rules[VIEW_OPTIONS],
						  statement->after->oid, AccessExclusiveLock,
						  psprintf("the view loses its options: %s", sv_strings_join(lost, ", ")),
						  psprintf("ALTER VIEW %s SET (%s);", sv_phrases_relation(statement->after),
								   sv_strings_join(lost, ", ")));
}

/*
 * A table that was not created, as there is one of this name.
 */
static void
check_existing(SvLint *lint, const SvLintStatement *statement)
{
	const CreateStmt *stmt = (const CreateStmt *) statement->node;
	StringInfoData buf;
	int			columns = 0;
	bool		is_complete = stmt->inhRelations == NIL && stmt->ofTypename == NULL;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, stmt->tableElts)
	{
		const Node *element = lfirst(lc);

		if (IsA(element, ColumnDef))
		{
			columns++;
			compare_column(&buf, statement->before, (const ColumnDef *) element);
		}
		else if (IsA(element, TableLikeClause))
			is_complete = false;
	}
	if (is_complete && columns < list_length(statement->before->columns) && buf.len == 0)
		appendStringInfoString(&buf, "it has more columns");
	if (buf.len > 0)
		sv_context_report(lint, statement, &rules[TABLE_EXISTS],
						  statement->before->oid, NoLock,
						  psprintf("the table exists, and is another one: %s", buf.data),
						  NULL);
}

static void
compare_column(StringInfo buf, const SvLintRelation *table,
			   const ColumnDef *column)
{
	const SvLintColumn *found = sv_relation_column(table, column->colname);
	int32		typmod;
	Type		type;

	if (found == NULL)
	{
		appendStringInfo(buf, "%sit has no column \"%s\"", buf->len > 0 ? ", " : "",
						 column->colname);
		return;
	}
	/* serial is no type */
	type = column->typeName == NULL ? NULL :
		LookupTypeName(NULL, column->typeName, &typmod, true);
	if (type == NULL)
		return;
	if (typeTypeId(type) != found->type || typmod != found->typmod)
		appendStringInfo(buf, "%scolumn \"%s\" is of type %s", buf->len > 0 ? ", " : "",
						 column->colname, format_type_with_typemod(found->type, found->typmod));
	ReleaseSysCache(type);
}
