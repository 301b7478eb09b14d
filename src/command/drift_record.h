/*-------------------------------------------------------------------------
 *
 * drift_record.h
 *	  The commands that accept what was changed by hand, or take it back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_RECORD_H
#define SV_COMMAND_DRIFT_RECORD_H

#include "command/drift_type.h"
#include "command/revision.h"
#include "diff/diff.h"

/* An operation that takes back what was changed. */
typedef struct SvDriftUndone
{
	const SvDifference *difference;
	char	   *hazard;			/* in sentences, or NULL */
} SvDriftUndone;

extern void sv_drift_record_track(void);
extern char *sv_drift_record_revision(SvDraft *draft, const SvDriftOptions *options);
extern List *sv_drift_record_undo(bool execute, const SvDriftOptions *options);

#endif							/* SV_COMMAND_DRIFT_RECORD_H */
