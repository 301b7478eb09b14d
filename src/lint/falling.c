/*-------------------------------------------------------------------------
 *
 * falling.c
 *	  What a statement drops, and what falls with that.
 *
 * Before the statement, all that depends on what it drops is collected from
 * pg_depend; after it, those are what fell that have no dependencies any more.
 * So nothing has to be known of the rules by which the server drops.
 *
 * An object that is internal to another one, as the rule of a view is, stands
 * for that one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "compat.h"
#include "lint/falling.h"
#include "server/query.h"

/* As many are named in a message. */
#define MAX_NAMED 10

static List *add_objects(List *falling, const DropStmt *stmt);
static List *add_parts(List *falling, const AlterTableStmt *stmt,
					   const SvLintRelation *relation);
static List *add(List *falling, Oid classid, Oid objid, int subid);
static void take_row(const SvRow *row, void *arg);
static void note_gone(const SvRow *row, void *arg);

/*
 * $1, $2, $3: the object.  Its row is the first, with "way" 0; 1: it is a part
 * of that; 2: it only depends on something that falls; 3: it is a part of what
 * does, so that it goes without saying.
 */
static SvQuery dependents_query = {
	.text = "WITH RECURSIVE falling (classid, objid, objsubid, way) AS ("
	"SELECT $1, $2, $3, 0"
	" UNION SELECT d.classid, d.objid, d.objsubid, d.way"
	" FROM falling f CROSS JOIN LATERAL ("
	"SELECT b.classid, b.objid, b.objsubid,"
	" CASE WHEN b.deptype = 'n' THEN 2 WHEN f.way > 1 THEN 3 ELSE 1 END AS way"
	" FROM pg_catalog.pg_depend b"
	" WHERE b.refclassid = f.classid AND b.refobjid = f.objid"
	" AND (f.objsubid = 0 OR b.refobjsubid = f.objsubid)"
	" UNION ALL SELECT o.refclassid, o.refobjid, o.refobjsubid, f.way"
	" FROM pg_catalog.pg_depend o"
	" WHERE o.classid = f.classid AND o.objid = f.objid"
	" AND o.objsubid = f.objsubid AND o.deptype = 'i' AND f.way > 0) d)"
	" SELECT f.classid, f.objid, f.objsubid, f.way, i.type, i.identity"
	" FROM (SELECT classid, objid, objsubid, min(way) AS way"
	" FROM falling GROUP BY classid, objid, objsubid) f,"
	" LATERAL pg_catalog.pg_identify_object(f.classid, f.objid, f.objsubid) i"
	" WHERE f.way = 0 OR (f.way < 3 AND i.type IS NOT NULL AND i.type NOT IN ('rule', 'toast table',"
	" 'default value') AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend o"
	" WHERE o.classid = f.classid AND o.objid = f.objid AND o.objsubid = f.objsubid"
	" AND o.deptype = 'i')"
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k"
	" WHERE f.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass"
	" AND k.oid = f.objid AND k.contype = 'n'))"
	" ORDER BY f.way, i.type COLLATE \"C\", i.identity COLLATE \"C\"",
	.nargs = 3,
	.types = {OIDOID, OIDOID, INT4OID},
	.kept = true
};

/* $1, $2, $3: addresses; the places of those that are gone, from 1 */
static SvQuery gone_query = {
	.text = "SELECT a.place::pg_catalog.int4"
	" FROM unnest($1, $2, $3) WITH ORDINALITY a (classid, objid, objsubid, place)"
	" WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
	" WHERE d.classid = a.classid AND d.objid = a.objid AND d.objsubid = a.objsubid)"
	" ORDER BY 1",
	.nargs = 3,
	.types = {OIDARRAYOID, OIDARRAYOID, INT4ARRAYOID},
	.kept = true
};

/*
 * What a statement is going to drop: a list of SvFalling, NIL if it does not
 * exist.  Of an ALTER TABLE, "altered" is the table, or NULL.
 */
List *
sv_falling_find(const Node *node, const SvLintRelation *altered)
{
	if (IsA(node, DropStmt))
		return add_objects(NIL, (const DropStmt *) node);
	if (IsA(node, AlterTableStmt) && altered != NULL)
		return add_parts(NIL, (const AlterTableStmt *) node, altered);
	return NIL;
}

/*
 * Those of SvFallen objects that are not there any more.
 */
