/*-------------------------------------------------------------------------
 *
 * comment_lines.c
 *	  The comment lines of a SQL text, one after the other.
 *
 * Revision files, our own and those of other tools, have their structure in
 * lines that are comments to SQL.  The server's lexer tells whether a line is a
 * comment, or a part of a string or a function body.  Where the lexer fails (a
 * string that does not end), the rest is read line by line.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "error.h"
#include "file/comment_lines.h"

static bool next_gap(SvCommentLines *reader);
static bool read_gap(SvCommentLines *reader);
static void read_line(SvCommentLines *reader);
static void take_comment(SvCommentLines *reader, int start, int end);

/*
 * Begin to read a text, which must stay allocated.
 */
SvCommentLines *
sv_comment_lines_begin(const char *text)
{
	SvCommentLines *reader = palloc0(sizeof(SvCommentLines));

	reader->text = text;
	reader->line = 1;
	sv_comment_lines_restart(reader, 0);
	return reader;
}

/*
 * Resume at another place, which must not be in a string or a comment.
 */
void
sv_comment_lines_restart(SvCommentLines *reader, int at)
{
	reader->base = at;
	reader->tokens = sv_tokens_begin(reader->text + at);
	reader->at = reader->gap_end = at;
	reader->pending = false;
	reader->token.kind = -1;
	reader->token.end = 0;
	sv_comment_lines_break_block(reader);
}

/*
 * Read the next item; it is in the reader, and its kind is returned.
 */
SvItemKind
sv_comment_lines_next(SvCommentLines *reader)
{
	while (reader->tokens != NULL)
	{
		if (read_gap(reader))
			return reader->kind;
		if (reader->pending)
		{
			reader->pending = false;
			reader->comment_end = -1;
			reader->start = reader->base + reader->token.start;
			reader->end = reader->base + reader->token.end;
			return reader->kind = SV_ITEM_SQL;
		}
		if (reader->token.kind == 0)
			return reader->kind = SV_ITEM_END;
		if (!next_gap(reader))
			reader->tokens = NULL;
	}
	read_line(reader);
	return reader->kind;
}

/*
 * End the block of comment lines: the next one begins a new block.
 */
void
sv_comment_lines_break_block(SvCommentLines *reader)
{
	reader->comment_end = -1;
}

/*
 * The line number of a place, counted from 1.
 */
int
sv_comment_lines_line(SvCommentLines *reader, int at)
{
	if (at < reader->line_at)
	{
		reader->line_at = 0;
		reader->line = 1;
	}
	for (; reader->line_at < at; reader->line_at++)
		if (reader->text[reader->line_at] == '\n')
			reader->line++;
	return reader->line;
}

/*
 * The start of the line of a place.
 */
int
sv_comment_lines_line_start(const SvCommentLines *reader, int at)
{
	while (at > 0 && reader->text[at - 1] != '\n')
		at--;
	return at;
}

/*
 * The start of the line after that of a place.
 */
int
sv_comment_lines_next_line(const SvCommentLines *reader, int at)
{
	at += strcspn(reader->text + at, "\n");
	return reader->text[at] == '\n' ? at + 1 : at;
}

/*
 * The text from the start of a line to before an end, without its last line end.
 * CR LF counts as a line end if the line before "start" ends in it too.
 */
char *
sv_comment_lines_section(const SvCommentLines *reader, int start, int end)
{
	if (end > start && reader->text[end - 1] == '\n')
	{
		end--;
		if (end > start && reader->text[end - 1] == '\r' &&
			start >= 2 && reader->text[start - 2] == '\r')
			end--;
	}
	return pnstrdup(reader->text + start, end - start);
}

/*
 * The text of the comment that was read last: without the dashes, one blank
 * after them, and whitespace at the end.
 */
char *
sv_comment_lines_comment(const SvCommentLines *reader)
{
	return sv_comment_lines_comment_at(reader, reader->start);
}

/*
 * The same of the comment that starts at a place, possibly after blanks.
 */
char *
sv_comment_lines_comment_at(const SvCommentLines *reader, int at)
{
	int			start = at + strspn(reader->text + at, " \t") + 2;
	int			end = start + strcspn(reader->text + start, "\r\n");

	if (start < end && reader->text[start] == ' ')
		start++;
	while (start < end && strchr(" \t", reader->text[end - 1]) != NULL)
		end--;
	return pnstrdup(reader->text + start, end - start);
}

/*
 * Let the lexer read the next token, and so find the gap before it.  Returns
 * false if it fails, with the reader at the start of the line to resume at.
 */
static bool
next_gap(SvCommentLines *reader)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool ok = true;

	PG_TRY();
	{
		reader->pending = sv_tokens_next(reader->tokens, &reader->token);
		reader->at = reader->base + reader->token.gap;
		reader->gap_end = reader->base + reader->token.start;
	}
	PG_CATCH();
	{
		sv_error_forget(context);
		reader->at = reader->base + reader->token.end;
		if (sv_comment_lines_line_start(reader, reader->at) != reader->at)
			reader->at = sv_comment_lines_next_line(reader, reader->at);
		ok = false;
	}
	PG_END_TRY();
	return ok;
}

/*
 * Read the next comment line of the gap; false if there is none.
 */
static bool
read_gap(SvCommentLines *reader)
{
	while (reader->at < reader->gap_end)
	{
		SvGapKind	kind;
		int			start = reader->at;
		int			line = start;

		reader->at = sv_tokens_gap_piece(reader->text, start, reader->gap_end,
										 &kind);
		if (kind == SV_GAP_BLOCK_COMMENT)
			sv_comment_lines_break_block(reader);
		if (kind != SV_GAP_LINE_COMMENT)
			continue;
		while (line > 0 && strchr(" \t", reader->text[line - 1]) != NULL)
			line--;
		if (line == 0 || reader->text[line - 1] == '\n')
		{
			take_comment(reader, start, reader->at);
			return true;
		}
	}
	return false;
}

/*
 * Read the next line of a text that the lexer cannot read.
 */
static void
read_line(SvCommentLines *reader)
{
	const char *text = reader->text;

	CHECK_FOR_INTERRUPTS();
	reader->at += strspn(text + reader->at, " \t\r\n");
	reader->kind = text[reader->at] == '\0' ? SV_ITEM_END : SV_ITEM_SQL;
	if (text[reader->at] == '-' && text[reader->at + 1] == '-')
		take_comment(reader, reader->at,
					 reader->at + strcspn(text + reader->at, "\r\n"));
	else if (reader->kind == SV_ITEM_SQL)
	{
		reader->start = reader->at;
		reader->end = reader->at + strcspn(text + reader->at, "\r\n");
		sv_comment_lines_break_block(reader);
	}
	reader->at = sv_comment_lines_next_line(reader, reader->at);
}

static void
take_comment(SvCommentLines *reader, int start, int end)
{
	bool		follows = false;

	if (reader->comment_end >= 0)
	{
		int			next = sv_comment_lines_next_line(reader, reader->comment_end);

		follows = next + strspn(reader->text + next, " \t") == start;
	}
	reader->kind = SV_ITEM_COMMENT;
	reader->start = start;
	reader->end = end;
	if (!follows)
		reader->block = sv_comment_lines_line_start(reader, start);
	reader->comment_end = end;
}
