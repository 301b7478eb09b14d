/*-------------------------------------------------------------------------
 *
 * marks.c
 *	  Tools that have both directions in one file: dbmate, goose,
 *	  node-pg-migrate.
 *
 * dbmate: "-- migrate:up [transaction:false]", "-- migrate:down".
 * goose: "-- +goose Up", "-- +goose Down", "-- +goose NO TRANSACTION"; between
 * "-- +goose StatementBegin" and "-- +goose StatementEnd" is one statement.
 * node-pg-migrate: "-- Up Migration", "-- Down Migration".
 *
 * These tools search these comments line by line, whatever SQL is around them;
 * so does this file, in order to find what they find.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "compat.h"
#include "file/tokens.h"
#include "import/import.h"

/* The lines of a file. */
typedef struct Line
{
	const char *start;
	int			length;			/* with the line end */
	char	   *comment;		/* text of the comment without dashes and
								 * whitespace around it; NULL if the line is
								 * not a comment */
} Line;

/* A goose file that is being read. */
typedef struct Goose
{
	StringInfo	section;		/* NULL: before the first one */
	int			block;			/* start of a statement in it; -1: outside */
	StringInfo	up;
	StringInfo	down;
	bool		no_transaction;
} Goose;

static bool next_line(const char **rest, Line *line);
static char *comment_of(const Line *line);
static const char *after_word(const char *text, const char *word);
static void read_dbmate(SvImport *import, SvMigration *migration);
static void read_goose(SvImport *import, SvMigration *migration);
static void read_annotation(SvImport *import, Goose *goose, const char *what);
static void end_block(Goose *goose);
static void read_node(SvImport *import, SvMigration *migration);
static bool is_node_section(const char *comment, const char *direction);
static char *take_section(StringInfo buf);
static char *version_of(const char *filename, bool zeros);
static const char *title_of(const char *filename);
pg_noreturn static void refuse(const char *message);

void
sv_import_read_dbmate(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		SvMigration migration = {0};

		import->file = lfirst(lc);
		if (!sv_import_ends_with(import->file->name, ".sql"))
			continue;
		migration.name = migration.key = version_of(import->file->name, true);
		if (migration.name[0] == '\0')
			continue;
		migration.message = title_of(import->file->name);
		read_dbmate(import, &migration);
		sv_import_add(import, &migration);
	}
}

void
sv_import_read_goose(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		SvMigration migration = {0};

		import->file = lfirst(lc);
		if (!sv_import_ends_with(import->file->name, ".sql"))
			continue;
		migration.name = version_of(import->file->name, true);
		migration.key = version_of(import->file->name, false);
		if (migration.name[0] == '\0')
			continue;
		migration.message = title_of(import->file->name);
		read_goose(import, &migration);
		sv_import_add(import, &migration);
	}
}

void
sv_import_read_node_pg_migrate(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		SvMigration migration = {0};
		const char *base;

		import->file = lfirst(lc);
		if (!sv_import_ends_with(import->file->name, ".sql"))
			continue;
		base = sv_import_base_name(import->file->name);
		migration.key = pnstrdup(base, strlen(base) - strlen(".sql"));
		migration.name = version_of(import->file->name, true);
		if (migration.name[0] == '\0')
			migration.name = migration.key;
		migration.message = title_of(import->file->name);
		read_node(import, &migration);
		sv_import_add(import, &migration);
	}
}

/*
 * Read the next line of a text; false at the end.
 */
static bool
next_line(const char **rest, Line *line)
{
	if (**rest == '\0')
		return false;
	line->start = *rest;
	line->length = strcspn(*rest, "\n");
	if (line->start[line->length] == '\n')
		line->length++;
	line->comment = comment_of(line);
	*rest += line->length;
	return true;
}

