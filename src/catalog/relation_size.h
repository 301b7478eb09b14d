/*-------------------------------------------------------------------------
 *
 * relation_size.h
 *	  How large a relation is, and how much it is used.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_RELATION_SIZE_H
#define SV_CATALOG_RELATION_SIZE_H

#include "nodes/pg_list.h"

/*
 * The size of a relation, with its partitions and child tables: of their main
 * forks and TOAST tables, without indexes.
 */
typedef struct SvRelationSize
{
	double		rows;			/* as the planner would estimate */
	int64		bytes;
	int64		scans;			/* of it and its indexes, since the statistics
								 * were reset... */
	int64		writes;			/* ...and rows inserted, updated and deleted */
} SvRelationSize;

extern SvRelationSize *sv_relation_size_find(Oid relation);
extern List *sv_relation_size_indexes(Oid relation);

#endif							/* SV_CATALOG_RELATION_SIZE_H */
