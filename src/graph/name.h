/*-------------------------------------------------------------------------
 *
 * name.h
 *	  The names that revisions and branches may have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_GRAPH_NAME_H
#define SV_GRAPH_NAME_H

#include "nodes/pg_list.h"

extern void sv_name_check(const char *name);
extern char *sv_name_make(void);

#endif							/* SV_GRAPH_NAME_H */
