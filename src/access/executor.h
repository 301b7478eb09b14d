/*-------------------------------------------------------------------------
 *
 * executor.h
 *	  Hands the statements of a script to the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_EXECUTOR_H
#define SV_EXECUTOR_H

#include "pure/script.h"

extern void sv_executor_run(const SvScript *script);

#endif							/* SV_EXECUTOR_H */
