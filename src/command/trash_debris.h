/*-------------------------------------------------------------------------
 *
 * trash_debris.h
 *	  What deploys that did not come to their end have begun to keep.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_DEBRIS_H
#define SV_COMMAND_TRASH_DEBRIS_H

#include "nodes/pg_list.h"

extern List *sv_trash_debris_all(void);
extern List *sv_trash_debris_unwanted(void);

#endif							/* SV_COMMAND_TRASH_DEBRIS_H */
