/*-------------------------------------------------------------------------
 *
 * fast_column.c
 *	  Fast readers of columns and of their defaults.
 *
 * The sequence of an identity column is part of the column if it is as the
 * server creates it.  A column whose sequence is not, or which has a property
 * that it would not have by itself in a table of its own, is left to the query.
 * All defaults are read here: there is nothing to know but the expression, and
 * whether it is volatile.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

#include "catalog/fast.h"
#include "compat.h"
#include "kind/column.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/words.h"

/* A type, looked up once. */
typedef struct Type
{
	Oid			oid;			/* the key */
	bool		exists;
	char		storage;
	Oid			collation;
} Type;

/* The name of a type with a modifier, as format_type() writes it. */
typedef struct NamedType
{
	Oid			type;			/* the key... */
	int32		modifier;		/* ...is both */
	char	   *text;
} NamedType;

typedef struct Reading
{
	SvFast	   *fast;
	HTAB	   *types;
	HTAB	   *names;
} Reading;

static void read_column(Reading *reading, const SvFastRelation *relation,
						const SvFastColumn *column);
static bool qualifies(const SvFastRelation *relation,
					  const SvFastColumn *column, const Type *type);
static const Type *find_type(Reading *reading, Oid oid);
static char *find_name(Reading *reading, Oid oid, int32 modifier);
static char *write_number(int16 number);
static const SvFastRelation *find_sequence(SvFast *fast,
										   const SvFastRelation *relation,
										   const SvFastColumn *column);
static void set_not_null(SvFact *fact, const SvFastColumn *column);
static void set_identity(SvFact *fact, const SvFastColumn *column,
						 const SvFastRelation *sequence);
static bool is_volatile(const char *tree);
static void take_default(SvFast *fast, HeapTuple tuple, TupleDesc columns);

/*
 * Read columns of tables.
 */
void
sv_fast_read_columns(SvFast *fast)
{
	Reading		reading = {fast};
	HASH_SEQ_STATUS status;
	SvFastRelation *relation;

	reading.types = sv_fast_table(fast, sizeof(Oid), sizeof(Type));
	reading.names = sv_fast_table(fast, offsetof(NamedType, text),
								  sizeof(NamedType));
	hash_seq_init(&status, fast->relations);
	while ((relation = hash_seq_search(&status)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (!sv_fast_is_table(relation))
			continue;
		for (int i = 0; i < relation->row.relnatts; i++)
			if (relation->columns[i].name != NULL)
				read_column(&reading, relation, &relation->columns[i]);
	}
}

static void
read_column(Reading *reading, const SvFastRelation *relation,
			const SvFastColumn *column)
{
	const FormData_pg_attribute *row = &column->row;
	const Type *type = find_type(reading, row->atttypid);
	const SvFastRelation *sequence = find_sequence(reading->fast, relation,
												   column);
	SvFact	   *fact;

	if (!qualifies(relation, column, type) ||
		(row->attidentity != '\0' && sequence == NULL))
	{
		sv_fast_leave(reading->fast, relation->oid, row->attnum);
		return;
	}
	fact = sv_fast_fact(reading->fast, relation->oid, row->attnum,
						sv_fast_join(relation->identity, column->name),
						column->name);
	fact->parent_address.objid = relation->oid;
	fact->values[SV_COLUMN_TYPE] = find_name(reading, row->atttypid,
											 row->atttypmod);
	if (row->attnotnull)
		set_not_null(fact, column);
	fact->values[SV_COLUMN_NUMBER] = write_number(row->attnum);
	fact->values[SV_COLUMN_DEFAULT_STORAGE] = sv_words_storage(type->storage);
	fact->values[SV_COLUMN_TABLE_PERSISTENCE] =
		relation->row.relpersistence == RELPERSISTENCE_UNLOGGED ?
		SV_WORD_UNLOGGED : SV_WORD_LOGGED;
	if (sequence != NULL)
		set_identity(fact, column, sequence);
	sv_fast_take(reading->fast, fact);
}

/*
 * True if the column has no property but those that are read here.
 */
static bool
qualifies(const SvFastRelation *relation, const SvFastColumn *column,
		  const Type *type)
{
	const FormData_pg_attribute *row = &column->row;

	return relation->row.relkind == RELKIND_RELATION &&
		!OidIsValid(relation->row.reloftype) &&
		(relation->row.relispartition ||
		 (row->attislocal && row->attinhcount == 0)) &&
		!column->is_special && type->exists &&
		row->attstorage == type->storage &&
		row->attcollation == type->collation &&
		row->attgenerated == '\0' && !attribute_is_compressed(row) &&
		(!row->attnotnull || SV_SINCE_18(column->not_null != NULL, true));
}

static const Type *
find_type(Reading *reading, Oid oid)
{
	bool		found;
	Type	   *type = hash_search(reading->types, &oid, HASH_ENTER, &found);
	HeapTuple	tuple;

	if (found)
		return type;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(oid));
	type->exists = HeapTupleIsValid(tuple);
	if (!type->exists)
		return type;
	type->storage = ((Form_pg_type) GETSTRUCT(tuple))->typstorage;
	type->collation = ((Form_pg_type) GETSTRUCT(tuple))->typcollation;
	ReleaseSysCache(tuple);
	return type;
}

/*
 * The name of a type with a modifier, to be shared by facts.
 */
