/*-------------------------------------------------------------------------
 *
 * rename_list.h
 *	  Renames that are given as a list, not as comments in a model.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_LIST_H
#define SV_MODEL_RENAME_LIST_H

#include "model/renames.h"

extern List *sv_rename_list_parse(List *texts);
extern void sv_rename_list_apply(List *entries, SvRenames *renames,
								 SvRenameStage stage);
extern void sv_rename_list_warn(List *entries);
extern List *sv_rename_list_schemas(List *entries);

#endif							/* SV_MODEL_RENAME_LIST_H */
