/*-------------------------------------------------------------------------
 *
 * rename_ranges.h
 *	  What is renamed and moved along with a range type.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_RANGES_H
#define SV_MODEL_RENAME_RANGES_H

#include "model/renames.h"

extern void sv_rename_ranges_add(const SvRenames *renames,
								 SvMarkedRename *marked, Oid range,
								 const char *old_schema, const char *old_name,
								 const char *schema, const char *name);

#endif							/* SV_MODEL_RENAME_RANGES_H */
