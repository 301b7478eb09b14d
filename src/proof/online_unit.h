/*-------------------------------------------------------------------------
 *
 * online_unit.h
 *	  Statements that change types of columns together.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ONLINE_UNIT_H
#define SV_PROOF_ONLINE_UNIT_H

#include "proof/rehearsal.h"

typedef struct SvOnlineUnit
{
	int			first;			/* numbers of statements, from 1 */
	int			last;
	char	   *text;			/* the statements */
	List	   *conversions;	/* of SvConversion */
} SvOnlineUnit;

extern SvOnlineUnit *sv_online_unit_find(SvRehearsal *rehearsal,
										 const SvScript *script, int number,
										 const SvFacts *before);
extern ErrorData *sv_online_unit_run(SvRehearsal *rehearsal, const char *text);

#endif							/* SV_PROOF_ONLINE_UNIT_H */
