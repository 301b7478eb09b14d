/*-------------------------------------------------------------------------
 *
 * measure.h
 *	  What statements do to relations that were there before.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_MEASURE_H
#define SV_PROOF_MEASURE_H

#include "nodes/pg_list.h"

typedef struct SvMeasure SvMeasure;

/*
 * What a statement did to a table, a partitioned table or a materialized view.
 */
typedef struct SvMeasured
{
	Oid			relation;
	const char *name;			/* qualified, as it was at sv_measure_begin() */
	bool		rewritten;		/* it is in another file */
	bool		scanned;		/* it was read from begin to end */
	List	   *rebuilt;		/* of char *: qualified names of its indexes
								 * that were made, or made anew */
	bool		dropped;
} SvMeasured;

extern SvMeasure *sv_measure_begin(void);
extern void sv_measure_before(SvMeasure *measure);
extern List *sv_measure_after(SvMeasure *measure);

#endif							/* SV_PROOF_MEASURE_H */
