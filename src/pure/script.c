/*-------------------------------------------------------------------------
 *
 * script.c
 *	  The script of a revision: its statements, and where they stand.
 *
 * The server's raw parser takes a script to pieces and its lexer finds where
 * they begin; nothing here reads SQL by itself.  No catalog is touched.
 *
 * Locations in a script are byte offsets, as in RawStmt; positions in error
 * reports are characters and count from 1, as everywhere in the server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "tcop/tcopprot.h"

#include "compat.h"
#include "pure/script.h"
#include "pure/tokens.h"

/* How far back to look for the statement in which a syntax error is. */
#define SV_LOCATE_MAX_TRIES 100

pg_noreturn static void refuse(const SvScript *script, const char *message,
							   const char *hint);
static const char *hint_for(const SvScript *script, const char *hint);
static bool sets_transaction(const VariableSetStmt *set);
static void parse(SvScript *script);
static void take_position(void *arg);
static char *place_text(const SvScript *script, int statement, int location);
static void check_statement(const SvScript *script, const RawStmt *statement);
static void explain_syntax_error(ErrorData *error, const SvScript *script,
								 int position);
static char *statement_to_show(const char *text, int start, int location);
static List *statements_before(const char *text, int location, int *start);
static List *semicolons_before(const char *text, int location, List **starts);
static List *parse_prefix(const char *text, int length);
static bool is_copy_from_stdin(const RawStmt *statement);
static int	statement_end(const SvScript *script, const RawStmt *statement);
static int	location_of(const char *text, int position);
static int	position_of(const char *text, int location);
static int	line_of(const char *text, int location);

/*
 * Parse a script, in the current memory context.
 *
 * Errors: syntax errors, and statements that no script may have, with the
 * revision, the statement and the line as context.
 */
SvScript *
sv_script_parse(const char *revision, const char *direction, const char *text)
{
	SvScript   *script = palloc0(sizeof(SvScript));
	SvScriptCursor cursor = {script, 0, NULL, 0};
	ErrorContextCallback callback;
	ListCell   *lc;

	script->revision = revision;
	script->direction = direction;
	script->text = text;
	parse(script);

	callback.callback = sv_script_error_callback;
	callback.arg = &cursor;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	foreach(lc, script->statements)
	{
		cursor.number++;
		cursor.statement = lfirst_node(RawStmt, lc);
		check_statement(script, cursor.statement);
	}
	error_context_stack = callback.previous;
	return script;
}

/*
 * Why a script could not be run as it is: the error that parsing it raises,
 * or NULL.
 */
ErrorData *
sv_script_check(const char *revision, const char *direction, const char *text)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		sv_script_parse(revision, direction, text);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();

		/* only what is wrong with the script may be kept for later */
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED ||
			ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_INSUFFICIENT_RESOURCES ||
			error->elevel > ERROR)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	return error;
}

/*
 * Where a statement starts: past the white space and the comments before it.
 */
int
sv_script_statement_start(const SvScript *script, const RawStmt *statement)
{
	int			start = statement->stmt_location;
	int			length = statement_end(script, statement) - start;
	SvTokens   *tokens = sv_tokens_begin(pnstrdup(script->text + start, length));
	SvToken		token;

	if (sv_tokens_next(tokens, &token))
		start += token.start;
	sv_tokens_end(tokens);
	return start;
}

/*
 * Warn about scripts that can not be run as they are.  They may be kept: a
 * revision may well be written in several steps, and the run refuses them.
 * There need not be a downgrade script.
 */
void
sv_script_warn(const char *revision, const char *upgrade,
			   const char *downgrade)
{
	ErrorData  *error = sv_script_check(revision, "upgrade", upgrade);

	if (error == NULL && downgrade != NULL)
		error = sv_script_check(revision, "downgrade", downgrade);
	if (error != NULL)
		ereport(WARNING,
				(errcode(error->sqlerrcode),
				 errmsg("revision \"%s\" cannot be run as it is: %s",
						revision, error->message),
				 error->context ? errdetail("See %s.",
											pnstrdup(error->context,
													 strcspn(error->context, "\n"))) : 0,
				 error->hint ? errhint("%s", error->hint) : 0));
}

/*
 * The text of a statement, from its first token on and without the semicolon.
 */
char *
sv_script_statement_text(const SvScript *script, const RawStmt *statement)
{
	int			start = sv_script_statement_start(script, statement);

	return pnstrdup(script->text + start,
					statement_end(script, statement) - start);
}

