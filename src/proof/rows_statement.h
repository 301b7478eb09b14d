/*-------------------------------------------------------------------------
 *
 * rows_statement.h
 *	  Statements that may fail, in a rehearsal.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_STATEMENT_H
#define SV_PROOF_ROWS_STATEMENT_H

#include "proof/rows_table.h"
#include "server/query.h"

extern ErrorData *sv_rows_statement_try(const char *text, uint64 *rows);
extern ErrorData *sv_rows_statement_insert(const SvRowsTable *table,
										   const char *text, uint64 *rows);
extern ErrorData *sv_rows_statement_read(const char *text,
										 SvRowCallback callback, void *arg);

#endif							/* SV_PROOF_ROWS_STATEMENT_H */
