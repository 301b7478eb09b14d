/*-------------------------------------------------------------------------
 *
 * execution.h
 *	  Executes a script as if what it does was committed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_EXECUTION_H
#define SV_PROOF_EXECUTION_H

#include "server/executor.h"

extern ErrorData *sv_execution_run(const SvScript *script, bool transactional,
								   SvWatch *watch);
extern void *sv_execution_keep_labels(void);
extern void sv_execution_restore_labels(void *labels);

#endif							/* SV_PROOF_EXECUTION_H */
