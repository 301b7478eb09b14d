/*-------------------------------------------------------------------------
 *
 * verify.h
 *	  The command that verifies revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_VERIFY_H
#define SV_COMMAND_VERIFY_H

#include "proof/verify.h"

/* What is asked for. */
typedef struct SvVerifyRequest
{
	const char *range;
	bool		in_place;
	bool		again;			/* also what is verified already */
	SvVerifyOptions options;
} SvVerifyRequest;

/* The answer for a revision. */
typedef struct SvVerifyResult
{
	const char *revision;
	const char *verdict;
	const char *finding;		/* or NULL */
	const char *restore;		/* or NULL */
	int64		duration;		/* in microseconds; -1: it was known */
} SvVerifyResult;

extern List *sv_verify_range(const SvVerifyRequest *request);

#endif							/* SV_COMMAND_VERIFY_H */
