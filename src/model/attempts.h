/*-------------------------------------------------------------------------
 *
 * attempts.h
 *	  Executes the statements of a model, whatever their order is.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_ATTEMPTS_H
#define SV_MODEL_ATTEMPTS_H

#include "file/script.h"

extern void sv_attempts_run(SvScript *script);

#endif							/* SV_MODEL_ATTEMPTS_H */
