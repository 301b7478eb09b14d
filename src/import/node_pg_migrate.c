/*-------------------------------------------------------------------------
 *
 * node_pg_migrate.c
 *	  node-pg-migrate.
 *
 * A file <number>_<name>.sql has both directions, after "-- Up Migration" and
 * "-- Down Migration", or only an upgrade script; <number>_<name>.up.sql and
 * .down.sql are such a file in two.  The order is that of the numbers, of which
 * those with 17 digits are a date that stands for its milliseconds since 1970.
 * Migrations in JavaScript and TypeScript are between them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/datetime.h"

#include "import/import.h"
#include "import/lines.h"
#include "import/pairs.h"

static void put_sql(SvImport *import, List **pairs, const SvFile *file);
static void put_single(List **pairs, const char *key, const SvFile *file);
static void put_program(List **pairs, const SvFile *file);
static const char *name_of(const char *key);
static void check_pair(SvImport *import, const SvPair *pair);
static int	compare_pairs(const ListCell *a, const ListCell *b);
static char *milliseconds(const char *number);
static void add_single(SvImport *import, const SvPair *pair);
static void read_sections(SvImport *import, SvMigration *migration);
static bool is_section(const char *comment, const char *direction);

void
sv_import_read_node_pg_migrate(SvImport *import)
{
	List	   *pairs = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (strchr(file->name, '/') != NULL)
			continue;
		import->file = file;
		if (sv_import_ends_with(file->name, ".sql"))
			put_sql(import, &pairs, file);
		else if (sv_import_number(file->name)[0] != '\0' &&
				 sv_import_is_code(file->name))
			put_program(&pairs, file);
	}
	list_sort(pairs, compare_pairs);
	foreach(lc, pairs)
	{
		const SvPair *pair = lfirst(lc);

		check_pair(import, pair);
		if (pair->up_special)
			add_single(import, pair);
		else
			sv_pairs_add(import, pair, pair->version);
	}
}

/*
 * Put a file to what belongs together: its name without the direction and the
 * ending, which is also the key in the tool's table.
 */
static void
put_sql(SvImport *import, List **pairs, const SvFile *file)
{
	char	   *key = pnstrdup(file->name, strlen(file->name) - strlen(".sql"));
	bool		up = sv_import_ends_with(key, ".up");
	bool		down = sv_import_ends_with(key, ".down");

	if (!up && !down)
	{
		put_single(pairs, key, file);
		return;
	}
	*strrchr(key, '.') = '\0';
	if (sv_pairs_find(pairs, key)->up_special)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("version \"%s\" has two files: \"%s.sql\" and \"%s\"",
						key, key, file->name)));
	sv_pairs_put(pairs, key, name_of(key), sv_lines_title(psprintf("%s.sql", key)),
				 file, down);
}

/*
 * Put a file that has both directions; such a one is marked as special.
 */
static void
put_single(List **pairs, const char *key, const SvFile *file)
{
	SvPair	   *pair = sv_pairs_find(pairs, key);

	if (pair->down != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("version \"%s\" has two files: \"%s\" and \"%s\"",
						key, pair->down->name, file->name)));
	sv_pairs_put(pairs, key, name_of(key), sv_lines_title(file->name), file, false);
	pair->up_special = true;
}

static void
put_program(List **pairs, const SvFile *file)
{
	char	   *key = pnstrdup(file->name, strrchr(file->name, '.') - file->name);

	sv_pairs_put(pairs, key, name_of(key), sv_lines_title(psprintf("%s.sql", key)),
				 file, false);
}

/*
 * What the id is made from: the number, if there is one.
 */
static const char *
name_of(const char *key)
{
	int			digits = strspn(key, "0123456789");

	return digits > 0 ? pnstrdup(key, digits) : key;
}

/*
 * Refuse a way back without a way forth, as the tool does.
 */
static void
check_pair(SvImport *import, const SvPair *pair)
{
	if (pair->up != NULL)
		return;
	import->file = pair->down;
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_FILE),
			 errmsg("file \"%s.up.sql\" does not exist", pair->version)));
}

static int
compare_pairs(const ListCell *a, const ListCell *b)
{
	const char *key_a = ((const SvPair *) lfirst(a))->version;
	const char *key_b = ((const SvPair *) lfirst(b))->version;
	int			result = 0;

	if (sv_import_number(key_a)[0] != '\0' && sv_import_number(key_b)[0] != '\0')
		result = sv_import_compare_names(milliseconds(sv_import_number(key_a)),
										 milliseconds(sv_import_number(key_b)));
	if (result == 0)
		result = sv_import_compare_names(key_a, key_b);
	return result != 0 ? result : strcmp(key_a, key_b);
}

/*
 * A number, or the milliseconds since 1970 of a date of 17 digits.
 */
static char *
milliseconds(const char *number)
{
	int			year;
	int			month;
	int			day;
	int			hour;
	int			minute;
	int			second;
	int			rest;
	int64		days;

	if (strlen(number) != 17 ||
		sscanf(number, "%4d%2d%2d%2d%2d%2d%3d", &year, &month, &day, &hour,
			   &minute, &second, &rest) != 7)
		return pstrdup(number);
	days = date2j(year, month, day) - UNIX_EPOCH_JDATE;
	return psprintf(INT64_FORMAT,
					(((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + rest);
}

static void
add_single(SvImport *import, const SvPair *pair)
{
	SvMigration migration = {.name = pair->name,.key = pair->version};

	import->file = pair->up;
	migration.message = pair->message;
	read_sections(import, &migration);
	sv_import_add(import, &migration);
}

static void
read_sections(SvImport *import, SvMigration *migration)
{
	const char *rest = import->file->text;
	StringInfoData up;
	StringInfoData down;
	StringInfoData before;
	StringInfo	section = &before;
	bool		has_up = false;
	SvLine		line;

	initStringInfo(&up);
	initStringInfo(&down);
	initStringInfo(&before);
	while (sv_lines_next(&rest, &line))
	{
		const char *comment = line.comment ? line.comment : "";

		if (!has_up && is_section(comment, "up"))
		{
			section = &up;
			has_up = true;
		}
		else if (migration->downgrade == NULL && is_section(comment, "down"))
		{
			section = &down;
			migration->downgrade = "";
		}
		else
			appendBinaryStringInfo(section, line.start, line.length);
	}
	/* without such a comment the whole file is the upgrade script */
	migration->upgrade = sv_lines_section(has_up ? &up : &before);
	if (migration->downgrade != NULL)
		migration->downgrade = sv_lines_section(&down);
}

static bool
is_section(const char *comment, const char *direction)
{
	const char *rest;

	comment += strspn(comment, " \t-");
	rest = sv_lines_after_word(comment, direction);
	return rest != NULL &&
		pg_strncasecmp(rest, "migration", strlen("migration")) == 0;
}
