/*-------------------------------------------------------------------------
 *
 * liquibase.c
 *	  Liquibase's formatted SQL, and other SQL files of it.
 *
 * A file begins with "--liquibase formatted sql", which may be followed by the
 * name of the file in the tool's table ("logicalFilePath:...").  Each line
 * "--changeset author:id attribute:value ..." begins a change set.  The script
 * that undoes it is in "--rollback ..." lines, or in a comment that begins with
 * "liquibase rollback" on a line of its own; "--comment ..." is its message.
 *
 * A file without that first line is one change set, which Liquibase calls
 * includeAll:raw.  Files have the order of their paths, as of includeAll.
 *
 * Change logs in XML, YAML and JSON are not read: "liquibase update-sql" writes
 * their change sets as SQL, which is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "import/import.h"

/* A change set that is being read. */
typedef struct Changeset
{
	char	   *author;
	char	   *id;
	char	   *comment;
	const char *path;			/* of the file, for the tool */
	char	   *delimiter;		/* NULL: semicolon */
	char	   *rollback_delimiter;
	bool		no_transaction;
	bool		skip;			/* for another database system, or ignored */
	bool		has_rollback;
	bool		in_rollback;	/* within a comment */
	int			ignore;			/* lines to skip; -1: up to "ignoreLines:end" */
	StringInfoData up;
	StringInfoData rollback;
} Changeset;

static void check_change_log(SvImport *import);
static void read_file(SvImport *import);
static const char *after_header(const char *text);
static void read_formatted(SvImport *import, const char *header);
static void add_raw(SvImport *import);
static const char *path_of(const char *header, const char *filename);
static void read_line(SvImport *import, const char *path,
					  Changeset **current, char *line);
static const char *comment_of(const char *line);
static bool begins_rollback(const char *line);
static const char *after(const char *text, const char *word);
static Changeset *begin_changeset(SvImport *import, const char *path,
								  const char *text);
static char *take_word(const char **text, const char *ends);
static void take_attribute(SvImport *import, Changeset *changeset,
						   const char *name, char *value);
static void add_rollback(Changeset *changeset, const char *text);
static void add_commented(Changeset *changeset, const char *line);
static void end_changeset(SvImport *import, Changeset *changeset);
static char *with_semicolons(const char *script, const char *delimiter);
static char *trimmed(const char *text);

void
sv_import_read_liquibase(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		import->file = lfirst(lc);
		if (sv_import_ends_with(import->file->name, ".sql"))
			read_file(import);
		else
			check_change_log(import);
	}
	sv_import_finish_liquibase_output(import);
}

/*
 * Refuse a change log in another form that has change sets; one that only
 * includes other files is no more than an order of them.
 */
static void
check_change_log(SvImport *import)
{
	const char *text = import->file->text;

	if (strstr(text, "databaseChangeLog") == NULL)
		return;
	sv_import_use(import->file);
	if (strstr(text, "changeSet") == NULL)
	{
		sv_import_warn(import, _("the change log is not read: files are taken in the order of their names"));
		return;
	}
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("the change sets of a change log that is not SQL cannot be imported"),
			 errhint("Import a folder with the output of \"liquibase update-sql\" (and of \"liquibase future-rollback-sql\") for this change log and the URL offline:postgresql.")));
}

static void
read_file(SvImport *import)
{
	const char *text = import->file->text + strspn(import->file->text, " \t\r\n");
	const char *header = after_header(text);

	if (header != NULL)
		read_formatted(import, header);
	else if (!sv_import_read_liquibase_output(import) && *text != '\0')
		add_raw(import);
	else if (*text == '\0')
		return;
	sv_import_use(import->file);
}

/*
 * What follows "liquibase formatted" in the first line of a text; NULL if it
 * does not begin so.
 */
static const char *
after_header(const char *text)
{
	const char *header = comment_of(text);

	header = header ? after(header, "liquibase") : NULL;
	return header ? after(header, "formatted") : NULL;
}

static void
read_formatted(SvImport *import, const char *header)
{
	const char *rest = import->file->text + strspn(import->file->text, " \t\r\n");
	const char *path = path_of(header, import->file->name);
	Changeset  *current = NULL;

	rest += strcspn(rest, "\n");
	rest += *rest == '\n';
	while (*rest != '\0')
	{
		int			length = strcspn(rest, "\n");

		length += rest[length] == '\n';
		read_line(import, path, &current, pnstrdup(rest, length));
		rest += length;
	}
	end_changeset(import, current);
}

/*
 * Add the change set that a file without a header is.
 */
static void
add_raw(SvImport *import)
{
	const char *base = sv_import_base_name(import->file->name);
	SvMigration migration = {0};

	migration.name = pnstrdup(base, strlen(base) - strlen(".sql"));
	migration.key = sv_import_liquibase_key("includeAll", "raw", import->file->name);
	migration.message = sv_import_title(migration.name);
	migration.upgrade = import->file->text;
	sv_import_add(import, &migration);
}

/*
 * The path of a file in the tool's table, which its first line may set.
 */
