/*-------------------------------------------------------------------------
 *
 * header.c
 *	  The comment lines of a revision file: headers, and names of sections.
 *
 * The form is described in read.c.  A header consists of fields "Name: value"
 * in any order, none more than once; unknown fields are errors, so that a
 * field with a typing error is not ignored.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#include "file/header.h"
#include "file/moment.h"
#include "graph/name.h"

/* A field of a header, and what reads it. */
typedef struct HeaderField
{
	const char *name;
	void		(*read) (SvHeader *header, char *value);
} HeaderField;

static char *parse_message(const SvCommentLines *reader);
static void append_message_line(StringInfo message, const char *line);
static void parse_field(SvHeader *header, char *comment);
static char *after_name(char *comment, const char *name);
static void read_message(SvHeader *header, char *value);
static void read_revises(SvHeader *header, char *value);
static void read_create_date(SvHeader *header, char *value);
static void read_branch_labels(SvHeader *header, char *value);
static void read_depends_on(SvHeader *header, char *value);
static void read_replaces(SvHeader *header, char *value);
static void read_transactional(SvHeader *header, char *value);
static void read_marker(SvHeader *header, char *value);
static void read_verified(SvHeader *header, char *value);
static void read_online(SvHeader *header, char *value);
static List *parse_names(char *value);

static const HeaderField fields[] = {
	{"Message", read_message},
	{"Revises", read_revises},
	{"Create Date", read_create_date},
	{"Branch Labels", read_branch_labels},
	{"Depends On", read_depends_on},
	{"Replaces", read_replaces},
	{"Transactional", read_transactional},
	{"Marker", read_marker},
	{"Verified", read_verified},
	{"Online", read_online},
};

/*
 * Parse the header in which the reader is at the line with the id.  Leaves the
 * reader at the item behind it.  The position is set to the line that is being
 * parsed, for the context of errors.
 *
 * Errors: lines that are not fields, fields that are unknown, repeated or have
 * an invalid value.
 */
void
sv_header_parse(SvCommentLines *reader, SvHeader *header, SvFilePosition *position)
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
		SvSection	section = sv_header_section(comment);

		position->line = sv_comment_lines_line(reader, reader->start);
		if (section == SV_SECTION_ID)
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("field \"%s\" appears more than once in the header",
							"Revision ID"),
					 errhint("Put an empty line before the header of the next revision.")));
		if (section != SV_SECTION_NONE ||
			(header->marker != NULL && after_name(comment, header->marker) != NULL))
			break;
		if (comment[0] != '\0')
			parse_field(header, comment);
		if (header->document->verified != NULL &&
			header->document->verified_line == 0)
			header->document->verified_line = position->line;
		if (header->document->online_line != NULL &&
			header->document->online_header_line == 0)
			header->document->online_header_line = position->line;
		header->end = sv_comment_lines_next_line(reader, reader->end);
	}
}

/*
 * The kind of a comment line with this text.
 */
SvSection
sv_header_section(const char *comment)
{
	const char *word;

	comment += strspn(comment, " \t");
	if (after_name(unconstify(char *, comment), "Revision ID") != NULL)
		return SV_SECTION_ID;
	if (strncmp(comment, "migrate:", strlen("migrate:")) != 0)
		return SV_SECTION_NONE;
	word = comment + strlen("migrate:");
	if (strcmp(word, "up") == 0)
		return SV_SECTION_UP;
	if (strcmp(word, "down") == 0)
		return SV_SECTION_DOWN;
	if (strcmp(word, "online") == 0)
		return SV_SECTION_ONLINE;
	if (strcmp(word, "online down") == 0)
		return SV_SECTION_ONLINE_DOWN;
	if (strcmp(word, "end") == 0)
		return SV_SECTION_END;
	return word[0] == '\0' || word[0] == ' ' ? SV_SECTION_NONE : SV_SECTION_UNKNOWN;
}

/*
 * The message: the comment lines from the start of the block to the line before
 * the one with the id, at which the reader is, without empty ones at both ends.
 */
static char *
parse_message(const SvCommentLines *reader)
{
	StringInfoData message;
	int			end = sv_comment_lines_line_start(reader, reader->start);
	int			empty = -1;		/* empty lines to append; -1: at the start */

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
 * Append a line to a message.  One that begins with a backslash has escapes,
 * see append_escaped() in write.c.
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
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("header line is not a field"),
				 errhint("A field is \"-- Name: value\".  Put an empty line between the header and other comments.")));
	for (int i = 0; i < lengthof(fields); i++)
	{
		char	   *value = after_name(comment, fields[i].name);

		if (value == NULL)
			continue;
		if (header->seen & (1 << i))
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("field \"%s\" appears more than once in the header",
							fields[i].name)));
		header->seen |= 1 << i;
		fields[i].read(header, value);
		return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("unrecognized field \"%s\" in the header",
					pnstrdup(comment, colon - comment)),
			 errhint("Fields are Revision ID, Message, Revises, Create Date, Branch Labels, Depends On, Replaces, Transactional, Marker, Verified and Online.  Put an empty line between the header and other comments.")));
}

/*
 * The value of a comment "Name: value" with this name; NULL if it is another
 * comment.
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

static void
read_create_date(SvHeader *header, char *value)
{
	header->document->revision.created_at = sv_moment_parse(value);
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

static void
read_verified(SvHeader *header, char *value)
{
	header->document->verified = sv_verdict_line_parse(value);
	if (header->document->verified == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value for field \"Verified\": \"%s\"", value),
				 errhint("Remove the line: schemaver_verify() finds the verdict, and schemaver_export() writes it.")));
}

static void
read_online(SvHeader *header, char *value)
{
	header->document->online_line = sv_online_line_parse(value);
	if (header->document->online_line == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid value for field \"Online\": \"%s\"", value),
				 errhint("Remove the line if you have written the online form: it belongs to the scripts of the file then.")));
}

/*
 * A list of names, separated by commas; a name with a comma or quotes in it is
 * in double quotes, as in SQL.
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
