/*-------------------------------------------------------------------------
 *
 * import.c
 *	  Migrations of other tools as revisions.
 *
 * The readers of the formats, in the other files of this folder, split the files
 * as the tool does: by file names and by lines.  What they have in common is
 * here: the result is a chain of revisions in the order of the tool, with ids
 * made from the names that the tool uses.  Nothing is lost silently: what is not
 * SQL becomes a revision that refuses to run, and files that no reader has taken
 * are told.
 *
 * An import is repeated when the tool's files have changed, so the same files
 * must become the same revisions, down to the byte: a change of what is
 * generated here shows as a change of an applied revision.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "error.h"
#include "graph/name.h"
#include "import/import.h"

/* So many names are in one message. */
#define MAX_NAMES 20

/* A format and its reader. */
typedef struct Format
{
	const char *name;
	void		(*read) (SvImport *import);
	const char *parts;			/* of the names of files whose content is
								 * wanted: the base name contains one */
} Format;

static const Format *find_format(const char *name);
static char *list_formats(void);
static void tell_unused(const SvImport *import);
static void add_name(StringInfo names, int count, const SvFile *file);
static void tell_names(const SvImport *import, int level, StringInfo names,
					   int count);
static void refuse_nothing(const SvImport *import);
static SvImported *last_imported(const SvImport *import);
static void add_file_context(void *arg);
static char *make_id(const SvImport *import, const char *name);
static bool is_taken(const SvImport *import, const char *id);
static TimestampTz date_of(const SvImport *import, const char *name);
static bool parse_date(const char *digits, int length, TimestampTz *moment);

static const Format formats[] = {
	{"dbmate", sv_import_read_dbmate, ".sql"},
	{"diesel", sv_import_read_diesel, ".sql .toml"},
	{"django", sv_import_read_django, ".sql plan.txt"},
	{"drizzle", sv_import_read_drizzle, ".sql _journal.json"},
	{"flyway", sv_import_read_flyway, ".sql"},
	{"golang-migrate", sv_import_read_golang_migrate, ".up. .down."},
	{"goose", sv_import_read_goose, ".sql"},
	{"liquibase", sv_import_read_liquibase, ".sql .xml .yaml .yml .json"},
	{"node-pg-migrate", sv_import_read_node_pg_migrate, ".sql"},
	{"plain", sv_import_read_plain, ".sql"},
	{"pop", sv_import_read_pop, ".sql .fizz"},
	{"popx", sv_import_read_pop, ".sql .fizz"},
	{"prisma", sv_import_read_prisma, ".sql .toml"},
	{"rails", sv_import_read_rails, ".sql"},
	{"sql-migrate", sv_import_read_sql_migrate, ".sql"},
	{"sqitch", sv_import_read_sqitch, ".sql .plan"},
};

static const SvImportTool tools[] = {
	{"alembic", NULL, {"alembic_version"}},
	{"dbmate", NULL, {"schema_migrations"}},
	{"diesel", NULL, {"__diesel_schema_migrations"}},
	{"django", NULL, {"django_migrations"}},
	{"drizzle", "drizzle", {"__drizzle_migrations"}},
	{"flyway", NULL, {"flyway_schema_history"}},
	{"golang-migrate", NULL, {"schema_migrations"}},
	{"goose", NULL, {"goose_db_version"}},
	{"liquibase", NULL, {"databasechangelog", "databasechangeloglock"}},
	{"node-pg-migrate", NULL, {"pgmigrations"}},
	{"pop", NULL, {"schema_migration"}},
	{"popx", NULL, {"schema_migration"}},
	{"prisma", NULL, {"_prisma_migrations"}},
	{"rails", NULL, {"schema_migrations", "ar_internal_metadata"}},
	{"sql-migrate", NULL, {"gorp_migrations"}},
	{"sqitch", "sqitch", {"changes", "dependencies", "events", "projects",
	"releases", "tags"}},
};

/*
 * The migrations in files (SvFile) of a tool, as a list of SvImported in the
 * order of the tool, and those that become repeatable scripts or checks, as a
 * list of SvImportedRepeatable.
 *
 * Errors: an unknown format; no migration; files that are not of the form that
 * the tool requires, with the file as context.
 */
List *
sv_import_read(const char *format, List *files, List **repeatables)
{
	const Format *entry = find_format(format);
	SvImport	import = {.format = format,.tool = sv_import_tool(format)};
	ErrorContextCallback callback;

	import.files = sv_import_copy_files(files);
	sv_error_context_push(&callback, add_file_context, &import);
	entry->read(&import);
	error_context_stack = callback.previous;
	import.file = NULL;
	if (import.imported == NIL && import.repeatables == NIL)
		refuse_nothing(&import);
	tell_unused(&import);
	*repeatables = import.repeatables;
	return import.imported;
}

/*
 * Those of the names of files whose content the format needs.
 *
 * Errors: an unknown format.
 */
List *
sv_import_wanted(const char *format, List *names)
{
	List	   *wanted = NIL;
	ListCell   *lc;

	find_format(format);
	foreach(lc, names)
	{
		if (sv_import_wants(format, lfirst(lc)))
			wanted = lappend(wanted, lfirst(lc));
	}
	return wanted;
}

