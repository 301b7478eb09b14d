/*-------------------------------------------------------------------------
 *
 * trash_move.h
 *	  Moves the rows of a table that is about to be dropped into the trash.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_MOVE_H
#define SV_COMMAND_TRASH_MOVE_H

#include "nodes/pg_list.h"

extern bool sv_trash_move_can(Oid table);
extern const char *sv_trash_move_rows(Oid table, const char *kept_in);
extern void sv_trash_move_check(List *tables);

#endif							/* SV_COMMAND_TRASH_MOVE_H */
