/*-------------------------------------------------------------------------
 *
 * rows_generate.h
 *	  Makes rows for a table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_GENERATE_H
#define SV_PROOF_ROWS_GENERATE_H

#include "proof/rows_table.h"

extern int	sv_rows_generate_table(const SvRowsTable *table, int count,
								   char **reason, bool *waits);

#endif							/* SV_PROOF_ROWS_GENERATE_H */
