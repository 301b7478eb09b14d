/*-------------------------------------------------------------------------
 *
 * fast_index.c
 *	  Fast reader of indexes.
 *
 * These are valid indexes without options, on columns and at most one
 * expression, with the default operator class, collation and order of each, as
 * pg_get_indexdef() would write them.  All others are left to the query, but for
 * those of constraints, which are part of these.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_index.h"
#include "commands/defrem.h"
#include "nodes/nodeFuncs.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"

#include "catalog/fast.h"
#include "compat.h"
#include "kind/index.h"
#include "kind/words.h"

/* An index whose definition is being written. */
typedef struct Definition
{
	SvFast	   *fast;
	SvFastRelation *index;
	SvFastRelation *table;
	oidvector  *collations;
	oidvector  *opclasses;
	int2vector *options;
	Node	   *expression;		/* NULL: it has none */
	StringInfo	text;
} Definition;

/* Whether an operator class is the default one for a type; looked up once. */
typedef struct Opclass
{
	Oid			oid;			/* the key... */
	Oid			type;			/* ...is both */
	bool		is_default;
} Opclass;

static void take_index(SvFast *fast, HeapTuple tuple, TupleDesc columns);
static char *define(SvFast *fast, SvFastRelation *index,
					SvFastRelation *table, HeapTuple tuple,
					TupleDesc columns);
static Datum get(HeapTuple tuple, int attribute, TupleDesc columns);
static bool take_expression(Definition *definition, HeapTuple tuple,
							TupleDesc columns);
static bool append_keys(Definition *definition, Form_pg_index row);
static bool append_key(Definition *definition, int key, AttrNumber number);
static bool is_usual_key(const Definition *definition, int key, Oid type,
						 Oid collation);
static bool is_default(SvFast *fast, Oid opclass, Oid type, Oid method);
static bool has_syntax_of_its_own(const Node *node);
static void append_expression(Definition *definition);
static bool find_predicate(SvFast *fast, SvFastRelation *table,
						   HeapTuple tuple, TupleDesc columns,
						   char **predicate);

/*
 * Read indexes of tables, other than those of constraints.
 */
void
sv_fast_read_indexes(SvFast *fast)
{
	sv_fast_scan(fast, IndexRelationId, take_index);
}

static void
take_index(SvFast *fast, HeapTuple tuple, TupleDesc columns)
{
	Form_pg_index row = (Form_pg_index) GETSTRUCT(tuple);
	SvFastRelation *index = sv_fast_relation(fast, row->indexrelid);
	SvFastRelation *table = sv_fast_relation(fast, row->indrelid);
	char	   *predicate = NULL;
	char	   *definition = NULL;
	SvFact	   *fact;

	if (index == NULL || table == NULL || index->is_key)
		return;
	if (index->is_usual &&
		find_predicate(fast, table, tuple, columns, &predicate))
		definition = define(fast, index, table, tuple, columns);
	if (definition == NULL)
	{
		sv_fast_leave(fast, index->oid, 0);
		return;
	}
	fact = sv_fast_fact(fast, index->oid, 0, index->identity, index->name);
	fact->parent_address.objid = table->oid;
	if (row->indisunique)
		fact->values[SV_INDEX_UNIQUE] = SV_WORD_UNIQUE;
	fact->values[SV_INDEX_DEFINITION] = definition;
	fact->values[SV_INDEX_PREDICATE] = predicate;
	sv_fast_take(fast, fact);
}

/*
 * What pg_get_indexdef() writes between the name of the table and the predicate,
 * palloc'd; NULL if the index is to be left to the query.
 */
static char *
define(SvFast *fast, SvFastRelation *index, SvFastRelation *table,
	   HeapTuple tuple, TupleDesc columns)
{
	Definition	definition = {fast, index, table,.text = &fast->text};
	char	   *method = get_am_name(index->row.relam);

	if (method == NULL || !take_expression(&definition, tuple, columns))
		return NULL;
	definition.collations = (oidvector *)
		DatumGetPointer(get(tuple, Anum_pg_index_indcollation, columns));
	definition.opclasses = (oidvector *)
		DatumGetPointer(get(tuple, Anum_pg_index_indclass, columns));
	definition.options = (int2vector *)
		DatumGetPointer(get(tuple, Anum_pg_index_indoption, columns));
	resetStringInfo(definition.text);
	appendStringInfo(definition.text, "USING %s (", quote_identifier(method));
	if (!append_keys(&definition, (Form_pg_index) GETSTRUCT(tuple)))
		return NULL;
	appendStringInfoChar(definition.text, ')');
	return pstrdup(definition.text->data);
}

