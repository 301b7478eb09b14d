/*-------------------------------------------------------------------------
 *
 * rows_bounds.h
 *	  Values that belong into the partitions of a table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_BOUNDS_H
#define SV_PROOF_ROWS_BOUNDS_H

#include "proof/rows_table.h"

extern List *sv_rows_bounds_list(const SvRowsTable *table);

#endif							/* SV_PROOF_ROWS_BOUNDS_H */
