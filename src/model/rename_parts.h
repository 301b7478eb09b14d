/*-------------------------------------------------------------------------
 *
 * rename_parts.h
 *	  Parts of relations and types to be renamed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_PARTS_H
#define SV_MODEL_RENAME_PARTS_H

#include "model/renames.h"

extern char *sv_rename_parts_add_column(SvRenames *renames,
										const RangeVar *table,
										const char *name,
										const char *old_name);
extern char *sv_rename_parts_add_constraint(SvRenames *renames,
											const RangeVar *table,
											const char *name,
											const char *old_name);
extern char *sv_rename_parts_add_label(SvRenames *renames, List *type,
									   const char *label,
									   const char *old_label);
extern char *sv_rename_parts_map_label(SvRenames *renames, List *type,
									   const char *label,
									   const char *old_label);
extern bool sv_rename_parts_has_label(const SvRenames *renames, List *type,
									  const char *label);

#endif							/* SV_MODEL_RENAME_PARTS_H */
