/*-------------------------------------------------------------------------
 *
 * in_list.h
 *	  Lists of values under a cast, as the server writes them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_IN_LIST_H
#define SV_FACT_IN_LIST_H

extern char *sv_in_list_uncast(const char *sql);
extern bool sv_in_list_same(const char *a, const char *b);

#endif							/* SV_FACT_IN_LIST_H */
