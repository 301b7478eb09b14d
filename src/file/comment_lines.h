/*-------------------------------------------------------------------------
 *
 * comment_lines.h
 *	  The comment lines of a SQL text, one after the other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_COMMENT_LINES_H
#define SV_FILE_COMMENT_LINES_H

#include "file/tokens.h"

typedef enum SvItemKind
{
	SV_ITEM_END,				/* of the text */
	SV_ITEM_SQL,				/* a token */
	SV_ITEM_COMMENT				/* a "--" comment that is first on its line */
} SvItemKind;

typedef struct SvReader
{
	const char *text;

	/* the item that was read last */
	SvItemKind	kind;
	int			start;
	int			end;			/* of a comment: before the end of the line */
	int			block;			/* start of the first of the comment lines that
								 * follow each other up to this one */

	/* private */
	SvTokens   *tokens;			/* NULL: the lexer has failed */
	int			base;			/* where the lexer began */
	SvToken		token;
	int			at;				/* what of the gap is still to be read */
	int			gap_end;
	bool		pending;		/* a token is to come after the gap */
	int			comment_end;	/* of the comment line before; -1 */
	int			line_at;		/* sv_reader_line: the place asked for last */
	int			line;
} SvReader;

extern SvReader *sv_reader_begin(const char *text);
extern SvItemKind sv_reader_next(SvReader *reader);
extern void sv_reader_break_block(SvReader *reader);
extern void sv_reader_restart(SvReader *reader, int at);
extern int	sv_reader_line(SvReader *reader, int at);
extern int	sv_reader_line_start(const SvReader *reader, int at);
extern int	sv_reader_next_line(const SvReader *reader, int at);
extern char *sv_reader_section(const SvReader *reader, int start, int end);
extern char *sv_reader_comment(const SvReader *reader);
extern char *sv_reader_comment_at(const SvReader *reader, int at);

#endif							/* SV_FILE_COMMENT_LINES_H */
