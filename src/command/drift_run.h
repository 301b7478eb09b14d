/*-------------------------------------------------------------------------
 *
 * drift_run.h
 *	  What a run does about changes that were made without a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_RUN_H
#define SV_COMMAND_DRIFT_RUN_H

#include "nodes/pg_list.h"

typedef struct SvDriftRun SvDriftRun;

extern SvDriftRun *sv_drift_run_begin(void);
extern void sv_drift_run_end(SvDriftRun *run);
extern List *sv_drift_run_find(void);

#endif							/* SV_COMMAND_DRIFT_RUN_H */
