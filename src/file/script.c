/*-------------------------------------------------------------------------
 *
 * script.c
 *	  The script of a revision: its statements, and where they stand.
 *
 * The server's raw parser splits a script into statements, and its lexer finds
 * where they start; there is no other code that reads SQL.  No catalog is
 * accessed.
 *
 * Locations in a script are byte offsets, as in RawStmt; positions in error
 * reports are characters and count from 1, as everywhere in the server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"

#include "compat.h"
#include "error.h"
#include "file/script.h"
#include "file/script_place.h"
#include "file/statement.h"
#include "file/stray.h"
#include "file/tokens.h"

/*
 * The statement that has a syntax error is found by parsing those before it, and
 * if a semicolon does not end a statement, up to the next one; this is how many
 * bytes may be parsed in vain.
 */
#define SV_LOCATE_MAX_BYTES (16 * 1024 * 1024)

/* The statements before a syntax error. */
typedef struct Before
{
	int			count;			/* number of complete statements */
	bool		copies;			/* the last one is COPY FROM STDIN */
	int			start;			/* of the statement with the error */
} Before;

static SvScript *parse_and_check(const char *revision, const char *direction,
								 const char *text, List *files, bool grouped);
static void error_callback(void *arg);
static void count_until(SvScriptCursor *cursor, int location);
pg_noreturn static void refuse(const SvScript *script, int number,
							   const char *message, const char *hint);
static const char *hint_for(const SvScript *script, const char *hint);
static void parse(SvScript *script);
static void take_position(void *arg);
static char *place_text(const SvScript *script, int statement, int line);
static void check_statement(const SvScript *script, int number);
static void explain_syntax_error(ErrorData *error, const SvScript *script,
								 int position);
static char *statement_to_show(const char *text, int start, int location);
static Before find_before(const char *text, int location);
static void count_before(const char *text, int location, Before *before);
static bool parse_piece(const char *text, int start, int end,
						Before *before);
static bool is_copy_from_stdin(const RawStmt *statement);
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
	return parse_and_check(revision, direction, text, NIL, false);
}

/* The same for a text in which BEGIN and COMMIT may stand. */
SvScript *
sv_script_parse_grouped(const char *revision, const char *direction,
						const char *text)
{
	return parse_and_check(revision, direction, text, NIL, true);
}

/*
 * The same for a script that was made of files, SvScriptFile, of which the names
 * and the lines are known: they are the places in errors.
 */
SvScript *
sv_script_parse_files(const char *direction, const char *text, List *files)
{
	return parse_and_check(NULL, direction, text, files, false);
}

static SvScript *
parse_and_check(const char *revision, const char *direction, const char *text,
				List *files, bool grouped)
{
	SvScript   *script = palloc0(sizeof(SvScript));
	int			count;

	script->revision = revision;
	script->direction = direction;
	script->text = text;
	script->files = files;
	script->grouped = grouped;
	script->alone = palloc0(sizeof(SvScriptAlone));
	parse(script);
	sv_script_place_count(files, text, script->statements);
	count = list_length(script->statements);
	for (int i = 1; i <= count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_statement(script, i);
	}
	return script;
}

/*
 * The error that parsing a script raises, or NULL if it can be parsed.
 */
ErrorData *
sv_script_check(const char *revision, const char *direction, const char *text)
{
	ErrorData  *error;

	(void) sv_script_try(revision, direction, text, &error);
	return error;
}

/*
 * The script, or NULL with the error that its parsing raises.
 */
SvScript *
sv_script_try(const char *revision, const char *direction, const char *text,
			  ErrorData **error)
{
	MemoryContext context = CurrentMemoryContext;
	SvScript   *volatile script = NULL;

	*error = NULL;
	PG_TRY();
	{
		script = sv_script_parse(revision, direction, text);
	}
	PG_CATCH();
	{
		*error = sv_error_keep(context);
	}
	PG_END_TRY();
	return script;
}

/*
 * Where a statement starts: past the whitespace and the comments before it.
 */
int
sv_script_statement_start(const SvScript *script, const RawStmt *statement)
{
	int			start = statement->stmt_location;

	return start + sv_tokens_first(script->text + start,
								   sv_script_statement_end(script, statement) - start);
}

/*
 * Where it ends, without the semicolon.
 */
int
sv_script_statement_end(const SvScript *script, const RawStmt *statement)
{
	return statement->stmt_len == 0 ? strlen(script->text) :
		statement->stmt_location + statement->stmt_len;
}

/*
 * Warn about scripts that cannot be run as they are.  They may be stored: a
 * revision may be written in several steps, and running it fails.  The
 * downgrade script may be NULL.
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
					sv_script_statement_end(script, statement) - start);
}

/*
 * The text of a script up to the end of one of its statements, counted from
 * 1; 0 is the empty text.
 */
char *
sv_script_text_until(const SvScript *script, int number)
{
	return number == 0 ? pstrdup("") :
		pnstrdup(script->text,
				 sv_script_statement_end(script, list_nth(script->statements,
														  number - 1)));
}