/*
 * True if the format needs the content of a file.
 *
 * Errors: an unknown format.
 */
bool
sv_import_wants(const char *format, const char *name)
{
	const char *part = find_format(format)->parts;
	const char *base = sv_import_base_name(name);

	while (*part != '\0')
	{
		int			length = strcspn(part, " ");

		if (strstr(base, pnstrdup(part, length)) != NULL)
			return true;
		part += length;
		part += strspn(part, " ");
	}
	return false;
}

/*
 * The tables of a tool; NULL if it has none.
 */
const SvImportTool *
sv_import_tool(const char *format)
{
	for (int i = 0; i < lengthof(tools); i++)
		if (strcmp(tools[i].format, format) == 0)
			return &tools[i];
	return NULL;
}

/*
 * Add a migration, on top of the last one.  Returns the revision, which may be
 * changed.
 */
SvImported *
sv_import_add(SvImport *import, const SvMigration *migration)
{
	SvImported *imported = palloc0(sizeof(SvImported));
	SvDocument *document = &imported->document;
	SvRevision *revision = &document->revision;
	SvImported *last = last_imported(import);
	SvScriptUse use = {migration->is_taken && migration->no_transaction};

	revision->id = make_id(import, migration->name);
	revision->message = pstrdup(migration->message);
	revision->created_at = date_of(import, migration->name);
	if (last != NULL)
		revision->down_revisions = list_make1(last->document.revision.id);
	imported->key = migration->key;
	if (migration->is_taken)
		document->upgrade = pstrdup(migration->upgrade);
	else if (migration->upgrade != NULL)
		document->upgrade = sv_import_take_script(import, import->file,
												  migration->upgrade, &use);
	else
	{
		document->upgrade = sv_import_refusal(sv_import_base_name(import->file->name),
											  migration->refusal,
											  migration->rendered);
		sv_import_warn(import, psprintf(_("%s, so revision \"%s\" refuses to run until its upgrade script is written"),
										migration->refusal, revision->id));
	}
	if (migration->downgrade != NULL)
		document->downgrade =
			sv_import_take_script(import, migration->down_file ?
								  migration->down_file : import->file,
								  migration->downgrade, &use);
	revision->transactional = !use.alone &&
		(use.together || !migration->no_transaction);
	revision->reversible = migration->downgrade != NULL ||
		document->upgrade[0] == '\0';
	document->position.filename = import->file ? import->file->name : NULL;
	import->imported = lappend(import->imported, imported);
	return imported;
}

/*
 * Add a repeatable script or a check, which the name of its new file tells.
 */
void
sv_import_add_repeatable(SvImport *import, const char *filename,
						 const char *script, const char *key)
{
	SvImportedRepeatable *imported = palloc0(sizeof(SvImportedRepeatable));

	imported->repeatable = *sv_repeatable_of_file(filename);
	imported->repeatable.script = pstrdup(script);
	imported->key = key;
	import->repeatables = lappend(import->repeatables, imported);
}

/*
 * The migration that was added last; NULL if there is none.
 */
static SvImported *
last_imported(const SvImport *import)
{
	return import->imported == NIL ? NULL : llast(import->imported);
}

/*
 * Warn about a part of the file that is being read.  The message is translated
 * already.
 */
void
sv_import_warn(const SvImport *import, const char *message)
{
	sv_import_warn_of(import->file, message);
}

/*
 * Warn about a part of a file, which may be NULL.
 */
void
sv_import_warn_of(const SvFile *file, const char *message)
{
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg_internal("%s", file == NULL ? message :
							 psprintf(_("file \"%s\": %s"), file->name, message))));
}

/*
 * An upgrade script that refuses to run and says why.  What the tool has
 * rendered of the migration, if anything, follows as a comment.
 */
char *
sv_import_refusal(const char *name, const char *reason, const char *rendered)
{
	char	   *message = quote_literal_cstr(psprintf("migration \"%s\" has not been imported",
													  name));
	char	   *detail = quote_literal_cstr(psprintf("The reason: %s.", reason));
	char	   *tag = sv_import_free_tag(psprintf("%s%s", message, detail), "do");
	StringInfoData script;

	initStringInfo(&script);
	appendStringInfo(&script,
					 "-- This migration has not been imported: write its upgrade script here.\n"
					 "DO $%s$\n"
					 "BEGIN\n"
					 "\tRAISE EXCEPTION USING ERRCODE = 'feature_not_supported',\n"
					 "\t\tMESSAGE = %s,\n"
					 "\t\tDETAIL = %s,\n"
					 "\t\tHINT = 'Write its upgrade script as SQL.';\n"
					 "END\n"
					 "$%s$;\n",
					 tag, message, detail, tag);
	if (rendered == NULL || strspn(rendered, " \t\r\n") == strlen(rendered))
		return script.data;
	appendStringInfoString(&script, "\n-- What there is of it:\n");
	while (*rendered != '\0')
	{
		int			length = strcspn(rendered, "\r\n");

		appendStringInfo(&script, "-- | %s\n", pnstrdup(rendered, length));
		rendered += length;
		rendered += strncmp(rendered, "\r\n", 2) == 0 ? 2 : *rendered != '\0';
	}
	return script.data;
}

