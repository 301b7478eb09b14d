/*-------------------------------------------------------------------------
 *
 * watch.c
 *	  schemaver_watch: what happens to changes that are not done by a revision.
 *
 * Rules are about schemas, by a pattern, and about a role or all of them.  Who may
 * write the table may set rules.  What they do is in watch_event.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/acl.h"

#include "command/watch.h"
#include "store/guard.h"

static const char *const modes[] = {"off", "record", "warn", "deny"};

static void check_mode(const char *mode);
static void check_pattern(const char *pattern);

/*
 * Set a rule.  "off" for all schemas and roles removes all rules.
 *
 * Errors: there is no such mode or role, or the caller may not write the rules.
 */
void
sv_watch_set(const SvWatchRule *rule)
{
	check_mode(rule->mode);
	check_pattern(rule->schemas);
	if (strcmp(rule->role, "*") != 0)
		(void) get_role_oid(rule->role, false);
	sv_guard_change("schemaver_watch()");
	sv_watch_lock();
	if (strcmp(rule->mode, "off") == 0 && strcmp(rule->schemas, "%") == 0 &&
		strcmp(rule->role, "*") == 0)
		sv_watch_clear();
	else
		sv_watch_put(rule);
	CommandCounterIncrement();
	sv_watch_refresh();
}

static void
check_mode(const char *mode)
{
	for (int i = 0; i < lengthof(modes); i++)
		if (strcmp(mode, modes[i]) == 0)
			return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("mode must be \"off\", \"record\", \"warn\" or \"deny\", not \"%s\"",
					mode)));
}

/*
 * An error if LIKE would refuse a pattern, which would be too late.
 */
static void
check_pattern(const char *pattern)
{
	int			escapes = 0;

	for (int i = strlen(pattern) - 1; i >= 0 && pattern[i] == '\\'; i--)
		escapes++;
	if (escapes % 2 != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_ESCAPE_SEQUENCE),
				 errmsg("LIKE pattern must not end with escape character")));
}
