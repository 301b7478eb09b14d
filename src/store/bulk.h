/*-------------------------------------------------------------------------
 *
 * bulk.h
 *	  Many revisions at a time, with their scripts.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_BULK_H
#define SV_STORE_BULK_H

#include "store/store.h"

typedef void (*SvBulkCallback) (const SvRevision *revision,
								const SvStored *stored, void *arg);

extern void sv_bulk_scan(List *revisions, SvBulkCallback callback, void *arg);
extern void sv_bulk_insert(List *revisions, List *stored);

#endif							/* SV_STORE_BULK_H */
