/*-------------------------------------------------------------------------
 *
 * repeatable.c
 *	  Repeatable scripts and checks, and the files that they are in.
 *
 * The name of a file decides what it is: R__<name>.sql in any folder, as of
 * Flyway, and all files of the folder "repeatable" are repeatable scripts, those
 * of the folder "checks" are checks; all others have revisions.  Its text is the
 * script, all of it, so that lines of a script are lines of the file.
 *
 * In these two folders the name of a script is the path within the folder, and
 * of a R__ file elsewhere it is independent of its place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/comment_lines.h"
#include "file/header.h"
#include "file/repeatable.h"
#include "file/script_place.h"

#define FOLDER	"repeatable/"
#define CHECKS	"checks/"
#define PREFIX	"R__"
#define ENDING	".sql"

/* Bytes of a name */
#define MAX_LENGTH 240

static bool begins_with(const char *text, const char *with);
static bool is_part(const char *part, size_t length);

/*
 * The repeatable script, or the check, that a file of this name has, without its
 * text; NULL if such a file has revisions.
 *
 * Errors: a name that no script can have.
 */
SvRepeatable *
sv_repeatable_of_file(const char *filename)
{
	const char *slash = filename ? strrchr(filename, '/') : NULL;
	const char *base = slash ? slash + 1 : filename;
	SvRepeatable *repeatable;
	int			length;

	if (filename == NULL)
		return NULL;
	length = strlen(filename) - strlen(ENDING);
	if (length < 0 || strcmp(filename + length, ENDING) != 0)
		return NULL;
	repeatable = palloc0(sizeof(SvRepeatable));
	repeatable->filename = filename;
	if (begins_with(filename, FOLDER) && begins_with(base, PREFIX))
		repeatable->name = psprintf("%.*s%.*s", (int) (base - filename - strlen(FOLDER)),
									filename + strlen(FOLDER),
									(int) (filename + length - base - strlen(PREFIX)),
									base + strlen(PREFIX));
	else if (begins_with(filename, FOLDER))
		repeatable->name = pnstrdup(filename + strlen(FOLDER), length - strlen(FOLDER));
	else if (begins_with(filename, CHECKS))
		repeatable->name = pnstrdup(filename + strlen(CHECKS), length - strlen(CHECKS));
	else if (begins_with(base, PREFIX))
		repeatable->name = pnstrdup(base + strlen(PREFIX), filename + length - base - strlen(PREFIX));
	else
		return NULL;
	repeatable->is_check = begins_with(filename, CHECKS);
	sv_repeatable_check_name(repeatable->name);
	return repeatable;
}

/*
 * The name of the file for a script: the one that it came from, or one of which
 * the name of the script is made.
 */
char *
sv_repeatable_filename(const SvRepeatable *repeatable)
{
	const SvRepeatable *of_file = sv_repeatable_of_file(repeatable->filename);

	if (of_file != NULL && of_file->is_check == repeatable->is_check &&
		strcmp(of_file->name, repeatable->name) == 0)
		return pstrdup(repeatable->filename);
	return psprintf("%s%s" ENDING, repeatable->is_check ? CHECKS : FOLDER,
					repeatable->name);
}

/*
 * Refuse a name that could not be that of a file, in some folders.
 */
void
sv_repeatable_check_name(const char *name)
{
	bool		fine = strlen(name) <= MAX_LENGTH;

	for (const char *p = name; *p != '\0'; p++)
		fine &= (unsigned char) *p >= 0x20 && *p != 0x7f && *p != '\\';
	for (const char *part = name;; part += strcspn(part, "/") + 1)
	{
		size_t		length = strcspn(part, "/");

		fine &= is_part(part, length);
		if (part[length] == '\0')
			break;
	}
	if (!fine)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid name of a repeatable script: \"%s\"", name),
				 errdetail("A name has at most %d bytes, no backslash and no control character; no part of it between slashes is empty, begins with \".\" or \"-\", or with \"R__\".",
						   MAX_LENGTH)));
}

/*
 * Refuse a text that has a revision: its file is in the wrong place.
 */
void
sv_repeatable_check_text(const char *text, const char *filename)
{
	SvCommentLines *reader = sv_comment_lines_begin(text);
	SvItemKind	kind;

	while ((kind = sv_comment_lines_next(reader)) == SV_ITEM_COMMENT)
	{
		if (sv_header_section(sv_comment_lines_comment(reader)) == SV_SECTION_ID)
			ereport(ERROR,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("file \"%s\" has a revision, but by its name it is a repeatable script or a check",
							filename),
					 errhint("Give it another name: files called \"R__*.sql\", and those in the folders \"repeatable\" and \"checks\", have no revisions.")));
	}
}

/*
 * What it is, in a word.
 */
const char *
sv_repeatable_kind(const SvRepeatable *repeatable)
{
	return repeatable->is_check ? "check" : "script";
}

/*
 * What it is, with its name, for the context of errors.
 */
char *
sv_repeatable_title(const SvRepeatable *repeatable)
{
	return psprintf(repeatable->is_check ? _("check \"%s\"") :
					_("repeatable script \"%s\""), repeatable->name);
}

/*
 * The script, parsed.
 *
 * Errors: those of sv_script_parse(), with the script, the statement and the
 * line as context, and the file, if there is one.
 */
SvScript *
sv_repeatable_parse(const SvRepeatable *repeatable)
{
	SvScriptFile *file = palloc0(sizeof(SvScriptFile));

	file->name = repeatable->filename;
	file->line = 1;
	file->is_whole = true;
	return sv_script_parse_files(sv_repeatable_title(repeatable),
								 repeatable->script, list_make1(file));
}

static bool
begins_with(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/*
 * True if a text may be a part of a name between slashes.
 */
static bool
is_part(const char *part, size_t length)
{
	return length > 0 && part[0] != '.' && part[0] != '-' &&
		!begins_with(part, PREFIX);
}
