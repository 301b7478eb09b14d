/*-------------------------------------------------------------------------
 *
 * standby.h
 *	  How many locks a standby server has room for.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_STANDBY_H
#define SV_SERVER_STANDBY_H

extern bool sv_standby_is_possible(void);
extern int	sv_standby_lock_limit(void);

#endif							/* SV_SERVER_STANDBY_H */
