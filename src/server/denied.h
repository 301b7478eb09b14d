/*-------------------------------------------------------------------------
 *
 * denied.h
 *	  What a role lacks for our queries.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_DENIED_H
#define SV_SERVER_DENIED_H

pg_noreturn extern void sv_denied_rethrow(const char *query);
extern void sv_denied_check(const char *query);

#endif							/* SV_SERVER_DENIED_H */
