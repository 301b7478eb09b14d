/*-------------------------------------------------------------------------
 *
 * folders.c
 *	  Tools that have a folder for each migration: Diesel, Prisma, Drizzle.
 *
 * Diesel: <version>_<name>/up.sql, down.sql, metadata.toml.
 * Prisma: <version>_<name>/migration.sql, and perhaps down.sql, which Prisma
 * does not run itself, but describes; migration_lock.toml.
 * Drizzle, up to 0.x: <tag>.sql, in the order of the list of tags in
 * meta/_journal.json; from 1.0 on <version>_<name>/migration.sql.  Lines "-->
 * statement-breakpoint" are between the statements.
 *
 * The folders are those right in the folder that is imported; no other ones
 * are read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "import/import.h"

#define BREAKPOINT "--> statement-breakpoint"

static List *folders_with(const SvImport *import, const char *base);
static char *folder_of(const char *name);
static char *diesel_version(const char *name);
static int	compare_diesel(const ListCell *a, const ListCell *b);
static void add_diesel(SvImport *import);
static void check_down(SvImport *import);
static void check_lock(const SvImport *import);
static void add_prisma(SvImport *import);
static void read_journal(SvImport *import, const SvFile *journal);
static Datum parse_journal(const char *text);
static void read_entry(SvImport *import, JsonbValue *entry, char **latest);
static char *take_field(JsonbValue *entry, const char *name);
static void add_drizzle(SvImport *import, const char *name, const char *key);
static char *without_breakpoints(const char *text);

void
sv_import_read_diesel(SvImport *import)
{
	List	   *files = folders_with(import, "up.sql");
	ListCell   *lc;

	list_sort(files, compare_diesel);
	sv_import_check_versions(files, diesel_version);
	foreach(lc, files)
	{
		import->file = lfirst(lc);
		add_diesel(import);
	}
	check_down(import);
}

void
sv_import_read_prisma(SvImport *import)
{
	ListCell   *lc;

	check_lock(import);
	foreach(lc, folders_with(import, "migration.sql"))
	{
		import->file = lfirst(lc);
		add_prisma(import);
	}
}

void
sv_import_read_drizzle(SvImport *import)
{
	const SvFile *journal = sv_import_find_file(import, "meta/_journal.json");
	ListCell   *lc;

	if (journal != NULL)
	{
		read_journal(import, journal);
		return;
	}
	foreach(lc, folders_with(import, "migration.sql"))
	{
		const char *folder;

		import->file = lfirst(lc);
		folder = folder_of(import->file->name);
		add_drizzle(import, folder, folder);
	}
}

/*
 * The files of this name in the folders of the migrations, in the order of the
 * bytes of their names.  They are marked as taken.
 */
static List *
folders_with(const SvImport *import, const char *base)
{
	List	   *files = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		SvFile	   *file = lfirst(lc);
		const char *slash = strchr(file->name, '/');

		if (slash == NULL || strcmp(slash + 1, base) != 0)
			continue;
		sv_import_use(file);
		files = lappend(files, file);
	}
	return files;
}

static char *
folder_of(const char *name)
{
	return pnstrdup(name, strcspn(name, "/"));
}

/*
 * The version in the name of a folder.  Diesel takes the dashes out, also before
 * it compares.
 */
static char *
diesel_version(const char *name)
{
	return sv_import_without_dashes(pnstrdup(name, strcspn(name, "_/")));
}

static int
compare_diesel(const ListCell *a, const ListCell *b)
{
	return strcmp(diesel_version(((const SvFile *) lfirst(a))->name),
				  diesel_version(((const SvFile *) lfirst(b))->name));
}

static void
add_diesel(SvImport *import)
{
	SvMigration migration = {0};
	char	   *folder = folder_of(import->file->name);
	const char *title = strchr(folder, '_');
	const SvFile *metadata = sv_import_find_file(import, psprintf("%s/metadata.toml", folder));

	migration.name = migration.key = diesel_version(folder);
	migration.message = title ? sv_import_title(title + 1) : folder;
	migration.upgrade = import->file->text;
	migration.down_file = sv_import_find_file(import, psprintf("%s/down.sql", folder));
	migration.downgrade = migration.down_file ? migration.down_file->text : NULL;
	/* Diesel takes a file without the setting for "false" */
	migration.no_transaction = metadata != NULL &&
		!sv_import_has_setting(metadata, "run_in_transaction", "true");
	sv_import_add(import, &migration);
}

/*
 * Refuse a folder that has a way back only, as Diesel does.
 */
static void
check_down(SvImport *import)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		const char *slash = strchr(file->name, '/');

		if (slash != NULL && strcmp(slash, "/down.sql") == 0 &&
			!sv_import_is_used(file))
		{
			import->file = file;
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_FILE),
					 errmsg("file \"%s/up.sql\" does not exist",
							folder_of(file->name))));
		}
	}
}

