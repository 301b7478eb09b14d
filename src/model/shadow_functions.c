/*-------------------------------------------------------------------------
 *
 * shadow_functions.c
 *	  Texts of functions that name the schema they are in.
 *
 * When a schema gets another name in a shadow, what the server has parsed
 * follows by itself.  What it keeps as text does not: the settings of a
 * function, of which some are names of schemas or in schemas, and its body.
 *
 * A body is read by the server's lexer.  In it the name stands for the schema
 * where a dot follows, unless it occurs in another way as well, as an alias or a
 * column, say: then it is not known what it means, and the body stays as it is.
 * So do strings in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "file/tokens.h"
#include "model/shadow_functions.h"
#include "model/shadow_rows.h"
#include "server/query.h"
#include "strings.h"

/* A function, with what may name its schema. */
typedef struct Function
{
	Oid			oid;
	char	   *body;			/* NULL: in a language that has other tokens */
	List	   *settings;		/* each as "name=value" */
} Function;

/* What is to be renamed. */
typedef struct Renaming
{
	const char *from;
	const char *to;
	bool		changed;
} Renaming;

static void add_function(const SvRow *row, void *arg);
static void set_text(const Function *function, AttrNumber column, Datum value);
static char *rename_in_setting(Renaming *renaming, char *setting);
static char *rename_in_names(Renaming *renaming, const char *names,
							 char separator);
static char *rename_in_body(Renaming *renaming, const char *body);
static bool is_name(const Renaming *renaming, const SvToken *token);

static SvQuery functions = {
	"SELECT p.oid, CASE WHEN l.lanname IN ('sql', 'plpgsql') THEN p.prosrc END,"
	"  coalesce(p.proconfig, '{}')"
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_language l ON l.oid = p.prolang"
	" WHERE p.pronamespace = $1",
	1, {OIDOID}
};

/*
 * Lets the texts of the functions of a schema name another one where they name
 * their own.
 */
void
sv_shadow_functions_rename(Oid schema, const char *from, const char *to)
{
	Datum		values[1];
	List	   *found = NIL;
	ListCell   *lc;

	values[0] = ObjectIdGetDatum(schema);
	sv_query_begin_latest();
	sv_query_fetch(&functions, values, NULL, add_function, &found);
	sv_query_end_fresh();
	foreach(lc, found)
	{
		Function   *function = lfirst(lc);
		Renaming	settings = {from, to, false};
		Renaming	body = {from, to, false};
		char	   *text = NULL;
		ListCell   *lc2;

		foreach(lc2, function->settings)
			lfirst(lc2) = rename_in_setting(&settings, lfirst(lc2));
		if (settings.changed)
			set_text(function, Anum_pg_proc_proconfig,
					 sv_strings_datum(function->settings));
		if (function->body != NULL)
			text = rename_in_body(&body, function->body);
		if (body.changed)
			set_text(function, Anum_pg_proc_prosrc, CStringGetTextDatum(text));
	}
}

static void
add_function(const SvRow *row, void *arg)
{
	List	  **found = arg;
	Function   *function = palloc(sizeof(Function));

	function->oid = DatumGetObjectId(sv_row_datum(row, 1));
	function->body = sv_row_text(row, 2);
	function->settings = sv_row_strings(row, 3);
	*found = lappend(*found, function);
}

static void
set_text(const Function *function, AttrNumber column, Datum value)
{
	HeapTuple	tuple;

	CommandCounterIncrement();
	tuple = SearchSysCacheCopy1(PROCOID, ObjectIdGetDatum(function->oid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function->oid);
	sv_shadow_rows_set_column(ProcedureRelationId, tuple, column, value);
}

/*
 * A setting with the new name.  The server keeps lists of schemas quoted, as
 * it keeps the name of a text search configuration.
 */
static char *
rename_in_setting(Renaming *renaming, char *setting)
{
	const char *value = strchr(setting, '=');
	int			length = value == NULL ? 0 : value - setting;
	char		separator;

	if (strncmp(setting, "search_path=", length + 1) == 0)
		separator = ',';
	else if (strncmp(setting, "default_text_search_config=", length + 1) == 0)
		separator = '.';
	else
		return setting;
	return psprintf("%.*s=%s", length, setting,
					rename_in_names(renaming, value + 1, separator));
}

/*
 * A list of schemas, or a qualified name, with the new name.
 */
static char *
rename_in_names(Renaming *renaming, const char *names, char separator)
{
	List	   *list;
	List	   *quoted = NIL;
	ListCell   *lc;

	if (!SplitIdentifierString(pstrdup(names), separator, &list) ||
		(separator == '.' && list_length(list) != 2))
		return pstrdup(names);
	foreach(lc, list)
	{
		const char *name = lfirst(lc);

		if (strcmp(name, renaming->from) == 0 &&
			(separator == ',' || lc == list_head(list)))
		{
			name = renaming->to;
			renaming->changed = true;
		}
		quoted = lappend(quoted, pstrdup(quote_identifier(name)));
	}
	return sv_strings_join(quoted, separator == ',' ? ", " : ".");
}

/*
 * A body with the new name; as it is if its meaning is not known.
 */
static char *
rename_in_body(Renaming *renaming, const char *body)
{
	StringInfoData text;
	SvTokens   *tokens;
	SvToken		token;
	int			done = 0;
	int			before = 0;		/* the kind of the token before */
	bool		more;

	renaming->changed = false;
	if (!sv_tokens_well_formed(body, &token))
		return pstrdup(body);
	initStringInfo(&text);
	tokens = sv_tokens_begin(body);
	more = sv_tokens_next(tokens, &token);
	while (more)
	{
		bool		named = is_name(renaming, &token);
		int			start = token.start;
		int			end = token.end;
		int			kind = token.kind;

		more = sv_tokens_next(tokens, &token);
		if (named && (before == '.' || !more || token.kind != '.'))
		{
			renaming->changed = false;
			return pstrdup(body);
		}
		if (named)
		{
			appendStringInfo(&text, "%.*s%s", start - done, body + done,
							 quote_identifier(renaming->to));
			done = end;
			renaming->changed = true;
		}
		before = kind;
	}
	sv_tokens_end(tokens);
	appendStringInfoString(&text, body + done);
	return text.data;
}

static bool
is_name(const Renaming *renaming, const SvToken *token)
{
	return token->value != NULL && !token->is_string &&
		strcmp(token->value, renaming->from) == 0;
}
