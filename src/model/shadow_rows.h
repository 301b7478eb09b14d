/*-------------------------------------------------------------------------
 *
 * shadow_rows.h
 *	  Changes rows of the catalogs directly.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SHADOW_ROWS_H
#define SV_MODEL_SHADOW_ROWS_H

#include "access/htup.h"

extern void sv_shadow_rows_set_column(Oid catalog, HeapTuple tuple,
									  AttrNumber column, Datum value);
extern void sv_shadow_rows_set_null(Oid catalog, HeapTuple tuple,
									AttrNumber column);
extern void sv_shadow_rows_set_name(Oid catalog, HeapTuple tuple,
									AttrNumber column, const char *name);

#endif							/* SV_MODEL_SHADOW_ROWS_H */
