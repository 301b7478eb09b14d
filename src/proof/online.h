/*-------------------------------------------------------------------------
 *
 * online.h
 *	  The online forms of the scripts of a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ONLINE_H
#define SV_PROOF_ONLINE_H

#include "proof/rehearsal.h"

/* The online form of one script. */
typedef struct SvOnlineForm
{
	char	   *text;			/* NULL: there is none, or none is needed */
	List	   *reasons;		/* of char *: why there is none, or what of it
								 * stays as it is */
} SvOnlineForm;

typedef struct SvOnlineForms
{
	SvOnlineForm upgrade;
	SvOnlineForm downgrade;
} SvOnlineForms;

extern SvOnlineForms *sv_online_derive(SvRehearsalStart start, List *steps);

#endif							/* SV_PROOF_ONLINE_H */
