/*-------------------------------------------------------------------------
 *
 * phrase.h
 *	  Templates of statements, filled in.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PHRASE_H
#define SV_PHRASE_H

#include "pure/fact.h"

extern char *sv_phrase_fill(const char *template_, const SvFact *fact,
							const char *old_value, const char *new_value);
extern char *sv_phrase_aside(const char *name);

#endif							/* SV_PHRASE_H */
