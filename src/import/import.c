/*-------------------------------------------------------------------------
 *
 * import.c
 *	  Migrations of other tools as revisions.
 *
 * The readers of the formats, in the other files of this folder, split the files
 * as the tool does: by file names and by lines.  What they have in common is
 * here: the result is a chain of revisions in the order of the tool, with ids
 * made from the names that the tool uses.  Scripts are kept byte for byte,
 * except for BEGIN and COMMIT around a script.
 *
 * An import is repeated when the tool's files have changed, so the same files
 * must become the same revisions, down to the byte: a change of what is
 * generated here shows as a change of an applied revision.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "error.h"
#include "file/statement.h"
#include "file/tokens.h"
#include "graph/name.h"
#include "import/import.h"
#include "strings.h"

/* A format and its reader. */
typedef struct Format
{
	const char *name;
	void		(*read) (SvImport *import);
} Format;

static SvImported *last_imported(const SvImport *import);
static void add_file_context(void *arg);
static int	compare_files(const ListCell *a, const ListCell *b);
static int	compare_numbers(const char **a, const char **b);
static char *make_id(const SvImport *import, const char *name);
static bool is_taken(const SvImport *import, const char *id);
static TimestampTz date_of(const SvImport *import, const char *name);
static bool parse_date(const char *digits, int length, TimestampTz *moment);
static List *parse(const char *script);
static bool is_begin(const RawStmt *statement);
static bool is_commit(const RawStmt *statement);
static void cut_statement(char *script, const RawStmt *statement);
static bool needs_no_block(SvImport *import, const char *script);
static void collect_partitioned(SvImport *import, const Node *statement);
static bool is_partitioned(const SvImport *import, const char *name);

static const Format formats[] = {
	{"dbmate", sv_import_read_dbmate},
	{"diesel", sv_import_read_diesel},
	{"flyway", sv_import_read_flyway},
	{"golang-migrate", sv_import_read_golang_migrate},
	{"goose", sv_import_read_goose},
	{"liquibase", sv_import_read_liquibase},
	{"node-pg-migrate", sv_import_read_node_pg_migrate},
	{"sqitch", sv_import_read_sqitch},
};

/*
 * The migrations in files (SvFile) of a tool, as a list of SvImported in the
 * order of the tool.
 *
 * Errors: an unknown format; no migration; files that are not of the form that
 * the tool requires, with the file as context.
 */
List *
sv_import_read(const char *format, List *files)
{
	SvImport	import = {.format = format};
	ErrorContextCallback callback;

	sv_error_context_push(&callback, add_file_context, &import);
	import.files = list_copy(files);
	list_sort(import.files, compare_files);
	for (int i = 0; i < lengthof(formats); i++)
	{
		if (strcmp(formats[i].name, format) != 0)
			continue;
		formats[i].read(&import);
		import.file = NULL;
		error_context_stack = callback.previous;
		if (import.imported == NIL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_FILE),
					 errmsg("no migrations of format \"%s\" found", format)));
		return import.imported;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized format \"%s\"", format),
			 errhint("Formats are alembic, dbmate, diesel, flyway, golang-migrate, goose, liquibase, node-pg-migrate and sqitch.")));
}

/*
 * Add a migration, on top of the last one.  Returns the revision, which may be
 * changed.
 */
SvImported *
sv_import_add(SvImport *import, const SvMigration *migration)
{
	SvImported *imported = palloc0(sizeof(SvImported));
	SvRevision *revision = &imported->document.revision;
	SvImported *last = last_imported(import);

	revision->id = make_id(import, migration->name);
	revision->message = pstrdup(migration->message);
	revision->created_at = date_of(import, migration->name);
	if (last != NULL)
		revision->down_revisions = list_make1(last->document.revision.id);
	imported->key = migration->key;
	imported->document.upgrade = sv_import_unwrap(migration->upgrade);
	if (migration->downgrade != NULL)
		imported->document.downgrade = sv_import_unwrap(migration->downgrade);
	revision->transactional = !migration->no_transaction &&
		!needs_no_block(import, imported->document.upgrade) &&
		(migration->downgrade == NULL ||
		 !needs_no_block(import, imported->document.downgrade));
	revision->reversible = migration->downgrade != NULL ||
		imported->document.upgrade[0] == '\0';
	imported->document.position.filename = import->file ? import->file->name : NULL;
	import->imported = lappend(import->imported, imported);
	return imported;
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
 * Warn about a part of the files that a revision cannot express.  The message is
 * translated already.
 */
void
sv_import_warn(const SvImport *import, const char *message)
{
	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 errmsg_internal("%s", message)));
}

