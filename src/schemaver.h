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

/*
 * The settings, in alphabetical order: sv_x is schemaver.x.  Timeouts are in
 * milliseconds, and 0 turns them off.
 */
extern bool sv_check_fast_readers;	/* for developers: catalog/fast_check.c */
extern bool sv_check_hazards;	/* for developers: proof/part_work.c */
extern int	sv_deploy_timeout;
extern int	sv_lock_retries;
extern int	sv_lock_timeout;
extern int	sv_log_steps;		/* a level of ereport(); 0: off */
extern int	sv_missing_revisions;	/* SvMissingPolicy */
extern bool sv_progress;
extern bool sv_prove_scripts;
extern int	sv_snapshot_timeout;
extern int	sv_statement_timeout;
extern int	sv_verify;			/* SvVerifyPolicy */

#endif							/* SCHEMAVER_H */
