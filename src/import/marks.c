/*-------------------------------------------------------------------------
 *
 * marks.c
 *	  Tools that have both directions in one file: dbmate, goose, sql-migrate.
 *
 * dbmate: "-- migrate:up [transaction:false]", "-- migrate:down".
 * goose: "-- +goose Up", "-- +goose Down", "-- +goose NO TRANSACTION"; between
 * "-- +goose StatementBegin" and "-- +goose StatementEnd" is one statement.
 * sql-migrate: the same with "+migrate", and "notransaction" after Up or Down.
 *
 * These tools search these comments line by line, whatever SQL is around them;
 * so does this file, in order to find what they find.  None of them reads
 * folders below its own.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "file/tokens.h"
#include "import/import.h"
#include "import/lines.h"

/* A file of goose or sql-migrate that is being read. */
typedef struct Marked
{
	const char *mark;			/* "+goose" or "+migrate" */
	StringInfo	section;		/* NULL: before the first one */
	int			block;			/* start of a statement in it; -1: outside */
	StringInfo	up;
	StringInfo	down;
	bool		no_transaction;
} Marked;

static void read_dbmate(SvImport *import, SvMigration *migration);
static char *dbmate_version(const char *name);
static bool has_version(const char *name);
static void add_goose(SvImport *import);
static void read_marked(SvImport *import, const char *mark,
						SvMigration *migration);
static void read_goose_mark(SvImport *import, Marked *marked, const char *what);
static void read_migrate_mark(Marked *marked, const char *what);
static void begin_section(Marked *marked, bool down);
static bool read_block_mark(Marked *marked, const char *word, int length);
static void end_block(Marked *marked);
static int	compare_migrate(const ListCell *a, const ListCell *b);
pg_noreturn static void refuse(const char *message);

void
sv_import_read_dbmate(SvImport *import)
{
	List	   *files = NIL;
	ListCell   *lc;

	/* dbmate has the order of names, not of numbers: 10 is before 9 */
	foreach(lc, sv_import_top_files(import, ".sql"))
	{
		if (dbmate_version(((const SvFile *) lfirst(lc))->name)[0] != '\0')
			files = lappend(files, lfirst(lc));
	}
	sv_import_check_versions(files, dbmate_version);
	foreach(lc, files)
	{
		SvMigration migration = {0};

		import->file = lfirst(lc);
		sv_import_use(import->file);
		migration.name = migration.key = dbmate_version(import->file->name);
		migration.message = sv_lines_title(import->file->name);
		read_dbmate(import, &migration);
		sv_import_add(import, &migration);
	}
}

void
sv_import_read_goose(SvImport *import)
{
	List	   *files = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (has_version(file->name) &&
			(sv_import_ends_with(file->name, ".sql") ||
			 (sv_import_ends_with(file->name, ".go") &&
			  sv_import_is_code(file->name))))
			files = lappend(files, unconstify(SvFile *, file));
	}
	sv_import_sort_by_name(files);
	sv_import_check_versions(files, sv_import_number);
	foreach(lc, files)
	{
		import->file = lfirst(lc);
		add_goose(import);
	}
}

void
sv_import_read_sql_migrate(SvImport *import)
{
	List	   *files = sv_import_top_files(import, ".sql");
	ListCell   *lc;

	list_sort(files, compare_migrate);
	foreach(lc, files)
	{
		SvMigration migration = {0};
		int			digits;

		import->file = lfirst(lc);
		sv_import_use(import->file);
		digits = strspn(import->file->name, "0123456789");
		migration.key = import->file->name;
		migration.name = pnstrdup(import->file->name, digits > 0 ? digits :
								  strlen(import->file->name) - strlen(".sql"));
		migration.message = sv_lines_title(import->file->name);
		read_marked(import, "+migrate", &migration);
		sv_import_add(import, &migration);
	}
}

/*
 * There may be several sections of each direction.
 */