/*
 * From here on errors have their place in a script as context, until
 * sv_script_end_context() is called or an error is thrown: that of the
 * statement to which sv_script_move_context() has moved last.
 *
 * An error may be thrown at any time, so the callback finds all that it needs
 * in the cursor: it does not parse SQL, which may fail or be interrupted.
 */
void
sv_script_begin_context(SvScriptCursor *cursor, const SvScript *script)
{
	memset(cursor, 0, sizeof(SvScriptCursor));
	cursor->script = script;
	cursor->counted_line = 1;
	sv_error_context_push(&cursor->callback, error_callback, cursor);
}

/*
 * Move to a statement, counted from 1.
 */
void
sv_script_move_context(SvScriptCursor *cursor, int number)
{
	const SvScript *script = cursor->script;
	const RawStmt *statement = list_nth_node(RawStmt, script->statements,
											 number - 1);

	/* finding the start may throw an error, which has no place then */
	cursor->number = cursor->line = 0;
	cursor->begin = statement->stmt_location;
	cursor->start = sv_script_statement_start(script, statement);
	cursor->end = sv_script_statement_end(script, statement);
	cursor->stray = sv_stray_unseen(script->text, cursor->start, cursor->end);
	cursor->number = number;
}

void
sv_script_end_context(SvScriptCursor *cursor)
{
	error_context_stack = cursor->callback.previous;
}

/*
 * Error context callback: the place in a script.  A position in the text of
 * sv_script_alone_text(), whose blanks are bytes of the script, becomes one in the
 * statement, which is reported along with it.
 */
static void
error_callback(void *arg)
{
	SvScriptCursor *cursor = arg;
	const SvScript *script = cursor->script;
	int			location = cursor->start;
	int			position = geterrposition();

	if (cursor->number == 0)
		return;
	count_until(cursor, cursor->start);
	if (position > 0)
	{
		location = cursor->begin +
			location_of(script->text + cursor->begin,
						Max(position - cursor->begin, 1));
		errposition(0);
		internalerrposition(position_of(script->text + cursor->start,
										location - cursor->start));
		internalerrquery(pnstrdup(script->text + cursor->start,
								  cursor->end - cursor->start));
	}
	cursor->line = cursor->counted_line +
		line_of(script->text + cursor->start, location - cursor->start) - 1;
	sv_stray_explain(cursor->stray);
	errcontext("%s", place_text(script, cursor->number, cursor->line));
}

/*
 * Count lines up to a place.  A script may raise many notices: the place is
 * usually behind the last one, so counting resumes there.
 */
static void
count_until(SvScriptCursor *cursor, int location)
{
	const char *text = cursor->script->text;

	if (location < cursor->counted)
	{
		cursor->counted = 0;
		cursor->counted_line = 1;
	}
	cursor->counted_line += line_of(text + cursor->counted,
									location - cursor->counted) - 1;
	cursor->counted = location;
}

/*
 * A place in a script, for the context of errors.
 */
static char *
place_text(const SvScript *script, int statement, int line)
{
	if (script->files != NIL)
		return sv_script_place_text(script->files, script->direction, statement,
									line);
	if (script->revision == NULL)
		return psprintf(_("%s, statement %d, line %d"), script->direction,
						statement, line);
	return psprintf(_("revision \"%s\", %s script, statement %d, line %d"),
					script->revision, script->direction, statement, line);
}

/*
 * Parse a script into statements.  A syntax error gets the context that the
 * callback above adds to other errors; finding its statement takes more than
 * may be done in a callback.
 */
static void
parse(SvScript *script)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorContextCallback callback;
	int			position = 0;

	/* the parser cannot be interrupted */
	CHECK_FOR_INTERRUPTS();
	sv_error_context_push(&callback, take_position, &position);
	PG_TRY();
	{
		script->statements = pg_parse_query(script->text);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		error_context_stack = callback.previous;
		if (position == 0)
			PG_RE_THROW();
		error = sv_error_keep(context);
		explain_syntax_error(error, script, position);
		ReThrowError(error);
	}
	PG_END_TRY();
	error_context_stack = callback.previous;
}

/*
 * Error context callback: remove the position, which outer callbacks would take
 * for one in their own query, and keep it.
 */
static void
take_position(void *arg)
{
	*(int *) arg = geterrposition();
	errposition(0);
}

/*
 * Refuse statements that would end the transaction or use the connection.
 */
