/*-------------------------------------------------------------------------
 *
 * statement_locks.c
 *	  The strong locks that a statement takes, as far as its text shows.
 *
 * Callers want to know them before the statement is executed, to take them in
 * a better way or to check privileges; the server takes them in any case.  So
 * a lock that is missing here (that of a function the statement calls) does no
 * harm.  Locks that allow other sessions to read and write are left out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/index.h"
#include "catalog/namespace.h"
#include "commands/tablecmds.h"
#include "nodes/makefuncs.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "file/statement.h"
#include "server/statement_locks.h"

static AclMode privilege_for(const Node *node);
static List *add(List *demands, const RangeVar *relation, LOCKMODE mode,
				 bool children);
static List *add_index(List *demands, const RangeVar *index, LOCKMODE mode,
					   LOCKMODE table_mode);
static List *add_alter(List *demands, const AlterTableStmt *stmt);
static List *add_referenced(List *demands, const Node *element);
static List *add_create(List *demands, const CreateStmt *stmt);
static List *add_drop(List *demands, const DropStmt *stmt);
static List *add_rename(List *demands, const RenameStmt *stmt);
static List *add_reindex(List *demands, const ReindexStmt *stmt);
static List *add_truncate(List *demands, const TruncateStmt *stmt);
static List *add_vacuum(List *demands, const VacuumStmt *stmt);
static RangeVar *owner_of(Node *object);
static bool makes_index(const Node *element);

/*
 * The strong locks on relations that a statement takes, in order: a list of
 * SvStatementLock, in the current memory context.  The statement is one of the
 * raw parser, whose nodes the result points to.
 */
List *
sv_statement_locks_of(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_AlterTableStmt:
			return add_alter(NIL, (const AlterTableStmt *) node);
		case T_CreateStmt:
			return add_create(NIL, (const CreateStmt *) node);
		case T_DropStmt:
			return add_drop(NIL, (const DropStmt *) node);
		case T_RenameStmt:
			return add_rename(NIL, (const RenameStmt *) node);
		case T_ReindexStmt:
			return add_reindex(NIL, (const ReindexStmt *) node);
		case T_IndexStmt:
			if (!((const IndexStmt *) node)->concurrent)
				return add(NIL, ((const IndexStmt *) node)->relation,
						   ShareLock, true);
			return NIL;
		case T_TruncateStmt:
			return add_truncate(NIL, (const TruncateStmt *) node);
		case T_AlterObjectSchemaStmt:
			if (((const AlterObjectSchemaStmt *) node)->relation == NULL)
				return NIL;
			return add(NIL, ((const AlterObjectSchemaStmt *) node)->relation,
					   AccessExclusiveLock, false);
		case T_CreateTrigStmt:
			return add(NIL, ((const CreateTrigStmt *) node)->relation,
					   ShareRowExclusiveLock, true);
		case T_CreatePolicyStmt:
			return add(NIL, ((const CreatePolicyStmt *) node)->table,
					   AccessExclusiveLock, false);
		case T_AlterPolicyStmt:
			return add(NIL, ((const AlterPolicyStmt *) node)->table,
					   AccessExclusiveLock, false);
		case T_RuleStmt:
			return add(NIL, ((const RuleStmt *) node)->relation,
					   AccessExclusiveLock, false);
		case T_ViewStmt:
			return add(NIL, ((const ViewStmt *) node)->view,
					   AccessExclusiveLock, false);
		case T_RefreshMatViewStmt:
			return add(NIL, ((const RefreshMatViewStmt *) node)->relation,
					   ((const RefreshMatViewStmt *) node)->concurrent ?
					   ExclusiveLock : AccessExclusiveLock, false);
		case T_RepackStmt:
			if (repack_relation((const RepackStmt *) node) == NULL ||
				sv_statement_has_option(repack_options((const RepackStmt *) node),
										"concurrently"))
				return NIL;
			return add(NIL, repack_relation((const RepackStmt *) node),
					   AccessExclusiveLock, false);
		case T_VacuumStmt:
			return add_vacuum(NIL, (const VacuumStmt *) node);
		default:
			return NIL;
	}
}

/*
 * True if the caller may execute the statement on a relation, as the owner or
 * with a privilege on it.  An index has the privileges of its table.
 */
bool
sv_statement_locks_is_allowed(const Node *statement, Oid relation)
{
	AclMode		privilege = privilege_for(statement);
	char		kind = get_rel_relkind(relation);

	if (object_ownercheck(RelationRelationId, relation, GetUserId()))
		return true;
	if (privilege == ACL_NO_RIGHTS)
		return false;
	if (kind == RELKIND_INDEX || kind == RELKIND_PARTITIONED_INDEX)
		relation = IndexGetRelation(relation, true);
	return OidIsValid(relation) &&
		pg_class_aclcheck(relation, GetUserId(), privilege) == ACLCHECK_OK;
}

/*
 * How many relations it makes, indexes and a TOAST table included, as a guess
 * of the locks that it needs for them.
 */
int
sv_statement_locks_new_relations(const Node *node)
{
	int			count = 0;
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_CreateStmt:
			count = 1;
			foreach(lc, ((const CreateStmt *) node)->tableElts)
				count += makes_index(lfirst(lc));
			return count;
		case T_IndexStmt:
		case T_ViewStmt:
		case T_CreateSeqStmt:
		case T_CreateTableAsStmt:
			return 1;
		default:
			return 0;
	}
}

/*
 * The privilege with which roles other than the owner may execute a statement.
 */
static AclMode
privilege_for(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_TruncateStmt:
			return ACL_TRUNCATE;
		case T_ReindexStmt:
		case T_RefreshMatViewStmt:
		case T_RepackStmt:
		case T_VacuumStmt:
			return ACL_MAINTAIN;
		default:
			return ACL_NO_RIGHTS;
	}
}