static void
read_dbmate(SvImport *import, SvMigration *migration)
{
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	StringInfo	section = NULL;
	SvLine		line;

	initStringInfo(&up);
	initStringInfo(&down);
	while (sv_lines_next(&rest, &line))
	{
		const char *comment = line.comment ? line.comment : "";
		const char *options = sv_lines_after_word(comment, "migrate:up");

		if (options == NULL && section != NULL)
			options = sv_lines_after_word(comment, "migrate:down");
		if (options == NULL || line.start[0] != '-')
		{
			if (section != NULL)
				appendBinaryStringInfo(section, line.start, line.length);
			else if (!sv_lines_is_blank(&line))
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
	migration->upgrade = sv_lines_section(&up);
	if (migration->downgrade != NULL)
		migration->downgrade = sv_lines_section(&down);
}

/*
 * The digits that a name begins with.
 */
static char *
dbmate_version(const char *name)
{
	return pnstrdup(name, strspn(name, "0123456789"));
}

/*
 * True if a file name is <number>_<anything>, without folders, and the number is
 * not 0, as goose has it.
 */
static bool
has_version(const char *name)
{
	int			digits = strspn(name, "0123456789");

	return strchr(name, '/') == NULL && digits > 0 && name[digits] == '_' &&
		strcmp(sv_import_number(name), "0") != 0;
}

static void
add_goose(SvImport *import)
{
	const char *name = import->file->name;
	SvMigration migration = {0};

	sv_import_use(import->file);
	migration.name = dbmate_version(name);
	migration.key = sv_import_number(name);
	migration.message = sv_lines_title(name);
	if (sv_import_ends_with(name, ".go"))
		migration.refusal = _("the migration is a program");
	else
		read_marked(import, "+goose", &migration);
	sv_import_add(import, &migration);
}

/*
 * Read a file of goose or sql-migrate.
 */
static void
read_marked(SvImport *import, const char *mark, SvMigration *migration)
{
	bool		goose = strcmp(mark, "+goose") == 0;
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	Marked		marked = {mark, NULL, -1, &up, &down, false};
	SvLine		line;

	initStringInfo(&up);
	initStringInfo(&down);
	down.cursor = -1;
	while (sv_lines_next(&rest, &line))
	{
		const char *what = line.comment ?
		sv_lines_after_word(line.comment, mark) : NULL;

		if (what != NULL && goose)
			read_goose_mark(import, &marked, what);
		else if (what != NULL)
			read_migrate_mark(&marked, what);
		else if (marked.section != NULL)
			appendBinaryStringInfo(marked.section, line.start, line.length);
		else if (!sv_lines_is_blank(&line))
		{
			/* sql-migrate runs nothing of it */
			if (goose)
				refuse(gettext_noop("unexpected SQL before \"-- +goose Up\""));
			sv_import_warn(import, psprintf(_("SQL before \"-- %s Up\" is ignored"), mark));
		}
	}
	if (marked.section == NULL)
		refuse(goose ? gettext_noop("line \"-- +goose Up\" is missing") :
			   gettext_noop("line \"-- +migrate Up\" is missing"));
	if (marked.block >= 0)
		refuse(goose ? gettext_noop("\"-- +goose StatementBegin\" without \"-- +goose StatementEnd\"") :
			   gettext_noop("\"-- +migrate StatementBegin\" without \"-- +migrate StatementEnd\""));
	migration->no_transaction = marked.no_transaction;
	migration->upgrade = sv_lines_section(&up);
	migration->downgrade = down.cursor < 0 ? NULL : sv_lines_section(&down);
}

static void
read_goose_mark(SvImport *import, Marked *marked, const char *what)
{
	if (pg_strcasecmp(what, "Up") == 0)
		begin_section(marked, false);
	else if (pg_strcasecmp(what, "Down") == 0 && marked->section != NULL)
		begin_section(marked, true);
	else if (pg_strcasecmp(what, "NO TRANSACTION") == 0)
		marked->no_transaction = true;
	else if (!read_block_mark(marked, what, strlen(what)) &&
			 pg_strcasecmp(what, "ENVSUB OFF") != 0 &&
			 pg_strcasecmp(what, "ENVSUB ON") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("unexpected \"-- %s %s\"", marked->mark, what)));
	if (pg_strcasecmp(what, "ENVSUB ON") == 0)
		sv_import_warn(import, _("environment variables are not substituted"));
}

/*
 * Sections may alternate here, and other words mean nothing.
 */
static void
read_migrate_mark(Marked *marked, const char *what)
{
	int			length = strcspn(what, " \t");

	if (length == strlen("Up") && strncmp(what, "Up", length) == 0)
		begin_section(marked, false);
	else if (length == strlen("Down") && strncmp(what, "Down", length) == 0)
		begin_section(marked, true);
	else
	{
		read_block_mark(marked, what, length);
		return;
	}
	if (strstr(what + length, "notransaction") != NULL)
		marked->no_transaction = true;
}

static void
begin_section(Marked *marked, bool down)
{
	marked->section = down ? marked->down : marked->up;
	if (down)
		marked->down->cursor = 0;
}

/*
 * True if a mark begins or ends a block.
 */
static bool
read_block_mark(Marked *marked, const char *word, int length)
{
	char	   *name = pnstrdup(word, length);

	if (pg_strcasecmp(name, "StatementBegin") == 0 &&
		marked->section != NULL && marked->block < 0)
		marked->block = marked->section->len;
	else if (pg_strcasecmp(name, "StatementEnd") == 0 && marked->block >= 0)
		end_block(marked);
	else
		return false;
	return true;
}

/*
 * End a block, which is one statement and need not end in a semicolon.
 */
static void
end_block(Marked *marked)
{
	const char *block = marked->section->data + marked->block;

	if (sv_tokens_last(block) != ';')
		appendStringInfoString(marked->section, ";\n");
	marked->block = -1;
}

/*
 * The order of sql-migrate: of numbers, and of names where they are the same or
 * missing; names without a number come last.
 */
static int
compare_migrate(const ListCell *a, const ListCell *b)
{
	const char *name_a = ((const SvFile *) lfirst(a))->name;
	const char *name_b = ((const SvFile *) lfirst(b))->name;
	char	   *number_a = sv_import_number(name_a);
	char	   *number_b = sv_import_number(name_b);
	int			result = 0;

	if ((number_a[0] == '\0') != (number_b[0] == '\0'))
		return number_a[0] == '\0' ? 1 : -1;
	if (number_a[0] != '\0')
		result = sv_import_compare_names(number_a, number_b);
	return result != 0 ? result : strcmp(name_a, name_b);
}

static void
refuse(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg_internal("%s", _(message))));
}
