/*-------------------------------------------------------------------------
 *
 * gate.h
 *	  Whether the revisions of an upgrade are verified.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_GATE_H
#define SV_COMMAND_GATE_H

#include "store/verdict.h"

extern void sv_gate_check(List *revisions);
extern char *sv_gate_reason(const SvStanding *standing);

#endif							/* SV_COMMAND_GATE_H */
