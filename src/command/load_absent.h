/*-------------------------------------------------------------------------
 *
 * load_absent.h
 *	  Revisions whose files are gone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_ABSENT_H
#define SV_COMMAND_LOAD_ABSENT_H

#include "command/load_write.h"

extern void sv_load_absent_find(SvLoad *load);
extern bool sv_load_absent_removes(const SvLoad *load);
extern bool sv_load_absent_differs(const SvLoad *load);
extern void sv_load_absent_record(const SvLoad *load);
extern void sv_load_absent_remove(const SvLoad *load);

#endif							/* SV_COMMAND_LOAD_ABSENT_H */
