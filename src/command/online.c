/*-------------------------------------------------------------------------
 *
 * online.c
 *	  The command that derives the online form of a revision.
 *
 * A revision that is not applied is tried out on a copy of the database, after
 * what is pending below it.  One that is applied needs the state before it, which
 * is made from nothing, by all that it depends on.  How large tables are is asked
 * of the database as it is.
 *
 * What is derived is stored beside the scripts, unless the revision is applied, or
 * the caller may not write it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "command/begin.h"
#include "command/online.h"
#include "command/rehearse.h"
#include "compat.h"
#include "graph/target.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/subtransaction.h"
#include "store/cache.h"
#include "store/files.h"
#include "store/guard.h"
#include "store/online_form.h"
#include "store/preview.h"
#include "store/store.h"
#include "store/verdict.h"
#include "strings.h"

static SvOnlineForms *derive_and_store(const char *target, bool all);
static void put_into_preview(const char *revision,
							 const SvOnlineForms *forms);
static char *keep(const char *text);
static void put(const char *revision, const SvStored *of,
				const SvOnlineForms *forms);
static bool replaces(const SvStored *before, const SvOnlineForms *forms);
static void derive(void *arg);
static void tell(const char *revision, const char *direction,
				 const SvOnlineForm *form);

/*
 * The online forms of a revision, derived from its scripts, proved, and stored.
 * What of them stays as it is, and why there is none, is reported to the client.
 *
 * Errors: as sv_online_derive().
 */
SvOnlineForms *
sv_online_command(const char *target)
{
	return derive_and_store(target, true);
}

/*
 * The same; that the plain script is as good is reported if "all" is set.
 */
static SvOnlineForms *
derive_and_store(const char *target, bool all)
{
	SvState    *state;
	SvRehearsalPlan *plan;
	SvOnlineForms *forms;
	const char *id;
	bool		applied;
	int			node;

	sv_guard_command("schemaver_online()");
	state = sv_cache_state();
	node = sv_target_resolve_one(state, target);
	id = pstrdup(sv_graph_id(state->graph, node));
	applied = state->applied[node];
	/* it may have been written in this statement */
	sv_query_begin_fresh();
	plan = sv_rehearse_plan("schemaver_online()",
							psprintf("%s:%s", applied ? "base" : "current", id),
							false);
	sv_query_end_fresh();
	forms = sv_online_derive(plan->start, plan->steps);
	if (all || forms->upgrade.reasons != NIL)
		tell(id, "upgrade", &forms->upgrade);
	if (forms->downgrade.text != NULL || forms->downgrade.reasons != NIL)
		tell(id, "downgrade", &forms->downgrade);
	if (!applied && sv_preview_in_effect())
		put_into_preview(id, forms);
	else if (!applied && sv_store_has_files() && sv_files_writable())
		put(id, plan->stored[list_length(plan->steps) - 1], forms);
	return forms;
}

/*
 * Derive the online form of a revision again that was written by this command, if
 * it had one that was derived from other scripts; and if it had none, and its
 * scripts have changed, as schemaver.online says.  If that fails, there is none.
 */
void
sv_online_refresh(const char *revision, bool scripts_changed)
{
	SvStored   *stored;
	bool		outdated;
	bool		any;
	ErrorData  *error;

	sv_query_begin_fresh();
	stored = sv_store_find(revision);
	sv_query_end_fresh();
	any = stored->online != NULL || stored->online_downgrade != NULL;
	outdated = any && !stored->online_edited &&
		!sv_online_form_is_current(stored);
	if (outdated)
		sv_store_put_online(revision, NULL, NULL, false);
	if (!outdated &&
		(any || !scripts_changed || sv_online == SV_ONLINE_OFF ||
		 stored->upgrade[0] == '\0'))
		return;
	error = sv_subtransaction_run(derive, NULL, unconstify(char *, revision),
								  SV_SUBTRANSACTION_COMMIT);
	if (error != NULL)
		ereport(NOTICE,
				(errmsg("revision \"%s\" has no online form", revision),
				 errdetail("It could not be derived: %s.", error->message)));
}

/* sv_subtransaction_run callback of sv_online_refresh */
static void
derive(void *arg)
{
	(void) derive_and_store(arg, false);
}

/*
 * Let a preview have what was derived, so that the file of the revision can be
 * exported with it.
 */
static void
put_into_preview(const char *revision, const SvOnlineForms *forms)
{
	MemoryContext oldcontext;
	const SvStored *before;
	SvStored   *derived;

	sv_query_begin_fresh();
	before = sv_store_find(revision);
	sv_query_end_fresh();
	if (!replaces(before, forms))
		return;
	oldcontext = MemoryContextSwitchTo(sv_preview_context());
	derived = palloc0(sizeof(SvStored));
	derived->created_by = pstrdup(before->created_by);
	derived->upgrade = pstrdup(before->upgrade);
	derived->downgrade = keep(before->downgrade);
	derived->sha256 = sv_store_sha256(before->upgrade);
	derived->online = keep(forms->upgrade.text);
	derived->online_downgrade = keep(forms->downgrade.text);
	derived->online_sha256 =
		DatumGetByteaPP(sv_verdict_sha256(before->upgrade, before->downgrade));
	sv_preview_put(revision, derived);
	MemoryContextSwitchTo(oldcontext);
}

static char *
keep(const char *text)
{
	return text != NULL ? pstrdup(text) : NULL;
}

/*
 * Store what was derived from the scripts of "of".  If nothing was, what was
 * derived before goes.
 */
static void
put(const char *revision, const SvStored *of, const SvOnlineForms *forms)
{
	SvStored	derived = {0};
	SvStored   *before;

	sv_begin_adding("schemaver_online()");
	sv_query_begin_fresh();
	before = sv_store_find(revision);
	derived.online = forms->upgrade.text;
	derived.online_downgrade = forms->downgrade.text;
	if (derived.online != NULL || derived.online_downgrade != NULL)
		derived.online_sha256 =
			DatumGetByteaPP(sv_verdict_sha256(of->upgrade, of->downgrade));
	if (before != NULL && replaces(before, forms))
		sv_online_form_write(revision, &derived);
	sv_query_end_fresh();
}

/*
 * True if what was derived takes the place of what is stored.  If nothing was,
 * what somebody has written for these scripts stays.
 */
static bool
replaces(const SvStored *before, const SvOnlineForms *forms)
{
	return forms->upgrade.text != NULL || forms->downgrade.text != NULL ||
		!before->online_edited || !sv_online_form_is_current(before);
}

static void
tell(const char *revision, const char *direction, const SvOnlineForm *form)
{
	const char *reasons = form->reasons == NIL ? NULL :
	sv_strings_join(form->reasons, "\n");

	if (form->text == NULL)
		ereport(NOTICE,
				(errmsg("the %s of revision \"%s\" has no online form",
						direction, revision),
				 reasons != NULL ? errdetail_internal("%s", reasons) :
				 errdetail("The plain script is as good.")));
	else if (reasons != NULL)
		ereport(NOTICE,
				(errmsg("not all of the %s of revision \"%s\" can be done online",
						direction, revision),
				 errdetail_internal("%s", reasons)));
}
