/*-------------------------------------------------------------------------
 *
 * needs.c
 *	  Dependencies between facts, read from the catalogs.
 *
 * Those of pg_depend, whose objects are found as facts or as parts of facts, and
 * others that the server knows without recording them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"

#include "catalog/needs.h"
#include "catalog/path_use.h"
#include "compat.h"
#include "kind/kinds.h"

/*
 * What the query "needs" has for SV_NEED_INHERIT of a constraint, which has no
 * sub-object that would show that it is a fact of its own.
 */
#define INHERITED_CHECK 'H'

static void add_alias(const SvRow *row, void *arg);
static bool is_mistaken(const SvFact *part, const SvFact *whole);
static bool is_of_rows(const SvRow *row, const SvFact *fact,
					   const SvFact *needed);
static void add_need(const SvRow *row, void *arg);

/*
 * Addresses of objects that are part of a fact with another address: members of
 * extensions, the row type of a relation and the relation of a composite type,
 * array types, the rules of views, indexes and triggers of constraints,
 * expressions of columns, sequences of identity columns, multiranges, the
 * operators and functions of operator classes.
 */
static SvQuery aliases = {
	"SELECT d.classid, d.objid, 0, d.refclassid, d.refobjid, 0"
	" FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'"
	"  AND d.refclassid = 'pg_catalog.pg_extension'::regclass"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.oid, 0,"
	"  'pg_catalog.pg_class'::regclass, t.typrelid, 0"
	" FROM pg_catalog.pg_type t WHERE t.typrelid >= 16384"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, t.typrelid, 0,"
	"  'pg_catalog.pg_type'::regclass, t.oid, 0"
	" FROM pg_catalog.pg_type t WHERE t.typrelid >= 16384"
	" UNION ALL SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid, 0,"
	"  'pg_catalog.pg_class'::regclass, r.ev_class, 0"
	" FROM pg_catalog.pg_rewrite r WHERE r.oid >= 16384 AND r.rulename = '_RETURN'"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, k.conindid, 0,"
	"  'pg_catalog.pg_constraint'::regclass, k.oid, 0"
	" FROM pg_catalog.pg_constraint k"
	" WHERE k.oid >= 16384 AND k.contype IN ('p', 'u', 'x')"
	/* a foreign key has one for each partition of the referenced table */
	" UNION ALL (WITH RECURSIVE part AS"
	"  (SELECT k.oid, k.oid AS root, k.conrelid"
	"   FROM pg_catalog.pg_constraint k"
	"   LEFT JOIN pg_catalog.pg_constraint u ON u.oid = k.conparentid"
	"   WHERE k.contype = 'f' AND u.conrelid IS DISTINCT FROM k.conrelid"
	"   UNION ALL SELECT k.oid, part.root, k.conrelid"
	"   FROM pg_catalog.pg_constraint k"
	"   JOIN part ON part.oid = k.conparentid AND part.conrelid = k.conrelid"
	"   WHERE k.contype = 'f')"
	"  SELECT 'pg_catalog.pg_constraint'::regclass, part.oid, 0,"
	"   'pg_catalog.pg_constraint'::regclass, part.root, 0"
	"  FROM part WHERE part.oid <> part.root)"
	" UNION ALL SELECT 'pg_catalog.pg_trigger'::regclass, t.oid, 0,"
	"  'pg_catalog.pg_constraint'::regclass, t.tgconstraint, 0"
	" FROM pg_catalog.pg_trigger t WHERE t.tgisinternal AND t.tgconstraint <> 0"
	" UNION ALL SELECT 'pg_catalog.pg_attrdef'::regclass, d.oid, 0,"
	"  'pg_catalog.pg_class'::regclass, d.adrelid, d.adnum::int4"
	" FROM pg_catalog.pg_attrdef d WHERE d.oid >= 16384"
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, d.objid, 0,"
	"  'pg_catalog.pg_class'::regclass, d.refobjid, d.refobjsubid"
	" FROM pg_catalog.pg_depend d WHERE d.objid >= 16384 AND d.deptype = 'i'"
	"  AND d.classid = 'pg_catalog.pg_class'::regclass"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, d.objid, 0,"
	"  'pg_catalog.pg_type'::regclass, d.refobjid, 0"
	" FROM pg_catalog.pg_depend d WHERE d.objid >= 16384 AND d.deptype = 'i'"
	"  AND d.classid = 'pg_catalog.pg_type'::regclass"
	"  AND d.refclassid = 'pg_catalog.pg_type'::regclass"
	" UNION ALL SELECT d.classid, d.objid, 0, d.refclassid, d.refobjid, 0"
	" FROM pg_catalog.pg_depend d WHERE d.objid >= 16384 AND d.deptype = 'i'"
	"  AND d.classid IN ('pg_catalog.pg_amop'::regclass,"
	"   'pg_catalog.pg_amproc'::regclass)"
	"  AND d.refclassid = 'pg_catalog.pg_opclass'::regclass"
	" UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.typarray, 0,"
	"  'pg_catalog.pg_type'::regclass, t.oid, 0"
	" FROM pg_catalog.pg_type t WHERE t.typarray >= 16384"
};

