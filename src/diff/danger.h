/*-------------------------------------------------------------------------
 *
 * danger.h
 *	  What is dangerous about an operation.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_DANGER_H
#define SV_DIFF_DANGER_H

#include "fact/operation.h"

extern void sv_danger_find(SvOperation *operation);
extern const char *sv_danger_of_rename(const char *kind);

#endif							/* SV_DIFF_DANGER_H */
