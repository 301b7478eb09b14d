/*-------------------------------------------------------------------------
 *
 * options.h
 *	  Lists of options, as values of properties.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_OPTIONS_H
#define SV_KIND_OPTIONS_H

#include "fact/operation.h"

extern List *sv_options_split(const char *value);
extern char *sv_options_find(List *items, const char *name);
extern char *sv_options_name(const char *item);
extern const char *sv_options_value(const char *item);
extern void sv_options_alter(SvOperation *operation, int property,
							 const char *phrase);
extern char *sv_options_generic(const char *value);
extern void sv_options_alter_generic(SvOperation *operation, int property,
									 const char *phrase);

#endif							/* SV_KIND_OPTIONS_H */
