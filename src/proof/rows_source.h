/*-------------------------------------------------------------------------
 *
 * rows_source.h
 *	  The values of a column, of which each row gets one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_SOURCE_H
#define SV_PROOF_ROWS_SOURCE_H

#include "proof/rows_table.h"

typedef struct SvRowsSource SvRowsSource;

extern SvRowsSource *sv_rows_source_make(const SvRowsTable *table, int column);
extern void sv_rows_source_begin(SvRowsSource *source, int number);
extern const char *sv_rows_source_value(SvRowsSource *source);
extern void sv_rows_source_choose(SvRowsSource *source, uint32 chance,
								  int fresh);

#endif							/* SV_PROOF_ROWS_SOURCE_H */
