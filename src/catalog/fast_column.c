/*-------------------------------------------------------------------------
 *
 * fast_column.c
 *	  Fast readers of columns and of their defaults.
 *
 * The sequence of an identity column is part of the column if it is as the
 * server creates it.  A column whose sequence is not, or which has a property
 * that it would not have by itself in a table of its own, is left to the query.
 * All defaults are read here: there is nothing to know but the expression.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

#include "catalog/fast.h"
#include "compat.h"
#include "kind/kinds.h"

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

/* Where the values of a column are. */
typedef struct Places
{
	int			type;
	int			not_null;
	int			not_null_clause;
	int			not_null_name;
	int			number;
	int			default_storage;
	int			table_persistence;
	int			identity;
	int			identity_set;
	int			identity_sequence;
	int			identity_name;
	int			identity_course;
} Places;

typedef struct Reading
{
	SvFast	   *fast;
	Places		places;
	HTAB	   *types;
	HTAB	   *names;
} Reading;

static void find_places(Places *places);
static void read_column(Reading *reading, const SvFastRelation *relation,
						const SvFastColumn *column);
static bool qualifies(const SvFastRelation *relation,
					  const SvFastColumn *column, const Type *type);
static const Type *find_type(Reading *reading, Oid oid);
static char *find_name(Reading *reading, Oid oid, int32 modifier);
static char *write_number(int16 number);
static char *name_storage(char storage);
static const SvFastRelation *find_sequence(SvFast *fast,
										   const SvFastRelation *relation,
										   const SvFastColumn *column);
static int64 greatest_value(Oid type);
static void set_not_null(const Places *places, SvFact *fact,
						 const SvFastColumn *column);
static void set_identity(const Reading *reading, SvFact *fact,
						 const SvFastColumn *column,
						 const SvFastRelation *sequence);
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

	find_places(&reading.places);
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
find_places(Places *places)
{
	const SvKind *kind = &sv_kind_column;

	places->type = sv_kind_property(kind, "type");
	places->not_null = sv_kind_property(kind, "not_null");
	places->not_null_clause = sv_kind_property(kind, "not_null_clause");
	places->not_null_name = sv_kind_property(kind, "not_null_name");
	places->number = sv_kind_property(kind, "number");
	places->default_storage = sv_kind_property(kind, "default_storage");
	places->table_persistence = sv_kind_property(kind, "table_persistence");
	places->identity = sv_kind_property(kind, "identity");
	places->identity_set = sv_kind_property(kind, "identity_set");
	places->identity_sequence = sv_kind_property(kind, "identity_sequence");
	places->identity_name = sv_kind_property(kind, "identity_name");
	places->identity_course = sv_kind_property(kind, "identity_course");
}

static void
read_column(Reading *reading, const SvFastRelation *relation,
			const SvFastColumn *column)
{
	const Places *places = &reading->places;
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
	fact->values[places->type] = find_name(reading, row->atttypid,
										   row->atttypmod);
	if (row->attnotnull)
		set_not_null(places, fact, column);
	fact->values[places->number] = write_number(row->attnum);
	fact->values[places->default_storage] = name_storage(type->storage);
	fact->values[places->table_persistence] =
		relation->row.relpersistence == RELPERSISTENCE_UNLOGGED ? "UNLOGGED" :
		"LOGGED";
	if (sequence != NULL)
		set_identity(reading, fact, column, sequence);
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

static char *
name_storage(char storage)
{
	switch (storage)
	{
		case TYPSTORAGE_PLAIN:
			return "PLAIN";
		case TYPSTORAGE_EXTERNAL:
			return "EXTERNAL";
		case TYPSTORAGE_MAIN:
			return "MAIN";
		default:
			return "EXTENDED";
	}
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
	snprintf(name, sizeof(name), "%s_%s_seq", NameStr(relation->row.relname),
			 NameStr(column->row.attname));
	if (row->seqincrement != 1 || row->seqmin != 1 || row->seqstart != 1 ||
		row->seqmax != greatest_value(row->seqtypid) ||
		row->seqcache != 1 || row->seqcycle ||
		sequence->row.relnamespace != relation->row.relnamespace ||
		sequence->row.relpersistence != relation->row.relpersistence ||
		strcmp(NameStr(sequence->row.relname), name) != 0)
		return NULL;
	return sequence;
}

/*
 * The default maximum of a sequence of a type.
 */
static int64
greatest_value(Oid type)
{
	switch (type)
	{
		case INT2OID:
			return PG_INT16_MAX;
		case INT4OID:
			return PG_INT32_MAX;
		default:
			return PG_INT64_MAX;
	}
}

static void
set_not_null(const Places *places, SvFact *fact, const SvFastColumn *column)
{
	fact->values[places->not_null_clause] = "NOT NULL";
	fact->values[places->not_null] = column->not_null == NULL ? "NOT NULL" :
		psprintf("CONSTRAINT %s NOT NULL", column->not_null);
	fact->values[places->not_null_name] = column->not_null;
}

static void
set_identity(const Reading *reading, SvFact *fact, const SvFastColumn *column,
			 const SvFastRelation *sequence)
{
	const Places *places = &reading->places;
	int64		last = sequence->sequence->seqmax;

	fact->values[places->identity] =
		column->row.attidentity == ATTRIBUTE_IDENTITY_ALWAYS ? "ALWAYS" :
		"BY DEFAULT";
	fact->values[places->identity_set] =
		psprintf("SET START WITH 1 SET INCREMENT BY 1 SET MINVALUE 1"
				 " SET MAXVALUE " INT64_FORMAT " SET CACHE 1 SET NO CYCLE",
				 last);
	fact->values[places->identity_sequence] = sequence->identity;
	fact->values[places->identity_name] = sequence->name;
	fact->values[places->identity_course] = psprintf("1 1 " INT64_FORMAT " 1",
													 last);
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
	expression = DirectFunctionCall2(pg_get_expr,
									 fastgetattr(tuple, Anum_pg_attrdef_adbin,
												 columns, &isnull),
									 ObjectIdGetDatum(InvalidOid));
	MemoryContextSwitchTo(caller);
	fact->values[0] = TextDatumGetCString(expression);
	MemoryContextReset(fast->scratch);
	sv_fast_take(fast, fact);
}
