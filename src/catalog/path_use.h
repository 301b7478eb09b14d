/*-------------------------------------------------------------------------
 *
 * path_use.h
 *	  What the texts of facts mean under which search_path.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_PATH_USE_H
#define SV_CATALOG_PATH_USE_H

#include "fact/fact.h"

extern void sv_path_use_read(SvFacts *facts, bool all);
extern char *sv_path_use_names(void);

#endif							/* SV_CATALOG_PATH_USE_H */
