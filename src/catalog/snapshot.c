/*-------------------------------------------------------------------------
 *
 * snapshot.c
 *	  Reads the facts of schemas from the catalogs.
 *
 * The objects of each kind are read by the query of the kind, but for those that
 * the fast path takes (fast.c).  A few queries find what all kinds have:
 * comments, security labels and dependencies.
 *
 * All of it is read with one snapshot of the server, the latest one, and with
 * the settings of deparse_settings.c, so that equal objects have equal facts in
 * every session.  The latest snapshot is the one that the server's own functions
 * use for the catalogs, such as those that write definitions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "catalog/connections.h"
#include "catalog/deparse_settings.h"
#include "catalog/exclusions.h"
#include "catalog/fast.h"
#include "catalog/kinds_present.h"
#include "catalog/path_use.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "server/query.h"
#include "server/subtransaction.h"

/*
 * What the query "needs" has for SV_NEED_INHERIT of a constraint, which has no
 * sub-object that would show that it is a fact of its own.
 */
#define INHERITED_CHECK 'H'

/* What is read, and how far it has come. */
typedef struct Reading
{
	List	   *namespaces;		/* OIDs of the schemas */
	bool		with_needs;		/* read dependencies, too */
	SvFacts    *facts;
	SvExclusions *exclusions;
	SvFast	   *fast;
	int			rank;			/* the kind that is being read */
	int			count;			/* its properties */
} Reading;

static void read_facts(void *arg);
static void read_kind(Reading *reading, int rank);
static void check_kind(Reading *reading, Datum namespaces);
static void check_fact(const SvRow *row, void *arg);
static Datum make_array(List *list, Oid type);
static void add_fact(const SvRow *row, void *arg);
static SvFact *make_fact(const SvRow *row, const Reading *reading);
static void take_fact(SvFact *fact, void *arg);
static SvAddress address_at(const SvRow *row, int column);
static void add_alias(const SvRow *row, void *arg);
static void add_comment(const SvRow *row, void *arg);
static void add_label(const SvRow *row, void *arg);
static void add_watcher(const SvRow *row, void *arg);
static void read_needs(SvFacts *facts);
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

static SvQuery comments = {
	"SELECT d.classoid, d.objoid, d.objsubid, d.description"
	" FROM pg_catalog.pg_description d"
	" WHERE d.objoid >= 16384 OR"
	"  (d.classoid = 'pg_catalog.pg_namespace'::regclass AND d.objoid >= 2200)"
};

static SvQuery labels = {
	"SELECT l.classoid, l.objoid, l.objsubid, quote_ident(l.provider),"
	"  quote_literal(l.label)"
	" FROM pg_catalog.pg_seclabel l"
	" ORDER BY l.classoid, l.objoid, l.objsubid, l.provider"
};

/*
 * Event triggers that see new tables, and whether they seem to enable row level
 * security for these.
 */
