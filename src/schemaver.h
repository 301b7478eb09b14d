/*-------------------------------------------------------------------------
 *
 * schemaver.h
 *	  What every part of the extension shares: SQLSTATEs and settings.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SCHEMAVER_H
#define SCHEMAVER_H

#include "utils/elog.h"

/*
 * SQLSTATEs of our own, for conditions that a client may want to branch on.
 * Everything else has a standard code.  doc/reference.md lists these.
 */
#define ERRCODE_SV_AMBIGUOUS_REVISION	MAKE_SQLSTATE('S','V','0','0','1')
#define ERRCODE_SV_MULTIPLE_HEADS		MAKE_SQLSTATE('S','V','0','0','2')
#define ERRCODE_SV_INVALID_GRAPH		MAKE_SQLSTATE('S','V','0','0','3')
#define ERRCODE_SV_NOT_AT_HEAD			MAKE_SQLSTATE('S','V','0','0','4')
#define ERRCODE_SV_NOT_APPLIED			MAKE_SQLSTATE('S','V','0','0','5')
#define ERRCODE_SV_IRREVERSIBLE_REVISION MAKE_SQLSTATE('S','V','0','0','6')
#define ERRCODE_SV_MISSING_REVISION		MAKE_SQLSTATE('S','V','0','0','7')
#define ERRCODE_SV_UNKNOWN_APPLIED		MAKE_SQLSTATE('S','V','0','0','8')
#define ERRCODE_SV_REVISION_APPLIED		MAKE_SQLSTATE('S','V','0','0','9')
#define ERRCODE_SV_NO_TRANSACTION_BLOCK MAKE_SQLSTATE('S','V','0','1','0')
#define ERRCODE_SV_NOT_VERIFIED			MAKE_SQLSTATE('S','V','0','1','1')
#define ERRCODE_SV_FILE_GONE			MAKE_SQLSTATE('S','V','0','1','2')
#define ERRCODE_SV_DRIFT				MAKE_SQLSTATE('S','V','0','1','3')
#define ERRCODE_SV_NOT_A_REVISION		MAKE_SQLSTATE('S','V','0','1','4')
#define ERRCODE_SV_OLD_NAME_IN_USE		MAKE_SQLSTATE('S','V','0','1','5')

/* what a run does about changes that were made without a revision */
typedef enum SvDriftPolicy
{
	SV_DRIFT_OFF,
	SV_DRIFT_WARN,
	SV_DRIFT_ERROR
} SvDriftPolicy;

/* what the removal of an old name does while that is in use */
typedef enum SvOldNamePolicy
{
	SV_OLD_NAMES_OFF,
	SV_OLD_NAMES_WARN,
	SV_OLD_NAMES_ERROR
} SvOldNamePolicy;

/* what is stored of the schemas after a run */
typedef enum SvTrackPolicy
{
	SV_TRACK_OFF,
	SV_TRACK_FACTS
} SvTrackPolicy;

/* what an upgrade does with unapplied revisions below applied ones */
typedef enum SvMissingPolicy
{
	SV_MISSING_ERROR,
	SV_MISSING_RUN,
	SV_MISSING_IGNORE
} SvMissingPolicy;

/* what an upgrade does with revisions that are not verified */
typedef enum SvVerifyPolicy
{
	SV_VERIFY_OFF,
	SV_VERIFY_WARN,
	SV_VERIFY_ERROR
} SvVerifyPolicy;

/* which revisions get an online form when they are written */
typedef enum SvOnlinePolicy
{
	SV_ONLINE_OFF,				/* those for which one is asked for */
	SV_ONLINE_AUTO
} SvOnlinePolicy;

/*
 * The settings, in alphabetical order: sv_x is schemaver.x.  Timeouts are in
 * milliseconds, and 0 turns them off.
 */
extern int	sv_backfill_max_lag;	/* kB; 0: any */
extern int	sv_backfill_max_wal;	/* kB per second; 0: any */
extern double sv_backfill_rest; /* a part of the time that a batch takes */
extern int	sv_backfill_target;
extern char *sv_break_glass;	/* "": off; see command/watch_event.c */
extern bool sv_check_fast_readers;	/* for developers: catalog/fast_check.c */
extern bool sv_check_hazards;	/* for developers: proof/part_work.c */
extern int	sv_deploy_timeout;
extern int	sv_drift;			/* SvDriftPolicy */
extern int	sv_lock_retries;
extern int	sv_lock_timeout;
extern int	sv_log_steps;		/* a level of ereport(); 0: off */
extern int	sv_missing_revisions;	/* SvMissingPolicy */
extern int	sv_old_names;		/* SvOldNamePolicy */
extern int	sv_online;			/* SvOnlinePolicy */
extern int	sv_online_min_size; /* pages */
extern bool sv_progress;
extern bool sv_prove_scripts;
extern int	sv_snapshot_timeout;
extern int	sv_statement_timeout;
extern int	sv_track;			/* SvTrackPolicy */
extern char *sv_trash_time;		/* schemaver.trash, an interval; "": off */
extern int	sv_verify;			/* SvVerifyPolicy */

#endif							/* SCHEMAVER_H */
