/*-------------------------------------------------------------------------
 *
 * index_columns.h
 *	  Columns of indexes that are called otherwise than those of the table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_INDEX_COLUMNS_H
#define SV_CATALOG_INDEX_COLUMNS_H

#include "nodes/pg_list.h"

extern List *sv_index_columns_apart(Oid table);

#endif							/* SV_CATALOG_INDEX_COLUMNS_H */
