/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  Saves and restores the settings of the session around scripts that commit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_SETTINGS_H
#define SV_SERVER_SETTINGS_H

#include "nodes/pg_list.h"

#include "compat.h"

typedef struct SvSettings
{
	Oid			user;			/* the current user */
	List	   *set;			/* of Setting, private to settings.c */
} SvSettings;

extern SvSettings *sv_settings_remember(void);
extern void sv_settings_restore(const SvSettings *before);
pg_noreturn extern void sv_settings_give_up(void);
extern void sv_settings_set(const char *name, const char *value, bool local);

#endif							/* SV_SERVER_SETTINGS_H */