static SvQuery table_watchers = {
	"SELECT p.prosrc ~* 'row\\s+level\\s+security'"
	" FROM pg_catalog.pg_event_trigger e"
	" JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid"
	" WHERE e.evtevent = 'ddl_command_end' AND e.evtenabled <> 'D'"
	"  AND (e.evttags IS NULL OR 'CREATE TABLE' = ANY (e.evttags))"
	"  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d"
	"   WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass"
	"   AND d.objid = e.oid AND d.deptype = 'e')"
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
 * The facts of all objects in some schemas, a list of OIDs, and of those in no
 * schema; in the current memory context.  To read dependencies takes as long as
 * a good part of the rest, so they may be left to sv_snapshot_read_needs().
 *
 * No lock remains.  The server locks the relations in the queries whose
 * definitions it writes, and would keep these locks.
 */
SvFacts *
sv_snapshot_read(List *namespaces, bool with_needs)
{
	Reading		reading = {.namespaces = namespaces,.with_needs = with_needs};
	ErrorData  *error = sv_subtransaction_run(read_facts, NULL, &reading,
											  SV_SUBTRANSACTION_ROLLBACK);

	if (error != NULL)
		ReThrowError(error);
	sv_facts_sort(reading.facts);
	return reading.facts;
}

/*
 * SvSubtransactionCallback: read what a Reading asks for.
 */
static void
read_facts(void *arg)
{
	Reading    *reading = arg;
	char	   *search_path = sv_path_use_names();
	int			nest_level = sv_deparse_settings_begin();
	SvKindsPresent *present = sv_kinds_present_make(reading->namespaces);

	reading->facts = sv_facts_make();
	reading->facts->role = sv_snapshot_role();
	reading->facts->search_path = search_path;
	reading->fast = sv_fast_make(reading->namespaces, take_fact, reading);
	sv_query_begin_latest();
	reading->exclusions = sv_exclusions_read();
	for (int i = 0; i < sv_kinds_count; i++)
		if (sv_kinds_present_has(present, sv_kinds[i]))
			read_kind(reading, i);
	sv_fast_free(reading->fast);
	sv_facts_find_parents(reading->facts);
	sv_connections_read(reading->facts);
	sv_query_fetch(&comments, NULL, NULL, add_comment, reading->facts);
	sv_query_fetch(&labels, NULL, NULL, add_label, reading->facts);
	sv_query_fetch(&table_watchers, NULL, NULL, add_watcher, reading->facts);
	if (reading->with_needs)
		read_needs(reading->facts);
	else
		sv_path_use_read(reading->facts, false);
	sv_query_end_fresh();
	sv_deparse_settings_end(nest_level);
}

/*
 * The quoted name of the role that would run statements made from facts: the
 * current user.
 */
const char *
sv_snapshot_role(void)
{
	return quote_identifier(GetUserNameFromId(GetUserId(), false));
}

/*
 * Add the dependencies to facts that were read without.
 */
void
sv_snapshot_read_needs(SvFacts *facts)
{
	int			nest_level = sv_deparse_settings_begin();

	sv_query_begin_latest();
	read_needs(facts);
	sv_query_end_fresh();
	sv_deparse_settings_end(nest_level);
}

/*
 * Add all dependencies, also that of each part on its parent, and what texts
 * need of the search_path.
 */
static void
read_needs(SvFacts *facts)
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
 * Read the facts of a kind.  Its query is not used if the fast path leaves
 * nothing to it.
 */
static void
read_kind(Reading *reading, int rank)
{
	SvFast	   *fast = reading->fast;
	SvQuery		query = {.text = sv_kind_query(sv_kinds[rank]),.nargs = 1,
	.types = {OIDARRAYOID, OIDARRAYOID, INT4ARRAYOID}};
	Datum		values[3];

	reading->rank = rank;
	reading->count = sv_kinds[rank]->property_count;
	values[0] = make_array(reading->namespaces, OIDOID);
	if (sv_fast_read(fast, sv_kinds[rank]))
	{
		if (fast->check != NULL)
			check_kind(reading, values[0]);
		if (fast->left_objects == NIL)
			return;
		values[1] = make_array(fast->left_objects, OIDOID);
		values[2] = make_array(fast->left_numbers, INT4OID);
		query.nargs = 3;
	}
	sv_query_fetch_definitions(&query, values, add_fact, reading);
}

/*
 * Check what the fast path has read of a kind by the kind's query.
 */
static void
check_kind(Reading *reading, Datum namespaces)
{
	SvFast	   *fast = reading->fast;
	SvQuery		query = {.text = sv_kind_query(fast->kind),.nargs = 3,
	.types = {OIDARRAYOID, OIDARRAYOID, INT4ARRAYOID}};
	MemoryContext caller = MemoryContextSwitchTo(fast->context);
	Datum		values[3];

	sv_fast_check_list_objects(fast);
	values[0] = namespaces;
	values[1] = make_array(fast->check->objects, OIDOID);
	values[2] = make_array(fast->check->numbers, INT4OID);
	sv_query_fetch(&query, values, NULL, check_fact, reading);
	sv_fast_check_end(fast->check);
	MemoryContextSwitchTo(caller);
}

static void
check_fact(const SvRow *row, void *arg)
{
	Reading    *reading = arg;

	sv_fast_check_fact(reading->fast->check, make_fact(row, reading));
}

/*
 * An array of oid or int4 with the elements of a list of OIDs or of integers.
 */
static Datum
make_array(List *list, Oid type)
{
	Datum	   *elements = palloc(sizeof(Datum) * (list_length(list) + 1));
	ListCell   *lc;

	foreach(lc, list)
		elements[foreach_current_index(lc)] = type == OIDOID ?
		ObjectIdGetDatum(lfirst_oid(lc)) : Int32GetDatum(lfirst_int(lc));
	return PointerGetDatum(construct_array(elements, list_length(list), type,
										   sizeof(int32), true, TYPALIGN_INT));
}

static void
add_fact(const SvRow *row, void *arg)
{
	take_fact(make_fact(row, arg), arg);
}

/*
 * The fact that a row of the query of a kind is, palloc'd.
 */
static SvFact *
make_fact(const SvRow *row, const Reading *reading)
{
	const SvKind *kind = sv_kinds[reading->rank];
	SvFact	   *fact = palloc0(sizeof(SvFact));

	if (sv_row_count(row) != SV_KIND_COLUMNS + reading->count)
		elog(ERROR, "query of kind \"%s\" has %d columns, not %d",
			 kind->name, sv_row_count(row), SV_KIND_COLUMNS + reading->count);
	fact->kind = kind;
	fact->address.classid = kind->classid;
	fact->address.objid = DatumGetObjectId(sv_row_datum(row, 1));
	fact->address.subid = DatumGetInt32(sv_row_datum(row, 2));
	fact->parent_address.classid = kind->parent_classid;
	fact->parent_address.objid = DatumGetObjectId(sv_row_datum(row, 3));
	fact->parent_address.subid = DatumGetInt32(sv_row_datum(row, 4));
	fact->identity = sv_row_text(row, 5);
	fact->name = sv_row_string(row, 6);
	fact->owner = sv_row_string(row, 7);
	fact->acl = sv_row_string(row, 8);
	fact->values = palloc(sizeof(char *) * (reading->count + 1));
	for (int i = 0; i < reading->count; i++)
		fact->values[i] = sv_row_string(row, SV_KIND_COLUMNS + 1 + i);
	return fact;
}

/*
 * Add a fact to the snapshot, unless its object is to be left out.
 */
static void
take_fact(SvFact *fact, void *arg)
{
	Reading    *reading = arg;

	fact->rank = reading->rank;
	if (!sv_exclusions_cover(reading->exclusions, fact))
		sv_facts_add(reading->facts, fact);
}

/*
 * The address in a column of a row and the two that follow.
 */
static SvAddress
address_at(const SvRow *row, int column)
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
	sv_facts_alias(arg, address_at(row, 1), address_at(row, 4));
}