/*
 * The text of a script up to the end of one of its statements, counted from
 * 1; 0 is the empty text.
 */
char *
sv_script_text_until(const SvScript *script, int number)
{
	if (number == 0)
		return pstrdup("");
	return pnstrdup(script->text,
					statement_end(script,
								  list_nth_node(RawStmt, script->statements,
												number - 1)));
}

/*
 * Error context callback: says where in a script the error is.  A position in
 * the script becomes one in the statement, which is reported along with it.
 */
void
sv_script_error_callback(void *arg)
{
	SvScriptCursor *cursor = arg;
	const SvScript *script = cursor->script;
	int			start = sv_script_statement_start(script, cursor->statement);
	int			location = start;
	int			position = geterrposition();

	if (position > 0)
	{
		location = location_of(script->text, position);
		errposition(0);
		internalerrposition(position - position_of(script->text, start) + 1);
		internalerrquery(sv_script_statement_text(script, cursor->statement));
	}
	cursor->line = line_of(script->text, location);
	errcontext("%s", place_text(script, cursor->number, location));
}

/*
 * Where something is, for the context of errors.
 */
static char *
place_text(const SvScript *script, int statement, int location)
{
	if (script->revision == NULL)
		return psprintf(_("%s, statement %d, line %d"), script->direction,
						statement, line_of(script->text, location));
	return psprintf(_("revision \"%s\", %s script, statement %d, line %d"),
					script->revision, script->direction, statement,
					line_of(script->text, location));
}

/*
 * Find the statements of a script.  A syntax error gets the context that the
 * callback above gives to others; it can not come from there, because which
 * statement it is takes more than may be done in a callback.
 */
static void
parse(SvScript *script)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorContextCallback callback;
	int			position = 0;

	callback.callback = take_position;
	callback.arg = &position;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	PG_TRY();
	{
		script->statements = pg_parse_query(script->text);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		if (position > 0)
			explain_syntax_error(error, script, position);
		ReThrowError(error);
	}
	PG_END_TRY();
	error_context_stack = callback.previous;
}

/*
 * Error context callback: take the position away before someone further out
 * takes it for one in the query of his own.
 */
static void
take_position(void *arg)
{
	*(int *) arg = geterrposition();
	errposition(0);
}

/*
 * Refuse what would take the transaction or the connection out of our hands.
 */
static void
check_statement(const SvScript *script, const RawStmt *statement)
{
	Node	   *node = statement->stmt;

	if (IsA(node, TransactionStmt))
		refuse(script,
			   gettext_noop("transaction control is not allowed in a script"),
			   gettext_noop("Leave it out: a revision is run whole or not at all, in the transaction of its caller."));
	if (IsA(node, VariableSetStmt) &&
		sets_transaction((VariableSetStmt *) node))
		refuse(script,
			   gettext_noop("SET TRANSACTION is not allowed in a script"),
			   gettext_noop("Set the properties of the transaction before the run."));
	if (IsA(node, CopyStmt) && ((CopyStmt *) node)->filename == NULL)
	{
		if (((CopyStmt *) node)->is_from)
			refuse(script,
				   gettext_noop("COPY FROM STDIN is not allowed in a script"),
				   gettext_noop("A script has no data stream: use INSERT, or COPY from a file on the server."));
		else
			refuse(script,
				   gettext_noop("COPY TO STDOUT is not allowed in a script"),
				   gettext_noop("A script has no data stream: use COPY to a file on the server."));
	}
}

static void
refuse(const SvScript *script, const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg_internal("%s", _(message)),
			 errhint("%s", _(hint_for(script, hint)))));
}

/*
 * What can be done about a statement: in a model it has no place at all.
 */
static const char *
hint_for(const SvScript *script, const char *hint)
{
	return script->revision != NULL ? hint :
		gettext_noop("A model says what there is: leave the statement out of it.");
}

static bool
sets_transaction(const VariableSetStmt *set)
{
	if (set->name == NULL)
		return false;
	if (set->kind == VAR_SET_MULTI)
		return strncmp(set->name, "TRANSACTION", strlen("TRANSACTION")) == 0;
	return pg_strcasecmp(set->name, "transaction_isolation") == 0 ||
		pg_strcasecmp(set->name, "transaction_read_only") == 0 ||
		pg_strcasecmp(set->name, "transaction_deferrable") == 0;
}

/*
 * Give a syntax error the context that other errors get from the callback,
 * and a hint where it comes from psql's own language.
 */
