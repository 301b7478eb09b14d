/*-------------------------------------------------------------------------
 *
 * fast_constraint.c
 *	  Fast reader of constraints.
 *
 * These are keys, foreign keys and checks that are valid, not deferrable and
 * without options, as pg_get_constraintdef() would write them.  All others, and
 * exclusion constraints, are left to the query.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_constraint.h"
#include "nodes/parsenodes.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "catalog/fast.h"
#include "compat.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/words.h"

static void take_constraint(SvFast *fast, HeapTuple tuple,
							TupleDesc columns);
static char *define(SvFast *fast, SvFastRelation *relation, HeapTuple tuple,
					TupleDesc columns);
static char *define_key(SvFast *fast, const SvFastRelation *relation,
						HeapTuple tuple, TupleDesc columns);
static char *define_foreign(SvFast *fast,
							const SvFastRelation *relation, HeapTuple tuple,
							TupleDesc columns);
static char *define_check(SvFast *fast, SvFastRelation *relation,
						  HeapTuple tuple, TupleDesc columns);
static void append_columns(StringInfo out, const SvFastRelation *relation,
						   HeapTuple tuple, int attribute, TupleDesc columns);
static void append_action(StringInfo out, const char *event, char action);

/*
 * Read constraints of tables.
 */
void
sv_fast_read_constraints(SvFast *fast)
{
	sv_fast_scan(fast, ConstraintRelationId, take_constraint);
}

static void
take_constraint(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	SvFastRelation *relation = sv_fast_relation(fast, row->conrelid);
	char	   *definition = NULL;
	char	   *name;
	SvFact	   *fact;

	if (relation == NULL || strchr(sv_kind_constraint.subtypes, row->contype) == NULL)
		return;
	if (!row->condeferrable && row->convalidated &&
		!constraint_has_period(row))
		definition = define(fast, relation, tuple, columns);
	if (definition == NULL)
	{
		sv_fast_leave(fast, row->oid, 0);
		return;
	}
	name = pstrdup(quote_identifier(NameStr(row->conname)));
	fact = sv_fast_fact(fast, row->oid, 0,
						sv_fast_join(relation->identity, name), name);
	fact->parent_address.objid = relation->oid;
	fact->values[SV_CONSTRAINT_NOUN] = sv_words_constraint(row->contype);
	fact->values[SV_CONSTRAINT_DEFINITION] = definition;
	if (row->contype != CONSTRAINT_FOREIGN && row->contype != CONSTRAINT_CHECK)
		fact->values[SV_CONSTRAINT_INDEX] =
			sv_fast_relation(fast, row->conindid)->identity;
	sv_fast_take(fast, fact);
}

/*
 * The definition as pg_get_constraintdef() writes it, palloc'd; NULL if the
 * constraint is to be left to the query.
 */
static char *
define(SvFast *fast, SvFastRelation *relation, HeapTuple tuple,
	   TupleDesc columns)
{
	switch (((Form_pg_constraint) GETSTRUCT(tuple))->contype)
	{
		case CONSTRAINT_PRIMARY:
		case CONSTRAINT_UNIQUE:
			return define_key(fast, relation, tuple, columns);
		case CONSTRAINT_FOREIGN:
			return define_foreign(fast, relation, tuple, columns);
		case CONSTRAINT_CHECK:
			return define_check(fast, relation, tuple, columns);
		default:
			return NULL;
	}
}

static char *
define_key(SvFast *fast, const SvFastRelation *relation,
		   HeapTuple tuple, TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	const SvFastRelation *index = sv_fast_relation(fast, row->conindid);
	StringInfo	out = &fast->text;

	if (index == NULL || !index->is_usual ||
		sv_fast_is_commented(fast, RelationRelationId, index->oid))
		return NULL;
	resetStringInfo(out);
	appendStringInfoString(out, row->contype == CONSTRAINT_PRIMARY ?
						   "PRIMARY KEY (" : "UNIQUE (");
	append_columns(out, relation, tuple, Anum_pg_constraint_conkey, columns);
	appendStringInfoChar(out, ')');
	return pstrdup(out->data);
}

static char *
define_foreign(SvFast *fast, const SvFastRelation *relation,
			   HeapTuple tuple, TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	const SvFastRelation *referenced = sv_fast_relation(fast,
														row->confrelid);
	StringInfo	out = &fast->text;

	if (referenced == NULL || OidIsValid(row->conparentid) ||
		row->confmatchtype != FKCONSTR_MATCH_SIMPLE ||
		constraint_has_set_columns(tuple))
		return NULL;
	resetStringInfo(out);
	appendStringInfoString(out, "FOREIGN KEY (");
	append_columns(out, relation, tuple, Anum_pg_constraint_conkey, columns);
	appendStringInfo(out, ") REFERENCES %s(", referenced->identity);
	append_columns(out, referenced, tuple, Anum_pg_constraint_confkey,
				   columns);
	appendStringInfoChar(out, ')');
	append_action(out, "UPDATE", row->confupdtype);
	append_action(out, "DELETE", row->confdeltype);
	return pstrdup(out->data);
}

static char *
define_check(SvFast *fast, SvFastRelation *relation, HeapTuple tuple,
			 TupleDesc columns)
{
	Form_pg_constraint row = (Form_pg_constraint) GETSTRUCT(tuple);
	bool		isnull;
	Node	   *node;

	if (row->connoinherit ||
		!(row->conislocal || relation->row.relispartition))
		return NULL;
	node = sv_fast_stored(fast, fastgetattr(tuple, Anum_pg_constraint_conbin,
											columns, &isnull));
	return sv_fast_is_expression(node) ?
		psprintf("CHECK (%s)", sv_fast_expression(fast, relation, node)) :
		NULL;
}

/*
 * Append the names of columns, whose numbers are in an attribute of the row, an
 * int2[].
 */
static void
append_columns(StringInfo out, const SvFastRelation *relation,
			   HeapTuple tuple, int attribute, TupleDesc columns)
{
	bool		isnull;
	ArrayType  *array = DatumGetArrayTypeP(fastgetattr(tuple, attribute,
													   columns, &isnull));
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	int16	   *numbers = (int16 *) ARR_DATA_PTR(array);

	for (int i = 0; i < count; i++)
		appendStringInfo(out, "%s%s", i == 0 ? "" : ", ",
						 relation->columns[numbers[i] - 1].name);
}

/*
 * Append what a foreign key does on an event, unless it is NO ACTION.
 */
static void
append_action(StringInfo out, const char *event, char action)
{
	const char *text = NULL;

	switch (action)
	{
		case FKCONSTR_ACTION_RESTRICT:
			text = "RESTRICT";
			break;
		case FKCONSTR_ACTION_CASCADE:
			text = "CASCADE";
			break;
		case FKCONSTR_ACTION_SETNULL:
			text = "SET NULL";
			break;
		case FKCONSTR_ACTION_SETDEFAULT:
			text = "SET DEFAULT";
			break;
	}
	if (text != NULL)
		appendStringInfo(out, " ON %s %s", event, text);
}
