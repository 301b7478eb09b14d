/*-------------------------------------------------------------------------
 *
 * liquibase_output.c
 *	  What "liquibase update-sql" and "future-rollback-sql" write.
 *
 * That is how change logs in XML, YAML and JSON are imported.  A comment
 * "Changeset path::id::author" is before the statements of each change set, and
 * "Rolling Back ChangeSet: path::id::author" before those that undo it; between
 * them there are statements about Liquibase's own tables.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/comment_lines.h"
#include "import/import.h"
#include "strings.h"

#define UPDATE "Changeset "
#define ROLLBACK "Rolling Back ChangeSet: "

static bool begins(const char *comment, const char *word);
static char *key_of(const char *comment, char **name, char **message);
static void add_part(SvImport *import, const char *comment, const char *text,
					 int line);
static void add_update(SvImport *import, const char *comment,
					   const char *script, bool transactional);
static void add_rollback(SvImport *import, const char *comment,
						 const char *script, bool transactional);
static SvImported *find_imported(const SvImport *import, const char *key);
static bool is_rollback(const SvFile *file);
static void read_parts(SvImport *import);

/*
 * What a change set is called among the migrations.
 */
char *
sv_import_liquibase_key(const char *author, const char *id, const char *path)
{
	return psprintf("%s\n%s\n%s", author, id, path);
}

/*
 * Read the file if it is output of Liquibase; false if it is not.  One that undoes
 * change sets is read by sv_import_finish_liquibase_output(), when these are known.
 */
bool
sv_import_read_liquibase_output(SvImport *import)
{
	const char *text = import->file->text;

	if (strstr(text, "\n-- Liquibase version: ") == NULL ||
		strstr(text, "\n-- Change Log: ") == NULL)
		return false;
	if (!is_rollback(import->file))
		read_parts(import);
	return true;
}

/*
 * Read the files that undo change sets.
 */
void
sv_import_finish_liquibase_output(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		import->file = lfirst(lc);
		if (sv_import_ends_with(import->file->name, ".sql") &&
			is_rollback(import->file))
			read_parts(import);
	}
}

static bool
is_rollback(const SvFile *file)
{
	return strstr(file->text, "\n-- " ROLLBACK) != NULL &&
		strstr(file->text, "\n-- Liquibase version: ") != NULL;
}

/*
 * Take the parts of the file between the comments that begin change sets.
 */
static void
read_parts(SvImport *import)
{
	const char *text = import->file->text;
	SvCommentLines *reader = sv_comment_lines_begin(text);
	char	   *current = NULL;
	int			start = 0;

	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		const char *comment = reader->kind == SV_ITEM_COMMENT ?
		sv_comment_lines_comment(reader) : "";
		bool		release = begins(comment, "Release Database Lock");

		if (!begins(comment, UPDATE) && !begins(comment, ROLLBACK) && !release)
			continue;
		if (current != NULL)
			add_part(import, current, pnstrdup(text + start, reader->start - start),
					 sv_comment_lines_line(reader, start));
		current = release ? NULL : pstrdup(comment);
		start = sv_comment_lines_next_line(reader, reader->start);
	}
	if (current != NULL)
		add_part(import, current, pstrdup(text + start),
				 sv_comment_lines_line(reader, start));
}

static bool
begins(const char *comment, const char *word)
{
	return strncmp(comment, word, strlen(word)) == 0;
}

static void
add_part(SvImport *import, const char *comment, const char *text, int line)
{
	List	   *tables = list_make2("databasechangelog", "databasechangeloglock");
	bool		transactional = true;
	char	   *script = sv_import_rendered(import, "Liquibase", text, line,
											tables, true, &transactional);

	if (begins(comment, UPDATE))
		add_update(import, comment + strlen(UPDATE), script, transactional);
	else
		add_rollback(import, comment + strlen(ROLLBACK), script, transactional);
}

static void
add_update(SvImport *import, const char *comment, const char *script,
		   bool transactional)
{
	SvMigration migration = {.upgrade = script,.no_transaction = !transactional};
	char	   *name;
	char	   *message;

	migration.key = key_of(comment, &name, &message);
	migration.name = name;
	migration.message = message;
	sv_import_add(import, &migration);
}

static void
add_rollback(SvImport *import, const char *comment, const char *script,
			 bool transactional)
{
	char	   *name;
	char	   *message;
	SvImported *imported = find_imported(import, key_of(comment, &name, &message));

	if (imported == NULL)
	{
		sv_import_warn(import, psprintf(_("%s is not in the output of \"liquibase update-sql\", so what undoes it is ignored"),
										message));
		return;
	}
	imported->document.downgrade = pstrdup(script);
	imported->document.revision.reversible = true;
	imported->document.revision.transactional &= transactional;
}

/*
 * The key of "path::id::author", what the id of its revision is made from, and
 * its message.
 *
 * Errors: a comment that is not of this form.
 */
static char *
key_of(const char *comment, char **name, char **message)
{
	const char *id = strstr(comment, "::");
	const char *author = NULL;

	for (const char *p = id; p != NULL; p = strstr(p + 1, "::"))
		author = p;
	if (id == NULL || author == id)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("\"%s\" is not of the form path::id::author", comment)));
	*name = psprintf("%s_%s", author + 2, pnstrdup(id + 2, author - id - 2));
	*message = psprintf("change set %s:%s", author + 2, pnstrdup(id + 2, author - id - 2));
	return sv_import_liquibase_key(author + 2, pnstrdup(id + 2, author - id - 2),
								   pnstrdup(comment, id - comment));
}

static SvImported *
find_imported(const SvImport *import, const char *key)
{
	ListCell   *lc;

	foreach(lc, import->imported)
	{
		if (strcmp(((SvImported *) lfirst(lc))->key, key) == 0)
			return lfirst(lc);
	}
	return NULL;
}