static char *
find_name(Reading *reading, Oid oid, int32 modifier)
{
	NamedType	key = {oid, modifier};
	bool		found;
	NamedType  *name = hash_search(reading->names, &key, HASH_ENTER, &found);

	if (!found)
		name->text = format_type_with_typemod(oid, modifier);
	return name->text;
}

static char *
write_number(int16 number)
{
	char		digits[12];

	pg_itoa(number, digits);
	return pstrdup(digits);
}

/*
 * The sequence of an identity column, if it is as the server creates it; else
 * NULL.
 */
static const SvFastRelation *
find_sequence(SvFast *fast, const SvFastRelation *relation,
			  const SvFastColumn *column)
{
	const SvFastRelation *sequence = OidIsValid(column->sequence) ?
	sv_fast_relation(fast, column->sequence) : NULL;
	Form_pg_sequence row;
	char		name[3 * NAMEDATALEN];

	if (sequence == NULL || column->row.attidentity == '\0')
		return NULL;
	row = sequence->sequence;
	snprintf(name, sizeof(name), SV_IDENTITY_SEQUENCE_NAME,
			 NameStr(relation->row.relname), NameStr(column->row.attname));
	if (row->seqincrement != 1 || row->seqmin != 1 || row->seqstart != 1 ||
		row->seqmax != sv_words_sequence_limit(row->seqtypid) ||
		row->seqcache != 1 || row->seqcycle ||
		sequence->row.relnamespace != relation->row.relnamespace ||
		sequence->row.relpersistence != relation->row.relpersistence ||
		strcmp(NameStr(sequence->row.relname), name) != 0)
		return NULL;
	return sequence;
}

static void
set_not_null(SvFact *fact, const SvFastColumn *column)
{
	fact->values[SV_COLUMN_NOT_NULL_CLAUSE] = SV_WORD_NOT_NULL;
	fact->values[SV_COLUMN_NOT_NULL] =
		column->not_null == NULL ? SV_WORD_NOT_NULL :
		psprintf(SV_NAMED_NOT_NULL, column->not_null);
	fact->values[SV_COLUMN_NOT_NULL_NAME] = column->not_null;
}

static void
set_identity(SvFact *fact, const SvFastColumn *column,
			 const SvFastRelation *sequence)
{
	char	   *last = psprintf(INT64_FORMAT, sequence->sequence->seqmax);

	fact->values[SV_COLUMN_IDENTITY] =
		sv_words_identity(column->row.attidentity);
	fact->values[SV_COLUMN_IDENTITY_SET] =
		psprintf(SV_IDENTITY_SET, "1", "1", "1", last, "1", SV_WORD_NO_CYCLE);
	fact->values[SV_COLUMN_IDENTITY_SEQUENCE] = sequence->identity;
	fact->values[SV_COLUMN_IDENTITY_NAME] = sequence->name;
	fact->values[SV_COLUMN_IDENTITY_COURSE] =
		psprintf(SV_SEQUENCE_COURSE, "1", "1", last, "1");
	pfree(last);
}

/*
 * Read defaults of columns.
 */
void
sv_fast_read_defaults(SvFast *fast)
{
	sv_fast_scan(fast, AttrDefaultRelationId, take_default);
}

/*
 * There can be no columns in the expression, so the server need not be told
 * of which relation.
 */
static void
take_default(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_attrdef row = (Form_pg_attrdef) GETSTRUCT(tuple);
	SvFastRelation *relation = sv_fast_relation(fast, row->adrelid);
	SvFastColumn *column;
	MemoryContext caller;
	SvFact	   *fact;
	bool		isnull;
	Datum		tree;
	Datum		expression;

	if (relation == NULL || row->adnum > relation->row.relnatts)
		return;
	column = &relation->columns[row->adnum - 1];
	if (column->name == NULL || !column->row.atthasdef ||
		column->row.attgenerated != '\0')
		return;
	fact = sv_fast_fact(fast, row->oid, 0,
						sv_fast_join(relation->identity, column->name),
						column->name);
	fact->parent_address.objid = relation->oid;
	fact->parent_address.subid = row->adnum;
	caller = MemoryContextSwitchTo(fast->scratch);
	tree = fastgetattr(tuple, Anum_pg_attrdef_adbin, columns, &isnull);
	expression = DirectFunctionCall2(pg_get_expr, tree,
									 ObjectIdGetDatum(InvalidOid));
	if (is_volatile(TextDatumGetCString(tree)))
		fact->values[SV_DEFAULT_VOLATILE] = SV_WORD_VOLATILE;
	MemoryContextSwitchTo(caller);
	fact->values[SV_DEFAULT_EXPRESSION] = TextDatumGetCString(expression);
	MemoryContextReset(fast->scratch);
	sv_fast_take(fast, fact);
}

/*
 * True if a function or operator in the text of an expression tree is volatile.
 */
static bool
is_volatile(const char *tree)
{
	const char *label = "funcid ";
	const char *at = tree;

	while ((at = strstr(at, label)) != NULL)
	{
		bool		is_call = at - tree >= 3 &&
		(at[-1] == ':' || strncmp(at - 3, ":op", 3) == 0);
		HeapTuple	tuple;
		bool		found = false;

		at += strlen(label);
		if (!is_call)
			continue;
		tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(strtoul(at, NULL, 10)));
		if (HeapTupleIsValid(tuple))
		{
			found = ((Form_pg_proc) GETSTRUCT(tuple))->provolatile == PROVOLATILE_VOLATILE;
			ReleaseSysCache(tuple);
		}
		if (found)
			return true;
	}
	return false;
}
