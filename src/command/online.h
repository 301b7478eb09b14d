/*-------------------------------------------------------------------------
 *
 * online.h
 *	  The command that derives the online form of a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_ONLINE_H
#define SV_COMMAND_ONLINE_H

#include "proof/online.h"

extern SvOnlineForms *sv_online_command(const char *target);
extern void sv_online_refresh(const char *revision, bool scripts_changed);

#endif							/* SV_COMMAND_ONLINE_H */
