/*-------------------------------------------------------------------------
 *
 * read.c
 *	  Revision files: reads revisions from a text.
 *
 * A revision is a header and sections, of which the first must be there:
 *
 *		-- create users table
 *		--
 *		-- Revision ID: ae1027a6acf0
 *		-- Revises: 1975ea83b712
 *		-- Create Date: 2026-11-21 09:15:41.654367+00
 *
 *		-- migrate:up
 *		CREATE TABLE users (id integer);
 *
 *		-- migrate:down
 *		DROP TABLE users;
 *
 *		-- migrate:online
 *		CREATE TABLE users (id integer);
 *
 *		-- migrate:online down
 *		DROP TABLE users;
 *
 * The header is the block of comment lines that has the revision id: the
 * message before it, fields after it (see header.c).  Comments above and below
 * that block are ignored.  A section begins on the line after the comment that
 * names it and ends before the next such comment or header, without the last
 * line end; it is kept byte for byte.  "-- migrate:end" ends a section early.
 * A text may have several revisions.
 *
 * Lines count only where they are comments to SQL.  For scripts that would be
 * misread all the same (they have such comments themselves, or end within a
 * string), the field "Marker" replaces the word "migrate" in the comments that
 * name sections, and then these are searched without regard to the SQL around
 * them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "error.h"
#include "file/header.h"
#include "file/read.h"
#include "file/stray.h"

#define SV_SECTIONS_HINT \
	"Sections are \"-- migrate:up\", \"-- migrate:down\", \"-- migrate:online\" and \"-- migrate:online down\"."

/* The names of sections that have a script, after "migrate:" or another word. */
static const char *const section_names[] = {
	[SV_SECTION_UP] = "up",
	[SV_SECTION_DOWN] = "down",
	[SV_SECTION_ONLINE] = "online",
	[SV_SECTION_ONLINE_DOWN] = "online down"
};

static SvDocument *parse_document(SvCommentLines *reader, SvFilePosition *position);
static bool skip_to_header(SvCommentLines *reader, SvFilePosition *position);
static void skip_to_section(SvCommentLines *reader, const char *id,
							SvFilePosition *position);
static void parse_sections(SvCommentLines *reader, SvDocument *document,
						   SvFilePosition *position);
static bool has_script(SvSection section);
static void end_section(SvCommentLines *reader, SvDocument *document,
						SvSection section, int start, int end);
static void parse_marked(SvCommentLines *reader, const SvHeader *header);
static int	find_line(const SvCommentLines *reader, int at, const char *line);
static void check_sql(SvCommentLines *reader, SvFilePosition *position);
pg_noreturn static void refuse(const char *message, const char *hint);

/*
 * The revisions in a text, as a list of SvDocument in the current memory
 * context.  The file name, which may be NULL, is for messages.
 *
 * Errors: whatever is not of the form above, with file and line as context.
 */
List *
sv_read_documents(const char *text, const char *filename)
{
	SvCommentLines *reader;
	List	   *documents = NIL;
	SvDocument *document;
	SvFilePosition position = {filename, 1};
	ErrorContextCallback callback;

	sv_error_context_push(&callback, sv_read_error_callback, &position);

	reader = sv_comment_lines_begin(text);
	sv_comment_lines_next(reader);
	while ((document = parse_document(reader, &position)) != NULL)
		documents = lappend(documents, document);
	if (documents == NIL)
	{
		position.line = 0;
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("no revision found"),
				 errhint("A revision begins with a header of comment lines that has \"-- Revision ID: ...\".")));
	}
	error_context_stack = callback.previous;
	return documents;
}

/*
 * True if a comment line with this text has a meaning in a revision file.
 */
bool
sv_read_is_section(const char *comment)
{
	return sv_header_section(comment) != SV_SECTION_NONE;
}

/*
 * Error context callback: the file and the line of an error; the argument is an
 * SvFilePosition.
 */
void
sv_read_error_callback(void *arg)
{
	const SvFilePosition *position = arg;

	if (position->filename != NULL && position->line > 0)
		errcontext("file \"%s\", line %d", position->filename, position->line);
	else if (position->filename != NULL)
		errcontext("file \"%s\"", position->filename);
	else if (position->line > 0)
		errcontext("text of a revision, line %d", position->line);
}

