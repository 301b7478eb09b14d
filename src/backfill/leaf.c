/*-------------------------------------------------------------------------
 *
 * leaf.c
 *	  The tables that a backfill goes through, and their keys.
 *
 * The rows of a partitioned table, and of a table with child tables, are in
 * several tables, each of which is gone through by itself, in the order of its
 * key: the columns of a unique index that are not null.  A table without one is
 * gone through in the order of its pages.
 *
 * An UPDATE of a partition is not that of the partitioned table where security
 * policies, triggers for statements or rules make a difference, or where the
 * caller has no privileges on the partition: there all partitions are gone
 * through together.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_am.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_operator.h"
#include "commands/defrem.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "backfill/leaf.h"
#include "compat.h"
#include "server/relation_name.h"
#include "strings.h"

static bool is_through_root(Relation root, const List *leaves);
static bool may_update(Oid relation);
static void check_kind(Relation relation);
static void check_partition_key(Relation relation, const List *assigned);
static SvLeaf *make_leaf(Oid relation, bool whole);
static bool read_key(SvLeaf *leaf, Relation table, Oid index, bool primary,
					 const List *wanted, const List *assigned);
static bool is_usable(Relation index);
static bool read_column(SvLeaf *leaf, Relation table, Relation index,
						int number);
static char *schema_of_operator(Oid operator);
static bool is_wanted(const SvLeaf *leaf, const List *wanted,
					  const List *assigned);
static bool assigns_unique_column(Relation table, const List *assigned);
static Bitmapset *numbers_of(Relation table, const List *columns);

/*
 * The table that a name means to the caller.
 *
 * Errors: there is none, or it is no table whose rows can be changed.
 */
Oid
sv_leaf_root(const char *relation)
{
	RangeVar   *name = makeRangeVarFromNameList(sv_name_list(relation));
	Relation	root = table_openrv(name, AccessShareLock);
	Oid			oid = RelationGetRelid(root);

	check_kind(root);
	table_close(root, AccessShareLock);
	return oid;
}

/*
 * The tables with the rows of a table, in an order that does not change: a list
 * of SvLeaf without keys.  "assigned" are names of columns.
 *
 * Errors: one of them is a foreign table; a column of a partition key is
 * assigned, so rows would move from one to the other.
 */
List *
sv_leaf_list(Oid root, const List *assigned)
{
	Relation	table = table_open(root, AccessShareLock);
	List	   *leaves = NIL;
	ListCell   *lc;

	foreach(lc, find_all_inheritors(root, AccessShareLock, NULL))
	{
		Relation	relation = table_open(lfirst_oid(lc), NoLock);

		check_kind(relation);
		check_partition_key(relation, assigned);
		if (relation->rd_rel->relkind == RELKIND_RELATION)
			leaves = lappend_oid(leaves, RelationGetRelid(relation));
		table_close(relation, NoLock);
	}
	if (is_through_root(table, leaves))
		leaves = list_make1(make_leaf(root, true));
	else
	{
		foreach(lc, leaves)
			lfirst(lc) = make_leaf(lfirst_oid(lc), false);
	}
	table_close(table, AccessShareLock);
	return leaves;
}

/*
 * A table by itself, without what inherits from it.
 */
SvLeaf *
sv_leaf_one(Oid relation)
{
	return make_leaf(relation, false);
}

/*
 * An estimate of the number of their rows; -1 if nothing is known.
 */
int64
sv_leaf_rows(const List *leaves)
{
	double		rows = 0;
	bool		known = false;
	ListCell   *lc;

	foreach(lc, leaves)
	{
		const SvLeaf *leaf = lfirst(lc);
		HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(leaf->oid));
		const FormData_pg_class *form;

		if (!HeapTupleIsValid(tuple))
			continue;
		form = (Form_pg_class) GETSTRUCT(tuple);
		/* 0 rows in no pages: not known, before 14 */
		if (form->reltuples > 0)
		{
			rows += form->reltuples;
			known = true;
		}
		ReleaseSysCache(tuple);
	}
	return known ? (int64) rows : -1;
}

/*
 * Find the key of a table: the wanted columns, or, if there are none, those of
 * the primary key, or of another unique index.  Without one, it has no key.
 *
 * Errors: the wanted columns are no key.
 */
