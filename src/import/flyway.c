/*-------------------------------------------------------------------------
 *
 * flyway.c
 *	  Flyway.
 *
 * V<version>__<description>.sql, U... to undo it, B... a baseline,
 * R__<description>.sql for a script that runs again whenever it changes, each
 * with settings in a file of its name and ".conf"; in the folder and in those
 * below it.  Versions have dots in the tool's table where names may have
 * underscores; zeros at the beginning of a part and at the end of a version are
 * the same version.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/pg_crc.h"

#include "import/import.h"

static int	compare_versions(const ListCell *a, const ListCell *b);
static const char *version_of(const SvFile *file);
static int	compare_plain(const char *a, const char *b);
static char *without_zeros(const char *version);
static void check_versions(const SvImport *import, const List *files);
static const SvFile *find_baseline(const List *files);
static void add_versioned(SvImport *import, const List *files,
						  const SvFile *file, const SvFile *baseline);
static void add_program(SvImport *import, const SvFile *file);
static void add_repeatable(SvImport *import, const SvFile *file);
static bool runs_alone(const SvImport *import, const SvFile *file);
static int32 checksum_of(const char *text);
static const SvFile *find_undo(const List *files, const char *version);
static void warn_of_undo(const SvImport *import);
static bool split_name(const char *filename, char prefix, char **version,
					   char **description);
static bool has_form(const char *filename, char prefix, const char **ending);
static void warn_of_placeholders(const SvFile *file);

void
sv_import_read_flyway(SvImport *import)
{
	List	   *files = list_copy(import->files);
	const SvFile *baseline;
	ListCell   *lc;

	list_sort(files, compare_versions);
	check_versions(import, files);
	baseline = find_baseline(files);
	foreach(lc, files)
		add_versioned(import, files, lfirst(lc), baseline);
	foreach(lc, files)
		add_repeatable(import, lfirst(lc));
	warn_of_undo(import);
}

/*
 * The order of versions, and of names where they are the same; files that
 * have none come first.
 */
static int
compare_versions(const ListCell *a, const ListCell *b)
{
	const SvFile *file_a = lfirst(a);
	const SvFile *file_b = lfirst(b);
	int			result = compare_plain(version_of(file_a), version_of(file_b));

	return result != 0 ? result : strcmp(file_a->name, file_b->name);
}

static const char *
version_of(const SvFile *file)
{
	char		prefix = sv_import_base_name(file->name)[0];
	char	   *version;
	char	   *description;

	return split_name(file->name, prefix, &version, &description) ? version : "";
}

static int
compare_plain(const char *a, const char *b)
{
	return sv_import_compare_names(without_zeros(a), without_zeros(b));
}

/*
 * A version without parts at its end that are zero.
 */
static char *
without_zeros(const char *version)
{
	char	   *copy = pstrdup(version);
	char	   *dot;

	while ((dot = strrchr(copy, '.')) != NULL &&
		   strspn(dot + 1, "0") == strlen(dot + 1))
		*dot = '\0';
	return copy;
}

/*
 * Refuse two migrations of one version, as Flyway does.
 */
static void
check_versions(const SvImport *import, const List *files)
{
	const SvFile *before = NULL;
	ListCell   *lc;

	foreach(lc, files)
	{
		const SvFile *file = lfirst(lc);

		if (sv_import_base_name(file->name)[0] != 'V' ||
			version_of(file)[0] == '\0')
			continue;
		if (before != NULL &&
			compare_plain(version_of(before), version_of(file)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("version \"%s\" has two files: \"%s\" and \"%s\"",
							version_of(file), before->name, file->name)));
		before = file;
	}
}

/*
 * The baseline that replaces the migrations up to its version; NULL if there is
 * none.  A baseline whose migrations are among the files is not needed.
 */
static const SvFile *
find_baseline(const List *files)
{
	const SvFile *first = NULL;
	const SvFile *baseline = NULL;
	char	   *version;
	char	   *description;
	ListCell   *lc;

	foreach(lc, files)
	{
		const SvFile *file = lfirst(lc);

		if (first == NULL && split_name(file->name, 'V', &version, &description))
			first = file;
	}
	foreach(lc, files)
	{
		const SvFile *file = lfirst(lc);

		if (split_name(file->name, 'B', &version, &description) &&
			(first == NULL || compare_plain(version, version_of(first)) < 0))
			baseline = file;
	}
	return baseline;
}

/*
 * Add a versioned migration, or the baseline, if the file is one.
 */
static void
add_versioned(SvImport *import, const List *files, const SvFile *file,
			  const SvFile *baseline)
{
	char	   *version;
	char	   *description;
	const SvFile *undo;
	SvMigration migration = {0};

	import->file = file;
	if (!split_name(file->name, 'V', &version, &description) &&
		!split_name(file->name, 'B', &version, &description))
		return;
	sv_import_use(file);
	if (!sv_import_ends_with(file->name, ".sql"))
	{
		add_program(import, file);
		return;
	}
	if (sv_import_base_name(file->name)[0] == 'B' && file != baseline)
	{
		sv_import_warn(import, _("baseline migration is ignored, because the migrations that it replaces are present"));
		return;
	}
	undo = find_undo(files, version);
	warn_of_placeholders(file);
	if (undo != NULL)
		warn_of_placeholders(undo);
	migration.name = psprintf("V%s", version);
	migration.key = version;
	migration.message = description;
	migration.upgrade = file->text;
	migration.downgrade = undo ? undo->text : NULL;
	migration.down_file = undo;
	migration.no_transaction = runs_alone(import, file);
	sv_import_add(import, &migration);
}

