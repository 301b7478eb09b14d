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

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "error.h"
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

int			sv_backfill_max_lag = 64 * 1024;
int			sv_backfill_max_wal = 0;
double		sv_backfill_rest = 0.2;
int			sv_backfill_target = 100;
char	   *sv_break_glass;
bool		sv_check_fast_readers = CHECK_BY_DEFAULT;
bool		sv_check_hazards = CHECK_BY_DEFAULT;
int			sv_deploy_timeout = 0;
int			sv_drift = SV_DRIFT_OFF;
int			sv_lock_retries = 30;
int			sv_lock_timeout = 2000;
int			sv_log_steps = LOG;
int			sv_missing_revisions = SV_MISSING_ERROR;
int			sv_old_names = SV_OLD_NAMES_ERROR;
int			sv_online = SV_ONLINE_OFF;
int			sv_online_min_size;
bool		sv_progress = false;
bool		sv_prove_scripts = true;
int			sv_snapshot_timeout = 600000;
int			sv_statement_timeout = 0;
int			sv_track = SV_TRACK_OFF;
char	   *sv_trash_time;
int			sv_verify = SV_VERIFY_OFF;

static void define_settings(void);
static void define_backfill(void);
static void define_break_glass(void);
static void define_checks(void);
static void define_check(const char *name, const char *description,
						 const char *detail, bool *variable);
static void define_lock_retries(void);
static void define_log_steps(void);
static void define_online(void);
static void define_online_min_size(void);
static void define_trash(void);
static bool check_trash(char **value, void **extra, GucSource source);
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

static const struct config_enum_entry online_options[] = {
	{"off", SV_ONLINE_OFF, false},
	{"auto", SV_ONLINE_AUTO, false},
	{"false", SV_ONLINE_OFF, true},
	{"no", SV_ONLINE_OFF, true},
	{"0", SV_ONLINE_OFF, true},
	{NULL, 0, false}
};

static const struct config_enum_entry track_options[] = {
	{"off", SV_TRACK_OFF, false},
	{"facts", SV_TRACK_FACTS, false},
	{"false", SV_TRACK_OFF, true},
	{"no", SV_TRACK_OFF, true},
	{"0", SV_TRACK_OFF, true},
	{NULL, 0, false}
};

/* SvDriftPolicy, SvOldNamePolicy and SvVerifyPolicy have the same values */
static const struct config_enum_entry gate_options[] = {
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
	define_backfill();
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
	define_break_glass();
	define_checks();

	define_time("schemaver.deploy_timeout",
				"Sets the maximum duration of a deploy.",
				"Revisions that are finished by then stay applied.  Zero turns this off.",
				&sv_deploy_timeout, 0);

	define_choice("schemaver.drift",
				  "Sets what an upgrade, a downgrade or a deploy does if something was changed without a revision.",
				  &sv_drift, SV_DRIFT_OFF, gate_options);

	define_lock_retries();

	define_time("schemaver.lock_timeout",
				"Sets the maximum time to wait for a lock in a deploy, in a dry run, or while a model is evaluated.",
				"It applies to each attempt.  Zero turns this off.",
				&sv_lock_timeout, 2000);

	define_log_steps();
	define_choice("schemaver.missing_revisions",
				  "Sets what an upgrade does with unapplied revisions that an applied one depends on.",
				  &sv_missing_revisions, SV_MISSING_ERROR,
				  missing_revisions_options);

	define_choice("schemaver.old_names",
				  "Sets what a revision that removes the old name of something does if that is still in use.",
				  &sv_old_names, SV_OLD_NAMES_ERROR, gate_options);

	define_online();
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

	define_choice("schemaver.track",
				  "Sets what is stored of the schemas after a run, to find later what was changed without a revision.",
				  &sv_track, SV_TRACK_OFF, track_options);

	define_trash();
	define_choice("schemaver.verify",
				  "Sets what an upgrade does with revisions that have not passed schemaver_verify().",
				  &sv_verify, SV_VERIFY_OFF, gate_options);
}

/*
 * Those of backfills.
 */
