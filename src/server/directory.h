/*-------------------------------------------------------------------------
 *
 * directory.h
 *	  Reads the files of a directory on the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_DIRECTORY_H
#define SV_SERVER_DIRECTORY_H

#include "nodes/pg_list.h"

extern List *sv_directory_read(const char *path, const char *ending);

#endif							/* SV_SERVER_DIRECTORY_H */
