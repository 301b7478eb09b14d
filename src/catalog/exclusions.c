/*-------------------------------------------------------------------------
 *
 * exclusions.c
 *	  Objects that are left out of a snapshot.
 *
 * These are members of extensions, which come with their extension, triggers that
 * a deploy uses while it keeps the values of a column, what Citus hides, as it is
 * a part of a table elsewhere (a shard), and what matches a row of
 * schemaver.ignore.  A part of an object that is left out, such as a column of a
 * table, is left out later, when facts find their parents.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/hsearch.h"

#include "catalog/exclusions.h"
#include "server/query.h"

/* A row of schemaver.ignore. */
typedef struct Pattern
{
	char	   *kind;			/* NULL: any */
	Datum		text;
} Pattern;

struct SvExclusions
{
	HTAB	   *members;		/* addresses of members of extensions, of what
								 * is ours, and of what is hidden */
	List	   *ignored;		/* of Pattern */
};

static HTAB *read_members(void);
static bool can_hide(void);
static void add_member(const SvRow *row, void *arg);
static void add_pattern(const SvRow *row, void *arg);
static bool is_member(const SvExclusions *exclusions, SvAddress address);
static bool is_ignored(const SvExclusions *exclusions, const SvFact *fact);

static SvQuery members = {
	"SELECT d.classid, d.objid FROM pg_catalog.pg_depend d"
	" WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::regclass"
	" UNION ALL SELECT d.classid, d.objid FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_proc p ON p.pronamespace = e.extnamespace AND p.proname = 'schemaver_keep_values'"
	" JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid = p.oid"
	"  AND d.classid = 'pg_catalog.pg_trigger'::regclass"
	" WHERE e.extname = 'schemaver'"
};

/*
 * Members of Citus, so there only if it is.
 */
static SvQuery hidden = {
	"SELECT 'pg_catalog.pg_class'::regclass::oid, c.oid FROM pg_catalog.pg_class c"
	" WHERE c.oid >= 16384 AND NOT pg_catalog.citus_table_is_visible(c.oid)"
};

static SvQuery ignored = {
	"SELECT i.kind, i.pattern FROM schemaver.ignore i"
};

/*
 * What is to be left out, as of now; in the current memory context.
 */
SvExclusions *
sv_exclusions_read(void)
{
	SvExclusions *exclusions = palloc(sizeof(SvExclusions));

	exclusions->members = read_members();
	exclusions->ignored = NIL;
	sv_query_fetch(&ignored, NULL, NULL, add_pattern, &exclusions->ignored);
	return exclusions;
}

/*
 * True if the fact is to be left out.
 */
bool
sv_exclusions_cover(const SvExclusions *exclusions, const SvFact *fact)
{
	return is_member(exclusions, fact->address) ||
		is_ignored(exclusions, fact);
}

/*
 * The addresses of all members of extensions, and of all that is hidden, as a set.
 */
static HTAB *
read_members(void)
{
	HASHCTL		control = {0};
	HTAB	   *set;

	control.keysize = sizeof(SvAddress);
	control.entrysize = sizeof(SvAddress);
	control.hcxt = CurrentMemoryContext;
	set = hash_create("schemaver extension members", 256, &control,
					  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	sv_query_fetch(&members, NULL, NULL, add_member, set);
	if (can_hide())
		sv_query_fetch(&hidden, NULL, NULL, add_member, set);
	return set;
}

/*
 * True if there is the function that says what is hidden.
 */
static bool
can_hide(void)
{
	Oid			argument = OIDOID;

	return OidIsValid(LookupFuncName(list_make2(makeString("pg_catalog"),
												makeString("citus_table_is_visible")),
									 1, &argument, true));
}

static void
add_member(const SvRow *row, void *arg)
{
	SvAddress	address;

	address.classid = DatumGetObjectId(sv_row_datum(row, 1));
	address.objid = DatumGetObjectId(sv_row_datum(row, 2));
	address.subid = 0;
	hash_search(arg, &address, HASH_ENTER, NULL);
}

static void
add_pattern(const SvRow *row, void *arg)
{
	List	  **patterns = arg;
	Pattern    *pattern = palloc(sizeof(Pattern));
	char	   *kind = sv_row_text(row, 1);

	pattern->kind = strcmp(kind, "*") == 0 ? NULL : kind;
	pattern->text = datumCopy(sv_row_value(row, 2, TEXTOID), false, -1);
	*patterns = lappend(*patterns, pattern);
}

/*
 * True if the object, or the one that it is a sub-object of, is a member.
 */
static bool
is_member(const SvExclusions *exclusions, SvAddress address)
{
	address.subid = 0;
	return hash_search(exclusions->members, &address, HASH_FIND, NULL) != NULL;
}

/*
 * True if the identity matches a pattern for its kind or for any.
 */
static bool
is_ignored(const SvExclusions *exclusions, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, exclusions->ignored)
	{
		Pattern    *pattern = lfirst(lc);

		if ((pattern->kind == NULL ||
			 strcmp(pattern->kind, fact->kind->name) == 0) &&
			DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												 CStringGetTextDatum(fact->identity),
												 pattern->text)))
			return true;
	}
	return false;
}
