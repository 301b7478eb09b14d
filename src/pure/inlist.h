/*-------------------------------------------------------------------------
 *
 * inlist.h
 *	  Lists of values under a cast, as the server writes them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_INLIST_H
#define SV_INLIST_H

extern char *sv_inlist_uncast(const char *sql);
extern bool sv_inlist_same(const char *a, const char *b);

#endif							/* SV_INLIST_H */
