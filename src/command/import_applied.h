/*-------------------------------------------------------------------------
 *
 * import_applied.h
 *	  What another tool has applied becomes the version.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_IMPORT_APPLIED_H
#define SV_COMMAND_IMPORT_APPLIED_H

#include "nodes/pg_list.h"

extern List *sv_import_applied_read(const char *format, List *imported);

#endif							/* SV_COMMAND_IMPORT_APPLIED_H */