List *
sv_falling_gone(const List *others)
{
	int			count = list_length(others);
	Datum	   *columns[3];
	Datum		values[3];
	List	   *places = NIL;
	List	   *gone = NIL;
	ListCell   *lc;
	int			i = 0;

	if (count == 0)
		return NIL;
	for (int column = 0; column < 3; column++)
		columns[column] = palloc(count * sizeof(Datum));
	foreach(lc, others)
	{
		const SvFallen *other = lfirst(lc);

		columns[0][i] = ObjectIdGetDatum(other->address.classid);
		columns[1][i] = ObjectIdGetDatum(other->address.objid);
		columns[2][i++] = Int32GetDatum(other->address.subid);
	}
	for (int column = 0; column < 3; column++)
		values[column] = PointerGetDatum(construct_array(columns[column], count,
														 column == 2 ? INT4OID : OIDOID,
														 4, true, 'i'));
	sv_query_begin_latest();
	sv_query_fetch(&gone_query, values, NULL, note_gone, &places);
	sv_query_end_fresh();
	foreach(lc, places)
	{
		gone = lappend(gone, list_nth(others, lfirst_int(lc) - 1));
	}
	return gone;
}

/*
 * Names SvFallen objects, for a message.
 */
char *
sv_falling_list(const List *others)
{
	StringInfoData buf;
	int			count = 0;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, others)
	{
		const SvFallen *other = lfirst(lc);

		if (count == MAX_NAMED)
		{
			appendStringInfo(&buf, ", and %d more", list_length(others) - count);
			break;
		}
		appendStringInfo(&buf, "%s%s %s", count++ == 0 ? "" : ", ", other->type,
						 other->identity);
	}
	return buf.data;
}

static List *
add_objects(List *falling, const DropStmt *stmt)
{
	ListCell   *lc;

	/* what is in no schema is not in the copy */
	switch (stmt->removeType)
	{
		case OBJECT_EXTENSION:
		case OBJECT_FDW:
		case OBJECT_FOREIGN_SERVER:
		case OBJECT_LANGUAGE:
		case OBJECT_EVENT_TRIGGER:
		case OBJECT_PUBLICATION:
		case OBJECT_ACCESS_METHOD:
		case OBJECT_CAST:
		case OBJECT_TRANSFORM:
			return falling;
		default:
			break;
	}
	foreach(lc, stmt->objects)
	{
		Relation	relation = NULL;
		ObjectAddress address;

		address = get_object_address(stmt->removeType, copyObject(lfirst(lc)),
									 &relation, AccessShareLock, true);
		if (relation != NULL)
			relation_close(relation, AccessShareLock);
		if (OidIsValid(address.objectId))
			falling = add(falling, address.classId, address.objectId,
						  address.objectSubId);
	}
	return falling;
}

static List *
add_parts(List *falling, const AlterTableStmt *stmt,
		  const SvLintRelation *relation)
{
	ListCell   *lc;

	foreach(lc, stmt->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		if (cmd->subtype == AT_DropColumn)
		{
			const SvLintColumn *column = sv_relation_column(relation, cmd->name);

			if (column != NULL)
				falling = add(falling, RelationRelationId, relation->oid,
							  column->number);
		}
		else if (cmd->subtype == AT_DropConstraint)
		{
			const SvLintConstraint *constraint =
			sv_relation_constraint(relation, cmd->name);

			if (constraint != NULL)
				falling = add(falling, ConstraintRelationId, constraint->oid, 0);
		}
	}
	return falling;
}

static List *
add(List *falling, Oid classid, Oid objid, int subid)
{
	SvFalling  *object = palloc0(sizeof(SvFalling));
	Datum		values[3] = {ObjectIdGetDatum(classid), ObjectIdGetDatum(objid),
	Int32GetDatum(subid)};

	object->address.classid = classid;
	object->address.objid = objid;
	object->address.subid = subid;
	if (classid == RelationRelationId)
		object->relation = sv_relation_read(objid);
	else if (classid == ProcedureRelationId)
	{
		object->name = get_func_name(objid);
		object->schema = get_func_namespace(objid);
	}
	sv_query_begin_latest();
	sv_query_fetch(&dependents_query, values, NULL, take_row, object);
	sv_query_end_fresh();
	return lappend(falling, object);
}

static void
take_row(const SvRow *row, void *arg)
{
	SvFalling  *object = arg;
	int			way = DatumGetInt32(sv_row_value(row, 4, INT4OID));
	char	   *type = sv_row_text(row, 5);
	char	   *identity = sv_row_text(row, 6);
	SvFallen   *other;

	if (way == 0)
	{
		object->type = type;
		object->identity = identity;
		return;
	}
	other = palloc0(sizeof(SvFallen));
	other->address.classid = DatumGetObjectId(sv_row_value(row, 1, OIDOID));
	other->address.objid = DatumGetObjectId(sv_row_value(row, 2, OIDOID));
	other->address.subid = DatumGetInt32(sv_row_value(row, 3, INT4OID));
	other->is_part = way == 1;
	other->type = type;
	other->identity = identity;
	object->others = lappend(object->others, other);
}

static void
note_gone(const SvRow *row, void *arg)
{
	List	  **places = arg;

	*places = lappend_int(*places, DatumGetInt32(sv_row_value(row, 1, INT4OID)));
}
