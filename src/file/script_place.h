/*-------------------------------------------------------------------------
 *
 * script_place.h
 *	  Places in the files that a script was made of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_SCRIPT_PLACE_H
#define SV_FILE_SCRIPT_PLACE_H

#include "nodes/pg_list.h"

/* One of the files that a script was made of. */
typedef struct SvScriptFile
{
	const char *name;
	int			line;			/* of the script, with which it begins */
	int			before;			/* number of statements before it */
	bool		is_whole;		/* it is all of the script, which has a name
								 * of its own; then "name" may be NULL */
} SvScriptFile;

extern void sv_script_place_count(List *files, const char *text,
								  List *statements);
extern int	sv_script_place_file(List *files, int number);
extern char *sv_script_place_text(List *files, const char *direction,
								  int number, int line);

#endif							/* SV_FILE_SCRIPT_PLACE_H */
