/*-------------------------------------------------------------------------
 *
 * statement.c
 *	  What a statement is, as far as its parse tree tells.
 *
 * This is the only place that knows which statements cannot run inside a
 * transaction block.  It follows the calls of PreventInTransactionBlock() in
 * the server; our own CALL schemaver_backfill() is one, too.
 *
 * No catalog is accessed.  For three statements the server accesses one: DROP
 * SUBSCRIPTION cannot run in a block if the subscription has a replication
 * slot, and REINDEX TABLE or INDEX (since 14) and CLUSTER or REPACK of a table
 * (since 15) cannot if the relation is partitioned.  These count as statements
 * that can; in a block, the server refuses them where they cannot.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "nodes/makefuncs.h"

#include "compat.h"
#include "file/backfill.h"
#include "file/statement.h"

static bool alter_table_is_concurrent(const AlterTableStmt *stmt);
static bool create_subscription_makes_slot(const List *options);
static bool alter_subscription_connects(const AlterSubscriptionStmt *stmt);
static bool option_is_on(const DefElem *option);

/*
 * True if a statement of the raw parser cannot run inside a transaction block,
 * whatever the contents of the database are.
 */
bool
sv_statement_is_nontransactional(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_VacuumStmt:
			return ((const VacuumStmt *) node)->is_vacuumcmd;
		case T_RepackStmt:
			return repack_relation((const RepackStmt *) node) == NULL ||
				sv_statement_is_concurrent(node) ||
				sv_statement_has_option(repack_options((const RepackStmt *) node),
										"analyze");
		case T_ReindexStmt:
			return ((const ReindexStmt *) node)->relation == NULL ||
				sv_statement_is_concurrent(node);
		case T_CallStmt:
			return sv_backfill_of((const CallStmt *) node) != NULL;
		case T_CreatedbStmt:
		case T_DropdbStmt:
		case T_CreateTableSpaceStmt:
		case T_DropTableSpaceStmt:
		case T_AlterSystemStmt:
			return true;
		case T_AlterDatabaseStmt:
			return sv_statement_option(((const AlterDatabaseStmt *) node)->options,
									   "tablespace") != NULL;
		case T_DiscardStmt:
			return ((const DiscardStmt *) node)->target == DISCARD_ALL;
		case T_CreateSubscriptionStmt:
			return create_subscription_makes_slot(((const CreateSubscriptionStmt *) node)->options);
		case T_AlterSubscriptionStmt:
			return alter_subscription_connects((const AlterSubscriptionStmt *) node);
		default:
			return sv_statement_is_concurrent(node);
	}
}

/*
 * True if a statement waits for all transactions with snapshots older than its
 * own, whatever tables they use.
 */
bool
sv_statement_is_concurrent(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_IndexStmt:
			return ((const IndexStmt *) node)->concurrent;
		case T_DropStmt:
			return ((const DropStmt *) node)->concurrent;
		case T_ReindexStmt:
			return sv_statement_has_option(reindex_options((const ReindexStmt *) node),
										   "concurrently");
		case T_AlterTableStmt:
			return alter_table_is_concurrent((const AlterTableStmt *) node);
		case T_RepackStmt:
			return sv_statement_has_option(repack_options((const RepackStmt *) node),
										   "concurrently");
		default:
			return false;
	}
}

/*
 * True for REPACK (CONCURRENTLY).  It waits for transactions that have written
 * anything, in any database, not for snapshots; and after all its work for a lock
 * that keeps everybody out who comes later.
 */
bool
sv_statement_is_concurrent_copy(const Node *node)
{
	return IsA(node, RepackStmt) && sv_statement_is_concurrent(node);
}

/*
 * True for VACUUM FULL, of whatever tables.
 */
bool
sv_statement_is_vacuum_full(const Node *node)
{
	return IsA(node, VacuumStmt) && ((const VacuumStmt *) node)->is_vacuumcmd &&
		sv_statement_has_option(((const VacuumStmt *) node)->options, "full");
}

