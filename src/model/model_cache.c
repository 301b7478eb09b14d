/*-------------------------------------------------------------------------
 *
 * model_cache.c
 *	  What was found out about the model, in a table of this database.
 *
 * Table schemaver.model_cache has one row: the facts of the model, serialized,
 * with their key and what is needed to compute it again, and the note of the
 * last check.  No dump contains it.  Nothing depends on the row: it may not
 * exist, or the current user may not be allowed to read or write it; then the
 * model is evaluated again.  Nor is it trusted: the facts and the note have
 * seals.
 *
 * A check is a command that only reads.  It stores its note only where no other
 * session could have to wait for it: if the current user may write the row, the
 * transaction may write, and no other transaction is writing the row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "model/dependencies.h"
#include "model/model_cache.h"
#include "server/query.h"
#include "store/store.h"
#include "strings.h"

#define COLUMNS 7

static bool may(AclMode mode);
static void fill(const SvModel *model, const char *note, Datum *values,
				 char *nulls);
static void take_row(const SvRow *row, void *arg);
static void take_note(const SvRow *row, void *arg);

static SvQuery fetch = {
	"SELECT k.facts, k.facts_key, k.names, k.objects, k.runs_code, k.tried_out_by,"
	"  k.runs_as"
	" FROM schemaver.model_cache k"
	" WHERE k.objects IS NOT NULL AND k.tried_out_by IS NOT NULL"
	"  AND coalesce(array_ndims(k.names), 1) = 1"
	"  AND NOT EXISTS (SELECT FROM unnest(k.names) AS u (name) WHERE u.name IS NULL)"
};

/*
 * A note begins with the ID of the transaction that wrote it.  If the row was
 * written by another one, as by a restore of its data, the note is not valid.
 */
static SvQuery fetch_note = {
	"SELECT substr(k.verified, strpos(k.verified, ' ') + 1)"
	" FROM schemaver.model_cache k"
	" WHERE split_part(k.verified, ' ', 1) = k.xmin::text"
};

#define TYPES {BYTEAOID, TEXTOID, TEXTARRAYOID, OIDARRAYOID, BOOLOID, OIDOID, TEXTOID}

#define INSERT \
	"INSERT INTO schemaver.model_cache"\
	"  (facts, facts_key, names, objects, runs_code, tried_out_by, verified)"\
	" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO "

static SvQuery upsert = {
	INSERT "UPDATE SET facts = excluded.facts, facts_key = excluded.facts_key,"
	"  names = excluded.names, objects = excluded.objects,"
	"  runs_code = excluded.runs_code, tried_out_by = excluded.tried_out_by,"
	"  verified = excluded.verified, runs_as = excluded.runs_as",
	COLUMNS, TYPES
};

static SvQuery insert = {INSERT "NOTHING", COLUMNS, TYPES};

#define UNLOCKED \
	" FROM (SELECT f.id FROM schemaver.model_cache f"\
	"  FOR NO KEY UPDATE SKIP LOCKED) f WHERE f.id = k.id"

static SvQuery update = {
	"UPDATE schemaver.model_cache k SET verified = $1" UNLOCKED,
	1, {TEXTOID}
};

/* The same with new facts. */
static SvQuery update_all = {
	"UPDATE schemaver.model_cache k SET facts = $1, facts_key = $2, names = $3,"
	"  objects = $4, runs_code = $5, tried_out_by = $6, verified = $7" UNLOCKED,
	COLUMNS, TYPES
};

/*
 * Give a model the facts that are stored, if there are any.  They may belong to
 * another model: the caller must compare the key.
 */
void
sv_model_cache_fetch(SvModel *model)
{
	if (may(ACL_SELECT))
		sv_query_fetch(&fetch, NULL, NULL, take_row, model);
}

/*
 * The note of the last check, palloc'd; NULL if there is none.
 */
char *
sv_model_cache_note(void)
{
	char	   *note = NULL;

	if (may(ACL_SELECT))
		sv_query_fetch(&fetch_note, NULL, NULL, take_note, &note);
	return note;
}

/*
 * Store the facts of a model that is being declared, in place of all that was
 * stored.  Does nothing if the current user may not.
 */
void
sv_model_cache_store(const SvModel *model)
{
	Datum		values[COLUMNS];
	char		nulls[COLUMNS];

	if (!may(ACL_SELECT | ACL_INSERT | ACL_UPDATE))
		return;
	fill(model, NULL, values, nulls);
	sv_query_execute(&upsert, values, nulls);
}

/*
 * Store a note about a model, and its facts if they are new.  Does nothing if
 * that is not possible without waiting, or would make others wait.
 */
void
sv_model_cache_store_note(const char *note, const SvModel *model)
{
	Oid			table = sv_store_table("model_cache");
	Datum		values[COLUMNS];
	char		nulls[COLUMNS];
	uint64		written;

	if (XactReadOnly || RecoveryInProgress() || IsInParallelMode() ||
		IsolationUsesXactSnapshot() || !may(ACL_SELECT | ACL_UPDATE) ||
		!ConditionalLockRelationOid(table, RowExclusiveLock))
		return;
	note = psprintf("%u %s", GetCurrentTransactionId(), note);
	fill(model, note, values, nulls);
	written = model->tried_out ? sv_query_execute(&update_all, values, nulls) :
		sv_query_execute(&update, &values[COLUMNS - 1], NULL);

	/*
	 * Another transaction that inserts the row would have to wait for this
	 * one, so there must be none.
	 */
	if (written == 0 && model->tried_out && model->dependencies != NULL &&
		may(ACL_INSERT) &&
		ConditionalLockRelationOid(table, ShareRowExclusiveLock))
		sv_query_execute(&insert, values, nulls);
}

/*
 * True if the table exists and the current user has all of these privileges on
 * it.
 */
static bool
may(AclMode mode)
{
	Oid			table = sv_store_table("model_cache");

	return OidIsValid(table) &&
		pg_class_aclmask(table, GetUserId(), mode, ACLMASK_ALL) == mode;
}

/*
 * The parameters of the queries that write all columns.
 */
static void
fill(const SvModel *model, const char *note, Datum *values, char *nulls)
{
	memset(nulls, ' ', COLUMNS);
	values[0] = PointerGetDatum(model->facts);
	values[1] = CStringGetTextDatum(model->key);
	values[2] = sv_strings_datum(model->dependencies->names);
	values[3] = model->dependencies->objects;
	values[4] = BoolGetDatum(model->dependencies->code);
	values[5] = ObjectIdGetDatum(model->dependencies->role);
	values[6] = note == NULL ? (Datum) 0 : CStringGetTextDatum(note);
	if (note == NULL)
		nulls[6] = 'n';
}

static void
take_row(const SvRow *row, void *arg)
{
	SvModel    *model = arg;

	model->facts = sv_row_bytes(row, 1);
	model->key = sv_row_string(row, 2);
	model->dependencies = palloc0(sizeof(SvDependencies));
	model->dependencies->names = sv_row_strings(row, 3);
	model->dependencies->objects =
		PointerGetDatum(DatumGetArrayTypePCopy(sv_row_value(row, 4,
															OIDARRAYOID)));
	model->dependencies->code = sv_row_bool(row, 5);
	model->dependencies->role = DatumGetObjectId(sv_row_value(row, 6, OIDOID));
	model->facts_as = sv_row_text(row, 7);
}

static void
take_note(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_string(row, 1);
}
