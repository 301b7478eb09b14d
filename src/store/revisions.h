/*-------------------------------------------------------------------------
 *
 * revisions.h
 *	  All revisions, as the graph needs them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_REVISIONS_H
#define SV_STORE_REVISIONS_H

#include "nodes/pg_list.h"

extern List *sv_revisions_read(void);

#endif							/* SV_STORE_REVISIONS_H */
