/*-------------------------------------------------------------------------
 *
 * args.h
 *	  Arguments of the SQL functions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_API_ARGS_H
#define SV_API_ARGS_H

#include "fmgr.h"
#include "nodes/pg_list.h"

extern char *sv_args_text(FunctionCallInfo fcinfo, int number);
extern char *sv_args_require_text(FunctionCallInfo fcinfo, int number,
								  const char *name);
extern List *sv_args_list(FunctionCallInfo fcinfo, int number,
						  const char *name);
extern List *sv_args_require_list(FunctionCallInfo fcinfo, int number,
								  const char *name);
extern List *sv_args_files(FunctionCallInfo fcinfo, int names, int contents,
						   bool may_be_null);
extern List *sv_args_text_files(FunctionCallInfo fcinfo, int names,
								int contents);
extern bool sv_args_bool(FunctionCallInfo fcinfo, int number,
						 bool default_value);

#endif							/* SV_API_ARGS_H */
