/*-------------------------------------------------------------------------
 *
 * settings.c
 *	  The settings of the session around scripts that commit.
 *
 * What a script SETs in one transaction is undone by the server's own means,
 * a nest level of the settings.  Those do not reach beyond a commit; then the
 * settings are written down before and compared afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "access/query.h"
#include "access/settings.h"
#include "compat.h"

static void fetch_settings(SvSettings *settings);
static void add_setting(const SvRow *row, void *arg);
static char *current_value(const char *name);
static const char *find_value(const SvSettings *settings, const char *name);
static void restore_one(const char *name, const char *before);

/*
 * What is set in this session, in the current memory context.  "Named" are
 * the names of settings that will be set, as far as they are known: those of
 * no module are not to be found otherwise.
 */
SvSettings *
sv_settings_remember(List *named)
{
	SvSettings *settings = palloc0(sizeof(SvSettings));
	ListCell   *lc;

	settings->search_path = current_value("search_path");
	settings->role = current_value("role");
	settings->session_authorization = current_value("session_authorization");
	foreach(lc, named)
	{
		settings->named = lappend(settings->named, pstrdup(lfirst(lc)));
		settings->named_values = lappend(settings->named_values,
										 current_value(lfirst(lc)));
	}
	fetch_settings(settings);
	return settings;
}

/*
 * Set it all back, for the session: with the commit of this transaction.
 */
void
sv_settings_restore(const SvSettings *before)
{
	SvSettings	now;
	ListCell   *lc;
	ListCell   *lc2;

	memset(&now, 0, sizeof(now));
	restore_one("session_authorization", before->session_authorization);
	restore_one("role", before->role);
	restore_one("search_path", before->search_path);
	forboth(lc, before->named, lc2, before->named_values)
		if (strchr(lfirst(lc), '.') != NULL)
			restore_one(lfirst(lc), lfirst(lc2));

	fetch_settings(&now);
	forboth(lc, now.names, lc2, now.values)
	{
		const char *value = find_value(before, lfirst(lc));

		if (value == NULL || strcmp(value, lfirst(lc2)) != 0)
			sv_settings_set(lfirst(lc), value, false);
	}
	forboth(lc, before->names, lc2, before->values)
		if (find_value(&now, lfirst(lc)) == NULL)
			sv_settings_set(lfirst(lc), lfirst(lc2), false);
}

/*
 * Change a setting, for the transaction (local) or for the session; NULL is
 * the default.
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

/*
 * All that was SET.  The search_path is another one while this is read.
 */
static void
fetch_settings(SvSettings *settings)
{
	static SvQuery query = {
		.text = "SELECT name, setting FROM pg_settings"
		" WHERE source = 'session' AND name <> 'search_path'"
		" AND context IN ('user', 'superuser')"
	};

	sv_query_begin_fresh();
	sv_query_fetch(&query, NULL, NULL, add_setting, settings);
	sv_query_end_fresh();
}

/* sv_query_fetch callback of fetch_settings */
static void
add_setting(const SvRow *row, void *arg)
{
	SvSettings *settings = arg;

	settings->names = lappend(settings->names, sv_row_string(row, 1));
	settings->values = lappend(settings->values, sv_row_string(row, 2));
}

static char *
current_value(const char *name)
{
	const char *value = GetConfigOption(name, true, false);

	return value ? pstrdup(value) : NULL;
}

/*
 * The value that was set; NULL: it was not.
 */
static const char *
find_value(const SvSettings *settings, const char *name)
{
	ListCell   *lc;
	ListCell   *lc2;

	forboth(lc, settings->names, lc2, settings->values)
		if (strcmp(lfirst(lc), name) == 0)
			return lfirst(lc2);
	return NULL;
}

static void
restore_one(const char *name, const char *before)
{
	char	   *now = current_value(name);

	if (strcmp(now ? now : "", before ? before : "") != 0)
		sv_settings_set(name, before && before[0] ? before : NULL, false);
}
