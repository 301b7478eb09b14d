/*-------------------------------------------------------------------------
 *
 * watch.h
 *	  schemaver_watch: what happens to changes that are not done by a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_WATCH_H
#define SV_COMMAND_WATCH_H

#include "store/watch.h"

extern void sv_watch_set(const SvWatchRule *rule);

#endif							/* SV_COMMAND_WATCH_H */