static const char *
path_of(const char *header, const char *filename)
{
	const char *value;

	while (*header != '\0')
	{
		value = after(header, "logicalFilePath:");
		if (value != NULL)
			return take_word(&value, " \t");
		header += strcspn(header, " \t");
		header += strspn(header, " \t");
	}
	return filename;
}

static void
read_line(SvImport *import, const char *path, Changeset **current,
		  char *line)
{
	Changeset  *changeset = *current;
	const char *comment = comment_of(line);
	const char *text;

	if (comment != NULL && (text = after(comment, "changeset")) != NULL)
	{
		end_changeset(import, changeset);
		*current = begin_changeset(import, path, text);
	}
	else if (comment != NULL && after(comment, "property") != NULL)
		sv_import_warn(import, _("properties are not substituted"));
	else if (changeset == NULL)
	{
		if (comment == NULL && trimmed(line)[0] != '\0')
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("unexpected SQL before the first \"--changeset\"")));
	}
	else if (changeset->in_rollback)
		add_commented(changeset, line);
	else if (begins_rollback(line))
		changeset->in_rollback = changeset->has_rollback = true;
	else if (comment != NULL && after(comment, "ignoreLines:end") != NULL)
		changeset->ignore = 0;
	else if (changeset->ignore != 0)
		changeset->ignore -= changeset->ignore > 0;
	else if (comment != NULL && strncmp(comment, "ignoreLines:", strlen("ignoreLines:")) == 0)
		changeset->ignore = after(comment, "ignoreLines:start") ? -1 :
			atoi(comment + strlen("ignoreLines:"));
	else if (comment != NULL && (text = after(comment, "rollback")) != NULL)
		add_rollback(changeset, psprintf("%s\n", text));
	else if (comment != NULL && ((text = after(comment, "comment:")) != NULL ||
								 (text = after(comment, "comment")) != NULL))
		changeset->comment = trimmed(text);
	else if (comment != NULL && strncmp(comment, "precondition", strlen("precondition")) == 0)
		sv_import_warn(import, _("preconditions are ignored"));
	else if (comment == NULL || after(comment, "validCheckSum") == NULL)
		appendStringInfoString(&changeset->up, line);
}

/*
 * The text of a comment line without whitespace at its ends; NULL if the line is
 * not a comment.
 */
static const char *
comment_of(const char *line)
{
	line += strspn(line, " \t");
	return strncmp(line, "--", 2) == 0 ?
		trimmed(pnstrdup(line + 2, strcspn(line + 2, "\r\n"))) : NULL;
}

/*
 * True if a line is the beginning of a comment with a rollback.
 */
static bool
begins_rollback(const char *line)
{
	const char *text = trimmed(line);

	if (strncmp(text, "/*", 2) != 0)
		return false;
	text = after(text + 2 + strspn(text + 2, " \t"), "liquibase");
	text = text ? after(text, "rollback") : NULL;
	return text != NULL && *text == '\0';
}

/*
 * The text after a word, which whitespace or the end follows, or after a word
 * that ends in a colon; NULL if the text does not begin with it.
 */
