/*-------------------------------------------------------------------------
 *
 * split_rename.h
 *	  The command that makes two revisions of one that renames.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_SPLIT_RENAME_H
#define SV_COMMAND_SPLIT_RENAME_H

extern char *sv_split_rename_revision(const char *target, const char *id,
									  const char *functions);

#endif							/* SV_COMMAND_SPLIT_RENAME_H */
