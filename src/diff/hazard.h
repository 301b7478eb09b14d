/*-------------------------------------------------------------------------
 *
 * hazard.h
 *	  What is dangerous about an operation.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_HAZARD_H
#define SV_DIFF_HAZARD_H

#include "fact/operation.h"

extern void sv_hazard_find(SvOperation *operation);
extern char *sv_hazard_codes(const SvOperation *operation);
extern char *sv_hazard_sentences(const SvOperation *operation);

#endif							/* SV_DIFF_HAZARD_H */
