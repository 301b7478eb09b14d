/*-------------------------------------------------------------------------
 *
 * check_note.c
 *	  A note that the last check has found no difference.
 *
 * A database that was as declared still is as long as nothing has changed on
 * which the outcome depends: neither the model nor what facts depend on
 * (catalog_state.c).
 *
 * The note has a seal: what others have written is not believed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/catalog_state.h"
#include "model/check_note.h"
#include "model/model_cache.h"
#include "server/query.h"

static void take_hash(const SvRow *row, void *arg);

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
	now->state = sv_catalog_state_text(now->model);
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
