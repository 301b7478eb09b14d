/*-------------------------------------------------------------------------
 *
 * index.h
 *	  Indexes of partitions that are attached to that of their parent: what
 *	  indexes and constraints have in common.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_INDEX_H
#define SV_KIND_INDEX_H

#include "fact/operation.h"

extern bool sv_index_loses_attached(const SvFact *from, const SvFact *to,
									int property);
extern void sv_index_emit_attached(SvOperation *operation, int property,
								   const char *index);

#endif							/* SV_KIND_INDEX_H */
