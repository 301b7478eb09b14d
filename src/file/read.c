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
typedef enum SvMark
{
	SV_MARK_NONE,
	SV_MARK_ID,
	SV_MARK_UP,
	SV_MARK_DOWN,
	SV_MARK_END,
	SV_MARK_UNKNOWN				/* "migrate:" and something else */
} SvMark;

/* A header that is being read. */
typedef struct SvHeader
{
	SvDocument *document;
	char	   *marker;			/* the word of the marks; NULL: the usual one */
	int			end;			/* where the line after it starts */
	uint32		seen;			/* fields, by number */
} SvHeader;

/* A field of a header, and what reads it. */
typedef struct SvField
{
	const char *name;
	void		(*read) (SvHeader *header, char *value);
} SvField;

static SvDocument *parse_document(SvReader *reader, SvPosition *position);
static bool skip_to_header(SvReader *reader, SvPosition *position);
static void parse_header(SvReader *reader, SvHeader *header,
						 SvPosition *position);
static char *parse_message(const SvReader *reader);
static void append_message_line(StringInfo message, const char *line);
static void parse_field(SvHeader *header, char *comment);
static void skip_to_section(SvReader *reader, const char *id,
							SvPosition *position);
static void parse_sections(SvReader *reader, SvDocument *document,
						   SvPosition *position);
static void close_section(SvReader *reader, SvDocument *document,
						  SvMark section, int start, int end);
static void parse_marked(SvReader *reader, const SvHeader *header);
static int	find_line(const SvReader *reader, int at, const char *line);
static SvMark mark_of(const char *comment);
static char *after_name(char *comment, const char *name);
static void read_message(SvHeader *header, char *value);
static void read_revises(SvHeader *header, char *value);
static void read_create_date(SvHeader *header, char *value);
static void read_branch_labels(SvHeader *header, char *value);
static void read_depends_on(SvHeader *header, char *value);
static void read_replaces(SvHeader *header, char *value);
static void read_transactional(SvHeader *header, char *value);
static void read_marker(SvHeader *header, char *value);
static List *parse_names(char *value);
pg_noreturn static void refuse(const char *message, const char *hint);

