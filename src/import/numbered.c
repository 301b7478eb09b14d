/*-------------------------------------------------------------------------
 *
 * numbered.c
 *	  Tools that have numbered files for each direction: golang-migrate, pop and
 *	  popx, Rails, and plain files.
 *
 * golang-migrate: <version>_<title>.up.<any>, <version>_<title>.down.<any>.
 * pop: <version>_<name>[.<database>].up.sql or .fizz, in all folders; popx:
 * <version>_<name>[.<database>][.autocommit].up.sql.  A file for a database has
 * precedence over one for all.
 * Rails: what its migrations run, as <version>_<name>.up.sql, .down.sql.
 * plain: <number><anything>.sql, or in pairs .up.sql, .down.sql, .do.sql,
 * .undo.sql.
 *
 * Up and down belong together by version and direction; their titles may
 * differ.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "import/import.h"
#include "import/lines.h"
#include "import/pairs.h"

/* A file name of pop, taken apart. */
typedef struct PopName
{
	char	   *version;
	char	   *title;
	const char *database;		/* NULL: all */
	bool		autocommit;
	bool		down;
	bool		fizz;
} PopName;

static bool split_golang_migrate(const char *base, char **version,
								 const char **title, bool *down);
static bool split_plain(const char *base, char **version, char **title,
						bool *down);
static bool split_pop(const char *base, PopName *name);
static char *cut_last(char *name);
static bool is_postgresql(const char *database);
static bool is_other_database(const char *database);
static void put_pop(SvImport *import, List **pairs, const SvFile *file,
					const PopName *name);
static void warn_of_templates(const SvFile *file);
static void read_numbered(SvImport *import);
static int	compare_numbers(const ListCell *a, const ListCell *b);
static int	compare_bytes(const ListCell *a, const ListCell *b);

void
sv_import_read_golang_migrate(SvImport *import)
{
	List	   *pairs = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *version;
		const char *title;
		bool		down;

		if (!split_golang_migrate(file->name, &version, &title, &down))
			continue;
		import->file = file;
		sv_pairs_put(&pairs, sv_import_number(version), version,
					 sv_import_title(title), file, down);
	}
	list_sort(pairs, compare_numbers);
	foreach(lc, pairs)
		sv_pairs_add(import, lfirst(lc), sv_import_number(((SvPair *) lfirst(lc))->name));
}

void
sv_import_read_pop(SvImport *import)
{
	List	   *pairs = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		PopName		name;

		if (!split_pop(sv_import_base_name(file->name), &name))
			continue;
		import->file = file;
		/* files for other database systems are not meant for us */
		if (name.database != NULL && is_other_database(name.database))
			sv_import_use(file);
		else if (name.database == NULL || is_postgresql(name.database))
			put_pop(import, &pairs, file, &name);
	}
	list_sort(pairs, compare_bytes);
	foreach(lc, pairs)
	{
		SvPair	   *pair = lfirst(lc);

		if (pair->up == NULL)
		{
			/* pop itself runs nothing of it */
			sv_import_warn_of(pair->down, _("there is no up migration of this version, so it is ignored"));
			continue;
		}
		warn_of_templates(pair->up);
		if (pair->down != NULL)
			warn_of_templates(pair->down);
		sv_pairs_add(import, pair, pair->version);
	}
}

void
sv_import_read_rails(SvImport *import)
{
	read_numbered(import);
}

void
sv_import_read_plain(SvImport *import)
{
	read_numbered(import);
}

/*
 * Split <version>_<title>.<direction>.<any>, where the title may have dots;
 * false if the name is not of this form.
 */
static bool
split_golang_migrate(const char *base, char **version, const char **title,
					 bool *down)
{
	int			digits = strspn(base, "0123456789");
	const char *found = NULL;

	if (digits == 0 || base[digits] != '_' || strchr(base, '/') != NULL)
		return false;
	for (const char *p = strchr(base + digits + 1, '.'); p != NULL;
		 p = strchr(p + 1, '.'))
	{
		if (strncmp(p, ".up.", 4) == 0 || strncmp(p, ".down.", 6) == 0)
			found = p;
	}
	if (found == NULL)
		return false;
	*version = pnstrdup(base, digits);
	*title = pnstrdup(base + digits + 1, found - (base + digits + 1));
	*down = found[1] == 'd';
	return true;
}

/*
 * Split <number><separator><title>[.<direction>].sql; false if the name is not
 * of this form.
 */
static bool
split_plain(const char *base, char **version, char **title, bool *down)
{
	int			digits = strspn(base, "0123456789");
	char	   *rest;
	char	   *word;

	if (digits == 0 || strchr(base, '/') != NULL ||
		!sv_import_ends_with(base, ".sql"))
		return false;
	*version = pnstrdup(base, digits);
	rest = pnstrdup(base + digits, strlen(base) - digits - strlen(".sql"));
	word = strrchr(rest, '.');
	*down = false;
	if (word != NULL &&
		(strcmp(word, ".up") == 0 || strcmp(word, ".do") == 0 ||
		 strcmp(word, ".down") == 0 || strcmp(word, ".undo") == 0))
	{
		*down = word[1] == 'u' ? word[2] == 'n' : strcmp(word, ".down") == 0;
		*word = '\0';
	}
	*title = sv_import_title(rest + strspn(rest, "_-. "));
	return true;
}