/*
 * True if all that a statement does is to change settings: SET and RESET, also of
 * roles, and queries that call nothing but set_config(), as pg_dump writes them.
 */
bool
sv_statement_is_setting(const Node *node)
{
	const SelectStmt *select = (const SelectStmt *) node;
	ListCell   *lc;

	if (IsA(node, VariableSetStmt))
		return true;
	if (!IsA(node, SelectStmt) || select->targetList == NIL ||
		select->fromClause != NIL || select->op != SETOP_NONE)
		return false;
	foreach(lc, select->targetList)
	{
		const Node *value = lfirst_node(ResTarget, lc)->val;

		if (!IsA(value, FuncCall) ||
			strcmp(strVal(llast(((const FuncCall *) value)->funcname)),
				   "set_config") != 0)
			return false;
	}
	return true;
}

/*
 * True if a statement is a plain BEGIN or COMMIT.
 */
bool
sv_statement_is_bracket(const Node *node)
{
	const TransactionStmt *stmt = (const TransactionStmt *) node;

	return IsA(node, TransactionStmt) &&
		(stmt->kind == TRANS_STMT_BEGIN || stmt->kind == TRANS_STMT_COMMIT) &&
		stmt->options == NIL && !stmt->chain;
}

/*
 * True for SET TRANSACTION and its like.
 */
bool
sv_statement_sets_transaction(const Node *node)
{
	const VariableSetStmt *set = (const VariableSetStmt *) node;

	if (!IsA(node, VariableSetStmt) || set->name == NULL)
		return false;
	if (set->kind == VAR_SET_MULTI)
		return strncmp(set->name, "TRANSACTION", strlen("TRANSACTION")) == 0;
	return pg_strcasecmp(set->name, "transaction_isolation") == 0 ||
		pg_strcasecmp(set->name, "transaction_read_only") == 0 ||
		pg_strcasecmp(set->name, "transaction_deferrable") == 0;
}

/*
 * The relation whose rows a statement writes; NULL: it writes none, as far as
 * its parse tree tells.
 */
const RangeVar *
sv_statement_written_relation(const Node *node)
{
	if (sv_is_merge(node))
		return sv_merge_relation(node);
	switch (nodeTag(node))
	{
		case T_InsertStmt:
			return ((const InsertStmt *) node)->relation;
		case T_UpdateStmt:
			return ((const UpdateStmt *) node)->relation;
		case T_DeleteStmt:
			return ((const DeleteStmt *) node)->relation;
		case T_CopyStmt:
			return ((const CopyStmt *) node)->is_from ?
				((const CopyStmt *) node)->relation : NULL;
		default:
			return NULL;
	}
}

/*
 * The one table or index that a statement rebuilds as a whole.  If that is
 * partitioned, the statement cannot run inside a transaction block.  NULL for
 * other statements.
 */
const RangeVar *
sv_statement_rebuilt_relation(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_ReindexStmt:
			return ((const ReindexStmt *) node)->relation;
		case T_RepackStmt:
			return repack_relation((const RepackStmt *) node);
		default:
			return NULL;
	}
}

/*
 * A list of options without one.
 */
List *
sv_statement_without_option(List *options, const char *name)
{
	List	   *result = NIL;
	ListCell   *lc;

	foreach(lc, options)
	{
		if (strcmp(lfirst_node(DefElem, lc)->defname, name) != 0)
			result = lappend(result, lfirst(lc));
	}
	return result;
}

/*
 * True if a boolean option is in a list of DefElem and is not turned off.  As
 * in the server the last one counts.
 */
bool
sv_statement_has_option(const List *options, const char *name)
{
	const DefElem *option = sv_statement_option(options, name);

	return option != NULL && option_is_on(option);
}

/*
 * Lets CREATE SUBSCRIPTION not connect to the publisher, nor make a slot there.
 */
