/*-------------------------------------------------------------------------
 *
 * model.h
 *	  The commands that declare a schema and dump one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_MODEL_H
#define SV_COMMAND_MODEL_H

#include "model/model.h"

extern List *sv_model_command_set(const char *ddl, List *schemas,
								  bool privileges);
extern char *sv_model_command_dump(List *schemas, bool privileges);
extern SvModel *sv_model_command_require(void);

#endif							/* SV_COMMAND_MODEL_H */