/*
 * Refuse migrations that Prisma has made for another database system.
 */
static void
check_lock(const SvImport *import)
{
	const SvFile *lock = sv_import_find_file(import, "migration_lock.toml");

	if (lock != NULL && strstr(lock->text, "provider") != NULL &&
		!sv_import_has_setting(lock, "provider", "postgres"))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the migrations are not for PostgreSQL"),
				 errdetail("So says file \"%s\".", lock->name)));
}

static void
add_prisma(SvImport *import)
{
	SvMigration migration = {0};
	char	   *folder = folder_of(import->file->name);
	int			digits = strspn(folder, "0123456789");

	migration.key = folder;
	migration.name = folder[digits] == '_' && digits > 0 ? pnstrdup(folder, digits) : folder;
	migration.message = folder[digits] == '_' && folder[digits + 1] != '\0' ?
		sv_import_title(folder + digits + 1) : folder;
	migration.upgrade = import->file->text;
	migration.down_file = sv_import_find_file(import, psprintf("%s/down.sql", folder));
	migration.downgrade = migration.down_file ? migration.down_file->text : NULL;
	sv_import_add(import, &migration);
}

/*
 * Read the list of migrations that Drizzle keeps.
 */
static void
read_journal(SvImport *import, const SvFile *journal)
{
	JsonbValue *entries;
	JsonbValue	root;
	char	   *latest = NULL;

	import->file = journal;
	root.type = jbvBinary;
	root.val.binary.data = &DatumGetJsonbP(parse_journal(journal->text))->root;
	entries = JsonContainerIsObject(root.val.binary.data) ?
		getKeyJsonValueFromContainer(root.val.binary.data, "entries",
									 strlen("entries"), NULL) : NULL;
	if (entries == NULL || entries->type != jbvBinary ||
		!JsonContainerIsArray(entries->val.binary.data))
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("the file has no list \"entries\"")));
	for (uint32 i = 0; i < JsonContainerSize(entries->val.binary.data); i++)
	{
		import->file = journal;
		read_entry(import, getIthJsonbValueFromContainer(entries->val.binary.data, i),
				   &latest);
	}
}

/*
 * Parse a text as JSON; the positions of errors are in the text.
 */
static Datum
parse_journal(const char *text)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

/*
 * Add the migration of an entry: its tag is the name of the file, and its time
 * the key, by which Drizzle decides what is to be run.
 */
static void
read_entry(SvImport *import, JsonbValue *entry, char **latest)
{
	char	   *tag = take_field(entry, "tag");
	char	   *when = take_field(entry, "when");
	char	   *name;
	const SvFile *file;

	if (tag == NULL || when == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("an entry has no \"tag\" or no \"when\"")));
	if (*latest != NULL && sv_import_compare_names(when, *latest) <= 0)
		sv_import_warn(import, psprintf(_("\"%s\" is not later than a migration before it, so Drizzle may never have run it"),
										tag));
	else
		*latest = when;
	name = psprintf("%s.sql", tag);
	file = sv_import_find_file(import, name);
	if (file == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FILE),
				 errmsg("file \"%s\" does not exist", name)));
	import->file = file;
	add_drizzle(import, tag, when);
}

/*
 * A text or a number of a JSON object; NULL if there is no such field.
 */
static char *
take_field(JsonbValue *entry, const char *name)
{
	JsonbValue *value = NULL;

	if (entry->type == jbvBinary && JsonContainerIsObject(entry->val.binary.data))
		value = getKeyJsonValueFromContainer(entry->val.binary.data, name,
											 strlen(name), NULL);
	if (value == NULL)
		return NULL;
	if (value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	if (value->type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(value->val.numeric)));
	return NULL;
}

static void
add_drizzle(SvImport *import, const char *name, const char *key)
{
	SvMigration migration = {.name = name,.key = key};
	const char *title = strchr(name, '_');

	migration.message = title && title[1] ? sv_import_title(title + 1) : name;
	migration.upgrade = without_breakpoints(import->file->text);
	sv_import_add(import, &migration);
}

/*
 * A script in which each part ends in a semicolon: Drizzle runs the parts one by
 * one.  The breakpoints stay, as they are comments.
 */
static char *
without_breakpoints(const char *text)
{
	StringInfoData script;
	const char *next;

	initStringInfo(&script);
	while ((next = strstr(text, BREAKPOINT)) != NULL)
	{
		appendStringInfoString(&script, sv_import_end_statement(text, next - text));
		appendStringInfoString(&script, BREAKPOINT);
		text = next + strlen(BREAKPOINT);
	}
	appendStringInfoString(&script, text);
	return script.data;
}
