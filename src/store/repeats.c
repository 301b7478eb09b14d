/*-------------------------------------------------------------------------
 *
 * repeats.c
 *	  Repeatable scripts and checks, as they are stored.
 *
 * A script is due if its checksum is not that of the one of its name that was
 * run last.  A downgrade may have dropped what scripts have created, so it makes
 * all of them due.
 *
 * As long as the table has never had a row, nothing is read, and nobody needs a
 * right to read it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "store/preview.h"
#include "store/repeats.h"
#include "store/store.h"

#define FORGET "UPDATE schemaver.repeatable SET applied_sha256 = NULL\n" \
	"WHERE applied_sha256 IS NOT NULL AND "
#define FORGET_SCRIPTS FORGET "NOT is_check"
#define FORGET_CHECKS FORGET "is_check"

static void add_repeatable(const SvRow *row, void *arg);

/*
 * False if it is certain that none is stored, or would be in a preview.
 */
bool
sv_repeats_exist(void)
{
	Oid			table;
	Relation	relation;
	bool		exist;
	List	   *previewed;

	if (sv_preview_repeatables(&previewed))
		return previewed != NIL;
	table = sv_store_table("repeatable");
	if (!OidIsValid(table))
		return false;
	relation = relation_open(table, AccessShareLock);
	exist = relation->rd_rel->relkind != RELKIND_RELATION ||
		RelationGetNumberOfBlocks(relation) > 0;
	relation_close(relation, AccessShareLock);
	return exist;
}

/*
 * True if the caller may see them, or there are none.
 */
bool
sv_repeats_visible(void)
{
	return !sv_repeats_exist() ||
		pg_class_aclcheck(sv_store_table("repeatable"), GetUserId(),
						  ACL_SELECT) == ACLCHECK_OK;
}

/*
 * True if the caller may write them.
 */
bool
sv_repeats_writable(void)
{
	Oid			table = sv_store_table("repeatable");

	return OidIsValid(table) &&
		pg_class_aclmask(table, GetUserId(), ACL_INSERT | ACL_UPDATE,
						 ACLMASK_ALL) == (ACL_INSERT | ACL_UPDATE);
}

/*
 * All of them, with their scripts: those that are no checks first, by name.  A
 * list of SvRepeatable.
 */
List *
sv_repeats_all(void)
{
	static SvQuery query = {
		.text = "SELECT name, is_check, script, filename, file_sha256, sha256,"
		" applied_sha256, applied_at, applied_by"
		" FROM schemaver.repeatable ORDER BY is_check, name"
	};
	List	   *repeatables = NIL;

	if (sv_preview_repeatables(&repeatables) || !sv_repeats_exist())
		return repeatables;
	sv_query_scan(&query, NULL, add_repeatable, &repeatables);
	return repeatables;
}

/*
 * The one of a list that has this name; NULL if there is none.
 */
SvRepeatable *
sv_repeats_find(List *repeatables, const char *name, bool is_check)
{
	ListCell   *lc;

	foreach(lc, repeatables)
	{
		SvRepeatable *repeatable = lfirst(lc);

		if (repeatable->is_check == is_check && strcmp(repeatable->name, name) == 0)
			return repeatable;
	}
	return NULL;
}

/*
 * True if a script is to be run, as it has changed, or was not run.
 */
bool
sv_repeats_due(const SvRepeatable *repeatable)
{
	const bytea *now = repeatable->sha256;
	const bytea *before = repeatable->applied_sha256;

	return now == NULL || before == NULL ||
		VARSIZE_ANY_EXHDR(now) != VARSIZE_ANY_EXHDR(before) ||
		memcmp(VARDATA_ANY(now), VARDATA_ANY(before), VARSIZE_ANY_EXHDR(now)) != 0;
}

const char *
sv_repeats_state(const SvRepeatable *repeatable)
{
	if (!sv_repeats_due(repeatable))
		return "applied";
	return repeatable->applied_sha256 == NULL ? "pending" : "changed";
}

/*
 * Writes a script, a new one or in place of the one of its name.
 */
void
sv_repeats_put(const SvRepeatable *repeatable)
{
	SvBoundQuery put = sv_repeats_put_query(repeatable);

	sv_bound_query_execute(&put);
}

