/*-------------------------------------------------------------------------
 *
 * read.c
 *	  Revisions as text: what is in a revision file.
 *
 * A revision is a header and one or two sections:
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
 * The header is the block of comment lines in which the revision id is: the
 * message before it, fields after it.  Comments above and below that block
 * are nobody's.  A section goes from the line after its mark to before the
 * next mark or header, without the last line end; it is kept byte for byte.
 * "-- migrate:end" ends a section early.  A text may have several revisions.
 *
 * Lines count only where they are comments to SQL.  For scripts that would be
 * misread all the same (they have such lines as comments, or end within a
 * string), the field "Marker" gives the marks another word, and then they are
 * looked for without regard to what is around them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"

#include "compat.h"
#include "file/comment_lines.h"
#include "file/read.h"
#include "graph/name.h"

/* What a comment line may be. */
typedef enum Section
{
	SECTION_NONE,
	SECTION_ID,
	SECTION_UP,
	SECTION_DOWN,
	SECTION_END,
	SECTION_UNKNOWN				/* "migrate:" and something else */
} Section;

/* A header that is being read. */
typedef struct Header
{
	SvDocument *document;
	char	   *marker;			/* the word of the marks; NULL: the usual one */
	int			end;			/* where the line after it starts */
	uint32		seen;			/* fields, by number */
} Header;

/* A field of a header, and what reads it. */
typedef struct HeaderField
{
	const char *name;
	void		(*read) (Header *header, char *value);
} HeaderField;

static SvDocument *parse_document(SvCommentLines *reader, SvFilePosition *position);
static bool skip_to_header(SvCommentLines *reader, SvFilePosition *position);
static void parse_header(SvCommentLines *reader, Header *header,
						 SvFilePosition *position);
static char *parse_message(const SvCommentLines *reader);
static void append_message_line(StringInfo message, const char *line);
static void parse_field(Header *header, char *comment);
static void skip_to_section(SvCommentLines *reader, const char *id,
							SvFilePosition *position);
static void parse_sections(SvCommentLines *reader, SvDocument *document,
						   SvFilePosition *position);
static void close_section(SvCommentLines *reader, SvDocument *document,
						  Section section, int start, int end);
static void parse_marked(SvCommentLines *reader, const Header *header);
static int	find_line(const SvCommentLines *reader, int at, const char *line);
static Section section_of(const char *comment);
static char *after_name(char *comment, const char *name);
static void read_message(Header *header, char *value);
static void read_revises(Header *header, char *value);
static void read_create_date(Header *header, char *value);
static void read_branch_labels(Header *header, char *value);
static void read_depends_on(Header *header, char *value);
static void read_replaces(Header *header, char *value);
static void read_transactional(Header *header, char *value);
static void read_marker(Header *header, char *value);
static List *parse_names(char *value);
pg_noreturn static void refuse(const char *message, const char *hint);

static const HeaderField fields[] = {
	{"Message", read_message},
	{"Revises", read_revises},
	{"Create Date", read_create_date},
	{"Branch Labels", read_branch_labels},
	{"Depends On", read_depends_on},
	{"Replaces", read_replaces},
	{"Transactional", read_transactional},
	{"Marker", read_marker},
};

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

	callback.callback = sv_read_error_callback;
	callback.arg = &position;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	reader = sv_comment_lines_begin(text);
	sv_comment_lines_next(reader);
	while ((document = parse_document(reader, &position)) != NULL)
		documents = lappend(documents, document);
	if (documents == NIL)
	{
		position.line = 0;
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("there is no revision"),
				 errhint("A revision begins with a header of comment lines that has \"-- Revision ID: ...\".")));
	}
	error_context_stack = callback.previous;
	return documents;
}

/*
 * Has a comment line, of which this is the text, a meaning here?
 */
bool
sv_read_is_section(const char *comment)
{
	return section_of(comment) != SECTION_NONE;
}

/*
 * Error context callback: says where in which file the error is.
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
 * The revision at the reader, which has the first item of it; NULL if there
 * is none left.  Afterwards it has the first item behind it.
 */
