/*-------------------------------------------------------------------------
 *
 * squash.h
 *	  One revision in place of several.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_SQUASH_H
#define SV_COMMAND_SQUASH_H

extern char *sv_squash_range(const char *range, const char *message,
							 const char *id);

#endif							/* SV_COMMAND_SQUASH_H */
