/*-------------------------------------------------------------------------
 *
 * check_note.c
 *	  A note that the last check has found no difference.
 *
 * A database that was as declared still is as long as nothing has changed on
 * which the outcome depends: no row of a catalog, neither the model nor what is
 * ignored, no setting, and not this library.  To compare all that, as one text
 * with the fingerprints of the catalogs in it, is several times faster than to
 * check again.
 *
 * The note has a seal: what others have written is not believed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "catalog/fingerprint.h"
#include "compat.h"
#include "model/check_note.h"
#include "model/model_cache.h"
#include "model/serialize.h"
#include "server/query.h"
#include "server/seal.h"
#include "store/store.h"

static void take_hash(const SvRow *row, void *arg);
static const char *setting(const char *name);

static SvQuery fetch = {
	"SELECT " SV_MODEL_HASH("m") " FROM schemaver.model m"
};

/*
 * All that the outcome of a check depends on, as it is now, palloc'd, and
 * whether it is the same as when a check last found no difference; NULL if no
 * model is defined.
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
	now->state = psprintf(UINT64_FORMAT " %u %u %s %s " UINT64_FORMAT " "
						  UINT64_FORMAT " %s %s %s",
						  GetSystemIdentifier(), MyDatabaseId, GetUserId(),
						  setting("server_version_num"), sv_serialize_version(),
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
 * Store that the database was as declared in a state that was read before the
 * check, and the facts of the model if they are new.  Does nothing if another
 * session could have to wait for that, see model_cache.c; or if the model was
 * replaced meanwhile.
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
 * The value of a setting, quoted so that values cannot run together; "" if the
 * server does not have it.
 */
static const char *
setting(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value == NULL ? "" : quote_identifier(value);
}