static void
check_statement(const SvScript *script, int number)
{
	Node	   *node = list_nth_node(RawStmt, script->statements,
									 number - 1)->stmt;

	if (IsA(node, TransactionStmt) &&
		!(script->grouped && sv_statement_is_bracket(node)))
		refuse(script, number,
			   gettext_noop("transaction control is not allowed in a script"),
			   script->grouped ? gettext_noop("Only BEGIN and COMMIT may stand in an online form.") : script->revision == NULL ?
			   gettext_noop("Remove it: the script runs as a whole or not at all, in the transaction of its caller.") :
			   gettext_noop("Remove it: a revision runs as a whole or not at all, in the transaction of its caller."));
	if (sv_statement_sets_transaction(node))
		refuse(script, number,
			   gettext_noop("SET TRANSACTION is not allowed in a script"),
			   gettext_noop("Set the properties of the transaction before the run."));
	if (IsA(node, CopyStmt) && ((CopyStmt *) node)->filename == NULL)
	{
		if (((CopyStmt *) node)->is_from)
			refuse(script, number,
				   gettext_noop("COPY FROM STDIN is not allowed in a script"),
				   gettext_noop("A script has no data stream: use INSERT, or COPY from a file on the server."));
		else
			refuse(script, number,
				   gettext_noop("COPY TO STDOUT is not allowed in a script"),
				   gettext_noop("A script has no data stream: use COPY to a file on the server."));
	}
}

static void
refuse(const SvScript *script, int number, const char *message,
	   const char *hint)
{
	SvScriptCursor cursor;

	sv_script_begin_context(&cursor, script);
	sv_script_move_context(&cursor, number);
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg_internal("%s", _(message)),
			 errhint("%s", _(hint_for(script, hint)))));
}

/*
 * The hint for a statement that is refused: a model must not have it at all.
 */
static const char *
hint_for(const SvScript *script, const char *hint)
{
	return strcmp(script->direction, "model") != 0 ? hint :
		gettext_noop("A model declares what exists.  Leave the statement out of it.");
}

/*
 * Add the context that other errors get from the callback to a syntax error,
 * and a hint if it comes from a command of psql.
 */
static void
explain_syntax_error(ErrorData *error, const SvScript *script, int position)
{
	const char *text = script->text;
	int			location = location_of(text, position);
	Before		before = find_before(text, location);

	if (before.copies)
	{
		error->message = pstrdup(_("COPY FROM STDIN is not allowed in a script"));
		error->sqlerrcode = ERRCODE_FEATURE_NOT_SUPPORTED;
		error->hint = pstrdup(_(hint_for(script, gettext_noop("A script has no data stream: use INSERT, or COPY from a file on the server."))));
	}
	else if (error->hint == NULL)
		error->hint = sv_stray_syntax(text, before.start, location);

	error->internalquery = statement_to_show(text, before.start, location);
	error->internalpos = position - position_of(text, before.start) + 1;
	error->context = psprintf("%s%s%s",
							  place_text(script, before.count + 1,
										 line_of(text, location)),
							  error->context ? "\n" : "",
							  error->context ? error->context : "");
}

/*
 * The text of a statement with a syntax error.  As its end cannot be known, it
 * is taken to end at the next semicolon that ends a line, as in extension.c.
 */
static char *
statement_to_show(const char *text, int start, int location)
{
	const char *end = strstr(text + location, ";\n");

	return end == NULL ? pstrdup(text + start) :
		pnstrdup(text + start, end - (text + start));
}

/*
 * The statements that are complete before a location up to which the lexer can
 * read, and where the next one starts.
 */
static Before
find_before(const char *text, int location)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(context, "schemaver location",
											   ALLOCSET_DEFAULT_SIZES);
	Before		before = {0, false, -1};

	MemoryContextSwitchTo(work);
	PG_TRY();
	{
		count_before(text, location, &before);
	}
	PG_CATCH();
	{
		/* the text is cut within a token: use what was found so far */
		sv_error_forget(context);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	MemoryContextDelete(work);
	if (before.start < 0)
		before.start = location;
	return before;
}

/*
 * Count statement by statement: a semicolon ends one unless the text before it
 * cannot be parsed; then the semicolon may be in a function body.
 */
static void
count_before(const char *text, int location, Before *before)
{
	SvTokens   *tokens = sv_tokens_begin(pnstrdup(text, location));
	int			in_vain = 0;
	SvToken		token;

	while (in_vain < SV_LOCATE_MAX_BYTES && sv_tokens_next(tokens, &token))
	{
		if (before->start < 0)
			before->start = token.start;
		if (token.kind != ';')
			continue;
		if (parse_piece(text, before->start, token.end, before))
			before->start = -1;
		else
			in_vain += token.end - before->start;
	}
}

/*
 * Parse a piece of a text that ends in a semicolon.  Returns true if it can be
 * parsed; it is counted if it has a statement.
 */
static bool
parse_piece(const char *text, int start, int end, Before *before)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(context, "schemaver piece",
											   ALLOCSET_DEFAULT_SIZES);
	volatile bool complete = false;

	MemoryContextSwitchTo(work);
	PG_TRY();
	{
		List	   *statements = pg_parse_query(pnstrdup(text + start,
														 end - start));

		if (statements != NIL)
		{
			before->count++;
			before->copies = is_copy_from_stdin(llast(statements));
		}
		complete = true;
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	MemoryContextDelete(work);
	return complete;
}

static bool
is_copy_from_stdin(const RawStmt *statement)
{
	CopyStmt   *copy = (CopyStmt *) statement->stmt;

	return IsA(copy, CopyStmt) && copy->filename == NULL && copy->is_from;
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
