/*-------------------------------------------------------------------------
 *
 * adopt.h
 *	  What another tool has applied becomes the version.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ADOPT_H
#define SV_ADOPT_H

#include "nodes/pg_list.h"

extern List *sv_adopt_applied(const char *format, List *imported);

#endif							/* SV_ADOPT_H */
