/*-------------------------------------------------------------------------
 *
 * lines.h
 *	  The lines of a file, some of which are marks of a tool.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_IMPORT_LINES_H
#define SV_IMPORT_LINES_H

#include "lib/stringinfo.h"

/* A line of a file. */
typedef struct SvLine
{
	const char *start;
	int			length;			/* with the line end */
	char	   *comment;		/* text of the comment without dashes and
								 * whitespace around it; NULL if the line is
								 * not a comment */
} SvLine;

extern bool sv_lines_next(const char **rest, SvLine *line);
extern const char *sv_lines_after_word(const char *text, const char *word);
extern bool sv_lines_is_blank(const SvLine *line);
extern char *sv_lines_section(StringInfo buf);
extern const char *sv_lines_title(const char *filename);

#endif							/* SV_IMPORT_LINES_H */
