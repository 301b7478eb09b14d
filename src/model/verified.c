/*-------------------------------------------------------------------------
 *
 * verified.c
 *	  What a check has found is remembered.
 *
 * A database that was found to be as declared still is if nothing has changed
 * since: neither a row of a catalog, nor the model, nor what else a look
 * depends on.  To see that is several times faster than to look again.
 *
 * A check is still a command that only reads.  It leaves its note where nobody
 * could be disturbed by that: the caller may write the row, the transaction
 * may write, and nobody else is about to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "access/query.h"
#include "access/store.h"
#include "compat.h"
#include "kind/kinds.h"
#include "model/digest.h"
#include "model/frozen.h"
#include "model/verified.h"

/* What is stored, as far as it is needed here. */
typedef struct Note
{
	char	   *model;			/* a hash of all that the model says */
	char	   *verified;		/* NULL: nothing yet */
} Note;

static Note *fetch_note(void);
static void take_note(const SvRow *row, void *arg);
static uint64 hash_kinds(void);
static const char *setting(const char *name);
static bool may_write(void);

static SvQuery fetch = {
	"SELECT " SV_MODEL_HASH("m") ", m.verified FROM schemaver.model m"
};

#define SELECTED(hash) \
	" FROM (SELECT f.id FROM schemaver.model f WHERE " SV_MODEL_HASH("f") " = " hash \
	"  FOR NO KEY UPDATE SKIP LOCKED) f WHERE f.id = m.id"

static SvQuery update = {
	"UPDATE schemaver.model m SET verified = $1" SELECTED("$2"),
	2, {TEXTOID, TEXTOID}
};

/* The same with facts that are others than those that were stored. */
static SvQuery update_facts = {
	"UPDATE schemaver.model m SET verified = $1, facts = $3, facts_key = $4"
	SELECTED("$2"),
	4, {TEXTOID, TEXTOID, BYTEAOID, TEXTOID}
};

/*
 * All that the outcome of a check depends on, as it is now, palloc'd; NULL if
 * there is no model.
 */
SvVerified *
sv_verified_look(void)
{
	SvVerified *now;
	Note	   *note = fetch_note();

	if (note == NULL)
		return NULL;
	now = palloc0(sizeof(SvVerified));
	now->model = note->model;
	now->state = psprintf(UINT64_FORMAT " %u %u %s " UINT64_FORMAT " "
						  UINT64_FORMAT " " UINT64_FORMAT " %s %s %s",
						  GetSystemIdentifier(), MyDatabaseId, GetUserId(),
						  setting("server_version_num"), hash_kinds(),
						  sv_digest_catalogs(),
						  sv_digest_table(sv_store_table("ignore")),
						  setting("default_tablespace"),
						  setting("default_table_access_method"),
						  setting("default_toast_compression"));
	now->state = psprintf("%s %s", note->model, now->state);
	now->holds = note->verified != NULL &&
		strcmp(note->verified, now->state) == 0;
	return now;
}

/*
 * Remember that the database was as declared when it was looked at, and the
 * facts of the model if they are new.  Nothing happens if that could disturb
 * anybody.
 */
void
sv_verified_store(const SvVerified *then, const SvModel *model)
{
	Datum		values[4];

	if (strcmp(then->model, model->hash) != 0 || !may_write())
		return;
	values[0] = CStringGetTextDatum(then->state);
	values[1] = CStringGetTextDatum(then->model);
	values[2] = PointerGetDatum(model->facts);
	values[3] = CStringGetTextDatum(model->key);
	sv_query_execute(model->tried_out ? &update_facts : &update, values, NULL);
}

static Note *
fetch_note(void)
{
	Note	   *note = NULL;

	sv_query_begin_latest();
	sv_query_fetch(&fetch, NULL, NULL, take_note, &note);
	sv_query_end_fresh();
	return note;
}

static void
take_note(const SvRow *row, void *arg)
{
	Note	   *note = palloc(sizeof(Note));

	note->model = sv_row_text(row, 1);
	note->verified = sv_row_string(row, 2);
	*(Note **) arg = note;
}

/*
 * How we look, which another version of ours may do in another way.
 */
static uint64
hash_kinds(void)
{
	uint64		hash = SV_FACTS_VERSION;

	for (int i = 0; i < sv_kinds_count; i++)
		if (sv_kinds[i]->query != NULL)
			hash = hash_bytes_extended((const unsigned char *) sv_kinds[i]->query,
									   strlen(sv_kinds[i]->query), hash);
	return hash;
}

static const char *
setting(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value == NULL ? "" : quote_identifier(value);
}

static bool
may_write(void)
{
	return !XactReadOnly && !RecoveryInProgress() && !IsInParallelMode() &&
		!IsolationUsesXactSnapshot() &&
		pg_class_aclmask(sv_store_table("model"), GetUserId(),
						 ACL_SELECT | ACL_UPDATE,
						 ACLMASK_ALL) == (ACL_SELECT | ACL_UPDATE);
}