static SvDocument *
parse_document(SvCommentLines *reader, SvFilePosition *position)
{
	Header		header = {0};
	SvDocument *document;

	if (!skip_to_header(reader, position))
		return NULL;
	document = palloc0(sizeof(SvDocument));
	document->revision.transactional = true;
	document->position = *position;
	header.document = document;
	parse_header(reader, &header, position);
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
 * Go on to the line of a header that has the id.
 */
static bool
skip_to_header(SvCommentLines *reader, SvFilePosition *position)
{
	for (; reader->kind != SV_ITEM_END; sv_comment_lines_next(reader))
	{
		Section		mark = SECTION_NONE;

		position->line = sv_comment_lines_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			mark = section_of(sv_comment_lines_comment(reader));
		if (mark == SECTION_ID)
			return true;
		if (reader->kind == SV_ITEM_SQL || mark != SECTION_NONE)
			refuse(gettext_noop("SQL or a section without a header"),
				   gettext_noop("Before it there must be a header of comment lines that has \"-- Revision ID: ...\"."));
	}
	return false;
}

/*
 * Read the header in which the reader is at the line with the id.  Leaves the
 * reader at the item behind it.
 */
static void
parse_header(SvCommentLines *reader, Header *header, SvFilePosition *position)
{
	SvRevision *revision = &header->document->revision;
	int			block = reader->block;

	revision->id = after_name(sv_comment_lines_comment(reader), "Revision ID");
	sv_name_check(revision->id);
	revision->message = parse_message(reader);
	header->end = sv_comment_lines_next_line(reader, reader->end);
	while (sv_comment_lines_next(reader) == SV_ITEM_COMMENT && reader->block == block)
	{
		char	   *comment = sv_comment_lines_comment(reader);
		Section		mark = section_of(comment);

		position->line = sv_comment_lines_line(reader, reader->start);
		if (mark == SECTION_ID)
			refuse(gettext_noop("second revision ID in one header"),
				   gettext_noop("Leave a line empty before the header of the next revision."));
		if (mark != SECTION_NONE ||
			(header->marker != NULL && after_name(comment, header->marker) != NULL))
			break;
		if (comment[0] != '\0')
			parse_field(header, comment);
		header->end = sv_comment_lines_next_line(reader, reader->end);
	}
}

/*
 * The message: the comment lines from the start of the block to before the
 * line with the id, at which the reader is, without empty ones at both ends.
 */
static char *
parse_message(const SvCommentLines *reader)
{
	StringInfoData message;
	int			end = sv_comment_lines_line_start(reader, reader->start);
	int			empty = -1;		/* lines not written yet; -1: nothing was */

	initStringInfo(&message);
	for (int at = reader->block; at < end; at = sv_comment_lines_next_line(reader, at))
	{
		char	   *line = sv_comment_lines_comment_at(reader, at);

		if (line[0] == '\0')
		{
			if (empty >= 0)
				empty++;
			continue;
		}
		for (; empty >= 0; empty--)
			appendStringInfoChar(&message, '\n');
		append_message_line(&message, line);
		empty = 0;
	}
	return empty < 0 ? "empty message" : message.data;
}

/*
 * A line that begins with a backslash has escapes, see compose.c.
 */
static void
append_message_line(StringInfo message, const char *line)
{
	if (line[0] != '\\')
	{
		appendStringInfoString(message, line);
		return;
	}
	for (const char *p = line + 1; *p != '\0'; p++)
	{
		if (*p == '\\' && p[1] != '\0')
		{
			p++;
			appendStringInfoChar(message, *p == 'r' ? '\r' : *p == 's' ? ' ' :
								 *p == 't' ? '\t' : *p);
		}
		else
			appendStringInfoChar(message, *p);
	}
}

static void
parse_field(Header *header, char *comment)
{
	char	   *colon = strchr(comment, ':');

	if (colon == NULL)
		refuse(gettext_noop("a line of the header is no field"),
			   gettext_noop("A field is \"-- Name: value\".  Leave a line empty between the header and other comments."));
	for (int i = 0; i < lengthof(fields); i++)
	{
		char	   *value = after_name(comment, fields[i].name);

		if (value == NULL)
			continue;
		if (header->seen & (1 << i))
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("field \"%s\" is in the header twice",
							fields[i].name)));
		header->seen |= 1 << i;
		fields[i].read(header, value);
		return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("unrecognized field \"%s\" in the header",
					pnstrdup(comment, colon - comment)),
			 errhint("Fields are Revision ID, Message, Revises, Create Date, Branch Labels, Depends On, Replaces, Transactional and Marker.  Leave a line empty between the header and other comments.")));
}

