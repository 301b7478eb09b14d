/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  Saves and restores the settings of the session around scripts that commit.
 *
 * What a script SETs in one transaction is undone by a nest level of the
 * settings.  Nest levels end with the transaction; so for scripts that commit,
 * the settings of the session are saved before, and compared and restored
 * afterwards.
 *
 * The next user of the session, in a pool of connections, must not get the
 * role or the search_path of a script.  So the restore cannot be interrupted,
 * and if it fails nevertheless, the session is terminated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc_tables.h"

#include "compat.h"
#include "server/settings.h"
#include "server/transaction.h"

/* A setting whose value was SET in the session. */
typedef struct Setting
{
	char	   *name;
	char	   *value;
	bool		restricted;		/* not every role may set it */
} Setting;

static Setting *make_setting(const struct config_generic *variable);
static bool is_of_transaction(const char *name);
static const Setting *find(const SvSettings *settings, const char *name);
static void restore_all(const SvSettings *before);
static void restore_user(const SvSettings *before, const SvSettings *now);
static void restore_one(const SvSettings *before, const SvSettings *now,
						const char *name);
static bool is_same(const SvSettings *before, const SvSettings *now,
					const char *name);

/*
 * The current user and the values that were SET in this session, in the
 * current memory context.
 */
SvSettings *
sv_settings_remember(void)
{
	SvSettings *settings = palloc(sizeof(SvSettings));
	int			count;
	struct config_generic **variables = get_guc_variables(&count);

	settings->user = GetUserId();
	settings->set = NIL;
	for (int i = 0; i < count; i++)
		if (variables[i]->source == PGC_S_SESSION &&
			!is_of_transaction(variables[i]->name))
			settings->set = lappend(settings->set, make_setting(variables[i]));
	return settings;
}

/*
 * Restore the settings, for the session, and commit.  The transaction must not
 * have failed, and the memory context must not be one of the transaction.  This
 * cannot be interrupted; if it fails, the session is terminated.
 */
void
sv_settings_restore(const SvSettings *before)
{
	PG_TRY();
	{
		HOLD_INTERRUPTS();
		restore_all(before);
		sv_transaction_commit();
		if (GetUserId() != before->user)
			elog(ERROR, "the current role is not the one before");
		RESUME_INTERRUPTS();
	}
	PG_CATCH();
	{
		/* report the cause first */
		EmitErrorReport();
		FlushErrorState();
		sv_settings_give_up();
	}
	PG_END_TRY();
}

/*
 * Terminate the session, in which settings of a script are still in effect.
 */
void
sv_settings_give_up(void)
{
	ereport(FATAL,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("terminating connection because settings changed by a script could not be restored"),
			 errdetail("Changes that were committed are kept.")));
}

/*
 * Change a setting with the privileges of the current user, for the transaction
 * (local) or for the session; NULL resets it.
 */
void
sv_settings_set(const char *name, const char *value, bool local)
{
	(void) set_config_option(name, value,
							 superuser() ? PGC_SUSET : PGC_USERSET,
							 PGC_S_SESSION,
							 local ? GUC_ACTION_LOCAL : GUC_ACTION_SET,
							 true, 0, false);
}

static Setting *
make_setting(const struct config_generic *variable)
{
	Setting    *setting = palloc(sizeof(Setting));
	const char *value;

	/* the show hook has "none" when a role is not in effect any more */
	if (strcmp(variable->name, "role") == 0)
		value = GetConfigOptionByName("role", NULL, false);
	else
		value = GetConfigOption(variable->name, false, false);
	setting->name = pstrdup(variable->name);
	setting->value = pstrdup(value ? value : "");
	setting->restricted = variable->context != PGC_USERSET;
	return setting;
}

/*
 * True if there is nothing to restore: the setting ends with the transaction,
 * or assigning it is an action.
 */
static bool
is_of_transaction(const char *name)
{
	static const char *const names[] = {
		"transaction_isolation", "transaction_read_only",
		"transaction_deferrable", "seed"
	};

	for (int i = 0; i < lengthof(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/*
 * The setting with a name; NULL if it was not SET.
 */
static const Setting *
find(const SvSettings *settings, const char *name)
{
	ListCell   *lc;

	foreach(lc, settings->set)
	{
		if (strcmp(((Setting *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	}
	return NULL;
}

static void
restore_all(const SvSettings *before)
{
	SvSettings *now = sv_settings_remember();
	ListCell   *lc;

	restore_user(before, now);
	foreach(lc, now->set)
		restore_one(before, now, ((Setting *) lfirst(lc))->name);
	foreach(lc, before->set)
	{
		if (find(now, ((Setting *) lfirst(lc))->name) == NULL)
			restore_one(before, now, ((Setting *) lfirst(lc))->name);
	}
}

/*
 * Restore the session user and the role.  Setting the former resets the latter.
 *
 * Errors: a role does not exist any more, or may not be set.
 */
static void
restore_user(const SvSettings *before, const SvSettings *now)
{
	const Setting *user = find(before, "session_authorization");
	const Setting *role = find(before, "role");
	bool		other = !is_same(before, now, "session_authorization");

	if (other)
		sv_settings_set("session_authorization", user ? user->value : NULL,
						false);
	if (other || !is_same(before, now, "role"))
		sv_settings_set("role", role ? role->value : NULL, false);
}

/*
 * Restore a setting whose value has changed.  A value that is not valid any
 * more, for example because the script has dropped what it names, is reported
 * with a WARNING, and the setting is reset.  A restricted setting is restored
 * with the privileges of a superuser, as it was the user's before.
 */
static void
restore_one(const SvSettings *before, const SvSettings *now, const char *name)
{
	const Setting *setting = find(before, name);
	const Setting *other = setting ? setting : find(now, name);
	GucContext	context = other->restricted || superuser() ? PGC_SUSET :
	PGC_USERSET;

	if (strcmp(name, "role") == 0 ||
		strcmp(name, "session_authorization") == 0 ||
		is_same(before, now, name))
		return;
	if (setting != NULL &&
		set_config_option(name, setting->value, context, PGC_S_SESSION,
						  GUC_ACTION_SET, true, WARNING, false) > 0)
		return;
	(void) set_config_option(name, NULL, context, PGC_S_SESSION,
							 GUC_ACTION_SET, true, 0, false);
}

static bool
is_same(const SvSettings *before, const SvSettings *now, const char *name)
{
	const Setting *a = find(before, name);
	const Setting *b = find(now, name);

	return a == NULL || b == NULL ? a == b : strcmp(a->value, b->value) == 0;
}