/*
 * Dependencies: the dependent object, the object that it needs, and the type,
 * which is one of pg_depend.deptype or of SvNeed.type.  That a partition depends
 * on its parent, and a sequence on the column that owns it, is left out here:
 * there are facts of their own for these.
 */
static SvQuery needs = {
	"SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid,"
	"  d.refobjsubid, d.deptype::text"
	" FROM pg_catalog.pg_depend d"
	" WHERE d.objid >= 16384 AND (d.refobjid >= 16384 OR"
	"  d.refclassid = 'pg_catalog.pg_namespace'::regclass)"
	"  AND d.deptype IN ('n', 'a', 'i', 'P', 'S') AND NOT"
	"  (d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'"
	"   AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0"
	"   AND (SELECT c.relkind = 'S' OR (c.relispartition AND d.refobjsubid = 0)"
	"    FROM pg_catalog.pg_class c WHERE c.oid = d.objid))"
	/* a column needs the column that it is inherited from */
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.inhrelid, a.attnum,"
	"  'pg_catalog.pg_class'::regclass, i.inhparent, p.attnum, " CppAsString2(SV_NEED_INHERIT)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = i.inhrelid"
	"  AND a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount > 0"
	" JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent"
	"  AND p.attname = a.attname AND NOT p.attisdropped"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	/* a check of a partition is inherited from its parent */
	" UNION ALL SELECT 'pg_catalog.pg_constraint'::regclass, k.oid, 0,"
	"  'pg_catalog.pg_constraint'::regclass, pk.oid, 0, " CppAsString2(INHERITED_CHECK)
	" FROM pg_catalog.pg_constraint k"
	" JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relispartition"
	" JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid"
	" JOIN pg_catalog.pg_constraint pk ON pk.conrelid = i.inhparent"
	"  AND pk.conname = k.conname AND pk.contype = 'c'"
	" WHERE k.contype = 'c' AND k.coninhcount > 0"
	/* an index is created after those of partitions, which it attaches */
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, i.inhparent, 0,"
	"  'pg_catalog.pg_class'::regclass, i.inhrelid, 0, " CppAsString2(SV_NEED_ORDER)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid"
	" WHERE c.relkind IN ('i', 'I')"
	/* a table is attached to its parent when both have their indexes */
	" UNION ALL SELECT 'pg_catalog.pg_inherits'::regclass, i.inhrelid, 0,"
	"  'pg_catalog.pg_class'::regclass, i.inhparent, 0, 'n'"
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	" UNION ALL SELECT 'pg_catalog.pg_inherits'::regclass, i.inhrelid, 0,"
	"  'pg_catalog.pg_class'::regclass, x.indexrelid, 0, " CppAsString2(SV_NEED_ORDER)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition"
	" JOIN pg_catalog.pg_index x ON x.indrelid IN (i.inhrelid, i.inhparent)"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	"  AND (x.indisvalid OR x.indrelid = i.inhrelid)"

	/*
	 * An attached table gets an index for each of its parent; but not for
	 * those that are invalid, which are created later.
	 */
	" UNION ALL SELECT 'pg_catalog.pg_class'::regclass, x.indexrelid, 0,"
	"  'pg_catalog.pg_inherits'::regclass, i.inhrelid, 0, " CppAsString2(SV_NEED_ORDER)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition"
	" JOIN pg_catalog.pg_index x ON x.indrelid = i.inhparent"
	"  AND NOT x.indisvalid"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	" UNION ALL SELECT 'pg_catalog.pg_inherits'::regclass, i.inhrelid, 0,"
	"  'pg_catalog.pg_class'::regclass, i.inhrelid, a.attnum, " CppAsString2(SV_NEED_ORDER)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid IN (i.inhrelid, i.inhparent)"
	"  AND a.attnum > 0 AND NOT a.attisdropped"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	" UNION ALL SELECT 'pg_catalog.pg_inherits'::regclass, i.inhrelid, 0,"
	"  'pg_catalog.pg_constraint'::regclass, k.oid, 0, " CppAsString2(SV_NEED_ORDER)
	" FROM pg_catalog.pg_inherits i"
	" JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition"
	" JOIN pg_catalog.pg_constraint k ON k.conrelid IN (i.inhrelid, i.inhparent)"
	" LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid"
	"  AND k.contype <> 'f'"
	" WHERE c.relkind IN ('r', 'p', 'f')"
	"  AND (x.indisvalid IS NOT FALSE OR x.indrelid = i.inhrelid)"
	/* but a foreign key to the whole comes after all rows */
	"  AND (k.contype <> 'f' OR pg_partition_root(k.confrelid)"
	"   IS DISTINCT FROM pg_partition_root(i.inhparent))"
	/* a cloned trigger exists as long as its table is a partition */
	" UNION ALL SELECT 'pg_catalog.pg_trigger'::regclass, t.oid, 0,"
	"  'pg_catalog.pg_inherits'::regclass, t.tgrelid, 0, 'n'"
	" FROM pg_catalog.pg_trigger t WHERE t.tgparentid <> 0 AND NOT EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_constraint k"
	"   WHERE k.oid = t.tgconstraint AND k.contype <> 't')"
	/* a publication needs the tables that it leaves out */
	SV_SINCE_19(" UNION ALL SELECT 'pg_catalog.pg_publication'::regclass, r.prpubid, 0,"
				"  'pg_catalog.pg_class'::regclass, r.prrelid, 0, 'n'"
				" FROM pg_catalog.pg_publication_rel r WHERE r.prexcept", "")
	/* a column owns a sequence */
	" UNION ALL SELECT 'pg_catalog.pg_sequence'::regclass, d.objid, 0,"
	"  d.refclassid, d.refobjid, d.refobjsubid, 'n'"
	" FROM pg_catalog.pg_depend d"
	" JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'"
	" WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
	" UNION ALL SELECT d.classid, d.objid, 0,"
	"  d.refclassid, d.refobjid, d.refobjsubid, " CppAsString2(SV_NEED_OWNER)
	" FROM pg_catalog.pg_depend d"
	" JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'"
	" WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
};

