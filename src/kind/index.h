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

/*
 * The properties of sv_kind_index, which catalog/fast_index.c reads, too.
 */
typedef enum SvIndexProperty
{
	SV_INDEX_UNIQUE,
	SV_INDEX_DEFINITION,
	SV_INDEX_OPTIONS,
	SV_INDEX_PREDICATE,
	SV_INDEX_TABLESPACE,
	SV_INDEX_INVALID,
	SV_INDEX_CLUSTERED,
	SV_INDEX_REPLICA_IDENTITY,
	SV_INDEX_ATTACHED,
	SV_INDEX_STATISTICS,
	SV_INDEX_NO_STATISTICS,
	SV_INDEX_ONLY,
	SV_INDEX_PROPERTIES
} SvIndexProperty;

extern bool sv_index_loses_attached(const SvFact *from, const SvFact *to,
									int property);
extern void sv_index_emit_attached(SvOperation *operation, int property,
								   const char *index);

#endif							/* SV_KIND_INDEX_H */
