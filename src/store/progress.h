/*-------------------------------------------------------------------------
 *
 * progress.h
 *	  The deploys and backfills that run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_PROGRESS_H
#define SV_STORE_PROGRESS_H

#include "server/query.h"

extern void sv_progress_read(SvRowCallback callback, void *arg);

#endif							/* SV_STORE_PROGRESS_H */
