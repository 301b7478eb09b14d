/*-------------------------------------------------------------------------
 *
 * version.h
 *	  Whether the objects in this database are of the version of the library.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_VERSION_H
#define SV_SERVER_VERSION_H

extern bool sv_version_differs(void);
extern void sv_version_refuse(void) pg_attribute_noreturn();

#endif							/* SV_SERVER_VERSION_H */