/*
 * Parse the next revision; NULL if there is none left.  The reader is at its
 * first item, and afterwards at the first item behind it.
 */
static SvDocument *
parse_document(SvCommentLines *reader, SvFilePosition *position)
{
	SvHeader	header = {0};
	SvDocument *document;

	if (!skip_to_header(reader, position))
		return NULL;
	document = palloc0(sizeof(SvDocument));
	document->revision.transactional = true;
	document->position = *position;
	header.document = document;
	sv_header_parse(reader, &header, position);
	if (header.marker != NULL)
		parse_marked(reader, &header);
	else
	{
		skip_to_section(reader, document->revision.id, position);
		parse_sections(reader, document, position);
	}
	document->revision.reversible = document->downgrade != NULL ||
		document->upgrade[0] == '\0';
	return document;
}

/*
 * Advance to the line of a header that has the id; false if there is none.
 */
static bool
skip_to_header(SvCommentLines *reader, SvFilePosition *position)
{
	for (; reader->kind != SV_ITEM_END; sv_comment_lines_next(reader))
	{
		SvSection	section = SV_SECTION_NONE;

		position->line = sv_comment_lines_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			section = sv_header_section(sv_comment_lines_comment(reader));
		if (section == SV_SECTION_ID)
			return true;
		check_sql(reader, position);
		if (reader->kind == SV_ITEM_SQL || section != SV_SECTION_NONE)
			refuse(gettext_noop("SQL or a section without a header"),
				   gettext_noop("Put a header of comment lines that has \"-- Revision ID: ...\" before it."));
	}
	return false;
}

/*
 * Advance to the comment that names the first section.
 */
static void
skip_to_section(SvCommentLines *reader, const char *id, SvFilePosition *position)
{
	for (;; sv_comment_lines_next(reader))
	{
		SvSection	section = SV_SECTION_NONE;

		if (reader->kind != SV_ITEM_END)
			position->line = sv_comment_lines_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			section = sv_header_section(sv_comment_lines_comment(reader));
		if (section == SV_SECTION_UP)
			return;
		if (reader->kind == SV_ITEM_COMMENT && section == SV_SECTION_NONE)
			continue;
		if (section == SV_SECTION_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop(SV_SECTIONS_HINT));
		check_sql(reader, position);
		if (reader->kind == SV_ITEM_SQL)
			refuse(gettext_noop("SQL outside a section"),
				   gettext_noop("Put \"-- migrate:up\" on a line before it."));
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 has_script(section) ?
				 errmsg("revision \"%s\" has no section \"-- migrate:up\" before \"-- migrate:%s\"",
						id, section_names[section]) :
				 errmsg("revision \"%s\" has no section \"-- migrate:up\"",
						id)));
	}
}

/*
 * Parse the sections; the reader is at the comment that names the first one.
 */
static void
parse_sections(SvCommentLines *reader, SvDocument *document, SvFilePosition *position)
{
	SvSection	section = SV_SECTION_UP;
	uint32		seen = 1 << SV_SECTION_UP;
	int			start = sv_comment_lines_next_line(reader, reader->end);

	sv_comment_lines_break_block(reader);
	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		SvSection	next = reader->kind == SV_ITEM_SQL ? SV_SECTION_NONE :
		sv_header_section(sv_comment_lines_comment(reader));

		check_sql(reader, position);
		if (next == SV_SECTION_NONE)
			continue;
		position->line = sv_comment_lines_line(reader, reader->start);
		if (next == SV_SECTION_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop(SV_SECTIONS_HINT));
		if (has_script(next) && (seen & (1 << next)))
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("revision \"%s\" has more than one section \"-- migrate:%s\"",
							document->revision.id,
							section_names[next]),
					 errhint("If the line belongs to a script, give the header a field \"-- Marker: word\", and name the sections \"-- word:up\", \"-- word:down\" and \"-- word:end\".")));
		end_section(reader, document, section, start,
					next == SV_SECTION_ID ? reader->block :
					sv_comment_lines_line_start(reader, reader->start));
		if (next == SV_SECTION_ID)
			return;
		sv_comment_lines_break_block(reader);
		if (next == SV_SECTION_END)
		{
			sv_comment_lines_next(reader);
			return;
		}
		section = next;
		seen |= 1 << section;
		start = sv_comment_lines_next_line(reader, reader->end);
	}
	end_section(reader, document, section, start,
				start + strlen(reader->text + start));
}

