/*-------------------------------------------------------------------------
 *
 * conninfo.h
 *	  Connection strings of libpq without their secrets.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_CONNINFO_H
#define SV_KIND_CONNINFO_H

extern char *sv_conninfo_blank(const char *text, bool *has_secret);

#endif							/* SV_KIND_CONNINFO_H */
