/*-------------------------------------------------------------------------
 *
 * changed_rows.h
 *	  Objects whose rows in the catalogs others than we have written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_CHANGED_ROWS_H
#define SV_CATALOG_CHANGED_ROWS_H

#include "fact/fact.h"
#include "store/tracked.h"

/* An object, and the last transaction that has changed it. */
typedef struct SvChangedRow
{
	SvAddress	address;
	TransactionId xid;
	bool		is_new;			/* a relation that was created since */
} SvChangedRow;

extern List *sv_changed_rows_find(const SvOwnTransactions *own);

#endif							/* SV_CATALOG_CHANGED_ROWS_H */
