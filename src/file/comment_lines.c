/*-------------------------------------------------------------------------
 *
 * comment_lines.c
 *	  The comment lines of a SQL text, one after the other.
 *
 * Files of revisions, of ours and of other tools, have their structure in
 * lines that are comments to SQL.  Whether a line is a comment, or a part of
 * a string or of a function body, is what the server's lexer says.  Where the
 * text is beyond the lexer (a string that does not end), what follows is read
 * line by line.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "error.h"
#include "file/comment_lines.h"

static bool next_gap(SvReader *reader);
static bool read_gap(SvReader *reader);
static void read_line(SvReader *reader);
static void take_comment(SvReader *reader, int start, int end);

/*
 * Begin to read a text, which must stay where it is.
 */
SvReader *
sv_reader_begin(const char *text)
{
	SvReader   *reader = palloc0(sizeof(SvReader));

	reader->text = text;
	reader->line = 1;
	sv_reader_restart(reader, 0);
	return reader;
}

/*
 * Read on from another place, at which no string and no comment is open.
 */
void
sv_reader_restart(SvReader *reader, int at)
{
	reader->base = at;
	reader->tokens = sv_tokens_begin(reader->text + at);
	reader->at = reader->gap_end = at;
	reader->pending = false;
	reader->token.kind = -1;
	reader->token.end = 0;
	sv_reader_break_block(reader);
}

/*
 * The next item.
 */
SvItemKind
sv_reader_next(SvReader *reader)
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
 * The comment that was read last belongs to no block that goes on.
 */
void
sv_reader_break_block(SvReader *reader)
{
	reader->comment_end = -1;
}

/*
 * The number of the line of a place.
 */
int
sv_reader_line(SvReader *reader, int at)
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
 * Where the line of a place starts.
 */
int
sv_reader_line_start(const SvReader *reader, int at)
{
	while (at > 0 && reader->text[at - 1] != '\n')
		at--;
	return at;
}

/*
 * Where the line after that of a place starts.
 */
int
sv_reader_next_line(const SvReader *reader, int at)
{
	at += strcspn(reader->text + at, "\n");
	return reader->text[at] == '\n' ? at + 1 : at;
}

/*
 * The text from the start of a line to before an end, without the line end
 * that it ends with, if it does.  CR LF is one if the line before has it too.
 */
char *
sv_reader_section(const SvReader *reader, int start, int end)
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
 * What the comment that was read last says: without the dashes, one blank
 * after them, and white space at the end.
 */
char *
sv_reader_comment(const SvReader *reader)
{
	return sv_reader_comment_at(reader, reader->start);
}

/*
 * The same of the comment that starts at a place, after blanks perhaps.
 */
char *
sv_reader_comment_at(const SvReader *reader, int at)
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
 * Let the lexer read the next token, and so find the gap before it.  False:
 * it can not, and has given up.
 */
static bool
next_gap(SvReader *reader)
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
		if (sv_reader_line_start(reader, reader->at) != reader->at)
			reader->at = sv_reader_next_line(reader, reader->at);
		ok = false;
	}
	PG_END_TRY();
	return ok;
}

/*
 * The next comment line of the gap, if there is one.
 */
static bool
read_gap(SvReader *reader)
{
	while (reader->at < reader->gap_end)
	{
		SvGapKind	kind;
		int			start = reader->at;
		int			line = start;

		reader->at = sv_tokens_gap_piece(reader->text, start, reader->gap_end,
										 &kind);
		if (kind == SV_GAP_BLOCK_COMMENT)
			sv_reader_break_block(reader);
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
 * The next line of a text that the lexer can not read.
 */
static void
read_line(SvReader *reader)
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
		sv_reader_break_block(reader);
	}
	reader->at = sv_reader_next_line(reader, reader->at);
}

static void
take_comment(SvReader *reader, int start, int end)
{
	bool		follows = false;

	if (reader->comment_end >= 0)
	{
		int			next = sv_reader_next_line(reader, reader->comment_end);

		follows = next + strspn(reader->text + next, " \t") == start;
	}
	reader->kind = SV_ITEM_COMMENT;
	reader->start = start;
	reader->end = end;
	if (!follows)
		reader->block = sv_reader_line_start(reader, start);
	reader->comment_end = end;
}
