/*-------------------------------------------------------------------------
 *
 * live.h
 *	  The real relations that those in a rehearsal are copies of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_LIVE_H
#define SV_PROOF_LIVE_H

#include "proof/rehearsal.h"

extern Oid	sv_live_relation(const SvRehearsal *rehearsal, Oid relation);

#endif							/* SV_PROOF_LIVE_H */