/*
 * Go on to the mark of the first section.
 */
static void
skip_to_section(SvCommentLines *reader, const char *id, SvFilePosition *position)
{
	for (;; sv_comment_lines_next(reader))
	{
		Section		mark = SECTION_NONE;

		if (reader->kind != SV_ITEM_END)
			position->line = sv_comment_lines_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			mark = section_of(sv_comment_lines_comment(reader));
		if (mark == SECTION_UP)
			return;
		if (reader->kind == SV_ITEM_COMMENT && mark == SECTION_NONE)
			continue;
		if (mark == SECTION_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop("Sections are \"-- migrate:up\" and \"-- migrate:down\"."));
		if (reader->kind == SV_ITEM_SQL)
			refuse(gettext_noop("SQL outside of a section"),
				   gettext_noop("Put \"-- migrate:up\" on a line before it."));
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("revision \"%s\" has no section \"-- migrate:up\"%s", id,
						mark == SECTION_DOWN ? " before \"-- migrate:down\"" : "")));
	}
}

/*
 * Read the sections; the reader is at the mark of the first one.
 */
static void
parse_sections(SvCommentLines *reader, SvDocument *document, SvFilePosition *position)
{
	Section		section = SECTION_UP;
	int			start = sv_comment_lines_next_line(reader, reader->end);

	sv_comment_lines_break_block(reader);
	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		Section		mark = reader->kind == SV_ITEM_SQL ? SECTION_NONE :
		section_of(sv_comment_lines_comment(reader));

		if (mark == SECTION_NONE)
			continue;
		position->line = sv_comment_lines_line(reader, reader->start);
		if (mark == SECTION_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop("Sections are \"-- migrate:up\" and \"-- migrate:down\"."));
		if (mark == SECTION_UP || mark == section)
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("revision \"%s\" has more than one section \"-- migrate:%s\"",
							document->revision.id,
							mark == SECTION_UP ? "up" : "down"),
					 errhint("If the line belongs to a script, give the header a field \"-- Marker: word\", and name the sections \"-- word:up\", \"-- word:down\" and \"-- word:end\".")));
		close_section(reader, document, section, start,
					  mark == SECTION_ID ? reader->block :
					  sv_comment_lines_line_start(reader, reader->start));
		if (mark == SECTION_ID)
			return;
		sv_comment_lines_break_block(reader);
		if (mark == SECTION_END)
		{
			sv_comment_lines_next(reader);
			return;
		}
		section = mark;
		start = sv_comment_lines_next_line(reader, reader->end);
	}
	close_section(reader, document, section, start,
				  start + strlen(reader->text + start));
}

static void
close_section(SvCommentLines *reader, SvDocument *document, Section section,
			  int start, int end)
{
	char	   *script = sv_comment_lines_section(reader, start, end);

	if (section == SECTION_UP)
	{
		document->upgrade = script;
		document->upgrade_line = sv_comment_lines_line(reader, start);
	}
	else
	{
		document->downgrade = script;
		document->downgrade_line = sv_comment_lines_line(reader, start);
	}
}

/*
 * Read sections whose marks have a word of their own.
 */
static void
parse_marked(SvCommentLines *reader, const Header *header)
{
	SvDocument *document = header->document;
	char	   *up = psprintf("-- %s:up", header->marker);
	char	   *down = psprintf("-- %s:down", header->marker);
	char	   *end = psprintf("-- %s:end", header->marker);
	int			up_at = find_line(reader, header->end, up);
	int			end_at = up_at < 0 ? -1 : find_line(reader, up_at, end);
	int			down_at = end_at < 0 ? -1 : find_line(reader, up_at, down);

	if (end_at < 0)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("revision \"%s\" has no line \"%s\"",
						document->revision.id, up_at < 0 ? up : end)));
	if (down_at > end_at)
		down_at = -1;
	close_section(reader, document, SECTION_UP,
				  sv_comment_lines_next_line(reader, up_at),
				  down_at < 0 ? end_at : down_at);
	if (down_at >= 0)
		close_section(reader, document, SECTION_DOWN,
					  sv_comment_lines_next_line(reader, down_at), end_at);
	sv_comment_lines_restart(reader, sv_comment_lines_next_line(reader, end_at));
	sv_comment_lines_next(reader);
}

