/*-------------------------------------------------------------------------
 *
 * rename_markers.h
 *	  Comments in a model that give the old names of objects.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_MARKERS_H
#define SV_MODEL_RENAME_MARKERS_H

#include "file/script.h"
#include "model/renames.h"

extern bool sv_rename_markers_is_in(const char *text);
extern List *sv_rename_markers_read(const SvScript *script);
extern void sv_rename_markers_apply(List *markers, SvRenames *renames,
									SvRenameStage stage);
extern void sv_rename_markers_warn(List *markers);
extern List *sv_rename_markers_schemas(List *markers);

#endif							/* SV_MODEL_RENAME_MARKERS_H */