void
sv_leaf_find_key(SvLeaf *leaf, const List *wanted, const List *assigned)
{
	Relation	table = table_open(leaf->oid, AccessShareLock);
	List	   *indexes = RelationGetIndexList(table);
	bool		found = false;
	ListCell   *lc;

	leaf->locks_key = assigns_unique_column(table, assigned);
	/* the primary key before all others */
	for (int primary = 1; primary >= 0; primary--)
	{
		foreach(lc, indexes)
			found = found || read_key(leaf, table, lfirst_oid(lc), primary != 0,
									  wanted, assigned);
	}
	if (!found)
		leaf->nkeys = 0;
	table_close(table, AccessShareLock);
	if (!found && wanted != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("table %s has no key that consists of (%s)", leaf->name,
						sv_strings_join(wanted, ", ")),
				 errdetail("A key has a unique index of these columns in this order, all of them NOT NULL, in their default order, and not deferrable; no column of it may be assigned.")));
	if (!found && leaf->whole)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("table %s has no key", leaf->name),
				 errdetail("Its partitions or child tables cannot be changed one by one: security policies, triggers for statements or rules of the table apply, or privileges on them are missing."),
				 errhint("Add a primary key, or run the backfill as the owner of all of them.")));
}

/*
 * The names of the columns of the key of a table; NIL if it has none.
 */
List *
sv_leaf_key_names(const SvLeaf *leaf)
{
	List	   *names = NIL;

	for (int i = 0; i < leaf->nkeys; i++)
		names = lappend(names, pstrdup(leaf->keys[i].name));
	return names;
}

/*
 * The same of the relation that a name means to the caller; the name itself if
 * there is none.
 */
char *
sv_leaf_name_of(const char *relation)
{
	RangeVar   *name = makeRangeVarFromNameList(sv_name_list(relation));
	Oid			oid = RangeVarGetRelid(name, NoLock, true);

	return OidIsValid(oid) ? sv_relation_name_quote(oid) : pstrdup(relation);
}

/*
 * True if the tables below a table must not be changed by themselves.
 */
static bool
is_through_root(Relation root, const List *leaves)
{
	const TriggerDesc *triggers = root->trigdesc;
	ListCell   *lc;

	if (list_length(leaves) == 1 &&
		linitial_oid(leaves) == RelationGetRelid(root))
		return false;
	if (check_enable_rls(RelationGetRelid(root), InvalidOid, true) == RLS_ENABLED ||
		root->rd_rules != NULL)
		return true;
	if (triggers != NULL && (triggers->trig_update_before_statement ||
							 triggers->trig_update_after_statement))
		return true;
	foreach(lc, leaves)
	{
		if (!may_update(lfirst_oid(lc)))
			return true;
	}
	return false;
}

static bool
may_update(Oid relation)
{
	AclMode		mode = ACL_SELECT | ACL_UPDATE;

	return pg_class_aclmask(relation, GetUserId(), mode, ACLMASK_ALL) == mode;
}

static void
check_kind(Relation relation)
{
	char		kind = relation->rd_rel->relkind;

	if (kind == RELKIND_FOREIGN_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot backfill foreign table \"%s\"",
						RelationGetRelationName(relation)),
				 errhint("Run the backfill on the foreign server, or on the other partitions one by one.")));
	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table",
						RelationGetRelationName(relation))));
}

static void
check_partition_key(Relation relation, const List *assigned)
{
	if (relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE &&
		has_partition_attrs(relation, numbers_of(relation, assigned), NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("a backfill cannot assign a column of the partition key of table \"%s\"",
						RelationGetRelationName(relation)),
				 errdetail("Rows would move to other partitions."),
				 errhint("Use an UPDATE.")));
}

static SvLeaf *
make_leaf(Oid relation, bool whole)
{
	SvLeaf	   *leaf = palloc0(sizeof(SvLeaf));

	leaf->oid = relation;
	leaf->name = sv_relation_name_quote(relation);
	leaf->whole = whole;
	return leaf;
}

/*
 * Read the key that an index makes, if it is that of the primary key or not;
 * false if it makes none, or not the wanted one.
 */
static bool
read_key(SvLeaf *leaf, Relation table, Oid index, bool primary,
		 const List *wanted, const List *assigned)
{
	Relation	relation = index_open(index, AccessShareLock);
	bool		usable = relation->rd_index->indisprimary == primary &&
	is_usable(relation);

	if (usable)
	{
		leaf->nkeys = relation->rd_index->indnkeyatts;
		leaf->keys = palloc0(sizeof(SvKeyColumn) * leaf->nkeys);
		leaf->operators = NULL;
		for (int i = 0; i < leaf->nkeys && usable; i++)
			usable = read_column(leaf, table, relation, i);
	}
	index_close(relation, AccessShareLock);
	return usable && is_wanted(leaf, wanted, assigned);
}