static List *
add(List *demands, const RangeVar *relation, LOCKMODE mode, bool children)
{
	SvStatementLock *demand;

	if (relation == NULL)
		return demands;
	demand = palloc0(sizeof(SvStatementLock));
	demand->relation = relation;
	demand->mode = mode;
	demand->children = children && relation->inh;
	return lappend(demands, demand);
}

static List *
add_index(List *demands, const RangeVar *index, LOCKMODE mode,
		  LOCKMODE table_mode)
{
	SvStatementLock *demand;

	demands = add(demands, index, mode, false);
	demand = llast(demands);
	demand->with_table = true;
	demand->table_mode = table_mode;
	return demands;
}

static List *
add_alter(List *demands, const AlterTableStmt *stmt)
{
	LOCKMODE	mode = AlterTableGetLockLevel(stmt->cmds);
	ListCell   *lc;

	if (mode > ShareUpdateExclusiveLock)
		demands = add(demands, stmt->relation, mode, true);
	foreach(lc, stmt->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if ((cmd->subtype == AT_AttachPartition ||
			 cmd->subtype == AT_DetachPartition) &&
			!sv_detach_is_concurrent(cmd))
			demands = add(demands, ((PartitionCmd *) cmd->def)->name,
						  AccessExclusiveLock, false);
		else if (cmd->def != NULL)
			demands = add_referenced(demands, cmd->def);
	}
	return demands;
}

/*
 * The tables that the foreign keys of a column or a constraint reference.
 */
static List *
add_referenced(List *demands, const Node *element)
{
	ListCell   *lc;

	if (IsA(element, Constraint) &&
		((const Constraint *) element)->contype == CONSTR_FOREIGN)
		return add(demands, ((const Constraint *) element)->pktable,
				   ShareRowExclusiveLock, false);
	if (IsA(element, ColumnDef))
	{
		foreach(lc, ((const ColumnDef *) element)->constraints)
			demands = add_referenced(demands, lfirst(lc));
	}
	return demands;
}

static List *
add_create(List *demands, const CreateStmt *stmt)
{
	ListCell   *lc;

	if (stmt->partbound != NULL)
	{
		foreach(lc, stmt->inhRelations)
			demands = add(demands, lfirst(lc), AccessExclusiveLock, false);
	}
	foreach(lc, stmt->tableElts)
		demands = add_referenced(demands, lfirst(lc));
	return demands;
}

static List *
add_drop(List *demands, const DropStmt *stmt)
{
	ListCell   *lc;

	foreach(lc, stmt->objects)
	{
		Node	   *object = lfirst(lc);

		switch (stmt->removeType)
		{
			case OBJECT_TABLE:
			case OBJECT_VIEW:
			case OBJECT_MATVIEW:
			case OBJECT_FOREIGN_TABLE:
			case OBJECT_SEQUENCE:
				demands = add(demands,
							  makeRangeVarFromNameList((List *) object),
							  AccessExclusiveLock, true);
				break;
			case OBJECT_INDEX:
				if (!stmt->concurrent)
					demands = add_index(demands,
										makeRangeVarFromNameList((List *) object),
										AccessExclusiveLock,
										AccessExclusiveLock);
				break;
			case OBJECT_TRIGGER:
			case OBJECT_POLICY:
			case OBJECT_RULE:
				demands = add(demands, owner_of(object), AccessExclusiveLock,
							  true);
				break;
			default:
				break;
		}
	}
	return demands;
}

static List *
add_rename(List *demands, const RenameStmt *stmt)
{
	/* the lock for an index does not conflict with reads and writes */
	if (stmt->relation == NULL || stmt->renameType == OBJECT_INDEX)
		return demands;
	return add(demands, stmt->relation, AccessExclusiveLock, true);
}

static List *
add_reindex(List *demands, const ReindexStmt *stmt)
{
	if (stmt->relation == NULL || sv_statement_is_concurrent((const Node *) stmt))
		return demands;
	if (stmt->kind == REINDEX_OBJECT_INDEX)
		return add_index(demands, stmt->relation, AccessExclusiveLock,
						 ShareLock);
	return add(demands, stmt->relation, ShareLock, true);
}

static List *
add_truncate(List *demands, const TruncateStmt *stmt)
{
	ListCell   *lc;

	foreach(lc, stmt->relations)
		demands = add(demands, lfirst(lc), AccessExclusiveLock, true);
	return demands;
}

static List *
add_vacuum(List *demands, const VacuumStmt *stmt)
{
	ListCell   *lc;

	if (!sv_statement_has_option(stmt->options, "full"))
		return demands;
	foreach(lc, stmt->rels)
		demands = add(demands, lfirst_node(VacuumRelation, lc)->relation,
					  AccessExclusiveLock, false);
	return demands;
}

/*
 * The table in the qualified name of an object that belongs to a table, such
 * as a trigger.
 */
static RangeVar *
owner_of(Node *object)
{
	List	   *names = (List *) object;

	return makeRangeVarFromNameList(list_truncate(list_copy(names),
												  list_length(names) - 1));
}

static bool
makes_index(const Node *element)
{
	ListCell   *lc;

	if (IsA(element, Constraint))
	{
		ConstrType	type = ((const Constraint *) element)->contype;

		return type == CONSTR_PRIMARY || type == CONSTR_UNIQUE ||
			type == CONSTR_EXCLUSION;
	}
	if (IsA(element, ColumnDef))
		foreach(lc, ((const ColumnDef *) element)->constraints)
	{
		if (makes_index(lfirst(lc)))
			return true;
	}
	return false;
}
