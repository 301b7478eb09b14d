/*-------------------------------------------------------------------------
 *
 * watch_event.h
 *	  Changes that are not done by a revision, as event triggers see them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_WATCH_EVENT_H
#define SV_COMMAND_WATCH_EVENT_H

#include "commands/event_trigger.h"

extern void sv_watch_event_handle(const EventTriggerData *event);

#endif							/* SV_COMMAND_WATCH_EVENT_H */
