/*-------------------------------------------------------------------------
 *
 * sequence.h
 *	  Changes of sequences, those of identity columns included.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_SEQUENCE_H
#define SV_KIND_SEQUENCE_H

#include "fact/operation.h"

extern const SvFact *sv_sequence_taken_over(const SvOperation *operation);
extern void sv_sequence_emit_succession(SvOperation *operation,
										const char *old, const char *old_name,
										const char *new, const char *creation,
										const char *removal);
extern const char *sv_sequence_bring_along(SvOperation *operation,
										   const char *sequence,
										   const char *old, const char *new);

#endif							/* SV_KIND_SEQUENCE_H */