static void
define_backfill(void)
{
	DefineCustomIntVariable("schemaver.backfill_max_lag",
							"Sets how far a standby or a replication slot may be behind while a backfill goes on.",
							"Zero turns this off.",
							&sv_backfill_max_lag, 64 * 1024, 0, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomIntVariable("schemaver.backfill_max_wal",
							"Sets how much WAL a backfill may write per second.",
							"Zero turns this off.",
							&sv_backfill_max_wal, 0, 0, MAX_KILOBYTES,
							PGC_USERSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomRealVariable("schemaver.backfill_rest",
							 "Sets how long a backfill rests after each batch, as a part of the time that the batch took.",
							 NULL,
							 &sv_backfill_rest, 0.2, 0, 1000,
							 PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("schemaver.backfill_target",
							"Sets the time that a batch of a backfill is to take.",
							"The number of rows in a batch follows from it.",
							&sv_backfill_target, 100, 1, INT_MAX,
							PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
}

static void
define_break_glass(void)
{
	DefineCustomStringVariable("schemaver.break_glass",
							   "Sets the reason for which changes are done that schemaver_watch() denies.",
							   "It is recorded with them.  Nothing is done if it is empty.",
							   &sv_break_glass, "", PGC_USERSET,
							   GUC_NOT_IN_SAMPLE, NULL, NULL, NULL);
}

static void
define_checks(void)
{
	define_check("schemaver.check_fast_readers",
				 "Checks that what is read without a query is what the query would return.",
				 "This is for tests of schemaver: it takes time, and finds nothing but bugs.",
				 &sv_check_fast_readers);
	define_check("schemaver.check_hazards",
				 "Checks that the hazards of generated statements tell what the server is seen to do.",
				 "This is for tests of schemaver: it finds nothing but bugs.",
				 &sv_check_hazards);
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
define_online(void)
{
	define_choice("schemaver.online",
				  "Sets whether revisions get an online form when they are written.",
				  &sv_online, SV_ONLINE_OFF, online_options);

	define_online_min_size();
}

static void
define_online_min_size(void)
{
	DefineCustomIntVariable("schemaver.online_min_size",
							"Sets the size of a table from which on changes of it get an online form.",
							"Smaller tables are changed as the plain script does it.",
							&sv_online_min_size, 1024, 0, INT_MAX,
							PGC_USERSET, GUC_UNIT_BLOCKS, NULL, NULL, NULL);
}

static void
define_lock_retries(void)
{
	DefineCustomIntVariable("schemaver.lock_retries",
							"Sets the number of times that a deploy retries to get a lock.",
							NULL, &sv_lock_retries, 30, 0, INT_MAX,
							PGC_USERSET, 0, NULL, NULL, NULL);
}

static void
define_log_steps(void)
{
	DefineCustomEnumVariable("schemaver.log_steps",
							 "Sets the level at which the server log has each step of a run, with its duration.",
							 NULL, &sv_log_steps, LOG, log_steps_options,
							 PGC_SUSET, 0, NULL, NULL, NULL);
}

static void
define_trash(void)
{
	DefineCustomStringVariable("schemaver.trash",
							   "Sets how long the rows of tables and columns are kept that revisions drop.",
							   "It is an interval.  They are not kept if it is empty.",
							   &sv_trash_time, "", PGC_USERSET, 0,
							   check_trash, NULL, NULL);
}

/*
 * The value is an interval, or empty.  The server may be reading its file of
 * settings, where an error would end it.
 */
static bool
check_trash(char **value, void **extra, GucSource source)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool valid = true;

	if ((*value)[0] == '\0')
		return true;
	PG_TRY();
	{
		Interval   *time = DatumGetIntervalP(DirectFunctionCall3(interval_in,
																 CStringGetDatum(*value),
																 ObjectIdGetDatum(InvalidOid),
																 Int32GetDatum(-1)));

		valid = time->month >= 0 && time->day >= 0 && time->time >= 0;
	}
	PG_CATCH();
	{
		sv_error_forget(context);
		valid = false;
	}
	PG_END_TRY();
	if (!valid)
		GUC_check_errdetail("It has to be an interval that is not negative, such as \"30 days\", or empty.");
	return valid;
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
