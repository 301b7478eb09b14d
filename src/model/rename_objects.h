/*-------------------------------------------------------------------------
 *
 * rename_objects.h
 *	  Relations, types and functions to be renamed or moved.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_OBJECTS_H
#define SV_MODEL_RENAME_OBJECTS_H

#include "model/renames.h"

extern char *sv_rename_objects_add_relation(SvRenames *renames,
											const RangeVar *name, List *old,
											const char *kinds,
											const char *noun);
extern char *sv_rename_objects_add_index(SvRenames *renames,
										 const RangeVar *table,
										 const char *name, List *old);
extern char *sv_rename_objects_add_type(SvRenames *renames, List *names,
										List *old, const char *kinds);
extern char *sv_rename_objects_add_function(SvRenames *renames, List *names,
											List *old, bool procedure);

#endif							/* SV_MODEL_RENAME_OBJECTS_H */
