/*-------------------------------------------------------------------------
 *
 * rename_markers.h
 *	  Comments in a model that give the old name of an object.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_MARKERS_H
#define SV_MODEL_RENAME_MARKERS_H

#include "file/script.h"
#include "model/renames.h"

extern bool sv_rename_markers_is_in(const char *text);
extern List *sv_rename_markers_find(const SvScript *script);

#endif							/* SV_MODEL_RENAME_MARKERS_H */
