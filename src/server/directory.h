/*-------------------------------------------------------------------------
 *
 * directory.h
 *	  Files on the server's disk.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_DIRECTORY_H
#define SV_SERVER_DIRECTORY_H

#include "nodes/pg_list.h"

extern List *sv_directory_read(const char *path, const char *ending);

#endif							/* SV_SERVER_DIRECTORY_H */
