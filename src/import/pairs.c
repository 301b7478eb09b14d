/*-------------------------------------------------------------------------
 *
 * pairs.c
 *	  Tools that have a file for each direction: golang-migrate, Diesel,
 *	  Flyway.
 *
 * golang-migrate: <version>_<title>.up.sql, <version>_<title>.down.sql.
 * Diesel: <version>_<name>/up.sql, <version>_<name>/down.sql, metadata.toml.
 * Flyway: V<version>__<description>.sql, U... to undo it, B... a baseline,
 * R__<description>.sql for a script that runs again whenever it changes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "import/import.h"

static void add_pair(SvImport *import, const SvFile *up, const SvFile *down,
					 const char *stem, const char *key, bool no_transaction);
static char *plain_number(const char *digits);
static char *without_dashes(const char *version);
static bool has_setting(const SvImport *import, const char *filename,
						const char *name, const char *value);
static int	compare_versions(const ListCell *a, const ListCell *b);
static const char *version_of(const SvFile *file);
static const SvFile *find_baseline(const SvImport *import);
static void add_versioned(SvImport *import, const SvFile *file,
						  const SvFile *baseline);
static void add_repeatable(SvImport *import, const SvFile *file);
static const SvFile *find_undo(const SvImport *import, const char *version);
static bool split_flyway(const char *filename, char prefix, char **version,
						 char **description);
static void warn_of_placeholders(const SvImport *import, const char *text);

void
sv_import_read_golang_migrate(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		const char *base = sv_import_base_name(file->name);
		const char *stem;

		if (!sv_import_ends_with(file->name, ".up.sql"))
			continue;
		import->file = file;
		if (strspn(base, "0123456789") == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_NAME),
					 errmsg("file name does not begin with a version")));
		stem = pnstrdup(file->name, strlen(file->name) - strlen(".up.sql"));
		add_pair(import, file, sv_import_find_file(import, psprintf("%s.down.sql", stem)),
				 sv_import_base_name(stem), plain_number(base), false);
	}
}

void
sv_import_read_diesel(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *folder = pstrdup(file->name);
		const char *name;
		char	   *version;
		char	   *metadata;

		if (!sv_import_ends_with(file->name, "/up.sql"))
			continue;
		import->file = file;
		folder[strlen(folder) - strlen("/up.sql")] = '\0';
		name = sv_import_base_name(folder);
		version = without_dashes(pnstrdup(name, strcspn(name, "_")));
		metadata = psprintf("%s/metadata.toml", folder);
		/* Diesel takes a file without the setting for "false" */
		add_pair(import, file, sv_import_find_file(import, psprintf("%s/down.sql", folder)),
				 name, version, sv_import_find_file(import, metadata) != NULL &&
				 !has_setting(import, metadata, "run_in_transaction", "true"));
	}
}

void
sv_import_read_flyway(SvImport *import)
{
	const SvFile *baseline;
	ListCell   *lc;

	list_sort(import->files, compare_versions);
	baseline = find_baseline(import);
	foreach(lc, import->files)
		add_versioned(import, lfirst(lc), baseline);
	foreach(lc, import->files)
		add_repeatable(import, lfirst(lc));
}

/*
 * Add a migration of two files; the stem is <version>_<title>.
 */
static void
add_pair(SvImport *import, const SvFile *up, const SvFile *down,
		 const char *stem, const char *key, bool no_transaction)
{
	SvMigration migration = {.key = key};
	const char *title = strchr(stem, '_');

	/* Diesel has dashes in its versions, and leaves them out in its table */
	migration.name = without_dashes(pnstrdup(stem, strcspn(stem, "_")));
	migration.message = title ? sv_import_title(title + 1) : stem;
	migration.upgrade = up->text;
	migration.downgrade = down ? down->text : NULL;
	migration.no_transaction = no_transaction;
	sv_import_add(import, &migration);
}

/*
 * The number that a name begins with, without leading zeros.
 */
static char *
plain_number(const char *digits)
{
	int			length = strspn(digits, "0123456789");
	int			zeros = Min(strspn(digits, "0"), length - 1);

	return pnstrdup(digits + zeros, length - zeros);
}

static char *
without_dashes(const char *version)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (const char *p = version; *p != '\0'; p++)
		if (*p != '-')
			appendStringInfoChar(&buf, *p);
	return buf.data;
}

/*
 * True if a file of settings exists and has a line "name = value".
 */