static const SvField fields[] = {
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
sv_document_parse(const char *text, const char *filename)
{
	SvReader   *reader;
	List	   *documents = NIL;
	SvDocument *document;
	SvPosition	position = {filename, 1};
	ErrorContextCallback callback;

	callback.callback = sv_document_error_callback;
	callback.arg = &position;
	callback.previous = error_context_stack;
	error_context_stack = &callback;

	reader = sv_reader_begin(text);
	sv_reader_next(reader);
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
sv_document_is_mark(const char *comment)
{
	return mark_of(comment) != SV_MARK_NONE;
}

/*
 * Error context callback: says where in which file the error is.
 */
void
sv_document_error_callback(void *arg)
{
	const SvPosition *position = arg;

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
parse_document(SvReader *reader, SvPosition *position)
{
	SvHeader	header = {0};
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
skip_to_header(SvReader *reader, SvPosition *position)
{
	for (; reader->kind != SV_ITEM_END; sv_reader_next(reader))
	{
		SvMark		mark = SV_MARK_NONE;

		position->line = sv_reader_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			mark = mark_of(sv_reader_comment(reader));
		if (mark == SV_MARK_ID)
			return true;
		if (reader->kind == SV_ITEM_SQL || mark != SV_MARK_NONE)
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
parse_header(SvReader *reader, SvHeader *header, SvPosition *position)
{
	SvRevision *revision = &header->document->revision;
	int			block = reader->block;

	revision->id = after_name(sv_reader_comment(reader), "Revision ID");
	sv_name_check(revision->id);
	revision->message = parse_message(reader);
	header->end = sv_reader_next_line(reader, reader->end);
	while (sv_reader_next(reader) == SV_ITEM_COMMENT && reader->block == block)
	{
		char	   *comment = sv_reader_comment(reader);
		SvMark		mark = mark_of(comment);

		position->line = sv_reader_line(reader, reader->start);
		if (mark == SV_MARK_ID)
			refuse(gettext_noop("second revision ID in one header"),
				   gettext_noop("Leave a line empty before the header of the next revision."));
		if (mark != SV_MARK_NONE ||
			(header->marker != NULL && after_name(comment, header->marker) != NULL))
			break;
		if (comment[0] != '\0')
			parse_field(header, comment);
		header->end = sv_reader_next_line(reader, reader->end);
	}
}

/*
 * The message: the comment lines from the start of the block to before the
 * line with the id, at which the reader is, without empty ones at both ends.
 */
static char *
parse_message(const SvReader *reader)
{
	StringInfoData message;
	int			end = sv_reader_line_start(reader, reader->start);
	int			empty = -1;		/* lines not written yet; -1: nothing was */

	initStringInfo(&message);
	for (int at = reader->block; at < end; at = sv_reader_next_line(reader, at))
	{
		char	   *line = sv_reader_comment_at(reader, at);

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
parse_field(SvHeader *header, char *comment)
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
skip_to_section(SvReader *reader, const char *id, SvPosition *position)
{
	for (;; sv_reader_next(reader))
	{
		SvMark		mark = SV_MARK_NONE;

		if (reader->kind != SV_ITEM_END)
			position->line = sv_reader_line(reader, reader->start);
		if (reader->kind == SV_ITEM_COMMENT)
			mark = mark_of(sv_reader_comment(reader));
		if (mark == SV_MARK_UP)
			return;
		if (reader->kind == SV_ITEM_COMMENT && mark == SV_MARK_NONE)
			continue;
		if (mark == SV_MARK_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop("Sections are \"-- migrate:up\" and \"-- migrate:down\"."));
		if (reader->kind == SV_ITEM_SQL)
			refuse(gettext_noop("SQL outside of a section"),
				   gettext_noop("Put \"-- migrate:up\" on a line before it."));
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("revision \"%s\" has no section \"-- migrate:up\"%s", id,
						mark == SV_MARK_DOWN ? " before \"-- migrate:down\"" : "")));
	}
}

/*
 * Read the sections; the reader is at the mark of the first one.
 */
static void
parse_sections(SvReader *reader, SvDocument *document, SvPosition *position)
{
	SvMark		section = SV_MARK_UP;
	int			start = sv_reader_next_line(reader, reader->end);

	sv_reader_break_block(reader);
	while (sv_reader_next(reader) != SV_ITEM_END)
	{
		SvMark		mark = reader->kind == SV_ITEM_SQL ? SV_MARK_NONE :
		mark_of(sv_reader_comment(reader));

		if (mark == SV_MARK_NONE)
			continue;
		position->line = sv_reader_line(reader, reader->start);
		if (mark == SV_MARK_UNKNOWN)
			refuse(gettext_noop("unrecognized section"),
				   gettext_noop("Sections are \"-- migrate:up\" and \"-- migrate:down\"."));
		if (mark == SV_MARK_UP || mark == section)
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("revision \"%s\" has more than one section \"-- migrate:%s\"",
							document->revision.id,
							mark == SV_MARK_UP ? "up" : "down"),
					 errhint("If the line belongs to a script, give the header a field \"-- Marker: word\", and name the sections \"-- word:up\", \"-- word:down\" and \"-- word:end\".")));
		close_section(reader, document, section, start,
					  mark == SV_MARK_ID ? reader->block :
					  sv_reader_line_start(reader, reader->start));
		if (mark == SV_MARK_ID)
			return;
		sv_reader_break_block(reader);
		if (mark == SV_MARK_END)
		{
			sv_reader_next(reader);
			return;
		}
		section = mark;
		start = sv_reader_next_line(reader, reader->end);
	}
	close_section(reader, document, section, start,
				  start + strlen(reader->text + start));
}

static void
close_section(SvReader *reader, SvDocument *document, SvMark section,
			  int start, int end)
{
	char	   *script = sv_reader_section(reader, start, end);

	if (section == SV_MARK_UP)
	{
		document->upgrade = script;
		document->upgrade_line = sv_reader_line(reader, start);
	}
	else
	{
		document->downgrade = script;
		document->downgrade_line = sv_reader_line(reader, start);
	}
}

/*
 * Read sections whose marks have a word of their own.
 */
static void
parse_marked(SvReader *reader, const SvHeader *header)
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
	close_section(reader, document, SV_MARK_UP,
				  sv_reader_next_line(reader, up_at),
				  down_at < 0 ? end_at : down_at);
	if (down_at >= 0)
		close_section(reader, document, SV_MARK_DOWN,
					  sv_reader_next_line(reader, down_at), end_at);
	sv_reader_restart(reader, sv_reader_next_line(reader, end_at));
	sv_reader_next(reader);
}

/*
 * Where a line that says this and nothing else starts, from a place on; -1 if
 * there is none.
 */
static int
find_line(const SvReader *reader, int at, const char *line)
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
		at = sv_reader_next_line(reader, at);
	}
	return -1;
}

static SvMark
mark_of(const char *comment)
{
	const char *word;

	comment += strspn(comment, " \t");
	if (after_name(unconstify(char *, comment), "Revision ID") != NULL)
		return SV_MARK_ID;
	if (strncmp(comment, "migrate:", strlen("migrate:")) != 0)
		return SV_MARK_NONE;
	word = comment + strlen("migrate:");
	if (strcmp(word, "up") == 0)
		return SV_MARK_UP;
	if (strcmp(word, "down") == 0)
		return SV_MARK_DOWN;
	if (strcmp(word, "end") == 0)
		return SV_MARK_END;
	return word[0] == '\0' || word[0] == ' ' ? SV_MARK_NONE : SV_MARK_UNKNOWN;
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
read_message(SvHeader *header, char *value)
{
	header->document->revision.message = value;
}

static void
read_revises(SvHeader *header, char *value)
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
read_create_date(SvHeader *header, char *value)
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
read_branch_labels(SvHeader *header, char *value)
{
	header->document->revision.branch_labels = parse_names(value);
}

static void
read_depends_on(SvHeader *header, char *value)
{
	header->document->revision.depends_on = parse_names(value);
}

static void
read_replaces(SvHeader *header, char *value)
{
	header->document->revision.replaces = parse_names(value);
}

static void
read_transactional(SvHeader *header, char *value)
{
	if (!parse_bool(value, &header->document->revision.transactional))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value for field \"Transactional\": \"%s\"",
						value),
				 errhint("Write \"yes\" or \"no\".")));
}

static void
read_marker(SvHeader *header, char *value)
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