/*
 * True if an index may make a key, as far as its columns do not matter.
 */
static bool
is_usable(Relation index)
{
	const FormData_pg_index *form = index->rd_index;

	/* all columns in one direction: nulls, of which there are none, included */
	for (int i = 0; i < form->indnkeyatts; i++)
	{
		int			option = index->rd_indoption[i];

		if (option != index->rd_indoption[0] ||
			(option != 0 &&
			 option != (INDOPTION_DESC | INDOPTION_NULLS_FIRST)))
			return false;
	}
	return form->indisunique && form->indisvalid && form->indisready &&
		form->indimmediate && form->indislive &&
		index->rd_rel->relam == BTREE_AM_OID &&
		RelationGetIndexPredicate(index) == NIL &&
		RelationGetIndexExpressions(index) == NIL;
}

/*
 * Read a column of an index; false if it is none of a key: it may be null, or
 * is not ordered as its type is.
 */
static bool
read_column(SvLeaf *leaf, Relation table, Relation index, int number)
{
	int			attnum = index->rd_index->indkey.values[number];
	const FormData_pg_attribute *attribute = TupleDescAttr(RelationGetDescr(table),
														   attnum - 1);
	SvKeyColumn *column = &leaf->keys[number];
	Oid			type = getBaseType(attribute->atttypid);
	Oid			class = GetDefaultOpClass(type, BTREE_AM_OID);
	Oid			operator;
	bool		is_varlena;
	char	   *schema;

	if (!attribute->attnotnull ||
		index->rd_indcollation[number] != attribute->attcollation ||
		!OidIsValid(class) ||
		get_opclass_family(class) != index->rd_opfamily[number])
		return false;
	operator = get_opfamily_member(index->rd_opfamily[number],
								   index->rd_opcintype[number],
								   index->rd_opcintype[number],
								   BTGreaterStrategyNumber);
	if (!OidIsValid(operator) || strcmp(get_opname(operator), ">") != 0)
		return false;
	schema = pstrdup(quote_identifier(schema_of_operator(operator)));
	if (leaf->operators != NULL && strcmp(leaf->operators, schema) != 0)
		return false;
	leaf->operators = schema;

	column->name = pstrdup(NameStr(attribute->attname));
	column->type = type;
	getTypeOutputInfo(type, &column->output, &is_varlena);
	getTypeInputInfo(type, &column->input, &column->io_param);
	get_typlenbyval(type, &column->length, &column->by_value);
	return true;
}

static char *
schema_of_operator(Oid operator)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator));
	Oid			namespace;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", operator);
	namespace = ((Form_pg_operator) GETSTRUCT(tuple))->oprnamespace;
	ReleaseSysCache(tuple);
	return get_namespace_name(namespace);
}

/*
 * True if a key consists of the wanted columns, if some are, and none of them
 * is assigned.
 */
static bool
is_wanted(const SvLeaf *leaf, const List *wanted, const List *assigned)
{
	if (wanted != NIL && list_length(wanted) != leaf->nkeys)
		return false;
	for (int i = 0; i < leaf->nkeys; i++)
	{
		if (sv_strings_member(assigned, leaf->keys[i].name) ||
			(wanted != NIL &&
			 strcmp(list_nth(wanted, i), leaf->keys[i].name) != 0))
			return false;
	}
	return true;
}

/*
 * True if an UPDATE locks its rows against foreign keys that refer to them.
 */
static bool
assigns_unique_column(Relation table, const List *assigned)
{
	Bitmapset  *unique = RelationGetIndexAttrBitmap(table,
													INDEX_ATTR_BITMAP_KEY);

	return bms_overlap(unique, numbers_of(table, assigned));
}

/*
 * The numbers of columns, as the server has them in sets.
 */
static Bitmapset *
numbers_of(Relation table, const List *columns)
{
	Bitmapset  *numbers = NULL;
	ListCell   *lc;

	foreach(lc, columns)
	{
		AttrNumber	number = get_attnum(RelationGetRelid(table), lfirst(lc));

		if (number > 0)
			numbers = bms_add_member(numbers,
									 number - FirstLowInvalidHeapAttributeNumber);
	}
	return numbers;
}
