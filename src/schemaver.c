/*-------------------------------------------------------------------------
 *
 * schemaver.c
 *	  Entry of the extension: the settings, and the one hook.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "schemaver.h"
#include "server/rights.h"

PG_MODULE_MAGIC_EXT(
					.name = "schemaver",
					.version = "1.0"
);

void		_PG_init(void);

int			sv_deploy_timeout = 0;
int			sv_lock_retries = 30;
int			sv_lock_timeout = 2000;
bool		sv_prove_scripts = true;
int			sv_missing_revisions = SV_MISSING_ERROR;
int			sv_snapshot_timeout = 600000;
int			sv_statement_timeout = 0;

static void define_time(const char *name, const char *description,
						const char *detail, int *variable, int boot_value);

static const struct config_enum_entry missing_revisions_options[] = {
	{"error", SV_MISSING_ERROR, false},
	{"run", SV_MISSING_RUN, false},
	{"ignore", SV_MISSING_IGNORE, false},
	{NULL, 0, false}
};

/*
 * Called by the server when it loads the library.
 */
void
_PG_init(void)
{
	define_time("schemaver.deploy_timeout",
				"How long a deploy may take as a whole.",
				"What is finished then stays.  0 is no limit.",
				&sv_deploy_timeout, 0);

	DefineCustomIntVariable("schemaver.lock_retries",
							"How often a deploy tries again to get a lock.",
							NULL,
							&sv_lock_retries,
							30,
							0,
							INT_MAX,
							PGC_USERSET,
							0,
							NULL, NULL, NULL);

	define_time("schemaver.lock_timeout",
				"How long a deploy, a dry run, or a look at a model, waits for a lock at a time.",
				"0 is no limit.",
				&sv_lock_timeout, 2000);

	DefineCustomEnumVariable("schemaver.missing_revisions",
							 "What an upgrade does with revisions that are not applied though a revision above them is.",
							 NULL,
							 &sv_missing_revisions,
							 SV_MISSING_ERROR,
							 missing_revisions_options,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	DefineCustomBoolVariable("schemaver.prove_scripts",
							 "Tries the scripts that autogenerate writes on a copy of the schemas without rows.",
							 NULL,
							 &sv_prove_scripts,
							 true,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	define_time("schemaver.snapshot_timeout",
				"How long a statement with CONCURRENTLY in a deploy waits for transactions older than it.",
				"0 is no limit.",
				&sv_snapshot_timeout, 600000);

	define_time("schemaver.statement_timeout",
				"How long each statement of a script may take in a deploy.",
				"0 is no limit.",
				&sv_statement_timeout, 0);

	MarkGUCPrefixReserved("schemaver");
	sv_rights_install();
}

static void
define_time(const char *name, const char *description, const char *detail,
			int *variable, int boot_value)
{
	DefineCustomIntVariable(name, description, detail, variable, boot_value,
							0, INT_MAX, PGC_USERSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
}