/*
 * The file of a name; NULL if there is none.
 */
const SvFile *
sv_import_find_file(const SvImport *import, const char *name)
{
	ListCell   *lc;

	foreach(lc, import->files)
	{
		if (strcmp(((SvFile *) lfirst(lc))->name, name) == 0)
			return lfirst(lc);
	}
	return NULL;
}

/*
 * True if a statement of a migration cannot run inside a transaction block.
 *
 * If that depends on the relation, which need not exist yet, the statements
 * before are consulted: the statements of all scripts must be passed to this
 * function, in order.  A subscription is assumed to have a replication slot.  A
 * wrong "true" does little harm: a script that could run in a block also runs
 * outside one, but is not undone as a whole if it fails.
 */
bool
sv_import_needs_no_block(SvImport *import, const Node *statement)
{
	const RangeVar *rebuilt = sv_statement_rebuilt_relation(statement);

	collect_partitioned(import, statement);
	return sv_statement_is_nontransactional(statement) ||
		IsA(statement, DropSubscriptionStmt) ||
		(rebuilt != NULL && is_partitioned(import, rebuilt->relname));
}

/*
 * Compare names so that 9 is before 10; "_" and "." are the same.  Returns a
 * number like strcmp().
 */
int
sv_import_compare_names(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0')
	{
		if (isdigit((unsigned char) *a) && isdigit((unsigned char) *b))
		{
			int			result = compare_numbers(&a, &b);

			if (result != 0)
				return result;
			continue;
		}
		if (*a != *b && !(strchr("._", *a) && strchr("._", *b)))
			return (unsigned char) *a - (unsigned char) *b;
		a++;
		b++;
	}
	return (unsigned char) *a - (unsigned char) *b;
}

/*
 * The title in a part of a file name: with blanks in place of "_" and "-".
 */
