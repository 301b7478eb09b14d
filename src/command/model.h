/*-------------------------------------------------------------------------
 *
 * model.h
 *	  Autogenerate: what leads from the database to the declared schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_MODEL_H
#define SV_COMMAND_MODEL_H

#include "diff/diff.h"

extern List *sv_autogen_set_model(const char *ddl, List *schemas,
								  bool privileges);
extern SvDiff *sv_autogen_diff(bool strict);
extern SvDiff *sv_autogen_diff_schemas(const char *from, const char *to,
									   bool strict);
extern SvDiff *sv_autogen_detect(void);
extern void sv_autogen_check(bool strict);
extern char *sv_autogen_dump(List *schemas, bool privileges);

#endif							/* SV_COMMAND_MODEL_H */
