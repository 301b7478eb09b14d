/*-------------------------------------------------------------------------
 *
 * deparse_settings.h
 *	  The settings by which the server reads statements and writes them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_DEPARSE_SETTINGS_H
#define SV_CATALOG_DEPARSE_SETTINGS_H

#include "nodes/pg_list.h"

extern List *sv_deparse_settings_of_caller(void);
extern int	sv_deparse_settings_begin_as(const char *search_path, List *settings);
extern int	sv_deparse_settings_begin(void);
extern int	sv_deparse_settings_begin_names(void);
extern void sv_deparse_settings_end(int nest_level);
extern const char *sv_deparse_settings_creation_schema(void);

#endif							/* SV_CATALOG_DEPARSE_SETTINGS_H */
