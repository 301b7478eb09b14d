/*-------------------------------------------------------------------------
 *
 * run.h
 *	  Runs of revisions in the transaction of the caller: upgrade, downgrade,
 *	  stamp.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_RUN_H
#define SV_COMMAND_RUN_H

#include "nodes/pg_list.h"

extern List *sv_run_upgrade(const char *target);
extern List *sv_run_downgrade(const char *target);
extern List *sv_run_stamp(List *targets, bool purge);

#endif							/* SV_COMMAND_RUN_H */