static void
add_comment(const SvRow *row, void *arg)
{
	SvAddress	address = address_at(row, 1);
	SvFact	   *fact = sv_facts_find_own(arg, address);

	if (fact != NULL)
		fact->comment = sv_row_text(row, 4);
}

/*
 * Append a security label to the statements that set those of its object.
 */
static void
add_label(const SvRow *row, void *arg)
{
	SvFact	   *fact = sv_facts_find_own(arg, address_at(row, 1));
	char	   *statement;

	if (fact == NULL || fact->kind->phrase == NULL)
		return;
	statement = psprintf("SECURITY LABEL FOR %s ON %s IS %s",
						 sv_row_text(row, 4),
						 sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
						 sv_row_text(row, 5));
	fact->labels = fact->labels == NULL ? statement :
		psprintf("%s;\n%s", fact->labels, statement);
}

static void
add_watcher(const SvRow *row, void *arg)
{
	SvFacts    *facts = arg;

	facts->has_triggers = true;
	facts->secures_tables = facts->secures_tables || sv_row_bool(row, 1);
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
		address_at(row, 4).classid == TypeRelationId &&
		needed->kind->classid == RelationRelationId &&
		!(fact->kind == &sv_kind_view && address_at(row, 1).subid > 0);
}

static void
add_need(const SvRow *row, void *arg)
{
	SvFact	   *fact = sv_facts_find(arg, address_at(row, 1));
	SvFact	   *needed = sv_facts_find(arg, address_at(row, 4));
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
		address_at(row, 1).classid != fact->address.classid)
		return;
	/* a column that is only inherited is not a fact itself */
	if (type == SV_NEED_INHERIT && fact != NULL && needed != NULL &&
		(fact->address.subid == 0 || needed->address.subid == 0))
		return;
	if (fact != NULL && needed != NULL && !sv_fact_contains(needed, fact) &&
		!sv_fact_contains(fact, needed))
		sv_facts_need(fact, needed, type);
}
