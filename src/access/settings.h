/*-------------------------------------------------------------------------
 *
 * settings.h
 *	  The settings of the session around scripts that commit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SETTINGS_H
#define SV_SETTINGS_H

#include "nodes/pg_list.h"

typedef struct SvSettings
{
	List	   *names;			/* of char * */
	List	   *values;			/* of char * */
	List	   *named;			/* of char *: to be looked at in any case */
	List	   *named_values;	/* of char *, NULL for one that is not there */
	char	   *search_path;
	char	   *role;
	char	   *session_authorization;
} SvSettings;

extern SvSettings *sv_settings_remember(List *named);
extern void sv_settings_restore(const SvSettings *settings);
extern void sv_settings_set(const char *name, const char *value, bool local);

#endif							/* SV_SETTINGS_H */
