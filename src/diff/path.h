/*-------------------------------------------------------------------------
 *
 * path.h
 *	  The search_path under which the statements of operations are run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_PATH_H
#define SV_DIFF_PATH_H

#include "fact/operation.h"

extern void sv_path_find(List *operations, const char *search_path);
extern bool sv_path_fits(const SvOperation *operation,
						 const SvOperation *part);
extern List *sv_path_statements(const SvOperation *operation,
								const char *current);

#endif							/* SV_DIFF_PATH_H */
