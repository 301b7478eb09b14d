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
extern const SvFact *sv_danger_relation(const SvFact *fact);
extern bool sv_danger_is_new(const SvFact *relation);
extern const SvFact *sv_danger_referenced(const SvFact *fact);

#endif							/* SV_DIFF_DANGER_H */