static const Format *
find_format(const char *name)
{
	for (int i = 0; i < lengthof(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized format \"%s\"", name),
			 errhint("Formats are %s.", list_formats())));
}

/*
 * The names of all formats, as part of a sentence.
 */
static char *
list_formats(void)
{
	StringInfoData names;

	initStringInfo(&names);
	appendStringInfoString(&names, "alembic");
	for (int i = 0; i < lengthof(formats); i++)
		appendStringInfo(&names, "%s%s",
						 i == lengthof(formats) - 1 ? " and " : ", ",
						 formats[i].name);
	return names.data;
}

/*
 * Tell which files no reader has taken: with a warning, if they may be
 * migrations by their names.
 */
static void
tell_unused(const SvImport *import)
{
	StringInfoData scripts;
	StringInfoData others;
	int			script_count = 0;
	int			other_count = 0;
	ListCell   *lc;

	initStringInfo(&scripts);
	initStringInfo(&others);
	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);
		const char *base = sv_import_base_name(file->name);

		if (sv_import_is_used(file))
			continue;
		if (sv_import_ends_with(base, ".sql") ||
			(isdigit((unsigned char) base[0]) && sv_import_is_code(base)))
			add_name(&scripts, script_count++, file);
		else
			add_name(&others, other_count++, file);
	}
	tell_names(import, WARNING, &scripts, script_count);
	tell_names(import, NOTICE, &others, other_count);
}

static void
add_name(StringInfo names, int count, const SvFile *file)
{
	if (count < MAX_NAMES)
		appendStringInfo(names, "%s\"%s\"", count > 0 ? ", " : "", file->name);
}

static void
tell_names(const SvImport *import, int level, StringInfo names, int count)
{
	if (count == 0)
		return;
	if (count > MAX_NAMES)
		appendStringInfo(names, _(", and %d more"), count - MAX_NAMES);
	ereport(level,
			(errcode(level == WARNING ? ERRCODE_WARNING : ERRCODE_SUCCESSFUL_COMPLETION),
			 errmsg_plural("%d file is not read for format \"%s\", and is ignored",
						   "%d files are not read for format \"%s\", and are ignored",
						   count, count, import->format),
			 errdetail_internal("%s", names->data)));
}

/*
 * Report that there is no migration.
 */
static void
refuse_nothing(const SvImport *import)
{
	const char *below = NULL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		const SvFile *file = lfirst(lc);

		if (below == NULL && strchr(file->name, '/') != NULL &&
			sv_import_wants(import->format, file->name))
			below = file->name;
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_FILE),
			 errmsg("no migrations of format \"%s\" found", import->format),
			 below ? errhint("The folder is the one that %s is given: perhaps that of \"%s\".",
							 import->format, below) : 0));
}

/* error context callback of sv_import_read() */
static void
add_file_context(void *arg)
{
	const SvImport *import = arg;

	if (import->file != NULL)
		errcontext("file \"%s\"", import->file->name);
}

/*
 * An id made from a name, which none of the migrations so far has.
 */
static char *
make_id(const SvImport *import, const char *name)
{
	char	   *stem = sv_name_from(name);
	char	   *id = stem;

	for (int i = 2; is_taken(import, id); i++)
		id = psprintf("%s_%d", stem, i);
	return id;
}

static bool
is_taken(const SvImport *import, const char *id)
{
	ListCell   *lc;

	if (sv_name_is_reserved(id))
		return true;
	foreach(lc, import->imported)
	{
		if (strcmp(((SvImported *) lfirst(lc))->document.revision.id, id) == 0)
			return true;
	}
	return false;
}

/*
 * When a migration was created: many names begin with it, as a date or as seconds
 * or milliseconds since 1970.  For others, a time that keeps the order.
 */
static TimestampTz
date_of(const SvImport *import, const char *name)
{
	char		digits[20];
	int			length = 0;
	TimestampTz moment;

	for (const char *p = name; *p != '\0' && length < lengthof(digits) - 1; p++)
	{
		if (isdigit((unsigned char) *p))
			digits[length++] = *p;
		else if (*p != '-')
			break;
	}
	digits[length] = '\0';
	if (parse_date(digits, length, &moment))
		return moment;
	return list_length(import->imported) * USECS_PER_SEC;
}

static bool
parse_date(const char *digits, int length, TimestampTz *moment)
{
	struct pg_tm tm = {0};

	if ((length == 10 || length == 13) && digits[0] == '1')
	{
		*moment = time_t_to_timestamptz(strtoll(pnstrdup(digits, 10), NULL, 10));
		return true;
	}
	if (length != 14 ||
		sscanf(digits, "%4d%2d%2d%2d%2d%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
			   &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6 ||
		tm.tm_year < 1970 || tm.tm_mon < 1 || tm.tm_mon > 12 ||
		tm.tm_mday < 1 || tm.tm_mday > 31 ||
		tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 59)
		return false;
	return tm2timestamp(&tm, 0, NULL, moment) == 0;
}
