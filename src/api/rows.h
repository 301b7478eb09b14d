/*-------------------------------------------------------------------------
 *
 * rows.h
 *	  Result sets, row by row and column by column.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_API_ROWS_H
#define SV_API_ROWS_H

#include "fmgr.h"
#include "nodes/execnodes.h"
#include "nodes/pg_list.h"

#define SV_ROWS_MAX_COLUMNS 32

/*
 * A result set that is being filled.  The columns of a row are added in order
 * and live in a context of their own until the row is put.
 */
typedef struct SvRows
{
	ReturnSetInfo *rsinfo;
	MemoryContext context;
	MemoryContext oldcontext;
	int			count;
	Datum		values[SV_ROWS_MAX_COLUMNS];
	bool		nulls[SV_ROWS_MAX_COLUMNS];
} SvRows;

extern void sv_rows_begin(SvRows *rows, FunctionCallInfo fcinfo);
extern void sv_rows_put(SvRows *rows);
extern Datum sv_rows_end(SvRows *rows);
extern Datum sv_rows_return_texts(FunctionCallInfo fcinfo, List *texts);

extern void sv_rows_add(SvRows *rows, Datum value);
extern void sv_rows_add_null(SvRows *rows);
extern void sv_rows_add_text(SvRows *rows, const char *text);
extern void sv_rows_add_strings(SvRows *rows, List *strings);

#endif							/* SV_API_ROWS_H */
