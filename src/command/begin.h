/*-------------------------------------------------------------------------
 *
 * begin.h
 *	  How a command that writes begins.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_BEGIN_H
#define SV_COMMAND_BEGIN_H

#include "graph/state.h"

extern SvState *sv_begin_run(const char *command);
extern SvState *sv_begin_adding(const char *command);
extern SvState *sv_begin_changing(const char *command);
extern SvState *sv_begin_state(void);
extern void sv_begin_tell_absent(const SvState *state, const SvSet gone);

#endif							/* SV_COMMAND_BEGIN_H */
