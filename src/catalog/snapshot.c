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

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "catalog/connections.h"
#include "catalog/deparse_settings.h"
#include "catalog/exclusions.h"
#include "catalog/fast.h"
#include "catalog/kinds_present.h"
#include "catalog/needs.h"
#include "catalog/path_use.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "server/query.h"
#include "server/subtransaction.h"

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
static void add_comment(const SvRow *row, void *arg);
static void add_label(const SvRow *row, void *arg);
static void add_watcher(const SvRow *row, void *arg);

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
		sv_needs_read(reading->facts);
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
	sv_needs_read(facts);
	sv_query_end_fresh();
	sv_deparse_settings_end(nest_level);
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

static void
add_comment(const SvRow *row, void *arg)
{
	SvAddress	address = sv_needs_address(row, 1);
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
	SvFact	   *fact = sv_facts_find_own(arg, sv_needs_address(row, 1));
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
