/*-------------------------------------------------------------------------
 *
 * schemaver.c
 *	  Entry of the extension: the settings, and the one hook.
 *
 * The library may be loaded at any time, by the first call of one of its
 * functions or by a setting of the server: nothing here needs a transaction,
 * and no shared memory is used.  All settings belong to the session.
 * doc/reference.md describes them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "kind/kinds.h"
#include "schemaver.h"
#include "server/new_locks.h"
#include "server/rights.h"

PG_MODULE_MAGIC_EXT(
					.name = "schemaver",
					.version = SCHEMAVER_VERSION
);

void		_PG_init(void);

/* Assertions are for developers, and so is this. */
#ifdef USE_ASSERT_CHECKING
#define CHECK_BY_DEFAULT true
#else
#define CHECK_BY_DEFAULT false
#endif

bool		sv_check_fast_readers = CHECK_BY_DEFAULT;
bool		sv_check_hazards = CHECK_BY_DEFAULT;
int			sv_deploy_timeout = 0;
int			sv_lock_retries = 30;
int			sv_lock_timeout = 2000;
int			sv_log_steps = LOG;
int			sv_missing_revisions = SV_MISSING_ERROR;
bool		sv_progress = false;
bool		sv_prove_scripts = true;
int			sv_snapshot_timeout = 600000;
int			sv_statement_timeout = 0;
int			sv_verify = SV_VERIFY_OFF;

static void define_settings(void);
static void define_check(const char *name, const char *description,
						 const char *detail, bool *variable);
static void define_log_steps(void);
static void define_switch(const char *name, const char *description,
						  bool *variable, bool boot_value);
static void define_time(const char *name, const char *description,
						const char *detail, int *variable, int boot_value);
static void define_choice(const char *name, const char *description,
						  int *variable, int boot_value,
						  const struct config_enum_entry *options);

static const struct config_enum_entry log_steps_options[] = {
	{"off", 0, false},
	{"debug1", DEBUG1, false},
	{"notice", NOTICE, false},
	{"warning", WARNING, false},
	{"log", LOG, false},
	{"false", 0, true},
	{"no", 0, true},
	{"0", 0, true},
	{"on", LOG, true},
	{"true", LOG, true},
	{"yes", LOG, true},
	{"1", LOG, true},
	{NULL, 0, false}
};

static const struct config_enum_entry missing_revisions_options[] = {
	{"error", SV_MISSING_ERROR, false},
	{"run", SV_MISSING_RUN, false},
	{"ignore", SV_MISSING_IGNORE, false},
	{NULL, 0, false}
};

static const struct config_enum_entry verify_options[] = {
	{"off", SV_VERIFY_OFF, false},
	{"warn", SV_VERIFY_WARN, false},
	{"error", SV_VERIFY_ERROR, false},
	{"false", SV_VERIFY_OFF, true},
	{"no", SV_VERIFY_OFF, true},
	{"0", SV_VERIFY_OFF, true},
	{NULL, 0, false}
};

/*
 * Called by the server when it loads the library.
 */
void
_PG_init(void)
{
	sv_kinds_check();
	define_settings();
	MarkGUCPrefixReserved("schemaver");
	sv_rights_install();
	sv_new_locks_install();
}

/*
 * Define the settings, in alphabetical order.
 */
static void
define_settings(void)
{
	define_check("schemaver.check_fast_readers",
				 "Checks that what is read without a query is what the query would return.",
				 "This is for tests of schemaver: it takes time, and finds nothing but bugs.",
				 &sv_check_fast_readers);
	define_check("schemaver.check_hazards",
				 "Checks that the hazards of generated statements tell what the server is seen to do.",
				 "This is for tests of schemaver: it finds nothing but bugs.",
				 &sv_check_hazards);

	define_time("schemaver.deploy_timeout",
				"Sets the maximum duration of a deploy.",
				"Revisions that are finished by then stay applied.  Zero turns this off.",
				&sv_deploy_timeout, 0);

	DefineCustomIntVariable("schemaver.lock_retries",
							"Sets the number of times that a deploy retries to get a lock.",
							NULL,
							&sv_lock_retries,
							30,
							0,
							INT_MAX,
							PGC_USERSET,
							0,
							NULL, NULL, NULL);

	define_time("schemaver.lock_timeout",
				"Sets the maximum time to wait for a lock in a deploy, in a dry run, or while a model is evaluated.",
				"It applies to each attempt.  Zero turns this off.",
				&sv_lock_timeout, 2000);

	define_log_steps();

	define_choice("schemaver.missing_revisions",
				  "Sets what an upgrade does with unapplied revisions that an applied one depends on.",
				  &sv_missing_revisions, SV_MISSING_ERROR,
				  missing_revisions_options);

	define_switch("schemaver.progress",
				  "Counts the steps of a run in the message for each, a NOTICE then.",
				  &sv_progress, false);

	define_switch("schemaver.prove_scripts",
				  "Runs generated scripts on a copy of the schemas without rows before they are stored.",
				  &sv_prove_scripts, true);

	define_time("schemaver.snapshot_timeout",
				"Sets the maximum time that a concurrent statement of a deploy waits for older transactions.",
				"Zero turns this off.",
				&sv_snapshot_timeout, 600000);

	define_time("schemaver.statement_timeout",
				"Sets the maximum duration of each statement of a script in a deploy.",
				"Zero turns this off.",
				&sv_statement_timeout, 0);

	define_choice("schemaver.verify",
				  "Sets what an upgrade does with revisions that have not passed schemaver_verify().",
				  &sv_verify, SV_VERIFY_OFF, verify_options);
}

static void
define_check(const char *name, const char *description, const char *detail,
			 bool *variable)
{
	DefineCustomBoolVariable(name, description, detail, variable,
							 CHECK_BY_DEFAULT, PGC_USERSET, GUC_NOT_IN_SAMPLE,
							 NULL, NULL, NULL);
}

static void
define_log_steps(void)
{
	DefineCustomEnumVariable("schemaver.log_steps",
							 "Sets the level at which the server log has each step of a run, with its duration.",
							 NULL, &sv_log_steps, LOG, log_steps_options,
							 PGC_SUSET, 0, NULL, NULL, NULL);
}

/*
 * Define a setting that is on or off.
 */
static void
define_switch(const char *name, const char *description, bool *variable,
			  bool boot_value)
{
	DefineCustomBoolVariable(name, description, NULL, variable, boot_value,
							 PGC_USERSET, 0, NULL, NULL, NULL);
}

/*
 * Define a setting that is a time in milliseconds.
 */
static void
define_time(const char *name, const char *description, const char *detail,
			int *variable, int boot_value)
{
	DefineCustomIntVariable(name, description, detail, variable, boot_value,
							0, INT_MAX, PGC_USERSET, GUC_UNIT_MS,
							NULL, NULL, NULL);
}

/*
 * Define a setting that is one of some words.
 */
static void
define_choice(const char *name, const char *description, int *variable,
			  int boot_value, const struct config_enum_entry *options)
{
	DefineCustomEnumVariable(name, description, NULL, variable, boot_value,
							 options, PGC_USERSET, 0, NULL, NULL, NULL);
}
