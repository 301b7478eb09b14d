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
 * SQLSTATEs of our own, for states that a client may want to branch on.  For
 * all else there is a standard code.  README.md lists these.
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

/* schemaver.missing_revisions: what to do with revisions below applied ones */
typedef enum SvMissingPolicy
{
	SV_MISSING_ERROR,
	SV_MISSING_RUN,
	SV_MISSING_IGNORE
} SvMissingPolicy;

/* settings, in alphabetical order; times are in milliseconds, 0: no limit */
extern int	sv_deploy_timeout;
extern int	sv_lock_retries;
extern int	sv_lock_timeout;
extern int	sv_missing_revisions;

/* schemaver.prove_scripts: try what autogenerate has written */
extern bool sv_prove_scripts;
extern int	sv_snapshot_timeout;
extern int	sv_statement_timeout;

#endif							/* SCHEMAVER_H */
