/*-------------------------------------------------------------------------
 *
 * check.h
 *	  The commands that compare the database with its model, or a schema with
 *	  another one.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_CHECK_H
#define SV_COMMAND_CHECK_H

#include "diff/diff.h"
#include "fact/fact.h"
#include "model/model_type.h"

extern SvDiff *sv_check_diff(bool strict, List *renames);
extern SvDiff *sv_check_diff_schemas(const char *from, const char *to,
									 bool strict);
extern void sv_check_require_same(bool strict);

extern SvDiff *sv_check_generate(List *renames);
extern SvModel *sv_check_require_model(void);
extern bool sv_check_report_unsupported(const SvFacts *facts, bool strict);

#endif							/* SV_COMMAND_CHECK_H */
