/*-------------------------------------------------------------------------
 *
 * derive.h
 *	  The command that derives the downgrade of a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DERIVE_H
#define SV_COMMAND_DERIVE_H

extern char *sv_derive_revision(const char *target);

#endif							/* SV_COMMAND_DERIVE_H */
