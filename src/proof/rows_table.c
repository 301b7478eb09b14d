/*-------------------------------------------------------------------------
 *
 * rows_table.c
 *	  A table as one who inserts rows has to know it.
 *
 * Tables are the ordinary and the partitioned ones of some schemas; partitions
 * are a part of their root.  All is read from the relation cache, in the order
 * of schemas and names, so that the same schema gives the same list whatever
 * its OIDs are.  Generated columns are left out: nobody writes them.
 *
 * A rule stands for each constraint that can refuse a row because of what is in
 * some columns, and has the name that the server reports when it does.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "proof/rows_table.h"
#include "proof/rows_type.h"
#include "server/query.h"
#include "strings.h"

static void add_table(const SvRow *row, void *arg);
static bool has_foreign_partition(Oid table);
static void read_columns(SvRowsTable *table, Relation relation);
static bool is_never_null(const FormData_pg_attribute *attribute);
static bool calls_nextval(Node *node, void *context);
static void read_keys(SvRowsTable *table, Relation relation);
static void add_key(SvRowsTable *table, Relation index);
static void read_checks(SvRowsTable *table, Relation relation);
static void read_references(SvRowsTable *table, Relation relation);
static void add_reference(SvRowsTable *table, const ForeignKeyCacheInfo *key);
static void note_constraint(SvRowsTable *table, Oid constraint,
							SvRowsReference *reference);
static void read_partition_key(SvRowsTable *table, Relation relation);
static Bitmapset *columns_in(const SvRowsTable *table, Node *tree);
static void add_rule(SvRowsTable *table, const char *name, Bitmapset *columns,
					 Node *check);
static bool has_no_row(const SvRowsTable *table, Relation relation);

/*
 * The tables of the schemas, as a list of SvRowsTable.
 */
List *
sv_rows_table_list(const List *schemas)
{
	static SvQuery query = {
		"SELECT c.oid"
		" FROM pg_catalog.pg_class c"
		" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
		" WHERE n.nspname = ANY ($1::pg_catalog.text[]) AND c.relkind IN ('r', 'p')"
		" AND NOT c.relispartition AND c.relpersistence <> 't'"
		" ORDER BY n.nspname, c.relname",
		1, {TEXTARRAYOID}
	};
	Datum		value = sv_strings_datum(schemas);
	List	   *oids = NIL;
	List	   *tables = NIL;
	ListCell   *lc;

	sv_query_begin_latest();
	sv_query_fetch(&query, &value, NULL, add_table, &oids);
	sv_query_end_fresh();
	foreach(lc, oids)
	{
		CHECK_FOR_INTERRUPTS();
		tables = lappend(tables, sv_rows_table_read(lfirst_oid(lc)));
	}
	return tables;
}

static void
add_table(const SvRow *row, void *arg)
{
	List	  **oids = arg;

	*oids = lappend_oid(*oids, DatumGetObjectId(sv_row_datum(row, 1)));
}

/*
 * What there is to know of a table.
 */
SvRowsTable *
sv_rows_table_read(Oid oid)
{
	SvRowsTable *table = palloc0(sizeof(SvRowsTable));
	Relation	relation = table_open(oid, AccessShareLock);

	table->oid = oid;
	table->schema = get_namespace_name(RelationGetNamespace(relation));
	table->bare_name = pstrdup(RelationGetRelationName(relation));
	table->name = quote_qualified_identifier(table->schema, table->bare_name);
	table->is_partitioned =
		relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
	table->is_readable = pg_class_aclcheck(oid, GetUserId(),
										   ACL_SELECT) == ACLCHECK_OK &&
		!(table->is_partitioned && has_foreign_partition(oid));
	read_columns(table, relation);
	read_keys(table, relation);
	read_checks(table, relation);
	read_references(table, relation);
	read_partition_key(table, relation);
	table->is_empty = has_no_row(table, relation);
	table_close(relation, AccessShareLock);
	return table;
}

/*
 * The index of a column, or -1 if an INSERT may not name it.
 */
int
sv_rows_table_column(const SvRowsTable *table, int16 attnum)
{
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (table->columns[i].attnum == attnum)
			return i;
	}
	return -1;
}

