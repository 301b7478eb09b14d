/*-------------------------------------------------------------------------
 *
 * impact.h
 *	  What upgrades do to queries: which break, which give another result.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_H
#define SV_PROOF_IMPACT_H

#include "proof/impact_query.h"
#include "proof/rehearsal.h"

/* What upgrades do to a query. */
typedef enum SvImpactEffect
{
	SV_IMPACT_BREAKS,
	SV_IMPACT_CHANGES,			/* the columns of its result */
	SV_IMPACT_UNTOUCHED,
	SV_IMPACT_NOT_JUDGED		/* it fails before the upgrades */
} SvImpactEffect;

#define SV_IMPACT_EFFECTS (SV_IMPACT_NOT_JUDGED + 1)

typedef struct SvImpact
{
	const SvImpactQuery *query;
	SvImpactEffect effect;
	const char *text;			/* of the part that it is about */
	const char *context;		/* where it stands; or NULL */
	const ErrorData *error;		/* NULL: there is none; one that breaks
								 * without an error is not there any more */
	const char *change;			/* of the result, in words; or NULL */
} SvImpact;

extern List *sv_impact_find(SvRehearsalStart start, List *steps, int first);

#endif							/* SV_PROOF_IMPACT_H */
