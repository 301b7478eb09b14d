/*-------------------------------------------------------------------------
 *
 * fast_not_null.c
 *	  NOT NULL constraints of columns, which the catalogs have from 18 on.
 *
 * A constraint is usual if it has the name and the properties that it gets from
 * NOT NULL without a name in the definition of the column.  The name must be the
 * only one of its schema: where it is not, the server would choose another one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_constraint.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "catalog/fast.h"
#include "compat.h"
#include "kind/words.h"

/* How many constraints of a schema have that name. */
typedef struct NameCount
{
	NameData	name;			/* the key... */
	Oid			namespace;		/* ...is both */
	int			count;
} NameCount;

static void count_name(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static void take_not_null(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static bool is_usual(const SvFast *fast, const SvFastRelation *relation,
					 const SvFastColumn *column, Form_pg_constraint row);
static NameCount *find_name(const SvFast *fast, Form_pg_constraint row,
							bool *found);

/*
 * Note the usual constraints with their columns; those that have another one
 * become special.
 */
void
sv_fast_read_not_nulls(SvFast *fast)
{
	fast->constraint_names = sv_fast_table(fast, offsetof(NameCount, count),
										   sizeof(NameCount));
	sv_fast_scan(fast, ConstraintRelationId, count_name);
	sv_fast_scan(fast, ConstraintRelationId, take_not_null);
}

static void
count_name(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	bool		found;
	NameCount  *name = find_name(fast, (Form_pg_constraint) GETSTRUCT(tuple),
								 &found);

	name->count = found ? name->count + 1 : 1;
}

static void
take_not_null(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	SvFastRelation *relation = row->contype == CONSTRAINT_NOTNULL ?
	sv_fast_relation(fast, row->conrelid) : NULL;
	SvFastColumn *column;
	bool		isnull;
	ArrayType  *numbers;

	if (relation == NULL)
		return;
	numbers = DatumGetArrayTypeP(fastgetattr(tuple, Anum_pg_constraint_conkey,
											 columns, &isnull));
	column = &relation->columns[((int16 *) ARR_DATA_PTR(numbers))[0] - 1];
	if (is_usual(fast, relation, column, row))
		column->not_null = pstrdup(quote_identifier(NameStr(row->conname)));
	else
		column->is_special = true;
}

/*
 * True if the constraint of a column is as NOT NULL alone would create it.
 */
static bool
is_usual(const SvFast *fast, const SvFastRelation *relation,
		 const SvFastColumn *column, Form_pg_constraint row)
{
	char		name[3 * NAMEDATALEN];
	bool		found;

	snprintf(name, sizeof(name), SV_NOT_NULL_NAME,
			 NameStr(relation->row.relname), NameStr(column->row.attname));
	return row->convalidated && !row->connoinherit &&
		(relation->row.relispartition ||
		 (row->conislocal && row->coninhcount == 0)) &&
		strcmp(NameStr(row->conname), name) == 0 &&
		find_name(fast, row, &found)->count == 1 &&
		!sv_fast_is_commented(fast, ConstraintRelationId, row->oid);
}

/*
 * The entry of the name of a constraint, which is new if "found" is false.
 */
static NameCount *
find_name(const SvFast *fast, Form_pg_constraint row, bool *found)
{
	NameCount	key = {0};

	namestrcpy(&key.name, NameStr(row->conname));
	key.namespace = row->connamespace;
	return hash_search(fast->constraint_names, &key, HASH_ENTER, found);
}
