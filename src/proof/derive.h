/*-------------------------------------------------------------------------
 *
 * derive.h
 *	  The downgrade of a hand-written upgrade.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_DERIVE_H
#define SV_PROOF_DERIVE_H

#include "proof/rehearsal.h"

/* A downgrade that was derived, and proved. */
typedef struct SvDerived
{
	char	   *script;
	List	   *lines;			/* of char *: what it does not bring back */
	char	   *again;			/* why the upgrade fails after it; or NULL */
} SvDerived;

extern SvDerived *sv_derive_downgrade(SvRehearsalStart start, List *steps);

#endif							/* SV_PROOF_DERIVE_H */