static void
explain_syntax_error(ErrorData *error, const SvScript *script, int position)
{
	const char *text = script->text;
	int			location = location_of(text, position);
	int			start = 0;
	List	   *before;

	before = statements_before(text, location, &start);

	if (before != NIL && is_copy_from_stdin(llast(before)))
	{
		error->message = pstrdup(_("COPY FROM STDIN is not allowed in a script"));
		error->sqlerrcode = ERRCODE_FEATURE_NOT_SUPPORTED;
		error->hint = pstrdup(_(hint_for(script, gettext_noop("A script has no data stream: use INSERT, or COPY from a file on the server."))));
	}
	else if (error->hint == NULL && text[location] == '\\')
		error->hint = pstrdup(_("Meta-commands of psql have no meaning in a script."));
	else if (error->hint == NULL && text[location] == ':')
		error->hint = pstrdup(_("Variables of psql have no meaning in a script."));

	error->internalquery = statement_to_show(text, start, location);
	error->internalpos = position - position_of(text, start) + 1;
	error->context = psprintf("%s%s%s",
							  place_text(script, list_length(before) + 1,
										 location),
							  error->context ? "\n" : "",
							  error->context ? error->context : "");
}

/*
 * The statement with a syntax error, of which nobody knows the end: up to the
 * next semicolon that ends a line, as in extension.c.
 */
static char *
statement_to_show(const char *text, int start, int location)
{
	const char *end = strstr(text + location, ";\n");

	return end == NULL ? pstrdup(text + start) :
		pnstrdup(text + start, end - (text + start));
}

/*
 * The statements that are complete before a location, and where the next one
 * starts.  Semicolons are tried from the last to the first, because the last
 * one may be inside of a function body.
 */
static List *
statements_before(const char *text, int location, int *start)
{
	List	   *starts = NIL;
	List	   *semicolons = semicolons_before(text, location, &starts);
	int			last = list_length(semicolons) - 1;

	for (int i = last; i >= 0 && i > last - SV_LOCATE_MAX_TRIES; i--)
	{
		List	   *statements = parse_prefix(text,
											  list_nth_int(semicolons, i) + 1);

		if (statements != NIL)
		{
			*start = list_nth_int(starts, i + 1);
			return statements;
		}
	}
	*start = linitial_int(starts);
	return NIL;
}

/*
 * Where the lexer finds semicolons, up to a location at which it was well;
 * "starts" becomes the place of the first token, and of the one after each
 * semicolon.
 */
static List *
semicolons_before(const char *text, int location, List **starts)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *volatile semicolons = NIL;
	List	   *volatile found = NIL;

	PG_TRY();
	{
		SvTokens   *tokens = sv_tokens_begin(pnstrdup(text, location));
		SvToken		token;

		while (sv_tokens_next(tokens, &token))
		{
			if (list_length(found) == list_length(semicolons))
				found = lappend_int(found, token.start);
			if (token.kind == ';')
				semicolons = lappend_int(semicolons, token.start);
		}
		sv_tokens_end(tokens);
	}
	PG_CATCH();
	{
		/* the rest is cut off within a token: what was found will do */
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();

	if (list_length(found) == list_length(semicolons))
		found = lappend_int(found, location);
	*starts = found;
	return semicolons;
}

/*
 * The statements of the beginning of a text; NIL if it is not well-formed.
 */
static List *
parse_prefix(const char *text, int length)
{
	MemoryContext context = CurrentMemoryContext;
	List	   *volatile statements = NIL;

	PG_TRY();
	{
		statements = pg_parse_query(pnstrdup(text, length));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();
	return statements;
}

static bool
is_copy_from_stdin(const RawStmt *statement)
{
	CopyStmt   *copy = (CopyStmt *) statement->stmt;

	return IsA(copy, CopyStmt) && copy->filename == NULL && copy->is_from;
}

static int
statement_end(const SvScript *script, const RawStmt *statement)
{
	if (statement->stmt_len == 0)
		return strlen(script->text);
	return statement->stmt_location + statement->stmt_len;
}

static int
location_of(const char *text, int position)
{
	return pg_mbcharcliplen(text, strlen(text), position - 1);
}

static int
position_of(const char *text, int location)
{
	return pg_mbstrlen_with_len(text, location) + 1;
}

static int
line_of(const char *text, int location)
{
	int			line = 1;

	for (int i = 0; i < location; i++)
		if (text[i] == '\n')
			line++;
	return line;
}
