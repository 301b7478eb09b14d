/*-------------------------------------------------------------------------
 *
 * write.c
 *	  Revision files: writes revisions as text.
 *
 * The form is described in read.c.  The invariant: what is written here is read
 * there as the same revision, whatever its message and its scripts contain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "file/comment_lines.h"
#include "file/moment.h"
#include "file/tokens.h"
#include "file/write.h"
#include "strings.h"

/* As in Alembic: characters of the message in a file name. */
#define SV_SLUG_LENGTH 40

/* Bytes of a file name without the ending, as file systems have them. */
#define SV_MAX_STEM 240

static void append_message(StringInfo buf, const char *message);
static bool is_plain_line(const char *line, int length, bool at_end);
static void append_escaped(StringInfo buf, const char *line, int length);
static void append_names(StringInfo buf, const char *field, List *names);
static char *quote_name(const char *name);
static void append_section(StringInfo buf, const char *word, const char *name,
						   const char *script, bool is_last);
static char *marker_for(const char *const *scripts);
static bool is_misread(const char *script);
static bool mentions(const char *script, const char *word);
static bool ends_in_comment(const char *script);
static char *slug_of(const char *message);
static bool replace_unsafe(char *stem);

/*
 * The text of a revision file.
 */
char *
sv_write_document(const SvDocument *document)
{
	const SvRevision *revision = &document->revision;
	static const char *const names[] = {"up", "down", "online", "online down"};
	const char *scripts[] = {document->upgrade, document->downgrade,
	document->online, document->online_downgrade};
	char	   *marker = marker_for(scripts);
	const char *word = marker ? marker : "migrate";
	int			last = 0;
	StringInfoData buf;

	initStringInfo(&buf);
	append_message(&buf, revision->message);
	appendStringInfo(&buf, "--\n-- Revision ID: %s\n", revision->id);
	if (revision->down_revisions == NIL)
		appendStringInfoString(&buf, "-- Revises:\n");
	append_names(&buf, "Revises", revision->down_revisions);
	appendStringInfo(&buf, "-- Create Date: %s\n",
					 sv_moment_text(revision->created_at));
	append_names(&buf, "Branch Labels", revision->branch_labels);
	append_names(&buf, "Depends On", revision->depends_on);
	append_names(&buf, "Replaces", revision->replaces);
	if (!revision->transactional)
		appendStringInfoString(&buf, "-- Transactional: no\n");
	if (marker != NULL)
		appendStringInfo(&buf, "-- Marker: %s\n", marker);
	if (document->verified != NULL)
		sv_verdict_line_append(&buf, document->verified);
	if (document->online_line != NULL)
		sv_online_line_append(&buf, document->online_line);

	appendStringInfoChar(&buf, '\n');
	for (int i = 0; i < lengthof(scripts); i++)
		last = scripts[i] ? i : last;
	for (int i = 0; i <= last; i++)
		if (scripts[i] != NULL)
			append_section(&buf, word, names[i], scripts[i], i > 0 && i == last);
	if (marker != NULL || ends_in_comment(scripts[last]))
		appendStringInfo(&buf, "-- %s:end\n", word);
	return buf.data;
}

/*
 * Append a section.  The last one of a file has no empty line if it is empty.
 */
static void
append_section(StringInfo buf, const char *word, const char *name,
			   const char *script, bool is_last)
{
	appendStringInfo(buf, "-- %s:%s\n%s%s", word, name, script,
					 is_last && script[0] == '\0' ? "" : "\n");
}

/*
 * The name of a revision file: the id and the message, <id>_<slug>.sql.
 */
char *
sv_write_filename(const SvRevision *revision)
{
	char	   *slug = slug_of(revision->message);
	char	   *stem = pstrdup(revision->id);
	bool		is_other = replace_unsafe(stem);

	if (strlen(stem) + strlen(slug) + 1 > SV_MAX_STEM)
		slug = "";
	if (strlen(stem) > SV_MAX_STEM)
	{
		stem[pg_mbcliplen(stem, strlen(stem), SV_MAX_STEM - 9)] = '\0';
		is_other = true;
	}

	/* must not be taken for the file of another id */
	if (is_other)
		stem = psprintf("%s_%08x", stem,
						hash_bytes((const unsigned char *) revision->id,
								   strlen(revision->id)));
	return psprintf("%s%s%s.sql", stem, slug[0] ? "_" : "", slug);
}

static void
append_message(StringInfo buf, const char *message)
{
	const char *line = message;

	for (;;)
	{
		int			length = strcspn(line, "\n");
		bool		is_last = line[length] == '\0';

		if (length == 0 && !is_last && line != message)
			appendStringInfoString(buf, "--\n");
		else if (is_plain_line(line, length, line == message || is_last))
			appendStringInfo(buf, "-- %.*s\n", length, line);
		else
			append_escaped(buf, line, length);
		if (is_last)
			return;
		line += length + 1;
	}
}

/*
 * True if a line of the message is read back as it is.  "At end" is the first
 * or the last line, which the reader skips if it is empty.
 */
static bool
is_plain_line(const char *line, int length, bool at_end)
{
	char	   *text = pnstrdup(line, length);

	if (length == 0)
		return !at_end;
	return text[0] != '\\' && strchr(text, '\r') == NULL &&
		strspn(text, " \t") < length &&
		strchr(" \t", text[length - 1]) == NULL &&
		!mentions(text, "migrate:") && !mentions(text, "revision id");
}

