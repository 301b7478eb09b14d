/*-------------------------------------------------------------------------
 *
 * trash_restore.h
 *	  Puts kept rows back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_RESTORE_H
#define SV_COMMAND_TRASH_RESTORE_H

#include "store/trash.h"

extern bool sv_trash_restore_rows(const SvTrashEntry *entry, Oid table);
extern List *sv_trash_restore_after(Oid table);
extern void sv_trash_restore_sequences(const SvTrashEntry *entry, Oid table);

#endif							/* SV_COMMAND_TRASH_RESTORE_H */
