/*-------------------------------------------------------------------------
 *
 * load_preview.h
 *	  Makes a preview of what a load would write.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_PREVIEW_H
#define SV_COMMAND_LOAD_PREVIEW_H

#include "command/load_write.h"
#include "store/preview.h"

extern void sv_load_preview_fill(SvPreview *preview, const SvLoad *load);
extern void sv_load_preview_verdicts(SvPreview *preview, List *brought);

#endif							/* SV_COMMAND_LOAD_PREVIEW_H */
