/*-------------------------------------------------------------------------
 *
 * leftovers.h
 *	  Cleans up after statements that commit by themselves and have failed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_LEFTOVERS_H
#define SV_SERVER_LEFTOVERS_H

#include "file/script.h"

extern List *sv_leftovers_invalid(const Node *statement);
extern int	sv_leftovers_clean(const Node *statement, List *before,
							   const char *revision);
extern SvScript *sv_leftovers_finalize(const SvScript *script,
									   const Node *statement);

#endif							/* SV_SERVER_LEFTOVERS_H */