/*
 * Split <version>_<name>[.<database>][.autocommit].<direction>.<type>; false if
 * the name is not of this form.
 */
static bool
split_pop(const char *base, PopName *name)
{
	int			digits = strspn(base, "0123456789");
	char	   *rest = pstrdup(base);
	const char *type = cut_last(rest);
	const char *direction = cut_last(rest);
	const char *word;

	memset(name, 0, sizeof(PopName));
	if (digits == 0 || base[digits] != '_' || type == NULL || direction == NULL)
		return false;
	name->fizz = strcmp(type, "fizz") == 0;
	name->down = strcmp(direction, "down") == 0;
	if ((!name->fizz && strcmp(type, "sql") != 0) ||
		(!name->down && strcmp(direction, "up") != 0))
		return false;
	word = cut_last(rest);
	if (word != NULL && strcmp(word, "autocommit") == 0)
	{
		name->autocommit = true;
		word = cut_last(rest);
	}
	name->database = word;
	if (strchr(rest, '.') != NULL)
		return false;
	name->version = pnstrdup(base, digits);
	name->title = sv_import_title(rest + digits + 1);
	return true;
}

/*
 * Cut the last part off a name with dots, and return it; NULL if there is no
 * dot.
 */
static char *
cut_last(char *name)
{
	char	   *dot = strrchr(name, '.');

	if (dot == NULL)
		return NULL;
	*dot = '\0';
	return dot + 1;
}

static bool
is_postgresql(const char *database)
{
	return strcmp(database, "postgres") == 0 ||
		strcmp(database, "postgresql") == 0 ||
		strcmp(database, "pg") == 0 || strcmp(database, "pgx") == 0;
}

static bool
is_other_database(const char *database)
{
	static const char *const others[] = {"cockroach", "cockroachdb", "crdb",
	"mariadb", "mysql", "sqlite", "sqlite3"};

	for (int i = 0; i < lengthof(others); i++)
		if (strcmp(database, others[i]) == 0)
			return true;
	return false;
}

/*
 * Put a file of pop into the pair of its version, unless there is one that is
 * for PostgreSQL, and this one is for all.
 */
static void
put_pop(SvImport *import, List **pairs, const SvFile *file,
		const PopName *name)
{
	SvPair	   *pair = sv_pairs_find(pairs, name->version);
	const SvFile **place = name->down ? &pair->down : &pair->up;
	bool	   *special = name->down ? &pair->down_special : &pair->up_special;

	sv_import_use(file);
	if (*place != NULL && *special != (name->database != NULL))
	{
		if (*special)
			return;
		*place = NULL;
	}
	*special = name->database != NULL;
	if (name->fizz && name->down)
	{
		sv_import_warn(import, _("Fizz is not SQL, so the revision has no downgrade script"));
		return;
	}
	sv_pairs_put(pairs, name->version, name->version, name->title, file,
				 name->down);
	pair->no_transaction |= name->autocommit;
	if (!name->down)
		pair->refusal = name->fizz ? _("Fizz is not SQL") : NULL;
}

/*
 * Warn of what pop replaces in a script before it runs it.
 */
static void
warn_of_templates(const SvFile *file)
{
	if (strstr(file->text, "{{") != NULL)
		sv_import_warn_of(file, _("templates (\"{{...}}\") are not substituted"));
}

/*
 * Read numbered files, and programs in their place.
 */
static void
read_numbered(SvImport *import)
{
	List	   *pairs = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *version;
		char	   *title;
		bool		down;

		if (!split_plain(file->name, &version, &title, &down))
			continue;
		import->file = file;
		sv_pairs_put(&pairs, sv_import_number(version), version, title, file, down);
	}
	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		char	   *number = sv_import_number(file->name);
		SvPair	   *pair;

		if (number[0] == '\0' || strchr(file->name, '/') != NULL ||
			!sv_import_is_code(file->name))
			continue;
		import->file = file;
		pair = sv_pairs_find(&pairs, number);
		/* the SQL beside it is what it does */
		if (pair->up != NULL)
			sv_import_use(file);
		else
			sv_pairs_put(&pairs, number,
						 pnstrdup(file->name, strspn(file->name, "0123456789")),
						 sv_lines_title(file->name), file, false);
	}
	list_sort(pairs, compare_numbers);
	foreach(lc, pairs)
		sv_pairs_add(import, lfirst(lc), ((SvPair *) lfirst(lc))->version);
}

static int
compare_numbers(const ListCell *a, const ListCell *b)
{
	return sv_import_compare_names(((const SvPair *) lfirst(a))->version,
								   ((const SvPair *) lfirst(b))->version);
}

static int
compare_bytes(const ListCell *a, const ListCell *b)
{
	return strcmp(((const SvPair *) lfirst(a))->version,
				  ((const SvPair *) lfirst(b))->version);
}