/*
 * Append a line with escapes: a backslash and the line, in which backslashes are
 * doubled, and carriage returns and whitespace at the end are escaped.
 */
static void
append_escaped(StringInfo buf, const char *line, int length)
{
	appendStringInfoString(buf, "-- \\");
	for (int i = 0; i < length; i++)
	{
		if (line[i] == '\\')
			appendStringInfoString(buf, "\\\\");
		else if (line[i] == '\r')
			appendStringInfoString(buf, "\\r");
		else if (i == length - 1 && line[i] == ' ')
			appendStringInfoString(buf, "\\s");
		else if (i == length - 1 && line[i] == '\t')
			appendStringInfoString(buf, "\\t");
		else
			appendStringInfoChar(buf, line[i]);
	}
	appendStringInfoChar(buf, '\n');
}

static void
append_names(StringInfo buf, const char *field, List *names)
{
	List	   *quoted = NIL;
	ListCell   *lc;

	if (names == NIL)
		return;
	foreach(lc, names)
		quoted = lappend(quoted, quote_name(lfirst(lc)));
	appendStringInfo(buf, "-- %s: %s\n", field, sv_strings_join(quoted, ", "));
}

/*
 * A name in double quotes, if the reader would take it for something else.
 */
static char *
quote_name(const char *name)
{
	StringInfoData buf;

	if (strpbrk(name, ",\"<") == NULL && strcmp(name, "None") != 0)
		return pstrdup(name);
	initStringInfo(&buf);
	appendStringInfoChar(&buf, '"');
	for (const char *p = name; *p != '\0'; p++)
		appendStringInfo(&buf, *p == '"' ? "\"\"" : "%c", *p);
	appendStringInfoChar(&buf, '"');
	return buf.data;
}

/*
 * A marker for the names of sections that is in none of the four scripts, of
 * which the first is not NULL; NULL if none is needed.
 */
static char *
marker_for(const char *const *scripts)
{
	bool		needed = false;

	for (int i = 0; i < 4; i++)
		needed |= scripts[i] != NULL && is_misread(scripts[i]);
	for (int number = 1; needed; number++)
	{
		char	   *marker = psprintf("section%d", number);
		char	   *name = psprintf("-- %s:", marker);
		bool		taken = false;

		for (int i = 0; i < 4; i++)
			taken |= scripts[i] != NULL && strstr(scripts[i], name) != NULL;
		if (!taken)
			return marker;
	}
	return NULL;
}

/*
 * True if the reader would misread the script, or the text after it.
 */
static bool
is_misread(const char *script)
{
	SvToken		first;
	SvCommentLines *reader;

	if (!sv_tokens_well_formed(script, &first) ||
		script[first.start] == '\'')	/* continues a string before it */
		return true;
	if (!mentions(script, "migrate:") && !mentions(script, "revision id"))
		return false;
	reader = sv_comment_lines_begin(script);
	while (sv_comment_lines_next(reader) != SV_ITEM_END)
		if (reader->kind == SV_ITEM_COMMENT &&
			sv_read_is_section(sv_comment_lines_comment(reader)))
			return true;
	return false;
}

/*
 * True if a word, which is in lower case, is in a text, in letters of any case.
 */
static bool
mentions(const char *text, const char *word)
{
	int			length = strlen(word);

	for (const char *p = text; *p != '\0'; p++)
		if (pg_tolower((unsigned char) *p) == word[0] &&
			pg_strncasecmp(p, word, length) == 0)
			return true;
	return false;
}

/*
 * True if the header of a revision that follows would begin in this script.
 */
static bool
ends_in_comment(const char *script)
{
	const char *line = script + strlen(script);

	while (line > script && line[-1] != '\n')
		line--;
	line += strspn(line, " \t");
	return strncmp(line, "--", 2) == 0;
}

/*
 * The words of the first line of a message, separated by "_", for a file name.
 */
static char *
slug_of(const char *message)
{
	char	   *slug = pnstrdup(message, strcspn(message, "\r\n"));
	int			length = 0;
	bool		gap = false;

	for (char *p = slug; *p != '\0'; p++)
	{
		bool		is_word = isalnum((unsigned char) *p) || *p == '_' ||
		IS_HIGHBIT_SET(*p);

		if (is_word && gap && length > 0)
			slug[length++] = '_';
		if (is_word)
			slug[length++] = IS_HIGHBIT_SET(*p) ? *p :
				pg_tolower((unsigned char) *p);
		gap = !is_word;
	}
	slug[length] = '\0';
	if (pg_mbstrlen(slug) > SV_SLUG_LENGTH)
	{
		char	   *word;

		slug[pg_mbcharcliplen(slug, length, SV_SLUG_LENGTH)] = '\0';
		word = strrchr(slug, '_');
		if (word != NULL && word != slug)
			*word = '\0';
	}
	return slug;
}

/*
 * Replace characters that some file system does not allow in file names; returns
 * true if there were any.
 */
static bool
replace_unsafe(char *stem)
{
	bool		found = false;

	for (char *p = stem; *p != '\0'; p++)
		if (strchr("/\\<>\"|?*", *p) != NULL || (p == stem && *p == '.'))
		{
			*p = '_';
			found = true;
		}
	return found;
}
