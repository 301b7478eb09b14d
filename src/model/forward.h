/*-------------------------------------------------------------------------
 *
 * forward.h
 *	  Which statements of a model seem to need others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_FORWARD_H
#define SV_MODEL_FORWARD_H

#include "file/script.h"

extern void sv_forward_sort(const SvScript *script, int *numbers, int count);
extern int	sv_forward_find_cause(const SvScript *script, const int *numbers,
								  int count);

#endif							/* SV_MODEL_FORWARD_H */
