/*-------------------------------------------------------------------------
 *
 * trash_keep.h
 *	  Keeps the rows of what a statement is about to drop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_KEEP_H
#define SV_COMMAND_TRASH_KEEP_H

#include "file/script.h"

extern void sv_trash_keep_before(const SvScript *script, const Node *statement,
								 List *plain);

#endif							/* SV_COMMAND_TRASH_KEEP_H */
