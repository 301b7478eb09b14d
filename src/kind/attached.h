/*-------------------------------------------------------------------------
 *
 * attached.h
 *	  Indexes of partitions that are attached to that of their parent.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ATTACHED_H
#define SV_ATTACHED_H

#include "pure/operation.h"

extern bool sv_attached_loses(const SvFact *from, const SvFact *to,
							  int property);
extern void sv_attached_say(SvOperation *operation, int property,
							const char *index);

#endif							/* SV_ATTACHED_H */