/*
 * The table in a FROM clause, without what inherits from it.
 */
const char *
sv_rows_table_from(const SvRowsTable *table)
{
	return table->is_partitioned ? table->name : psprintf("ONLY %s", table->name);
}

/*
 * True if a partition is on another server, which nobody has asked to connect
 * to.
 */
static bool
has_foreign_partition(Oid table)
{
	List	   *partitions = find_all_inheritors(table, NoLock, NULL);
	ListCell   *lc;

	foreach(lc, partitions)
	{
		if (get_rel_relkind(lfirst_oid(lc)) == RELKIND_FOREIGN_TABLE)
			return true;
	}
	return false;
}

static void
read_columns(SvRowsTable *table, Relation relation)
{
	TupleDesc	desc = RelationGetDescr(relation);

	table->columns = palloc0(sizeof(SvRowsColumn) * Max(desc->natts, 1));
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);
		SvRowsColumn *column = &table->columns[table->ncolumns];

		if (attribute->attisdropped || attribute->attgenerated != '\0')
			continue;
		column->name = pstrdup(NameStr(attribute->attname));
		column->attnum = attribute->attnum;
		column->type = attribute->atttypid;
		column->typmod = attribute->atttypmod;
		column->nullable = !is_never_null(attribute);
		column->has_default = attribute->atthasdef ||
			attribute->attidentity != '\0';
		column->is_always = attribute->attidentity == ATTRIBUTE_IDENTITY_ALWAYS;
		column->is_counted = attribute->attidentity != '\0' ||
			(attribute->atthasdef &&
			 calls_nextval(build_column_default(relation, attribute->attnum),
						   NULL));
		table->ncolumns++;
	}
}

/*
 * True if a column takes no NULL: it is NOT NULL, or its type is a domain that
 * is, or one over such a domain.
 */
static bool
is_never_null(const FormData_pg_attribute *attribute)
{
	bool		never = attribute->attnotnull;

	for (Oid type = attribute->atttypid; get_typtype(type) == TYPTYPE_DOMAIN;
		 type = sv_rows_type_below(type, &never));
	return never;
}

/*
 * Walker: true if nextval() is called.
 */
static bool
calls_nextval(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr))
	{
		Oid			function = ((FuncExpr *) node)->funcid;

		if (get_func_namespace(function) == PG_CATALOG_NAMESPACE &&
			sv_strings_equal(get_func_name(function), "nextval"))
			return true;
	}
	return expression_tree_walker(node, calls_nextval, context);
}

/*
 * Unique indexes and exclusion constraints.
 */
static void
read_keys(SvRowsTable *table, Relation relation)
{
	List	   *indexes = RelationGetIndexList(relation);
	ListCell   *lc;

	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);

		if (index->rd_index->indisunique || index->rd_index->indisexclusion)
			add_key(table, index);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
}

static void
add_key(SvRowsTable *table, Relation index)
{
	Oid			constraint = get_index_constraint(RelationGetRelid(index));
	Bitmapset  *columns = columns_in(table,
									 (Node *) RelationGetIndexExpressions(index));

	for (int i = 0; i < index->rd_index->indnkeyatts; i++)
	{
		int			column = sv_rows_table_column(table,
												  index->rd_index->indkey.values[i]);

		if (column >= 0)
			columns = bms_add_member(columns, column);
	}
	for (int i = -1; (i = bms_next_member(columns, i)) >= 0;)
	{
		if (index->rd_index->indisunique)
			table->columns[i].in_key = true;
	}
	add_rule(table, RelationGetRelationName(index), columns, NULL);
	if (OidIsValid(constraint))
		note_constraint(table, constraint, NULL);
}

static void
read_checks(SvRowsTable *table, Relation relation)
{
	TupleConstr *constraints = RelationGetDescr(relation)->constr;

	for (int i = 0; constraints != NULL && i < constraints->num_check; i++)
	{
		Node	   *check = stringToNode(constraints->check[i].ccbin);

		add_rule(table, constraints->check[i].ccname,
				 columns_in(table, check), check);
	}
}

