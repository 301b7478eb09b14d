/*-------------------------------------------------------------------------
 *
 * online_undo.h
 *	  The command that undoes an online form of which a part was run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_ONLINE_UNDO_H
#define SV_COMMAND_ONLINE_UNDO_H

extern char *sv_online_undo_revision(const char *target);

#endif							/* SV_COMMAND_ONLINE_UNDO_H */
