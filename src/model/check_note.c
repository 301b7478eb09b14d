/*-------------------------------------------------------------------------
 *
 * check_note.c
 *	  What a check has found is remembered.
 *
 * A database that was found to be as declared still is if nothing has changed
 * since: neither a row of a catalog, nor the model, nor what else a look
 * depends on.  To see that is several times faster than to look again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "catalog/fingerprint.h"
#include "compat.h"
#include "kind/kinds.h"
#include "model/check_note.h"
#include "model/model_cache.h"
#include "model/serialize.h"
#include "server/query.h"
#include "server/seal.h"
#include "store/store.h"

static void take_hash(const SvRow *row, void *arg);
static uint64 hash_kinds(void);
static const char *setting(const char *name);

static SvQuery fetch = {
	"SELECT " SV_MODEL_HASH("m") " FROM schemaver.model m"
};

/*
 * All that the outcome of a check depends on, as it is now, palloc'd; NULL if
 * there is no model.
 */
SvCheckNote *
sv_check_note_read(void)
{
	SvCheckNote *now = palloc0(sizeof(SvCheckNote));
	char	   *note;

	sv_query_begin_latest();
	sv_query_fetch(&fetch, NULL, NULL, take_hash, now);
	note = sv_model_cache_note();
	sv_query_end_fresh();
	if (now->model == NULL)
		return NULL;
	now->state = psprintf(UINT64_FORMAT " %u %u %s " UINT64_FORMAT " "
						  UINT64_FORMAT " " UINT64_FORMAT " %s %s %s",
						  GetSystemIdentifier(), MyDatabaseId, GetUserId(),
						  setting("server_version_num"), hash_kinds(),
						  sv_fingerprint_catalogs(),
						  sv_fingerprint_table(sv_store_table("ignore")),
						  setting("default_tablespace"),
						  setting("default_table_access_method"),
						  setting("default_toast_compression"));
	now->state = sv_seal_text(psprintf("%s %s", now->model, now->state));
	now->holds = note != NULL && now->state != NULL &&
		strcmp(note, now->state) == 0;
	return now;
}

/*
 * Remember that the database was as declared when it was looked at, and the
 * facts of the model if they are new.  Nothing happens if that could disturb
 * anybody.
 */
void
sv_check_note_store(const SvCheckNote *then, const SvModel *model)
{
	if (then->state != NULL && strcmp(then->model, model->hash) == 0)
		sv_model_cache_store_note(then->state, model);
}

static void
take_hash(const SvRow *row, void *arg)
{
	((SvCheckNote *) arg)->model = sv_row_text(row, 1);
}

/*
 * How we look, which another version of ours may do in another way.
 */
static uint64
hash_kinds(void)
{
	uint64		hash = SV_FACTS_VERSION;

	for (int i = 0; i < sv_kinds_count; i++)
	{
		char	   *query = sv_kind_query(sv_kinds[i]);

		if (query != NULL)
			hash = hash_bytes_extended((const unsigned char *) query,
									   strlen(query), hash);
	}
	return hash;
}

static const char *
setting(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value == NULL ? "" : quote_identifier(value);
}
