/*-------------------------------------------------------------------------
 *
 * guard.h
 *	  Checks that commands and scripts do not interfere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_GUARD_H
#define SV_STORE_GUARD_H

extern void sv_guard_command(const char *command);
extern void sv_guard_change(const char *command);
extern void sv_guard_preview(const char *command);
extern void sv_guard_enter_script(void);
extern void sv_guard_leave_script(void);
extern bool sv_guard_enter_model(void);
extern void sv_guard_leave_model(bool before);
extern bool sv_guard_in_model(void);
extern void sv_guard_identity(const char *revision);
extern void sv_guard_identity_of(const char *title);

#endif							/* SV_STORE_GUARD_H */
