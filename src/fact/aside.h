/*-------------------------------------------------------------------------
 *
 * aside.h
 *	  Names of what is moved out of the way.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_ASIDE_H
#define SV_FACT_ASIDE_H

#include "fact/fact.h"

/* The names that are taken on two sides, and those that have been chosen. */
typedef struct SvAsideNames SvAsideNames;

extern SvAsideNames *sv_aside_make(const SvFacts *from, const SvFacts *to);
extern char *sv_aside_name(SvAsideNames *names, const char *identity,
						   const char *name);
extern bool sv_aside_is_name(const char *name);

#endif							/* SV_FACT_ASIDE_H */
