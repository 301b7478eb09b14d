/*-------------------------------------------------------------------------
 *
 * script.h
 *	  The online form of a script: what is run, in which transactions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_SCRIPT_H
#define SV_ONLINE_SCRIPT_H

#include "file/script.h"

/*
 * The phases of an online form, in their order.  Between them an application
 * may be rolled out.
 */
typedef enum SvPhase
{
	SV_PHASE_EXPAND,			/* adds, for all users of the schema */
	SV_PHASE_BACKFILL,			/* fills in rows */
	SV_PHASE_VALIDATE,			/* asks of all rows what was asked of new ones */
	SV_PHASE_SWAP,				/* puts the new in the place of the old */
	SV_PHASE_CONTRACT			/* drops what only the old application uses */
} SvPhase;

#define SV_PHASE_COUNT (SV_PHASE_CONTRACT + 1)

/* What is run as one transaction: a statement, or a group of them. */
typedef struct SvOnlineStatement
{
	int			first;			/* numbers of statements of the script, from
								 * 1, without BEGIN and COMMIT */
	int			last;
	SvPhase		phase;
	bool		group;			/* BEGIN and COMMIT are around it */
	bool		backfill;		/* CALL schemaver_backfill(...) */
} SvOnlineStatement;

typedef struct SvOnlineScript
{
	SvScript   *script;
	List	   *statements;		/* of SvOnlineStatement */
} SvOnlineScript;

extern SvOnlineScript *sv_online_parse(const char *revision,
									   const char *direction,
									   const char *text);
extern const char *sv_phase_name(SvPhase phase);
extern bool sv_phase_parse(const char *name, SvPhase *phase);

#endif							/* SV_ONLINE_SCRIPT_H */
