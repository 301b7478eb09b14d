/*-------------------------------------------------------------------------
 *
 * relation.c
 *	  A relation as the catalogs have it.
 *
 * Relations of a rehearsal are opened with ACCESS SHARE; nobody else can see
 * them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/reloptions.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "catalog/relation_size.h"
#include "compat.h"
#include "lint/relation.h"

static bool is_btree(Oid index);
static List *read_options(Oid relation);
static List *read_columns(Relation relation);
static List *read_constraints(Oid relation);
static SvLintConstraint *read_constraint(HeapTuple tuple, TupleDesc desc);
static List *read_numbers(HeapTuple tuple, TupleDesc desc, AttrNumber column);

/*
 * What the catalogs have of a relation, in the current context; NULL if there
 * is no such relation.  Of an index it is its name only.
 */
SvLintRelation *
sv_relation_read(Oid oid)
{
	Relation	relation;
	SvLintRelation *read;

	if (!OidIsValid(oid))
		return NULL;
	relation = try_relation_open(oid, AccessShareLock);
	if (relation == NULL)
		return NULL;
	read = palloc0(sizeof(SvLintRelation));
	read->oid = oid;
	read->kind = relation->rd_rel->relkind;
	read->persistence = relation->rd_rel->relpersistence;
	read->is_partition = relation->rd_rel->relispartition;
	read->row_security = relation->rd_rel->relrowsecurity;
	read->replica_identity = relation->rd_rel->relreplident;
	read->schema = get_namespace_name(relation->rd_rel->relnamespace);
	read->name = pstrdup(RelationGetRelationName(relation));
	if (read->kind != RELKIND_INDEX && read->kind != RELKIND_PARTITIONED_INDEX)
	{
		read->columns = read_columns(relation);
		read->indexes = sv_relation_size_indexes(oid);
		read->constraints = read_constraints(oid);
		read->options = read_options(oid);
	}
	relation_close(relation, AccessShareLock);
	return read;
}

/*
 * The column of a name; NULL: there is none.  So it is if there is no relation.
 */