/*
 * Where a line that says this and nothing else starts, from a place on; -1 if
 * there is none.
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

static Section
section_of(const char *comment)
{
	const char *word;

	comment += strspn(comment, " \t");
	if (after_name(unconstify(char *, comment), "Revision ID") != NULL)
		return SECTION_ID;
	if (strncmp(comment, "migrate:", strlen("migrate:")) != 0)
		return SECTION_NONE;
	word = comment + strlen("migrate:");
	if (strcmp(word, "up") == 0)
		return SECTION_UP;
	if (strcmp(word, "down") == 0)
		return SECTION_DOWN;
	if (strcmp(word, "end") == 0)
		return SECTION_END;
	return word[0] == '\0' || word[0] == ' ' ? SECTION_NONE : SECTION_UNKNOWN;
}

/*
 * The value in "Name: value"; NULL if that is not what a comment is.
 */
static char *
after_name(char *comment, const char *name)
{
	char	   *value = comment + strspn(comment, " \t");

	if (pg_strncasecmp(value, name, strlen(name)) != 0)
		return NULL;
	value += strlen(name);
	value += strspn(value, " \t");
	if (*value != ':')
		return NULL;
	return value + 1 + strspn(value + 1, " \t");
}

static void
read_message(Header *header, char *value)
{
	header->document->revision.message = value;
}

static void
read_revises(Header *header, char *value)
{
	bool		is_base = strcmp(value, "<base>") == 0 ||
	strcmp(value, "None") == 0;

	header->document->revision.down_revisions = is_base ? NIL :
		parse_names(value);
}

/*
 * A date without a time zone is in UTC, so that it is the same everywhere.
 */
static void
read_create_date(Header *header, char *value)
{
	int			date_length = strspn(value, "0123456789-");
	const char *time = value + date_length;
	const char *text = value;

	if (date_length > 0 && *time == '\0')
		text = psprintf("%s 00:00:00+00", value);
	else if (date_length > 0 && time[1 + strspn(time + 1, "0123456789:.")] == '\0')
		text = psprintf("%s+00", value);
	header->document->revision.created_at =
		DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in,
												CStringGetDatum(text),
												ObjectIdGetDatum(InvalidOid),
												Int32GetDatum(-1)));
}

static void
read_branch_labels(Header *header, char *value)
{
	header->document->revision.branch_labels = parse_names(value);
}

static void
read_depends_on(Header *header, char *value)
{
	header->document->revision.depends_on = parse_names(value);
}

static void
read_replaces(Header *header, char *value)
{
	header->document->revision.replaces = parse_names(value);
}

static void
read_transactional(Header *header, char *value)
{
	if (!parse_bool(value, &header->document->revision.transactional))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value for field \"Transactional\": \"%s\"",
						value),
				 errhint("Write \"yes\" or \"no\".")));
}

static void
read_marker(Header *header, char *value)
{
	if (value[0] == '\0' || strpbrk(value, ": \t") != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value for field \"Marker\": \"%s\"", value),
				 errhint("Write one word.")));
	header->marker = value;
}

/*
 * Names, with commas between them; one with a comma or quotes in it is in
 * double quotes, as in SQL.
 */
static List *
parse_names(char *value)
{
	List	   *names = NIL;
	ListCell   *lc;

	if (!SplitGUCList(pstrdup(value), ',', &names))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid list of names: \"%s\"", value),
				 errhint("Write a comma between two names.")));
	foreach(lc, names)
		sv_name_check(lfirst(lc));
	return names;
}

static void
refuse(const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg_internal("%s", _(message)),
			 errhint("%s", _(hint))));
}