static void
read_references(SvRowsTable *table, Relation relation)
{
	/* copied, as a cache reset may free it */
	List	   *keys = copyObject(RelationGetFKeyList(relation));
	ListCell   *lc;

	foreach(lc, keys)
	{
		add_reference(table, lfirst(lc));
	}
	list_free_deep(keys);
}

static void
add_reference(SvRowsTable *table, const ForeignKeyCacheInfo *key)
{
	SvRowsReference *reference = palloc0(sizeof(SvRowsReference));
	Bitmapset  *columns = NULL;

	reference->parent = key->confrelid;
	reference->nkeys = key->nkeys;
	reference->columns = palloc(sizeof(int) * key->nkeys);
	reference->parent_attnums = palloc(sizeof(int16) * key->nkeys);
	reference->operators = palloc(sizeof(Oid) * key->nkeys);
	for (int i = 0; i < key->nkeys; i++)
	{
		reference->columns[i] = sv_rows_table_column(table, key->conkey[i]);
		reference->parent_attnums[i] = key->confkey[i];
		reference->operators[i] = key->conpfeqop[i];
		if (reference->columns[i] < 0)
			return;				/* a generated column: left to chance */
		columns = bms_add_member(columns, reference->columns[i]);
		if (table->columns[reference->columns[i]].nullable)
			reference->nullable = true;
	}
	note_constraint(table, key->conoid, reference);
	table->references = lappend(table->references, reference);
	add_rule(table, reference->name, columns, NULL);
}

/*
 * What else is known of a constraint: its name and when it is checked.
 * "reference" may be NULL.
 */
static void
note_constraint(SvRowsTable *table, Oid constraint, SvRowsReference *reference)
{
	HeapTuple	tuple = SearchSysCache1(CONSTROID,
										ObjectIdGetDatum(constraint));
	Form_pg_constraint row;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for constraint %u", constraint);
	row = (Form_pg_constraint) GETSTRUCT(tuple);
	if (reference != NULL)
	{
		reference->name = pstrdup(NameStr(row->conname));
		reference->deferrable = row->condeferrable;
	}
	if (row->condeferred)
		table->deferred = lappend(table->deferred,
								  quote_qualified_identifier(table->schema,
															 NameStr(row->conname)));
	ReleaseSysCache(tuple);
}

static void
read_partition_key(SvRowsTable *table, Relation relation)
{
	PartitionKey key = table->is_partitioned ?
	RelationGetPartitionKey(relation) : NULL;

	if (key == NULL)
		return;
	table->partition_columns = columns_in(table, (Node *) key->partexprs);
	for (int i = 0; i < key->partnatts; i++)
	{
		int			column = sv_rows_table_column(table, key->partattrs[i]);

		if (column >= 0)
			table->partition_columns = bms_add_member(table->partition_columns,
													  column);
	}
}

/*
 * The columns that are in an expression, as a set of indexes.
 */
static Bitmapset *
columns_in(const SvRowsTable *table, Node *tree)
{
	Bitmapset  *attnums = NULL;
	Bitmapset  *columns = NULL;

	pull_varattnos(tree, 1, &attnums);
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (bms_is_member(table->columns[i].attnum -
						  FirstLowInvalidHeapAttributeNumber, attnums) ||
			bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, attnums))
			columns = bms_add_member(columns, i);
	}
	bms_free(attnums);
	return columns;
}

static void
add_rule(SvRowsTable *table, const char *name, Bitmapset *columns, Node *check)
{
	SvRowsRule *rule = palloc(sizeof(SvRowsRule));

	rule->name = pstrdup(name);
	rule->columns = columns;
	rule->check = check;
	table->rules = lappend(table->rules, rule);
}

/*
 * True if there is no row, as far as the caller may see.
 */
static bool
has_no_row(const SvRowsTable *table, Relation relation)
{
	SvQuery		query = {.text = psprintf("SELECT 1 FROM %s LIMIT 1",
										  sv_rows_table_from(table))};
	bool		is_empty;

	if (!table->is_partitioned && RelationGetNumberOfBlocks(relation) == 0)
		return true;
	if (!table->is_readable)
		return false;
	sv_query_begin_latest();
	is_empty = sv_query_fetch(&query, NULL, NULL, NULL, NULL) == 0;
	sv_query_end_fresh();
	return is_empty;
}
