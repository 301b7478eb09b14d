/*-------------------------------------------------------------------------
 *
 * preflight_files.h
 *	  What a preflight says about files that are gone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_PREFLIGHT_FILES_H
#define SV_DEPLOY_PREFLIGHT_FILES_H

#include "graph/state.h"

extern List *sv_preflight_files_check(const SvState *state, List *nodes,
									  bool upgrade);

#endif							/* SV_DEPLOY_PREFLIGHT_FILES_H */