static bool
has_script(SvSection section)
{
	return section == SV_SECTION_UP || section == SV_SECTION_DOWN ||
		section == SV_SECTION_ONLINE || section == SV_SECTION_ONLINE_DOWN;
}

static void
end_section(SvCommentLines *reader, SvDocument *document, SvSection section,
			int start, int end)
{
	char	   *script = sv_comment_lines_section(reader, start, end);
	int			line = sv_comment_lines_line(reader, start);
	int			end_line = sv_comment_lines_line(reader, end) +
	(end > 0 && reader->text[end - 1] != '\n');

	document->end_line = Max(document->end_line, end_line);
	if (section == SV_SECTION_UP)
	{
		document->upgrade = script;
		document->upgrade_line = line;
	}
	else if (section == SV_SECTION_DOWN)
	{
		document->downgrade = script;
		document->downgrade_line = line;
	}
	else if (section == SV_SECTION_ONLINE)
	{
		document->online = script;
		document->online_form_line = line;
	}
	else
	{
		document->online_downgrade = script;
		document->online_downgrade_line = line;
	}
}

/*
 * Parse sections whose names begin with the marker of the header.
 */
static void
parse_marked(SvCommentLines *reader, const SvHeader *header)
{
	SvDocument *document = header->document;
	char	   *up = psprintf("-- %s:up", header->marker);
	char	   *end = psprintf("-- %s:end", header->marker);
	int			at[SV_SECTION_END];
	int			end_at;

	at[SV_SECTION_UP] = find_line(reader, header->end, up);
	end_at = at[SV_SECTION_UP] < 0 ? -1 :
		find_line(reader, at[SV_SECTION_UP], end);
	if (end_at < 0)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("revision \"%s\" has no line \"%s\"",
						document->revision.id, at[SV_SECTION_UP] < 0 ? up : end)));
	for (SvSection section = SV_SECTION_DOWN; section < SV_SECTION_END; section++)
	{
		at[section] = find_line(reader, at[SV_SECTION_UP],
								psprintf("-- %s:%s", header->marker,
										 section_names[section]));
		if (at[section] > end_at)
			at[section] = -1;
	}
	for (SvSection section = SV_SECTION_UP; section < SV_SECTION_END; section++)
	{
		int			section_end = end_at;

		if (at[section] < 0)
			continue;
		for (SvSection other = SV_SECTION_DOWN; other < SV_SECTION_END; other++)
			if (at[other] > at[section])
				section_end = Min(section_end, at[other]);
		end_section(reader, document, section,
					sv_comment_lines_next_line(reader, at[section]), section_end);
	}
	sv_comment_lines_restart(reader, sv_comment_lines_next_line(reader, end_at));
	sv_comment_lines_next(reader);
}

/*
 * The start of the first line from a place on that has this text and nothing
 * else but whitespace at its end; -1 if there is none.
 */
static int
find_line(const SvCommentLines *reader, int at, const char *line)
{
	int			length = strlen(line);

	while (reader->text[at] != '\0')
	{
		const char *start = reader->text + at;

		if (strncmp(start, line, length) == 0 &&
			start[length + strspn(start + length, " \t\r")] == '\n')
			return at;
		if (strcmp(start, line) == 0)
			return at;
		at = sv_comment_lines_next_line(reader, at);
	}
	return -1;
}

/*
 * Refuse what looks like a comment line, and is none: the file would lose a
 * header or a section by it.
 */
static void
check_sql(SvCommentLines *reader, SvFilePosition *position)
{
	char	   *hint = NULL;

	if (reader->kind == SV_ITEM_SQL)
		hint = sv_stray_comment(reader->text, reader->start, reader->end);
	if (hint == NULL)
		return;
	position->line = sv_comment_lines_line(reader, reader->start);
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("an invisible character is before a comment that needs the line for itself"),
			 errhint("%s", hint)));
}

static void
refuse(const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg_internal("%s", _(message)),
			 errhint("%s", _(hint))));
}
