/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The commands that declare a schema, dump one, and draw one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_MODEL_H
#define SV_COMMAND_MODEL_H

#include "nodes/pg_list.h"

extern List *sv_model_command_set(const char *ddl, List *schemas,
								  bool privileges, List *renames);
extern List *sv_model_command_set_files(List *contents, List *schemas,
										bool privileges, List *renames);
extern char *sv_model_command_dump(List *schemas, bool privileges);
extern char *sv_model_command_draw(List *schemas, bool declared);

#endif							/* SV_COMMAND_MODEL_H */
