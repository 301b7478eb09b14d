/*-------------------------------------------------------------------------
 *
 * fast_relation.c
 *	  The relations of the schemas and their columns, as readers need them.
 *
 * Each catalog that describes relations is scanned once, before the first kind
 * is read, and each row is noted with its relation.  So a reader finds in memory
 * what a query would join, and whether there is anything that it does not know.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/indexing.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_description.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "catalog/fast.h"
#include "compat.h"

/* The beginning of an option of columns that servers set by themselves. */
#define VERSION_OPTION "pg_attver="

/* An object that has a comment. */
typedef struct Commented
{
	Oid			classid;
	Oid			oid;
} Commented;

static void take_relation(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_child(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_column(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static bool has_options(HeapTuple tuple, TupleDesc columns);
static void take_index(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_key(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_sequence(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_owner(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void read_comments(SvFast *fast);

/*
 * Find all relations of the schemas, and what is known of them.
 */
void
sv_fast_read_relations(SvFast *fast)
{
	fast->relations = sv_fast_table(fast, sizeof(Oid),
									sizeof(SvFastRelation));
	fast->toasts = sv_fast_table(fast, sizeof(Oid), sizeof(Oid));
	sv_fast_scan(fast, RelationRelationId, take_relation);
	sv_fast_scan(fast, InheritsRelationId, take_child);
	sv_fast_scan(fast, AttributeRelationId, take_column);
	sv_fast_scan(fast, IndexRelationId, take_index);
	sv_fast_scan(fast, ConstraintRelationId, take_key);
	sv_fast_scan(fast, SequenceRelationId, take_sequence);
	sv_fast_scan(fast, DependRelationId, take_owner);
	read_comments(fast);
	if (SV_SINCE_18(true, false))
		sv_fast_read_not_nulls(fast);
}

static void
take_relation(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_class row = (Form_pg_class) GETSTRUCT(tuple);
	SvFastRelation *relation;
	char	   *schema;

	if (row->relnamespace == PG_TOAST_NAMESPACE &&
		!heap_attisnull(tuple, Anum_pg_class_reloptions, NULL))
		hash_search(fast->toasts, &row->oid, HASH_ENTER, NULL);
	if (!list_member_oid(fast->namespaces, row->relnamespace))
		return;
	schema = get_namespace_name(row->relnamespace);
	if (schema == NULL)
		return;					/* it has just been dropped */
	relation = hash_search(fast->relations, &row->oid, HASH_ENTER, NULL);
	memset(relation, 0, sizeof(SvFastRelation));
	relation->oid = row->oid;
	memcpy(&relation->row, row, CLASS_TUPLE_SIZE);
	relation->name = pstrdup(quote_identifier(NameStr(row->relname)));
	relation->identity = sv_fast_join(quote_identifier(schema),
									  relation->name);
	relation->is_special =
		!heap_attisnull(tuple, Anum_pg_class_reloptions, NULL) ||
		!heap_attisnull(tuple, Anum_pg_class_relacl, NULL);
	relation->columns = MemoryContextAllocZero(fast->context,
											   sizeof(SvFastColumn) *
											   (row->relnatts + 1));
}

static void
take_child(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	SvFastRelation *relation =
	sv_fast_relation(fast, ((Form_pg_inherits) GETSTRUCT(tuple))->inhrelid);

	if (relation != NULL)
		relation->is_child = true;
}

static void
take_column(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_attribute row = (Form_pg_attribute) GETSTRUCT(tuple);
	SvFastRelation *relation;
	SvFastColumn *column;

	if (row->attnum <= 0 || row->attisdropped ||
		row->attrelid < FirstNormalObjectId)
		return;
	relation = sv_fast_relation(fast, row->attrelid);
	if (relation == NULL || row->attnum > relation->row.relnatts)
		return;
	column = &relation->columns[row->attnum - 1];
	memcpy(&column->row, row, ATTRIBUTE_FIXED_PART_SIZE);
	column->name = pstrdup(quote_identifier(NameStr(row->attname)));
	column->is_special =
		!heap_attisnull(tuple, Anum_pg_attribute_attacl, NULL) ||
		has_options(tuple, columns) ||
		!heap_attisnull(tuple, Anum_pg_attribute_attfdwoptions, NULL) ||
		attribute_has_statistics_target(tuple);
	if (column->is_special)
		relation->has_special_columns = true;
}

/*
 * True if a column has options.  Later minor releases note a version of their
 * own among these, for every column, which does not count.
 */
static bool
has_options(HeapTuple tuple, TupleDesc columns)
{
	bool		isnull;
	Datum		options = fastgetattr(tuple, Anum_pg_attribute_attoptions,
									  columns, &isnull);
	Datum	   *elements;
	int			count;
	bool		found = false;

	if (isnull)
		return false;
	deconstruct_array(DatumGetArrayTypeP(options), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		text	   *option = DatumGetTextPP(elements[i]);

		if (VARSIZE_ANY_EXHDR(option) < strlen(VERSION_OPTION) ||
			strncmp(VARDATA_ANY(option), VERSION_OPTION,
					strlen(VERSION_OPTION)) != 0)
			found = true;
	}
	pfree(elements);
	return found;
}

/*
 * An index is usual if its definition has nothing but a method, columns or
 * expressions, and a predicate.
 */
static void
take_index(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_index row = (Form_pg_index) GETSTRUCT(tuple);
	SvFastRelation *table = sv_fast_relation(fast, row->indrelid);
	SvFastRelation *index = sv_fast_relation(fast, row->indexrelid);

	if (table == NULL || index == NULL)
		return;
	if (row->indisclustered)
		table->is_clustered = true;
	index->is_usual = index->row.relkind == RELKIND_INDEX &&
		!OidIsValid(index->row.reltablespace) &&
		!index->is_special && !index->has_special_columns &&
		row->indisvalid && !row->indisclustered && !row->indisreplident &&
		!row->indisexclusion && row->indnatts == row->indnkeyatts &&
		!index_has_equal_nulls(row);
}

static void
take_key(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	SvFastRelation *relation;

	if (row->contype != CONSTRAINT_PRIMARY &&
		row->contype != CONSTRAINT_UNIQUE &&
		row->contype != CONSTRAINT_EXCLUSION)
		return;
	relation = sv_fast_relation(fast, row->conindid);
	if (relation != NULL)
		relation->is_key = true;
}

static void
take_sequence(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_sequence row = (Form_pg_sequence) GETSTRUCT(tuple);
	SvFastRelation *relation = sv_fast_relation(fast, row->seqrelid);

	if (relation == NULL)
		return;
	relation->sequence = MemoryContextAlloc(fast->context,
											sizeof(FormData_pg_sequence));
	*relation->sequence = *row;
}

/*
 * Note the sequences of identity columns, which depend on these internally.
 */
static void
take_owner(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_depend row = (Form_pg_depend) GETSTRUCT(tuple);
	SvFastRelation *sequence;
	SvFastRelation *relation;

	if (row->deptype != DEPENDENCY_INTERNAL ||
		row->classid != RelationRelationId ||
		row->refclassid != RelationRelationId || row->refobjsubid <= 0)
		return;
	sequence = sv_fast_relation(fast, row->objid);
	relation = sv_fast_relation(fast, row->refobjid);
	if (sequence == NULL || sequence->sequence == NULL || relation == NULL ||
		row->refobjsubid > relation->row.relnatts)
		return;
	sequence->is_internal = true;
	relation->columns[row->refobjsubid - 1].sequence = row->objid;
}

/*
 * Find the objects that have comments.  The server's own have thousands of them,
 * so these are skipped by use of the index.
 */
static void
read_comments(SvFast *fast)
{
	Relation	catalog = table_open(DescriptionRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	fast->commented = sv_fast_table(fast, sizeof(Commented),
									sizeof(Commented));
	ScanKeyInit(&key, Anum_pg_description_objoid, BTGreaterEqualStrategyNumber,
				F_OIDGE, ObjectIdGetDatum(FirstNormalObjectId));
	scan = systable_beginscan(catalog, DescriptionObjIndexId, true,
							  GetActiveSnapshot(), 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_description row = (Form_pg_description) GETSTRUCT(tuple);
		Commented	object = {row->classoid, row->objoid};

		CHECK_FOR_INTERRUPTS();
		if (row->objsubid == 0)
			hash_search(fast->commented, &object, HASH_ENTER, NULL);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
}

/*
 * True if there is a comment on the object.
 */
bool
sv_fast_is_commented(const SvFast *fast, Oid classid, Oid oid)
{
	Commented	object = {classid, oid};

	return hash_search(fast->commented, &object, HASH_FIND, NULL) != NULL;
}
