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

/* A table that took no row. */
typedef struct SvRowsRefusal
{
	const char *table;			/* its name, without its schema */
	char	   *message;
} SvRowsRefusal;

extern List *sv_rows_fill(const SvRehearsal *rehearsal, int count, bool sample);

#endif							/* SV_PROOF_ROWS_FILL_H */
