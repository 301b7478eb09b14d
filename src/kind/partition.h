/*-------------------------------------------------------------------------
 *
 * partition.h
 *	  Which tables are partitions of which.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_PARTITION_H
#define SV_KIND_PARTITION_H

#include "fact/operation.h"

extern bool sv_partition_is(const SvFact *table);
extern bool sv_partition_holds(const SvFact *table, const SvFact *whole);
extern bool sv_partition_ends(const SvFact *table);
extern bool sv_partition_outlives(const SvOperation *operation,
								  const SvNeed *need);
extern bool sv_partition_blocks(const SvOperation *operation, const SvNeed *need);
extern bool sv_partition_is_apart(const SvOperation *operation,
								  const SvNeed *need);
extern bool sv_partition_leaves(const SvOperation *operation,
								const SvFact *dependent);

#endif							/* SV_KIND_PARTITION_H */
