/*-------------------------------------------------------------------------
 *
 * verify.h
 *	  Whether a revision goes up, down and up again, exactly.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_VERIFY_H
#define SV_PROOF_VERIFY_H

#include "proof/rehearsal.h"

/* What was found out about a step. */
typedef struct SvVerified
{
	const char *verdict;		/* a constant */
	char	   *finding;		/* lines; NULL: nothing to say */
	char	   *restore;		/* statements that undo what the downgrade
								 * leaves; NULL: none are needed */
	bool		failed;			/* the upgrade: it is not in effect */
	SvFacts    *after;			/* the facts after it, in the memory context
								 * that was given; or NULL: nobody has read
								 * them */
} SvVerified;

/* How steps are verified. */
typedef struct SvVerifyOptions
{
	int			rows;			/* in each table; 0: without */
	bool		sample;			/* these are real ones */
	bool		in_place;		/* there are rows already */
} SvVerifyOptions;

extern SvVerified *sv_verify_step(SvRehearsal *rehearsal,
								  const SvRehearsedStep *step,
								  SvFacts *before,
								  const SvVerifyOptions *options,
								  MemoryContext context);

#endif							/* SV_PROOF_VERIFY_H */