static char *
comment_of(const Line *line)
{
	const char *start = line->start;
	const char *end = start + line->length;

	start += strspn(start, " \t");
	if (strncmp(start, "--", 2) != 0)
		return NULL;
	start += 2;
	start += strspn(start, " \t");
	while (end > start && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	return pnstrdup(start, Max(end - start, 0));
}

/*
 * The text after a word, which a blank or the end follows; NULL if the text does
 * not begin with it.
 */
static const char *
after_word(const char *text, const char *word)
{
	size_t		length = strlen(word);

	if (pg_strncasecmp(text, word, length) != 0 ||
		(text[length] != '\0' && text[length] != ' ' && text[length] != '\t'))
		return NULL;
	return text + length + strspn(text + length, " \t");
}

static void
read_dbmate(SvImport *import, SvMigration *migration)
{
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	StringInfo	section = NULL;
	Line		line;

	initStringInfo(&up);
	initStringInfo(&down);
	while (next_line(&rest, &line))
	{
		const char *comment = line.comment ? line.comment : "";
		const char *options = after_word(comment, "migrate:up");

		if (options == NULL && section != NULL)
			options = after_word(comment, "migrate:down");
		if (options == NULL || line.start[0] != '-')
		{
			if (section != NULL)
				appendBinaryStringInfo(section, line.start, line.length);
			else if (line.comment == NULL &&
					 strspn(line.start, " \t\r\n") < line.length)
				refuse(gettext_noop("unexpected SQL before \"-- migrate:up\""));
			continue;
		}
		if (strstr(options, "transaction:false") != NULL)
			migration->no_transaction = true;
		if (pg_strncasecmp(comment, "migrate:up", strlen("migrate:up")) == 0)
			section = &up;
		else
		{
			section = &down;
			migration->downgrade = "";
		}
	}
	if (section == NULL)
		refuse(gettext_noop("line \"-- migrate:up\" is missing"));
	migration->upgrade = take_section(&up);
	if (migration->downgrade != NULL)
		migration->downgrade = take_section(&down);
}

static void
read_goose(SvImport *import, SvMigration *migration)
{
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	Goose		goose = {NULL, -1, &up, &down, false};
	Line		line;

	initStringInfo(&up);
	initStringInfo(&down);
	down.cursor = -1;
	while (next_line(&rest, &line))
	{
		const char *what = line.comment ? after_word(line.comment, "+goose") : NULL;

		if (what != NULL)
			read_annotation(import, &goose, what);
		else if (goose.section != NULL)
			appendBinaryStringInfo(goose.section, line.start, line.length);
		else if (line.comment == NULL &&
				 strspn(line.start, " \t\r\n") < line.length)
			refuse(gettext_noop("unexpected SQL before \"-- +goose Up\""));
	}
	if (goose.section == NULL)
		refuse(gettext_noop("line \"-- +goose Up\" is missing"));
	if (goose.block >= 0)
		refuse(gettext_noop("\"-- +goose StatementBegin\" without \"-- +goose StatementEnd\""));
	migration->no_transaction = goose.no_transaction;
	migration->upgrade = take_section(&up);
	migration->downgrade = down.cursor < 0 ? NULL : take_section(&down);
}

static void
read_annotation(SvImport *import, Goose *goose, const char *what)
{
	if (pg_strcasecmp(what, "Up") == 0)
		goose->section = goose->up;
	else if (pg_strcasecmp(what, "Down") == 0 && goose->section != NULL)
	{
		goose->section = goose->down;
		goose->down->cursor = 0;
	}
	else if (pg_strcasecmp(what, "NO TRANSACTION") == 0)
		goose->no_transaction = true;
	else if (pg_strcasecmp(what, "StatementBegin") == 0 &&
			 goose->section != NULL && goose->block < 0)
		goose->block = goose->section->len;
	else if (pg_strcasecmp(what, "StatementEnd") == 0 && goose->block >= 0)
		end_block(goose);
	else if (pg_strcasecmp(what, "ENVSUB OFF") != 0 &&
			 pg_strcasecmp(what, "ENVSUB ON") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("unexpected \"-- +goose %s\"", what)));
	if (pg_strcasecmp(what, "ENVSUB ON") == 0)
		sv_import_warn(import, _("environment variables are not substituted"));
}

/*
 * End a block, which is one statement and need not end in a semicolon.
 */
static void
end_block(Goose *goose)
{
	const char *block = goose->section->data + goose->block;

	if (sv_tokens_last(block) != ';')
		appendStringInfoString(goose->section, ";\n");
	goose->block = -1;
}

static void
read_node(SvImport *import, SvMigration *migration)
{
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	StringInfoData before;
	StringInfo	section = &before;
	bool		has_up = false;
	Line		line;

	initStringInfo(&up);
	initStringInfo(&down);
	initStringInfo(&before);
	while (next_line(&rest, &line))
	{
		const char *comment = line.comment ? line.comment : "";

		if (!has_up && is_node_section(comment, "up"))
		{
			section = &up;
			has_up = true;
		}
		else if (migration->downgrade == NULL && is_node_section(comment, "down"))
		{
			section = &down;
			migration->downgrade = "";
		}
		else
			appendBinaryStringInfo(section, line.start, line.length);
	}
	/* without such a comment the whole file is the upgrade script */
	migration->upgrade = take_section(has_up ? &up : &before);
	if (migration->downgrade != NULL)
		migration->downgrade = take_section(&down);
}

static bool
is_node_section(const char *comment, const char *direction)
{
	const char *rest;

	comment += strspn(comment, " \t-");
	rest = after_word(comment, direction);
	return rest != NULL &&
		pg_strncasecmp(rest, "migration", strlen("migration")) == 0;
}

/*
 * The text of a section without the empty lines at both ends.
 */
static char *
take_section(StringInfo buf)
{
	char	   *text = buf->data;

	for (;;)
	{
		int			line = strcspn(text, "\n");

		if (text[line] != '\n' || strspn(text, " \t\r") < line)
			break;
		text += line + 1;
	}
	for (int end = strlen(text); end > 0 && strchr(" \t\r\n", text[end - 1]); end--)
		text[end - 1] = '\0';
	return text[0] == '\0' ? text : psprintf("%s\n", text);
}

/*
 * The number that a file name begins with, with or without leading zeros.
 */
static char *
version_of(const char *filename, bool zeros)
{
	const char *base = sv_import_base_name(filename);
	int			length = strspn(base, "0123456789");
	int			skip = zeros ? 0 : Min(strspn(base, "0"), Max(length - 1, 0));

	return pnstrdup(base + skip, length - skip);
}

static const char *
title_of(const char *filename)
{
	const char *base = sv_import_base_name(filename);
	char	   *title = pnstrdup(base, strlen(base) - strlen(".sql"));
	int			length = strspn(title, "0123456789");

	if (title[length] != '\0')
		length += strspn(title + length, "_-");
	return title[length] == '\0' ? title : sv_import_title(title + length);
}

static void
refuse(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg_internal("%s", _(message))));
}
