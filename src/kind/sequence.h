/*-------------------------------------------------------------------------
 *
 * sequence.h
 *	  Sequences that become those of identity columns, and back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SEQUENCE_H
#define SV_SEQUENCE_H

#include "pure/operation.h"

extern const SvFact *sv_sequence_taken_over(const SvOperation *operation);
extern void sv_sequence_say_succession(SvOperation *operation,
									   const char *old, const char *old_name,
									   const char *new, const char *creation,
									   const char *removal);

#endif							/* SV_SEQUENCE_H */
