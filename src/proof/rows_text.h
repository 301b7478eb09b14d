/*-------------------------------------------------------------------------
 *
 * rows_text.h
 *	  Values of base types, as texts that their input functions read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_TEXT_H
#define SV_PROOF_ROWS_TEXT_H

#include "nodes/pg_list.h"

extern char *sv_rows_text_value(Oid type, int32 typmod, int number);
extern List *sv_rows_text_others(char category);
extern char *sv_rows_text_vector(int32 typmod);

#endif							/* SV_PROOF_ROWS_TEXT_H */