void
sv_statement_stay_unconnected(CreateSubscriptionStmt *statement)
{
	List	   *kept = list_make1(makeDefElem("connect",
											  (Node *) makeString("false"), -1));
	ListCell   *lc;

	foreach(lc, statement->options)
	{
		const char *name = lfirst_node(DefElem, lc)->defname;

		if (strcmp(name, "connect") != 0 && strcmp(name, "enabled") != 0 &&
			strcmp(name, "create_slot") != 0 && strcmp(name, "copy_data") != 0)
			kept = lappend(kept, lfirst(lc));
	}
	statement->options = kept;
}

static bool
alter_table_is_concurrent(const AlterTableStmt *stmt)
{
	ListCell   *lc;

	foreach(lc, stmt->cmds)
	{
		if (sv_detach_is_concurrent(lfirst_node(AlterTableCmd, lc)))
			return true;
	}
	return false;
}

/*
 * True if CREATE SUBSCRIPTION with these options makes a replication slot: it
 * does unless it is told not to, or not to connect.
 */
static bool
create_subscription_makes_slot(const List *options)
{
	const DefElem *option = sv_statement_option(options, "create_slot");

	if (option == NULL)
		option = sv_statement_option(options, "connect");
	return option == NULL || option_is_on(option);
}

/*
 * True if ALTER SUBSCRIPTION does something at the publisher that cannot be
 * rolled back: it refreshes the list of tables, as SET, ADD and DROP
 * PUBLICATION do unless they are told not to, or changes the slot.
 */
static bool
alter_subscription_connects(const AlterSubscriptionStmt *stmt)
{
	const DefElem *option;

	switch (stmt->kind)
	{
		case ALTER_SUBSCRIPTION_REFRESH_PUBLICATION:
			return true;
		case ALTER_SUBSCRIPTION_OPTIONS:
			option = sv_statement_option(stmt->options, "two_phase");
			return sv_statement_option(stmt->options, "failover") != NULL ||
				(option != NULL && !option_is_on(option));
		default:
			if (stmt->kind < ALTER_SUBSCRIPTION_SET_PUBLICATION ||
				stmt->kind > ALTER_SUBSCRIPTION_DROP_PUBLICATION)
				return false;
			option = sv_statement_option(stmt->options, "refresh");
			return option == NULL || option_is_on(option);
	}
}

/*
 * The last option of a name; NULL if there is none.
 */
const DefElem *
sv_statement_option(const List *options, const char *name)
{
	const DefElem *found = NULL;
	ListCell   *lc;

	foreach(lc, options)
	{
		const DefElem *option = lfirst_node(DefElem, lc);

		if (strcmp(option->defname, name) == 0)
			found = option;
	}
	return found;
}

/*
 * True if the value of an option is true or missing.  A value that the server
 * refuses counts as true.
 */
static bool
option_is_on(const DefElem *option)
{
	const char *value;

	if (option->arg == NULL)
		return true;
	if (IsA(option->arg, Integer))
		return intVal(option->arg) != 0;
	value = defGetString(unconstify(DefElem *, option));
	return pg_strcasecmp(value, "false") != 0 &&
		pg_strcasecmp(value, "off") != 0;
}

/*
 * True if a statement creates, renames, changes or drops types.
 */
bool
sv_statement_is_about_types(const Node *statement)
{
	ObjectType	type = OBJECT_TYPE;

	switch (nodeTag(statement))
	{
		case T_CompositeTypeStmt:
		case T_CreateEnumStmt:
		case T_CreateRangeStmt:
		case T_CreateDomainStmt:
		case T_AlterEnumStmt:
		case T_AlterTypeStmt:
			break;
		case T_DefineStmt:
			type = ((const DefineStmt *) statement)->kind;
			break;
		case T_RenameStmt:
			type = ((const RenameStmt *) statement)->renameType;
			break;
		case T_AlterObjectSchemaStmt:
			type = ((const AlterObjectSchemaStmt *) statement)->objectType;
			break;
		case T_AlterOwnerStmt:
			type = ((const AlterOwnerStmt *) statement)->objectType;
			break;
		case T_DropStmt:
			type = ((const DropStmt *) statement)->removeType;
			break;
		default:
			return false;
	}
	return type == OBJECT_TYPE || type == OBJECT_DOMAIN;
}
