/*-------------------------------------------------------------------------
 *
 * fn_author.c
 *	  SQL functions that write revisions.
 *
 * Each returns the id of its revision; what may be written is for
 * command/revision.c to decide.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "api/args.h"
#include "command/derive.h"
#include "command/generate.h"
#include "command/online.h"
#include "command/revision.h"
#include "store/store.h"

PG_FUNCTION_INFO_V1(schemaver_revision);
PG_FUNCTION_INFO_V1(schemaver_merge);
PG_FUNCTION_INFO_V1(schemaver_edit);
PG_FUNCTION_INFO_V1(schemaver_remove);
PG_FUNCTION_INFO_V1(schemaver_sha256);

static bool autogenerate(SvDraft *draft, bool allow_empty, List *renames);
static void check_derive(const SvDraft *draft);
static void derive(const char *revision, bool force);

Datum
schemaver_revision(PG_FUNCTION_ARGS)
{
	bool		generates = sv_args_bool(fcinfo, 3, false);
	bool		derives = sv_args_bool(fcinfo, 12, false);
	SvDraft		draft = {0};
	char	   *id;

	draft.message = sv_args_require_text(fcinfo, 0, "message");
	draft.upgrade = sv_args_text(fcinfo, 1);
	draft.downgrade = sv_args_text(fcinfo, 2);
	draft.heads = PG_ARGISNULL(4) ? list_make1("head") :
		sv_args_list(fcinfo, 4, "head");
	draft.splice = sv_args_bool(fcinfo, 5, false);
	draft.branch_labels = sv_args_list(fcinfo, 6, "branch_label");
	draft.depends_on = sv_args_list(fcinfo, 7, "depends_on");
	draft.id = sv_args_text(fcinfo, 8);
	draft.transactional = sv_args_bool(fcinfo, 9, true);
	if (derives && generates)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("autogenerate and derive cannot be given together"),
				 errhint("What is generated has a downgrade.")));
	if (derives)
		check_derive(&draft);
	if (generates &&
		!autogenerate(&draft, sv_args_bool(fcinfo, 10, false),
					  sv_args_list(fcinfo, 11, "renames")))
		PG_RETURN_NULL();
	id = sv_revision_create(&draft);
	if (derives)
		derive(id, false);
	if (PG_NARGS() > 13 && !PG_ARGISNULL(13))
	{
		if (PG_GETARG_BOOL(13))
			(void) sv_online_command(id);
	}
	else
		sv_online_refresh(id, true);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

/*
 * Generate the scripts; returns false if no revision is to be written.
 */
static bool
autogenerate(SvDraft *draft, bool allow_empty, List *renames)
{
	SvDiff	   *diff;

	if (draft->upgrade != NULL || draft->downgrade != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scripts and autogenerate cannot be given together"),
				 errhint("Change the scripts afterwards with schemaver_edit().")));
	diff = sv_generate_scripts(renames);
	draft->upgrade = diff->upgrade;
	draft->downgrade = diff->downgrade;
	return diff->differences != NIL || allow_empty;
}

/*
 * Refuse a downgrade where one is to be derived.
 */
static void
check_derive(const SvDraft *draft)
{
	if (draft->downgrade != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a downgrade and derive cannot be given together")));
}

/*
 * Give a revision the downgrade that is derived from its upgrade.
 */
static void
derive(const char *revision, bool force)
{
	SvDraft		draft = {0};

	draft.downgrade = sv_derive_revision(revision);
	sv_revision_edit(revision, &draft, force);
}

Datum
schemaver_merge(PG_FUNCTION_ARGS)
{
	SvDraft		draft = {0};

	draft.heads = PG_ARGISNULL(0) ? list_make1("heads") :
		sv_args_list(fcinfo, 0, "revisions");
	draft.message = sv_args_text(fcinfo, 1);
	draft.branch_labels = sv_args_list(fcinfo, 2, "branch_label");
	draft.id = sv_args_text(fcinfo, 3);
	draft.depends_on = sv_args_list(fcinfo, 4, "depends_on");
	draft.splice = sv_args_bool(fcinfo, 5, false);
	draft.upgrade = sv_args_text(fcinfo, 6);
	draft.downgrade = sv_args_text(fcinfo, 7);
	draft.transactional = true;
	PG_RETURN_TEXT_P(cstring_to_text(sv_revision_merge(&draft)));
}

Datum
schemaver_edit(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");
	bool		force = sv_args_bool(fcinfo, 8, false);
	bool		derives = sv_args_bool(fcinfo, 9, false);
	SvDraft		draft = {0};
	char	   *id;

	draft.message = sv_args_text(fcinfo, 1);
	draft.upgrade = sv_args_text(fcinfo, 2);
	draft.downgrade = sv_args_text(fcinfo, 3);
	draft.has_heads = !PG_ARGISNULL(4);
	draft.heads = sv_args_list(fcinfo, 4, "down_revisions");
	draft.has_depends_on = !PG_ARGISNULL(5);
	draft.depends_on = sv_args_list(fcinfo, 5, "depends_on");
	draft.has_branch_labels = !PG_ARGISNULL(6);
	draft.branch_labels = sv_args_list(fcinfo, 6, "branch_labels");
	draft.has_transactional = !PG_ARGISNULL(7);
	draft.transactional = sv_args_bool(fcinfo, 7, true);
	if (PG_NARGS() > 10)
	{
		draft.online = sv_args_text(fcinfo, 10);
		draft.online_downgrade = sv_args_text(fcinfo, 11);
	}
	if (derives)
		check_derive(&draft);
	id = sv_revision_edit(target, &draft, force);
	if (derives)
		derive(id, force);
	sv_online_refresh(id, draft.upgrade != NULL || draft.downgrade != NULL || derives);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

Datum
schemaver_remove(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "revision");
	bool		force = sv_args_bool(fcinfo, 1, false);

	PG_RETURN_TEXT_P(cstring_to_text(sv_revision_remove(target, force)));
}

Datum
schemaver_sha256(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(sv_store_sha256(text_to_cstring(PG_GETARG_TEXT_PP(0))));
}