const SvLintColumn *
sv_relation_column(const SvLintRelation *relation, const char *name)
{
	ListCell   *lc;

	if (relation == NULL)
		return NULL;
	foreach(lc, relation->columns)
	{
		if (strcmp(((SvLintColumn *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	}
	return NULL;
}

const SvLintColumn *
sv_relation_column_at(const SvLintRelation *relation, AttrNumber number)
{
	ListCell   *lc;

	if (relation == NULL)
		return NULL;
	foreach(lc, relation->columns)
	{
		if (((SvLintColumn *) lfirst(lc))->number == number)
			return lfirst(lc);
	}
	return NULL;
}

const SvLintConstraint *
sv_relation_constraint(const SvLintRelation *relation, const char *name)
{
	ListCell   *lc;

	if (relation == NULL)
		return NULL;
	foreach(lc, relation->constraints)
	{
		if (strcmp(((SvLintConstraint *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	}
	return NULL;
}

/*
 * True if the relation has the constraint.  NULL, a relation that was not
 * there, has none.
 */
bool
sv_relation_has_constraint(const SvLintRelation *relation, Oid constraint)
{
	ListCell   *lc;

	if (relation == NULL)
		return false;
	foreach(lc, relation->constraints)
	{
		if (((SvLintConstraint *) lfirst(lc))->oid == constraint)
			return true;
	}
	return false;
}

/*
 * The key columns of an index, as integers; 0 is an expression.  "is_plain" is
 * set to true if it is a valid B-tree index of all rows.
 */
List *
sv_relation_index_columns(Oid index, bool *is_plain)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	Form_pg_index row;
	List	   *columns = NIL;

	*is_plain = false;
	if (!HeapTupleIsValid(tuple))
		return NIL;
	row = (Form_pg_index) GETSTRUCT(tuple);
	for (int i = 0; i < row->indnkeyatts; i++)
		columns = lappend_int(columns, row->indkey.values[i]);
	*is_plain = row->indisvalid &&
		heap_attisnull(tuple, Anum_pg_index_indpred, NULL) &&
		is_btree(index);
	ReleaseSysCache(tuple);
	return columns;
}

/*
 * True if there is an expression or a condition in an index.
 */
bool
sv_relation_index_has_expression(Oid index)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	bool		found;

	if (!HeapTupleIsValid(tuple))
		return false;
	found = !heap_attisnull(tuple, Anum_pg_index_indexprs, NULL) ||
		!heap_attisnull(tuple, Anum_pg_index_indpred, NULL);
	ReleaseSysCache(tuple);
	return found;
}

/*
 * True if an index of all rows begins with these columns, in any order.
 */
bool
sv_relation_is_leading_index(const SvLintRelation *relation, const List *columns)
{
	ListCell   *lc;

	foreach(lc, relation->indexes)
	{
		bool		is_plain;
		List	   *keys = sv_relation_index_columns(lfirst_oid(lc), &is_plain);
		bool		leads = is_plain && list_length(keys) >= list_length(columns);

		keys = list_truncate(keys, list_length(columns));
		if (leads && list_difference_int(columns, keys) == NIL)
			return true;
	}
	return false;
}

/*
 * True if a relation is a partition or child table of another one, over as many
 * generations as it likes, or that one itself.
 */
bool
sv_relation_is_below(Oid relation, Oid ancestor)
{
	return relation == ancestor ||
		(OidIsValid(ancestor) && has_subclass(ancestor) &&
		 list_member_oid(find_all_inheritors(ancestor, NoLock, NULL), relation));
}

static bool
is_btree(Oid index)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(index));
	bool		is_btree;

	if (!HeapTupleIsValid(tuple))
		return false;
	is_btree = ((Form_pg_class) GETSTRUCT(tuple))->relam == BTREE_AM_OID;
	ReleaseSysCache(tuple);
	return is_btree;
}

static List *
read_options(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	List	   *options = NIL;
	Datum		value;
	bool		isnull;
	ListCell   *lc;

	if (!HeapTupleIsValid(tuple))
		return NIL;
	value = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_reloptions, &isnull);
	if (!isnull)
	{
		foreach(lc, untransformRelOptions(value))
		{
			const DefElem *option = lfirst(lc);

			options = lappend(options, psprintf("%s=%s", option->defname,
												option->arg ? strVal(option->arg) :
												"true"));
		}
	}
	ReleaseSysCache(tuple);
	return options;
}

static List *
read_columns(Relation relation)
{
	TupleDesc	desc = RelationGetDescr(relation);
	List	   *columns = NIL;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute row = TupleDescAttr(desc, i);
		SvLintColumn *column;

		if (row->attisdropped)
			continue;
		column = palloc0(sizeof(SvLintColumn));
		column->number = row->attnum;
		column->name = pstrdup(NameStr(row->attname));
		column->type = row->atttypid;
		column->typmod = row->atttypmod;
		column->collation = row->attcollation;
		column->not_null = row->attnotnull;
		column->has_default = row->atthasdef;
		column->generated = row->attgenerated;
		column->identity = row->attidentity;
		columns = lappend(columns, column);
	}
	return columns;
}

static List *
read_constraints(Oid relation)
{
	Relation	catalog = table_open(ConstraintRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *constraints = NIL;

	ScanKeyInit(&key, Anum_pg_constraint_conrelid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(relation));
	scan = systable_beginscan(catalog, ConstraintRelidTypidNameIndexId, true,
							  NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		constraints = lappend(constraints,
							  read_constraint(tuple, RelationGetDescr(catalog)));
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return constraints;
}

static SvLintConstraint *
read_constraint(HeapTuple tuple, TupleDesc desc)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	SvLintConstraint *constraint = palloc0(sizeof(SvLintConstraint));

	constraint->oid = row->oid;
	constraint->name = pstrdup(NameStr(row->conname));
	constraint->type = row->contype;
	constraint->validated = row->convalidated;
	constraint->inherited = !row->conislocal || OidIsValid(row->conparentid);
	constraint->referenced = row->confrelid;
	if (row->contype != CONSTRAINT_FOREIGN)
		constraint->index = row->conindid;
	constraint->columns = read_numbers(tuple, desc, Anum_pg_constraint_conkey);
	constraint->referenced_columns = read_numbers(tuple, desc,
												  Anum_pg_constraint_confkey);
	return constraint;
}

/*
 * An int2[] as integers.
 */
static List *
read_numbers(HeapTuple tuple, TupleDesc desc, AttrNumber column)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, column, desc, &isnull);
	List	   *numbers = NIL;
	ArrayType  *array;

	if (isnull)
		return NIL;
	array = DatumGetArrayTypeP(value);
	if (ARR_NDIM(array) != 1 || ARR_HASNULL(array))
		return NIL;
	for (int i = 0; i < ARR_DIMS(array)[0]; i++)
		numbers = lappend_int(numbers, ((int16 *) ARR_DATA_PTR(array))[i]);
	return numbers;
}
