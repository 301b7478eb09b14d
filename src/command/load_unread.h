/*-------------------------------------------------------------------------
 *
 * load_unread.h
 *	  Files of which only the names are known.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_UNREAD_H
#define SV_COMMAND_LOAD_UNREAD_H

#include "command/load_write.h"

extern List *sv_load_unread_find(const SvLoad *load);

#endif							/* SV_COMMAND_LOAD_UNREAD_H */