char *
sv_import_title(const char *name)
{
	char	   *message = pstrdup(name);

	for (char *p = message; *p != '\0'; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	return message;
}

/*
 * A script without the BEGIN and the COMMIT (or ROLLBACK) around it.  A script
 * that cannot be parsed stays as it is.
 */
char *
sv_import_unwrap(const char *script)
{
	char	   *copy = pstrdup(script);
	List	   *statements = parse(script);

	if (list_length(statements) >= 2 && is_begin(linitial(statements)) &&
		is_commit(llast(statements)))
	{
		/* the last one first, because the other one moves it */
		cut_statement(copy, llast(statements));
		cut_statement(copy, linitial(statements));
	}
	return copy;
}

/*
 * True if the server can parse a script.
 */
bool
sv_import_parses(const char *script)
{
	SvToken		first;

	return parse(script) != NIL ||
		(sv_tokens_well_formed(script, &first) && first.kind == 0);
}

/*
 * True if a script has more than comments.
 */
bool
sv_import_has_statements(const char *script)
{
	SvToken		first;

	return !sv_tokens_well_formed(script, &first) || first.kind != 0;
}

/*
 * The name of a file without its folders.
 */
const char *
sv_import_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * True if a text ends with the ending, and has more than that.
 */
bool
sv_import_ends_with(const char *text, const char *ending)
{
	size_t		length = strlen(text);

	return length > strlen(ending) &&
		strcmp(text + length - strlen(ending), ending) == 0;
}

/* error context callback of sv_import_read() */
static void
add_file_context(void *arg)
{
	const SvImport *import = arg;

	if (import->file != NULL)
		errcontext("file \"%s\"", import->file->name);
}

static int
compare_files(const ListCell *a, const ListCell *b)
{
	const SvFile *file_a = lfirst(a);
	const SvFile *file_b = lfirst(b);
	int			result = sv_import_compare_names(file_a->name, file_b->name);

	return result != 0 ? result : strcmp(file_a->name, file_b->name);
}

static int
compare_numbers(const char **a, const char **b)
{
	int			length_a;
	int			length_b;
	int			result;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	length_a = strspn(*a, "0123456789");
	length_b = strspn(*b, "0123456789");
	result = length_a != length_b ? length_a - length_b :
		strncmp(*a, *b, length_a);
	*a += length_a;
	*b += length_b;
	return result;
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

/*
 * The statements of a script; NIL if it cannot be parsed.
 */
static List *
parse(const char *script)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *volatile statements = NIL;

	PG_TRY();
	{
		statements = pg_parse_query(script);
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	return statements;
}

static bool
is_begin(const RawStmt *statement)
{
	TransactionStmt *transaction = (TransactionStmt *) statement->stmt;

	return IsA(transaction, TransactionStmt) &&
		(transaction->kind == TRANS_STMT_BEGIN ||
		 transaction->kind == TRANS_STMT_START);
}

static bool
is_commit(const RawStmt *statement)
{
	TransactionStmt *transaction = (TransactionStmt *) statement->stmt;

	return IsA(transaction, TransactionStmt) &&
		(transaction->kind == TRANS_STMT_COMMIT ||
		 transaction->kind == TRANS_STMT_ROLLBACK);
}

/*
 * Cut a statement out of a script, in place, with its semicolon, and with its
 * line if nothing else is on it.
 */
static void
cut_statement(char *script, const RawStmt *statement)
{
	int			start = statement->stmt_location;
	int			end = start + statement->stmt_len;
	SvTokens   *tokens = sv_tokens_begin(script + start);
	SvToken		token;
	int			line_end;

	sv_tokens_next(tokens, &token);
	start += token.start;
	sv_tokens_end(tokens);
	if (statement->stmt_len == 0)
		end = strlen(script);
	if (script[end] == ';')
		end++;

	line_end = end + strspn(script + end, " \t\r");
	while (start > 0 && strchr(" \t", script[start - 1]) != NULL)
		start--;
	if ((start == 0 || script[start - 1] == '\n') &&
		(script[line_end] == '\n' || script[line_end] == '\0'))
		end = script[line_end] == '\n' ? line_end + 1 : line_end;
	memmove(script + start, script + end, strlen(script + end) + 1);
}

/*
 * True if a script has a statement that cannot run inside a transaction block.
 * All statements are checked, because of the tables that they create.
 */
static bool
needs_no_block(SvImport *import, const char *script)
{
	bool		result = false;
	ListCell   *lc;

	foreach(lc, parse(script))
	{
		result |= sv_import_needs_no_block(import,
										   lfirst_node(RawStmt, lc)->stmt);
	}
	return result;
}

/*
 * Collect the names of partitioned tables and indexes that a statement creates.
 */
static void
collect_partitioned(SvImport *import, const Node *statement)
{
	if (IsA(statement, CreateStmt) &&
		((const CreateStmt *) statement)->partspec != NULL)
		import->partitioned =
			sv_strings_append_unique(import->partitioned,
									 ((const CreateStmt *) statement)->relation->relname);
	if (IsA(statement, IndexStmt) &&
		((const IndexStmt *) statement)->idxname != NULL &&
		is_partitioned(import, ((const IndexStmt *) statement)->relation->relname))
		import->partitioned =
			sv_strings_append_unique(import->partitioned,
									 ((const IndexStmt *) statement)->idxname);
}

/*
 * True if a table or an index of this name may be partitioned.  The names that
 * the server chooses for indexes begin with that of the table.
 */
static bool
is_partitioned(const SvImport *import, const char *name)
{
	ListCell   *lc;

	foreach(lc, import->partitioned)
	{
		const char *known = lfirst(lc);
		size_t		length = strlen(known);

		if (strncmp(name, known, length) == 0 &&
			(name[length] == '\0' || name[length] == '_'))
			return true;
	}
	return false;
}
