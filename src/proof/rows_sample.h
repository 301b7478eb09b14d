/*-------------------------------------------------------------------------
 *
 * rows_sample.h
 *	  Rows of the real tables, for the tables of a rehearsal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_SAMPLE_H
#define SV_PROOF_ROWS_SAMPLE_H

#include "proof/rehearsal.h"
#include "proof/rows_table.h"

extern List *sv_rows_sample_copy(const SvRehearsal *rehearsal, List *tables,
								 int count);

#endif							/* SV_PROOF_ROWS_SAMPLE_H */
