/*-------------------------------------------------------------------------
 *
 * new_locks.h
 *	  Releases locks on objects that nobody else can see.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_NEW_LOCKS_H
#define SV_SERVER_NEW_LOCKS_H

/* The objects that were created since sv_new_locks_begin(). */
typedef struct SvNewLocks SvNewLocks;

extern void sv_new_locks_install(void);
extern SvNewLocks *sv_new_locks_current(void);
extern void sv_new_locks_begin(void);
extern void sv_new_locks_end(SvNewLocks *outer);
extern void sv_new_locks_release(void);
extern void sv_new_locks_release_all(void);
extern void sv_new_locks_release_rest(void);
extern int	sv_new_locks_told(void);
extern void sv_new_locks_roll_back(int told);
extern void sv_new_locks_before_functions(void);

#endif							/* SV_SERVER_NEW_LOCKS_H */
