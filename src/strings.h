/*-------------------------------------------------------------------------
 *
 * strings.h
 *	  Lists of strings, and arrays of what is in a list.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STRINGS_H
#define SV_STRINGS_H

#include "nodes/pg_list.h"

extern bool sv_strings_equal(const char *a, const char *b);
extern bool sv_strings_member(const List *strings, const char *string);
extern List *sv_strings_append_unique(List *strings, const char *string);
extern List *sv_strings_without(List *strings, const char *string);
extern char *sv_strings_join(const List *strings, const char *separator);
extern Datum sv_strings_datum(const List *strings);
extern char *sv_strings_array(const List *strings);
extern List *sv_strings_copy(const List *strings);
extern List *sv_strings_replace(MemoryContext context, List *before,
								List *now);
extern Datum sv_oids_datum(const List *oids);

#endif							/* SV_STRINGS_H */
