/*-------------------------------------------------------------------------
 *
 * watch.h
 *	  What happens to changes that are not done by a revision: the rules.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_WATCH_H
#define SV_STORE_WATCH_H

#include "nodes/pg_list.h"

/* A rule, as in schemaver.watch. */
typedef struct SvWatchRule
{
	char	   *schemas;		/* pattern of LIKE */
	char	   *role;			/* "*": any */
	char	   *mode;
} SvWatchRule;

extern List *sv_watch_rules(void);
extern void sv_watch_lock(void);
extern void sv_watch_put(const SvWatchRule *rule);
extern void sv_watch_clear(void);
extern void sv_watch_refresh(void);
extern bool sv_watch_is_active(void);
extern Oid	sv_watch_owner(void);

#endif							/* SV_STORE_WATCH_H */
