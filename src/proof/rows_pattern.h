/*-------------------------------------------------------------------------
 *
 * rows_pattern.h
 *	  Texts that match a pattern.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_PATTERN_H
#define SV_PROOF_ROWS_PATTERN_H

#include "nodes/pg_list.h"

extern List *sv_rows_pattern_regex(const char *pattern, bool ignores_case,
								   Oid collation);
extern char *sv_rows_pattern_like(const char *pattern);

#endif							/* SV_PROOF_ROWS_PATTERN_H */
