/*-------------------------------------------------------------------------
 *
 * online_form.c
 *	  Online forms of scripts, and the scripts that they belong to.
 *
 * A revision may have an online form of its upgrade script, and one of its
 * downgrade script.  They belong to the two scripts of which they have the
 * checksum: when a script changes, they are outdated, and not run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "compat.h"
#include "error.h"
#include "online/script.h"
#include "store/online_form.h"
#include "store/verdict.h"

static char *digest_of(const bytea *sha256);

/*
 * True if there are online forms, of the scripts that are stored.
 */
bool
sv_online_form_is_current(const SvStored *stored)
{
	const bytea *known = stored->online_sha256;
	const bytea *now;

	if (known == NULL ||
		(stored->online == NULL && stored->online_downgrade == NULL))
		return false;
	now = DatumGetByteaPP(sv_verdict_sha256(stored->upgrade, stored->downgrade));
	return VARSIZE_ANY_EXHDR(known) == VARSIZE_ANY_EXHDR(now) &&
		memcmp(VARDATA_ANY(known), VARDATA_ANY(now), VARSIZE_ANY_EXHDR(now)) == 0;
}

/*
 * What the online form of a script is to the scripts that are stored.
 */
SvOnlineState
sv_online_form_state(const SvStored *stored, bool upgrade)
{
	if ((upgrade ? stored->online : stored->online_downgrade) == NULL)
		return SV_ONLINE_NONE;
	return sv_online_form_is_current(stored) ? SV_ONLINE_CURRENT :
		SV_ONLINE_OUTDATED;
}

/*
 * A state in words, for columns.
 */
const char *
sv_online_form_state_name(SvOnlineState state)
{
	static const char *const names[] = {"no", "yes", "outdated"};

	return names[state];
}

/*
 * Store online forms with all that is known of them.
 */
void
sv_online_form_write(const char *revision, const SvStored *stored)
{
	static SvQuery query = {
		.kept = true,
		.text = "UPDATE schemaver.revision SET online = $2, online_downgrade = $3,"
		" online_sha256 = $4, online_edited = $5 WHERE revision = $1",
		.nargs = 5,
		.types = {TEXTOID, TEXTOID, TEXTOID, BYTEAOID, BOOLOID}
	};
	SvBoundQuery update = sv_bound_query_make(&query);

	sv_bound_query_set_text(&update, 1, revision);
	sv_bound_query_set_text(&update, 2, stored->online);
	sv_bound_query_set_text(&update, 3, stored->online_downgrade);
	if (stored->online_sha256 != NULL)
		sv_bound_query_set(&update, 4, PointerGetDatum(stored->online_sha256));
	sv_bound_query_set(&update, 5, BoolGetDatum(stored->online_edited));
	sv_bound_query_execute(&update);
}

/*
 * Warn about online forms that cannot be run as they are.
 */
void
sv_online_form_warn(const char *revision, const SvStored *stored)
{
	ErrorData  *error = sv_online_form_check(revision, true, stored->online);

	if (error == NULL)
		error = sv_online_form_check(revision, false, stored->online_downgrade);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("the online form of revision \"%s\" cannot be run as it is: %s",
						revision, error->message),
				 error->context ? errdetail("See %s.",
											pnstrdup(error->context,
													 strcspn(error->context, "\n"))) : 0,
				 error->hint ? errhint("%s", error->hint) : 0));
}

/*
 * What an online form is called in the context of errors.
 */
const char *
sv_online_form_direction(bool upgrade)
{
	return upgrade ? "online upgrade" : "online downgrade";
}

/*
 * The error that parsing an online form raises; NULL if there is none, or no
 * form.
 */
ErrorData *
sv_online_form_check(const char *revision, bool upgrade, const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	if (text == NULL)
		return NULL;
	PG_TRY();
	{
		(void) sv_online_parse(revision, sv_online_form_direction(upgrade), text);
	}
	PG_CATCH();
	{
		error = sv_error_keep(context);
	}
	PG_END_TRY();
	return error;
}

/*
 * Let a document have the online forms that are stored, with a line about them.
 */
void
sv_online_form_document(const SvStored *stored, SvDocument *document)
{
	SvOnlineLine *line;

	if (stored->online == NULL && stored->online_downgrade == NULL)
		return;
	document->online = stored->online;
	document->online_downgrade = stored->online_downgrade;
	line = palloc0(sizeof(SvOnlineLine));
	line->edited = stored->online_edited;
	line->digest = sv_online_form_is_current(stored) ?
		sv_verdict_digest(stored->upgrade, stored->downgrade) :
		digest_of(stored->online_sha256);
	line->form_digest = sv_verdict_digest(stored->online,
										  stored->online_downgrade);
	document->online_line = line;
}

/*
 * A checksum as a digest, which has a byte at least.
 */
static char *
digest_of(const bytea *sha256)
{
	int			length = sha256 ? Min(VARSIZE_ANY_EXHDR(sha256), 16) : 0;
	char	   *digest = palloc0(2 * length + 1);

	if (length == 0)
		return pstrdup("00");
	hex_encode(VARDATA_ANY(sha256), length, digest);
	return digest;
}

/*
 * Where the online forms come from, and what they are, in a word; NULL if there
 * are none.
 */
const char *
sv_online_form_origin(const SvStored *stored)
{
	if (stored->online == NULL && stored->online_downgrade == NULL)
		return NULL;
	if (!sv_online_form_is_current(stored))
		return "outdated";
	return stored->online_edited ? "edited" : "derived";
}
