/*-------------------------------------------------------------------------
 *
 * trash_sync.h
 *	  The trigger that lets kept values follow the table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_SYNC_H
#define SV_COMMAND_TRASH_SYNC_H

#include "commands/trigger.h"

extern void sv_trash_sync_row(const TriggerData *data);

#endif							/* SV_COMMAND_TRASH_SYNC_H */
