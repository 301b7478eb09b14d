/*-------------------------------------------------------------------------
 *
 * row_changes.h
 *	  Whether changes of the catalogs cancel each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_ROW_CHANGES_H
#define SV_CATALOG_ROW_CHANGES_H

#include "nodes/pg_list.h"

typedef struct SvRowChanges SvRowChanges;

extern List *sv_row_changes_catalogs(void);
extern SvRowChanges *sv_row_changes_begin(const List *catalogs);
extern bool sv_row_changes_cancel(const SvRowChanges *changes);

#endif							/* SV_CATALOG_ROW_CHANGES_H */