/*
 * An attribute of the row that is never null.
 */
static Datum
get(HeapTuple tuple, int attribute, TupleDesc columns)
{
	bool		isnull;

	return fastgetattr(tuple, attribute, columns, &isnull);
}

/*
 * Note the expression of an index that has one.  Returns false if the index is
 * to be left to the query: there are more, or an unusual one.
 */
static bool
take_expression(Definition *definition, HeapTuple tuple, TupleDesc columns)
{
	bool		isnull;
	Datum		stored = fastgetattr(tuple, Anum_pg_index_indexprs, columns,
									 &isnull);
	List	   *list;

	if (isnull)
		return true;
	list = castNode(List, sv_fast_stored(definition->fast, stored));
	definition->expression = linitial(list);
	return list_length(list) == 1 &&
		sv_fast_is_expression(definition->expression) &&
		!has_syntax_of_its_own(definition->expression);
}

/*
 * True for a function that is deparsed by the syntax that SQL has for it: which of
 * these are in parentheses depends on the minor release.
 */
static bool
has_syntax_of_its_own(const Node *node)
{
	return IsA(node, FuncExpr) &&
		((const FuncExpr *) node)->funcformat != COERCE_EXPLICIT_CALL &&
		((const FuncExpr *) node)->funcformat == COERCE_SQL_SYNTAX;
}

/*
 * Append the keys of the index.  Returns false if one of them has more than the
 * column or expression.
 */
static bool
append_keys(Definition *definition, Form_pg_index row)
{
	for (int i = 0; i < row->indnatts; i++)
	{
		if (i > 0)
			appendStringInfoString(definition->text, ", ");
		if (!append_key(definition, i, row->indkey.values[i]))
			return false;
	}
	return true;
}

/*
 * Append a key: the column with that number, or the expression if it is 0.
 */
static bool
append_key(Definition *definition, int key, AttrNumber number)
{
	const SvFastColumn *column;

	if (number < 0)
		return false;
	if (number == 0)
	{
		if (!is_usual_key(definition, key, exprType(definition->expression),
						  exprCollation(definition->expression)))
			return false;
		append_expression(definition);
		return true;
	}
	column = &definition->table->columns[number - 1];
	if (!is_usual_key(definition, key, column->row.atttypid,
					  column->row.attcollation))
		return false;
	appendStringInfoString(definition->text, column->name);
	return true;
}

/*
 * True if the key has the default order, collation and operator class.
 */
static bool
is_usual_key(const Definition *definition, int key, Oid type, Oid collation)
{
	Oid			own = definition->collations->values[key];

	return definition->options->values[key] == 0 &&
		(!OidIsValid(own) || own == collation) &&
		is_default(definition->fast, definition->opclasses->values[key], type,
				   definition->index->row.relam);
}

/*
 * True if the operator class is the default one of the method for the type.
 */
static bool
is_default(SvFast *fast, Oid opclass, Oid type, Oid method)
{
	Opclass		key = {opclass, type};
	Opclass    *found;
	bool		exists;

	if (fast->opclasses == NULL)
		fast->opclasses = sv_fast_table(fast, offsetof(Opclass, is_default),
										sizeof(Opclass));
	found = hash_search(fast->opclasses, &key, HASH_ENTER, &exists);
	if (!exists)
		found->is_default = GetDefaultOpClass(type, method) == opclass;
	return found->is_default;
}

/*
 * Append the expression, in parentheses unless it is a function call.
 */
static void
append_expression(Definition *definition)
{
	Node	   *node = definition->expression;
	bool		is_call = IsA(node, FuncExpr) &&
	((FuncExpr *) node)->funcformat == COERCE_EXPLICIT_CALL;

	appendStringInfo(definition->text, is_call ? "%s" : "(%s)",
					 sv_fast_expression(definition->fast, definition->table,
										node));
}

/*
 * The predicate of an index with the keyword before it, palloc'd, or NULL.
 * Returns false if the index is to be left to the query.
 */
static bool
find_predicate(SvFast *fast, SvFastRelation *table, HeapTuple tuple,
			   TupleDesc columns, char **predicate)
{
	bool		isnull;
	Datum		stored = fastgetattr(tuple, Anum_pg_index_indpred, columns,
									 &isnull);
	Node	   *node;

	if (isnull)
		return true;
	node = sv_fast_stored(fast, stored);
	if (!sv_fast_is_expression(node))
		return false;
	*predicate = psprintf(SV_INDEX_PREDICATE_CLAUSE,
						  sv_fast_expression(fast, table, node));
	return true;
}
