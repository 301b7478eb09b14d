/*-------------------------------------------------------------------------
 *
 * drift.h
 *	  What was changed in the schemas without a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_H
#define SV_COMMAND_DRIFT_H

#include "command/drift_type.h"

extern void sv_drift_sides(SvDriftSides *sides, const SvDriftOptions *options);
extern List *sv_drift_find(const SvDriftOptions *options);
extern bool sv_drift_is_known(bool *drift);
extern char *sv_drift_listed(List *rows);

#endif							/* SV_COMMAND_DRIFT_H */