SvBoundQuery
sv_repeats_put_query(const SvRepeatable *repeatable)
{
	static SvQuery query = {
		.text = "INSERT INTO schemaver.repeatable (name, is_check, script, filename, file_sha256)\n"
		"VALUES ($1, $2, $3, $4, $5)\n"
		"ON CONFLICT (name, is_check) DO UPDATE SET script = excluded.script,"
		" filename = excluded.filename, file_sha256 = excluded.file_sha256",
		.nargs = 5,
		.types = {TEXTOID, BOOLOID, TEXTOID, TEXTOID, BYTEAOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, repeatable->name);
	sv_bound_query_set(&bound, 2, BoolGetDatum(repeatable->is_check));
	sv_bound_query_set_text(&bound, 3, repeatable->script);
	sv_bound_query_set_text(&bound, 4, repeatable->filename);
	if (repeatable->file_sha256 != NULL)
		sv_bound_query_set(&bound, 5, PointerGetDatum(repeatable->file_sha256));
	return bound;
}

void
sv_repeats_delete(const SvRepeatable *repeatable)
{
	static SvQuery query = {
		.text = "DELETE FROM schemaver.repeatable WHERE name = $1 AND is_check = $2",
		.nargs = 2,
		.types = {TEXTOID, BOOLOID}
	};
	Datum		values[2] = {CStringGetTextDatum(repeatable->name),
	BoolGetDatum(repeatable->is_check)};

	sv_query_execute(&query, values, NULL);
}

/*
 * Records that a script was run, as it is.
 */
void
sv_repeats_record(const SvRepeatable *repeatable)
{
	SvBoundQuery record = sv_repeats_record_query(repeatable);

	sv_bound_query_execute(&record);
}

SvBoundQuery
sv_repeats_record_query(const SvRepeatable *repeatable)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.repeatable SET applied_sha256 = $3,"
		" applied_at = pg_catalog.clock_timestamp(), applied_by = SESSION_USER\n"
		"WHERE name OPERATOR(pg_catalog.=) $1 AND is_check OPERATOR(pg_catalog.=) $2",
		.nargs = 3,
		.types = {TEXTOID, BOOLOID, BYTEAOID}
	};
	SvBoundQuery bound = sv_bound_query_make(&query);

	sv_bound_query_set_text(&bound, 1, repeatable->name);
	sv_bound_query_set(&bound, 2, BoolGetDatum(repeatable->is_check));
	sv_bound_query_set(&bound, 3, sv_store_sha256(repeatable->script));
	return bound;
}

/*
 * Records that what the scripts have created may be gone, so that all of them
 * are due.
 */
void
sv_repeats_forget_scripts(void)
{
	static SvQuery query = {.text = FORGET_SCRIPTS};

	if (sv_repeats_exist())
		sv_query_execute(&query, NULL, NULL);
}

/*
 * Records that the checks may not hold any more, so that all of them are due.
 */
void
sv_repeats_forget_checks(void)
{
	static SvQuery query = {.text = FORGET_CHECKS};

	if (sv_repeats_exist())
		sv_query_execute(&query, NULL, NULL);
}

/*
 * The statement of sv_repeats_forget_scripts(), for another session.
 */
const char *
sv_repeats_forget_sql(void)
{
	return FORGET_SCRIPTS;
}

/* sv_query_scan callback of sv_repeats_all */
static void
add_repeatable(const SvRow *row, void *arg)
{
	List	  **repeatables = arg;
	SvRepeatable *repeatable = palloc0(sizeof(SvRepeatable));

	repeatable->name = sv_row_text(row, 1);
	repeatable->is_check = sv_row_bool(row, 2);
	repeatable->script = sv_row_text(row, 3);
	repeatable->filename = sv_row_string(row, 4);
	repeatable->file_sha256 = sv_row_bytes(row, 5);
	repeatable->sha256 = sv_row_bytes(row, 6);
	repeatable->applied_sha256 = sv_row_bytes(row, 7);
	repeatable->applied_at = row->nulls[7] ? 0 :
		DatumGetTimestampTz(sv_row_value(row, 8, TIMESTAMPTZOID));
	repeatable->applied_by = sv_row_string(row, 9);
	*repeatables = lappend(*repeatables, repeatable);
}