/*
 * Add all dependencies, also that of each part on its parent, and what texts
 * need of the search_path.
 */
void
sv_needs_read(SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (fact->parent != NULL)
			sv_facts_need(fact, fact->parent, SV_NEED_PARENT);
	}
	sv_query_fetch(&aliases, NULL, NULL, add_alias, facts);
	sv_query_fetch(&needs, NULL, NULL, add_need, facts);
	sv_path_use_read(facts, true);
}

/*
 * The address in a column of a row and the two that follow.
 */
SvAddress
sv_needs_address(const SvRow *row, int column)
{
	SvAddress	address;

	address.classid = DatumGetObjectId(sv_row_datum(row, column));
	address.objid = DatumGetObjectId(sv_row_datum(row, column + 1));
	address.subid = DatumGetInt32(sv_row_datum(row, column + 2));
	return address;
}

static void
add_alias(const SvRow *row, void *arg)
{
	sv_facts_alias(arg, sv_needs_address(row, 1), sv_needs_address(row, 4));
}

/*
 * True if a key of a partition is recorded as part of a foreign key of the
 * parent.  Older releases, such as 14.2, mistook one for the other where the
 * parent refers to itself.
 */
static bool
is_mistaken(const SvFact *part, const SvFact *whole)
{
	return part != NULL && whole != NULL &&
		part->kind == &sv_kind_constraint && whole->kind == part->kind &&
		strcmp(sv_fact_value(part, "noun"), sv_fact_value(whole, "noun")) != 0;
}

/*
 * True if a dependency is on the row type of a table, other than that of a view
 * whose columns show rows.
 */
static bool
is_of_rows(const SvRow *row, const SvFact *fact, const SvFact *needed)
{
	return fact != NULL && needed != NULL &&
		sv_needs_address(row, 4).classid == TypeRelationId &&
		needed->kind->classid == RelationRelationId &&
		!(fact->kind == &sv_kind_view && sv_needs_address(row, 1).subid > 0);
}

static void
add_need(const SvRow *row, void *arg)
{
	SvFact	   *fact = sv_facts_find(arg, sv_needs_address(row, 1));
	SvFact	   *needed = sv_facts_find(arg, sv_needs_address(row, 4));
	char		type = sv_row_text(row, 7)[0];

	if (type == DEPENDENCY_NORMAL && is_of_rows(row, fact, needed))
		type = SV_NEED_ROW;
	if (type == INHERITED_CHECK)
	{
		if (fact != NULL && needed != NULL)
			sv_facts_need(fact, needed, SV_NEED_INHERIT);
		return;
	}
	if (type == DEPENDENCY_PARTITION_PRI && is_mistaken(fact, needed))
		return;
	/* members go where their extension goes */
	if (fact != NULL && fact->kind == &sv_kind_extension && needed != NULL &&
		needed->kind == &sv_kind_schema &&
		sv_needs_address(row, 1).classid != fact->address.classid)
		return;
	/* a column that is only inherited is not a fact itself */
	if (type == SV_NEED_INHERIT && fact != NULL && needed != NULL &&
		(fact->address.subid == 0 || needed->address.subid == 0))
		return;
	if (fact != NULL && needed != NULL && !sv_fact_contains(needed, fact) &&
		!sv_fact_contains(fact, needed))
		sv_facts_need(fact, needed, type);
}
