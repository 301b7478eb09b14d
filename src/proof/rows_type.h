/*-------------------------------------------------------------------------
 *
 * rows_type.h
 *	  Values of any type, as SQL expressions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_TYPE_H
#define SV_PROOF_ROWS_TYPE_H

#include "nodes/pg_list.h"

extern char *sv_rows_type_value(Oid type, int32 typmod, int number);
extern List *sv_rows_type_others(Oid type, int32 typmod);
extern char *sv_rows_type_literal(Oid type, int32 typmod, const char *text);
extern char *sv_rows_type_of_length(Oid type, int32 typmod, int length);
extern bool sv_rows_type_is_named(Oid type, const char *name);
extern Oid	sv_rows_type_below(Oid domain, bool *not_null);

#endif							/* SV_PROOF_ROWS_TYPE_H */
