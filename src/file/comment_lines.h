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

typedef struct SvCommentLines
{
	const char *text;

	/* the item that was read last */
	SvItemKind	kind;
	int			start;
	int			end;			/* of a comment: before the end of the line */
	int			block;			/* start of the block: the first of the
								 * comment lines without others in between */

	/* private */
	SvTokens   *tokens;			/* NULL: the lexer has failed */
	int			base;			/* where the lexer began */
	SvToken		token;
	int			at;				/* start of the rest of the gap */
	int			gap_end;
	bool		pending;		/* the token after the gap was not returned */
	int			comment_end;	/* of the comment line before; -1 */
	int			line_at;		/* the last place of sv_comment_lines_line() */
	int			line;
} SvCommentLines;

extern SvCommentLines *sv_comment_lines_begin(const char *text);
extern SvItemKind sv_comment_lines_next(SvCommentLines *reader);
extern void sv_comment_lines_break_block(SvCommentLines *reader);
extern void sv_comment_lines_restart(SvCommentLines *reader, int at);
extern int	sv_comment_lines_line(SvCommentLines *reader, int at);
extern int	sv_comment_lines_line_start(const SvCommentLines *reader, int at);
extern int	sv_comment_lines_next_line(const SvCommentLines *reader, int at);
extern char *sv_comment_lines_section(const SvCommentLines *reader, int start, int end);
extern char *sv_comment_lines_comment(const SvCommentLines *reader);
extern char *sv_comment_lines_comment_at(const SvCommentLines *reader, int at);

#endif							/* SV_FILE_COMMENT_LINES_H */
