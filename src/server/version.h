/*-------------------------------------------------------------------------
 *
 * version.h
 *	  Whether the objects in this database are of the version of the library.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_VERSION_H
#define SV_SERVER_VERSION_H

#include "compat.h"

extern bool sv_version_differs(void);
pg_noreturn extern void sv_version_refuse(void);

#endif							/* SV_SERVER_VERSION_H */
