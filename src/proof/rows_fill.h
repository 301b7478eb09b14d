/*-------------------------------------------------------------------------
 *
 * rows_fill.h
 *	  Rows for the tables of a rehearsal that are empty.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_FILL_H
#define SV_PROOF_ROWS_FILL_H

#include "proof/rehearsal.h"

extern List *sv_rows_fill(const SvRehearsal *rehearsal, int count, bool sample);

#endif							/* SV_PROOF_ROWS_FILL_H */