static bool
has_setting(const SvImport *import, const char *filename, const char *name,
			const char *value)
{
	const SvFile *file = sv_import_find_file(import, filename);
	const char *line = file ? file->text : "";

	while (*line != '\0')
	{
		const char *p = line + strspn(line, " \t");

		if (strncmp(p, name, strlen(name)) == 0)
		{
			p += strlen(name);
			p += strspn(p, " \t=");
			if (pg_strncasecmp(p, value, strlen(value)) == 0)
				return true;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
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
	int			result = sv_import_compare_names(version_of(file_a), version_of(file_b));

	return result != 0 ? result : strcmp(file_a->name, file_b->name);
}

static const char *
version_of(const SvFile *file)
{
	char		prefix = sv_import_base_name(file->name)[0];
	char	   *version;
	char	   *description;

	return split_flyway(file->name, prefix, &version, &description) ? version : "";
}

/*
 * The baseline that replaces the migrations up to its version; NULL if there is
 * none.  A baseline whose migrations are among the files is not needed.
 */
static const SvFile *
find_baseline(const SvImport *import)
{
	const SvFile *first = NULL;
	const SvFile *baseline = NULL;
	char	   *version;
	char	   *description;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (first == NULL && split_flyway(file->name, 'V', &version, &description))
			first = file;
	}
	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (split_flyway(file->name, 'B', &version, &description) &&
			(first == NULL || sv_import_compare_names(version, version_of(first)) < 0))
			baseline = file;
	}
	return baseline;
}

/*
 * Add a versioned migration, or the baseline, if the file is one.
 */
static void
add_versioned(SvImport *import, const SvFile *file, const SvFile *baseline)
{
	char	   *version;
	char	   *description;
	const SvFile *undo;
	SvMigration migration = {0};

	import->file = file;
	if (!split_flyway(file->name, 'V', &version, &description) &&
		!split_flyway(file->name, 'B', &version, &description))
		return;
	if (sv_import_base_name(file->name)[0] == 'B' && file != baseline)
	{
		sv_import_warn(import, _("baseline migration is ignored, because the migrations that it replaces are present"));
		return;
	}
	undo = find_undo(import, version);
	warn_of_placeholders(import, file->text);
	migration.name = psprintf("V%s", version);
	migration.key = version;
	migration.message = description;
	migration.upgrade = file->text;
	migration.downgrade = undo ? undo->text : NULL;
	migration.no_transaction = has_setting(import, psprintf("%s.conf", file->name),
										   "executeInTransaction", "false");
	sv_import_add(import, &migration);
}

/*
 * Add a repeatable migration, if the file is one.  It runs once here: when it
 * changes, that is a new revision.
 */
static void
add_repeatable(SvImport *import, const SvFile *file)
{
	char	   *version;
	char	   *description;
	SvMigration migration = {0};

	import->file = file;
	if (!split_flyway(file->name, 'R', &version, &description))
		return;
	warn_of_placeholders(import, file->text);
	migration.name = psprintf("R_%s", description);
	migration.key = sv_import_base_name(file->name);
	migration.message = description;
	migration.upgrade = file->text;
	migration.no_transaction = has_setting(import, psprintf("%s.conf", file->name),
										   "executeInTransaction", "false");
	sv_import_add(import, &migration);
	sv_import_warn(import, _("repeatable migration becomes a revision that runs once"));
}

static const SvFile *
find_undo(const SvImport *import, const char *version)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *other;
		char	   *description;

		if (split_flyway(file->name, 'U', &other, &description) &&
			strcmp(other, version) == 0)
			return file;
	}
	return NULL;
}

/*
 * Split <prefix><version>__<description>.sql; false if the name is not of this
 * form.  Versions have dots in the tool's table where file names may have
 * underscores.
 */
static bool
split_flyway(const char *filename, char prefix, char **version,
			 char **description)
{
	const char *base = sv_import_base_name(filename);
	const char *separator = strstr(base, "__");

	if (base[0] != prefix || separator == NULL ||
		!sv_import_ends_with(base, ".sql") ||
		(prefix == 'R') != (separator == base + 1))
		return false;
	*version = pnstrdup(base + 1, separator - base - 1);
	if (strspn(*version, "0123456789._") != strlen(*version))
		return false;
	for (char *p = *version; *p != '\0'; p++)
		if (*p == '_')
			*p = '.';
	*description = sv_import_title(pnstrdup(separator + 2,
											strlen(separator + 2) - strlen(".sql")));
	return true;
}

static void
warn_of_placeholders(const SvImport *import, const char *text)
{
	if (strstr(text, "${") != NULL)
		sv_import_warn(import, _("placeholders (\"${...}\") are not substituted"));
}
