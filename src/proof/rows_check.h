/*-------------------------------------------------------------------------
 *
 * rows_check.h
 *	  Values that a check constraint may accept, by the constants in it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_CHECK_H
#define SV_PROOF_ROWS_CHECK_H

#include "nodes/pg_list.h"

/* What constraints say about a column, as lists of SQL expressions. */
typedef struct SvRowsHints
{
	List	   *exact;			/* what it is compared with for equality, or
								 * matches a pattern that it has to match */
	List	   *near;			/* other constants, and values next to them */
} SvRowsHints;

extern void sv_rows_check_column(struct Node *check, int16 attnum, Oid type,
								 int32 typmod, SvRowsHints *hints);
extern void sv_rows_check_domain(Oid type, int32 typmod, SvRowsHints *hints);

#endif							/* SV_PROOF_ROWS_CHECK_H */
