/*-------------------------------------------------------------------------
 *
 * derive.h
 *	  The command that derives the downgrade of a revision.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DERIVE_H
#define SV_COMMAND_DERIVE_H

#include "command/rehearse.h"

extern char *sv_derive_revision(const char *target);
extern char *sv_derive_script(const SvRehearsalPlan *plan);

#endif							/* SV_COMMAND_DERIVE_H */
