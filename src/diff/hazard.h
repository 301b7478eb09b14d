/*-------------------------------------------------------------------------
 *
 * hazard.h
 *	  Hazards: what they are called, and what they mean.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_HAZARD_H
#define SV_DIFF_HAZARD_H

#include "fact/operation.h"

/* Locks by strength: 0 is none that a reader or writer waits for. */
#define SV_HAZARD_STRONGEST 4

extern int	sv_hazard_lock(const SvOperation *operation);
extern bool sv_hazard_works(const List *codes);
extern char *sv_hazard_codes(const List *codes);
extern char *sv_hazard_sentences(const List *codes);
extern char *sv_hazard_comment(const List *codes);

#endif							/* SV_DIFF_HAZARD_H */
