/*-------------------------------------------------------------------------
 *
 * django.c
 *	  Django, by what its command "sqlmigrate" writes.
 *
 * plan.txt is the output of "showmigrations --plan": a line "[X]  app.name" or
 * "[ ]  app.name" for each migration, in the order in which they run.
 * app.name.up.sql is the output of "sqlmigrate app name", and app.name.down.sql
 * that of "sqlmigrate --backwards app name", if there is a way back.
 *
 * Where a migration runs Python, this says that it "cannot be written as SQL".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "import/import.h"

static char *migration_of(char *line);
static void add_migration(SvImport *import, const SvFile *plan,
						  const char *name);
static bool runs_python(const char *script);

void
sv_import_read_django(SvImport *import)
{
	const SvFile *plan = sv_import_find_file(import, "plan.txt");
	const char *rest;

	if (plan == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("file \"%s\" does not exist", "plan.txt"),
				 errhint("It has the output of \"manage.py showmigrations --plan\".")));
	rest = plan->text;
	while (*rest != '\0')
	{
		int			length = strcspn(rest, "\r\n");
		char	   *name = migration_of(pnstrdup(rest, length));

		if (name != NULL)
			add_migration(import, plan, name);
		rest += length;
		rest += strspn(rest, "\r\n");
	}
}

/*
 * The migration of a line of the plan; NULL if it has none.
 */
static char *
migration_of(char *line)
{
	char	   *name;

	line += strspn(line, " \t");
	if (strncmp(line, "[X]", 3) != 0 && strncmp(line, "[ ]", 3) != 0)
		return NULL;
	name = line + 3 + strspn(line + 3, " \t");
	name[strcspn(name, " \t")] = '\0';
	return strchr(name, '.') != NULL ? name : NULL;
}

static void
add_migration(SvImport *import, const SvFile *plan, const char *name)
{
	const SvFile *up = sv_import_find_file(import, psprintf("%s.up.sql", name));
	const SvFile *down = sv_import_find_file(import, psprintf("%s.down.sql", name));
	SvMigration migration = {.name = name,.key = name};

	import->file = up != NULL ? up : plan;
	if (up == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("file \"%s.up.sql\" does not exist", name),
				 errhint("It has the output of \"manage.py sqlmigrate\".")));
	migration.message = sv_import_title(strchr(name, '.') + 1);
	if (runs_python(up->text))
	{
		migration.refusal = _("the migration runs Python");
		migration.rendered = up->text;
	}
	else
		migration.upgrade = up->text;
	if (down != NULL && runs_python(down->text))
		sv_import_warn_of(down, _("the migration runs Python, so the revision has no downgrade script"));
	else if (down != NULL && down->text[0] != '\0')
	{
		migration.downgrade = down->text;
		migration.down_file = down;
	}
	sv_import_add(import, &migration);
}

static bool
runs_python(const char *script)
{
	return strstr(script, "CANNOT BE WRITTEN AS SQL") != NULL;
}