/*
 * Add a migration that is a program.
 */
static void
add_program(SvImport *import, const SvFile *file)
{
	SvMigration migration = {.refusal = _("the migration is a program")};
	char	   *version;
	char	   *description;

	split_name(file->name, 'V', &version, &description);
	migration.name = psprintf("V%s", version);
	migration.key = version;
	migration.message = description;
	sv_import_add(import, &migration);
}

/*
 * Add a repeatable migration, if the file is one, as a repeatable script.  One
 * that cannot run in a transaction becomes a revision: when it changes, that is a
 * new one.
 */
static void
add_repeatable(SvImport *import, const SvFile *file)
{
	char	   *version;
	char	   *description;
	SvMigration migration = {0};
	SvScriptUse use = {runs_alone(import, file)};
	char	   *script;

	import->file = file;
	if (!split_name(file->name, 'R', &version, &description))
		return;
	sv_import_use(file);
	warn_of_placeholders(file);
	script = sv_import_take_script(import, file, file->text, &use);
	if (!use.alone)
	{
		sv_import_add_repeatable(import, sv_import_base_name(file->name), script,
								 psprintf("%s\n%d", sv_import_base_name(file->name),
										  checksum_of(file->text)));
		return;
	}
	migration.name = psprintf("R_%s", description);
	migration.key = sv_import_base_name(file->name);
	migration.message = description;
	migration.upgrade = script;
	migration.is_taken = true;
	migration.no_transaction = true;
	sv_import_add(import, &migration);
	sv_import_warn(import, _("repeatable migration cannot run in a transaction, and becomes a revision that runs once"));
}

/*
 * The checksum that Flyway has of a text: CRC-32 of its lines in UTF-8, without
 * their ends.
 */
static int32
checksum_of(const char *text)
{
	pg_crc32	crc;

	INIT_TRADITIONAL_CRC32(crc);
	while (*text != '\0')
	{
		int			length = strcspn(text, "\r\n");
		char	   *line = pg_server_to_any(text, length, PG_UTF8);

		COMP_TRADITIONAL_CRC32(crc, line, line == text ? length : strlen(line));
		text += length;
		text += strncmp(text, "\r\n", 2) == 0 ? 2 : *text != '\0';
	}
	FIN_TRADITIONAL_CRC32(crc);
	return (int32) crc;
}

static bool
runs_alone(const SvImport *import, const SvFile *file)
{
	return sv_import_has_setting(sv_import_find_file(import, psprintf("%s.conf", file->name)),
								 "executeInTransaction", "false");
}

static const SvFile *
find_undo(const List *files, const char *version)
{
	ListCell   *lc;

	foreach(lc, files)
	{
		const SvFile *file = lfirst(lc);
		char	   *other;
		char	   *description;

		if (split_name(file->name, 'U', &other, &description) &&
			compare_plain(other, version) == 0)
		{
			sv_import_use(file);
			return file;
		}
	}
	return NULL;
}

/*
 * Warn of files that undo nothing.
 */
static void
warn_of_undo(const SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *version;
		char	   *description;

		if (sv_import_is_used(file) ||
			!split_name(file->name, 'U', &version, &description))
			continue;
		sv_import_use(file);
		sv_import_warn_of(file, _("there is no migration of this version, so it is ignored"));
	}
}

/*
 * Split <prefix><version>__<description>.sql, or one of a program in its place
 * that is versioned; false if the name is not of this form.
 */
static bool
split_name(const char *filename, char prefix, char **version,
		   char **description)
{
	const char *base = sv_import_base_name(filename);
	const char *separator = strstr(base, "__");
	const char *ending;

	if (!has_form(filename, prefix, &ending) || separator == NULL ||
		(prefix == 'R') != (separator == base + 1))
		return false;
	*version = pnstrdup(base + 1, separator - base - 1);
	if (strspn(*version, "0123456789._") != strlen(*version))
		return false;
	for (char *p = *version; *p != '\0'; p++)
		if (*p == '_')
			*p = '.';
	separator += 2;
	*description = sv_import_title(pnstrdup(separator, Max(ending - separator, 0)));
	return true;
}

static bool
has_form(const char *filename, char prefix, const char **ending)
{
	const char *base = sv_import_base_name(filename);

	*ending = strrchr(base, '.');
	return base[0] == prefix && *ending != NULL &&
		(sv_import_ends_with(base, ".sql") ||
		 (prefix == 'V' && sv_import_is_code(base)));
}

static void
warn_of_placeholders(const SvFile *file)
{
	if (strstr(file->text, "${") != NULL)
		sv_import_warn_of(file, _("placeholders (\"${...}\") are not substituted"));
}