static const char *
after(const char *text, const char *word)
{
	size_t		length = strlen(word);

	if (pg_strncasecmp(text, word, length) != 0 ||
		(text[length] != '\0' && strchr(" \t\r\n", text[length]) == NULL &&
		 word[length - 1] != ':'))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

static Changeset *
begin_changeset(SvImport *import, const char *path, const char *text)
{
	Changeset  *changeset = palloc0(sizeof(Changeset));

	changeset->path = path;
	initStringInfo(&changeset->up);
	initStringInfo(&changeset->rollback);
	changeset->author = take_word(&text, ":");
	if (*text == ':')
	{
		text += 1 + strspn(text + 1, " \t");
		changeset->id = take_word(&text, " \t");
	}
	if (changeset->id == NULL || changeset->id[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("\"--changeset\" without author and id")));
	for (;;)
	{
		char	   *name;

		text += strspn(text, " \t");
		if (*text == '\0')
			return changeset;
		name = take_word(&text, ": \t");
		if (*text == ':')
			text++;
		take_attribute(import, changeset, name, take_word(&text, " \t"));
	}
}

/*
 * A word that ends before one of some characters, or is in double quotes.
 */
static char *
take_word(const char **text, const char *ends)
{
	const char *start = *text;
	int			length;

	if (*start == '"' && strchr(start + 1, '"') != NULL)
	{
		length = strcspn(start + 1, "\"");
		*text = start + length + 2;
		return pnstrdup(start + 1, length);
	}
	length = strcspn(start, ends);
	*text = start + length;
	return trimmed(pnstrdup(start, length));
}

static void
take_attribute(SvImport *import, Changeset *changeset, const char *name,
			   char *value)
{
	if (pg_strcasecmp(name, "runInTransaction") == 0)
		changeset->no_transaction = pg_strcasecmp(value, "false") == 0;
	else if (pg_strcasecmp(name, "endDelimiter") == 0)
		changeset->delimiter = value;
	else if (pg_strcasecmp(name, "rollbackEndDelimiter") == 0)
		changeset->rollback_delimiter = value;
	else if (pg_strcasecmp(name, "logicalFilePath") == 0)
		changeset->path = value;
	else if (pg_strcasecmp(name, "dbms") == 0)
		changeset->skip |= strcmp(value, "all") != 0 &&
			(strstr(value, "!postgresql") != NULL ||
			 (strstr(value, "postgresql") == NULL && value[0] != '!'));
	else if (pg_strcasecmp(name, "ignore") == 0)
		changeset->skip |= pg_strcasecmp(value, "true") == 0;
	else if (pg_strcasecmp(name, "context") == 0 ||
			 pg_strcasecmp(name, "contextFilter") == 0 ||
			 pg_strcasecmp(name, "labels") == 0)
		sv_import_warn(import, psprintf(_("attribute %s \"%s\" of change set %s:%s is ignored"),
										name, value, changeset->author, changeset->id));
	else if ((pg_strcasecmp(name, "runOnChange") == 0 ||
			  pg_strcasecmp(name, "runAlways") == 0) &&
			 pg_strcasecmp(value, "true") == 0)
		sv_import_warn(import, psprintf(_("change set %s:%s has attribute %s, and becomes a revision that runs once"),
										changeset->author, changeset->id, name));
}

static void
add_rollback(Changeset *changeset, const char *text)
{
	char	   *plain = trimmed(text);

	changeset->has_rollback = true;
	if (pg_strcasecmp(plain, "empty") != 0 &&
		pg_strcasecmp(plain, "not required") != 0)
		appendStringInfoString(&changeset->rollback, text);
}

/*
 * Add a line of a rollback in a comment; it may be the last one of it.
 */
static void
add_commented(Changeset *changeset, const char *line)
{
	char	   *text = trimmed(line);
	int			length = strlen(text);

	if (length < 2 || strcmp(text + length - 2, "*/") != 0)
	{
		add_rollback(changeset, line);
		return;
	}
	changeset->in_rollback = false;
	text[length - 2] = '\0';
	text = trimmed(text);
	if (text[0] != '\0')
		add_rollback(changeset, psprintf("%s\n", text));
}

static void
end_changeset(SvImport *import, Changeset *changeset)
{
	SvMigration migration = {0};

	if (changeset == NULL)
		return;
	if (changeset->in_rollback)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("unterminated comment in the rollback of change set %s:%s",
						changeset->author, changeset->id)));
	if (changeset->skip)
	{
		sv_import_warn(import, psprintf(_("change set %s:%s is left out, because it is for another database system or to be ignored"),
										changeset->author, changeset->id));
		return;
	}
	if (strstr(changeset->rollback.data, "changeSetId:") != NULL ||
		strstr(changeset->rollback.data, "changesetId:") != NULL)
	{
		sv_import_warn(import, psprintf(_("change set %s:%s is rolled back by another change set, so the revision has no downgrade script"),
										changeset->author, changeset->id));
		changeset->has_rollback = false;
	}
	migration.name = psprintf("%s_%s", changeset->author, changeset->id);
	migration.key = sv_import_liquibase_key(changeset->author, changeset->id, changeset->path);
	migration.message = changeset->comment ? changeset->comment :
		psprintf("change set %s:%s", changeset->author, changeset->id);
	migration.upgrade = with_semicolons(trimmed(changeset->up.data),
										changeset->delimiter);
	if (changeset->has_rollback)
		migration.downgrade = with_semicolons(trimmed(changeset->rollback.data),
											  changeset->rollback_delimiter);
	migration.no_transaction = changeset->no_transaction;
	sv_import_add(import, &migration);
}

/*
 * A script in which statements end in semicolons in place of a delimiter at the
 * end of a line.  A delimiter that begins with "\n" is alone on its line.
 */
static char *
with_semicolons(const char *script, const char *delimiter)
{
	bool		alone = delimiter && strncmp(delimiter, "\\n", 2) == 0;
	StringInfoData buf;

	if (alone)
		delimiter += 2;
	initStringInfo(&buf);
	while (*script != '\0')
	{
		int			length = strcspn(script, "\n");
		int			end = length;
		int			size = delimiter ? strlen(delimiter) : 0;

		while (end > 0 && strchr(" \t\r", script[end - 1]) != NULL)
			end--;
		if (size > 0 && strcmp(delimiter, ";") != 0 &&
			(alone ? end == size : end >= size) &&
			pg_strncasecmp(script + end - size, delimiter, size) == 0)
			appendStringInfo(&buf, "%s;", pnstrdup(script, end - size));
		else
			appendBinaryStringInfo(&buf, script, length);
		appendStringInfoChar(&buf, '\n');
		script += length + (script[length] == '\n');
	}
	return buf.data;
}

static char *
trimmed(const char *text)
{
	char	   *copy = pstrdup(text + strspn(text, " \t\r\n"));
	int			length = strlen(copy);

	while (length > 0 && strchr(" \t\r\n", copy[length - 1]) != NULL)
		copy[--length] = '\0';
	return copy;
}
