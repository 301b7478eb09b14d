/*-------------------------------------------------------------------------
 *
 * load_online.h
 *	  Online forms that come with revision files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_ONLINE_H
#define SV_COMMAND_LOAD_ONLINE_H

#include "file/fileset.h"
#include "store/bookkeeping.h"

extern void sv_load_online_compare(SvEntry *entry, const SvStored *stored);
extern void sv_load_online_take(const SvDocument *document, SvStored *stored);
extern void sv_load_online_warn(const SvEntry *entry);
extern void sv_load_online_write(const SvEntry *entry);
extern void sv_load_online_tell_outdated(List *documents);

#endif							/* SV_COMMAND_LOAD_ONLINE_H */
