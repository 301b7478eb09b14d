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

/* A sequence that gives numbers. */
typedef struct SvNumbers
{
	const char *sequence;		/* its identity; NULL: there is none */
	const char *name;			/* the same without schema */
	const char *course;
} SvNumbers;

extern const SvFact *sv_sequence_taken_over(const SvOperation *operation);
extern SvNumbers sv_sequence_numbers(const SvFact *fact);
extern void sv_sequence_emit_succession(SvOperation *operation,
										const SvNumbers *from,
										const SvNumbers *to,
										const char *creation,
										const char *removal);

#endif							/* SV_KIND_SEQUENCE_H */
