/*-------------------------------------------------------------------------
 *
 * scripts.c
 *	  The scripts of another tool's migrations.
 *
 * They are kept byte for byte, except for the BEGIN and COMMIT in them, which
 * the script of a revision cannot have.  Around a whole script these say what a
 * run does anyway.  Elsewhere they are taken out, with a warning, if the script
 * does the same without them: if it may run as one transaction, or if no more
 * than one statement is in each block and the migration runs outside a
 * transaction.  Where that is not so they stay, and there is a warning, too:
 * the revision is refused when it is to be run, which somebody has to settle.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"

#include "error.h"
#include "file/statement.h"
#include "file/tokens.h"
#include "import/import.h"
#include "strings.h"

/* What the BEGIN and COMMIT in a script amount to. */
typedef enum BlockUse
{
	BLOCKS_NONE,				/* there are none */
	BLOCKS_AROUND,				/* one, which has all */
	BLOCKS_INSIDE,				/* several, or statements outside */
	BLOCKS_BROKEN				/* other transaction control */
} BlockUse;

/* A script that is being looked at. */
typedef struct Blocks
{
	List	   *statements;		/* of RawStmt */
	BlockUse	use;
	bool		small;			/* no block has more than one statement */
	bool		no_block;		/* a statement needs that there is no block */
	bool		local;			/* a statement acts up to the end of the
								 * transaction */
} Blocks;

/* What a tool has written, and where it begins. */
typedef struct Output
{
	const char *tool;
	const char *text;
	int			line;
} Output;

static void add_output_context(void *arg);
static bool writes_table(const Node *node, const List *tables);
static void append_statement(StringInfo script, const char *text, int length);
static List *parse(const char *script);
static void look_at_blocks(SvImport *import, Blocks *blocks);
static void read_control(Blocks *blocks, const TransactionStmt *statement,
						 bool *inside);
static bool acts_locally(const Node *statement);
static char *without_control(const char *script, List *statements);
static bool is_begin(const RawStmt *statement);
static bool is_end(const RawStmt *statement);
static void cut_statement(char *script, const RawStmt *statement);
static void warn_of_tables(const SvImport *import, const SvFile *file,
						   const char *script);
static bool names_table(const char *script, const char *name);
static void collect_partitioned(SvImport *import, const Node *statement);
static bool is_partitioned(const SvImport *import, const char *name);

/*
 * A script of a migration, from the file, as the script of a revision; says in
 * *use how it is to be run.
 */
char *
sv_import_take_script(SvImport *import, const SvFile *file,
					  const char *script, SvScriptUse *use)
{
	Blocks		blocks = {parse(script)};

	look_at_blocks(import, &blocks);
	if (import->tool != NULL)
		warn_of_tables(import, file, script);
	use->alone |= blocks.no_block;
	switch (blocks.use)
	{
		case BLOCKS_NONE:
			return pstrdup(script);
		case BLOCKS_AROUND:
			use->together = true;
			return without_control(script, blocks.statements);
		case BLOCKS_INSIDE:
			if (blocks.local)
				break;
			if (!blocks.no_block)
			{
				use->together = true;
				sv_import_warn_of(file, _("BEGIN and COMMIT inside the script are taken out, and it runs in one transaction"));
				return without_control(script, blocks.statements);
			}
			if (blocks.small)
			{
				sv_import_warn_of(file, _("BEGIN and COMMIT inside the script are taken out, and each statement runs in a transaction of its own"));
				return without_control(script, blocks.statements);
			}
			break;
		case BLOCKS_BROKEN:
			break;
	}
	sv_import_warn_of(file, _("the script has transaction control that cannot be taken out safely: the revision cannot run until that is rewritten"));
	return pstrdup(script);
}

/*
 * A verify script of Sqitch without the BEGIN and the ROLLBACK around it, the
 * effect of which is undone in another way.
 */
char *
sv_import_unwrap_verify(const char *script)
{
	List	   *statements = parse(script);

	if (list_length(statements) >= 2 && is_begin(linitial(statements)) &&
		is_end(llast(statements)))
		return without_control(script,
							   list_make2(linitial(statements), llast(statements)));
	return pstrdup(script);
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
 * The table of a tool that a script names, or its schema, if it has one: tables
 * in it may have names that others have, too.  NULL if there is none.
 */
const char *
sv_import_named_table(const SvImportTool *tool, const char *script)
{
	if (tool->schema != NULL)
		return names_table(script, tool->schema) ? tool->schema : NULL;
	for (int i = 0; tool->tables[i] != NULL; i++)
		if (names_table(script, tool->tables[i]))
			return tool->tables[i];
	return NULL;
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
 * The statements of what a tool has written for a migration, from a line of its
 * output on, without BEGIN and COMMIT and without those about its own tables.
 * Sets *transactional to false if one is outside of a transaction, or has to be;
 * "begun" says that the output begins inside of one.
 *
 * Errors: what is not SQL, with the tool and the line as context.
 */
char *
sv_import_rendered(SvImport *import, const char *tool, const char *text,
				   int line, const List *tables, bool begun,
				   bool *transactional)
{
	Output		output = {tool, text, line};
	ErrorContextCallback callback;
	StringInfoData script;
	List	   *statements;
	int			next = 0;
	ListCell   *lc;

	sv_error_context_push(&callback, add_output_context, &output);
	statements = pg_parse_query(text);
	error_context_stack = callback.previous;

	initStringInfo(&script);
	foreach(lc, statements)
	{
		const RawStmt *statement = lfirst_node(RawStmt, lc);
		int			start = next;

		next = statement->stmt_location + statement->stmt_len;
		next += strspn(text + next, ";");
		if (IsA(statement->stmt, TransactionStmt))
		{
			TransactionStmtKind kind = ((TransactionStmt *) statement->stmt)->kind;

			begun = kind == TRANS_STMT_BEGIN || kind == TRANS_STMT_START;
			continue;
		}
		if (writes_table(statement->stmt, tables))
			continue;
		*transactional &= begun && !sv_import_needs_no_block(import, statement->stmt);
		append_statement(&script, text + start, statement->stmt_len == 0 ?
						 strlen(text + start) :
						 statement->stmt_location + statement->stmt_len - start);
	}
	return script.data;
}

/*
 * A part of a script that the tool runs by itself, with a semicolon at its end
 * if it has statements and no semicolon.
 */
char *
sv_import_end_statement(const char *text, int length)
{
	char	   *part = pnstrdup(text, length);
	int			end = length;

	if (!sv_import_has_statements(part) || sv_tokens_last(part) == ';')
		return part;
	while (end > 0 && strchr(" \t\r\n", part[end - 1]) != NULL)
		end--;
	/* a comment may be last: the semicolon goes on a line of its own */
	return psprintf("%s\n;%s", pnstrdup(part, end), part + end);
}

/*
 * A tag for a dollar quoted string of the text, made from a word.
 */
char *
sv_import_free_tag(const char *text, const char *word)
{
	char	   *tag = pstrdup(word);

	for (int i = 2; strstr(text, psprintf("$%s$", tag)) != NULL; i++)
		tag = psprintf("%s%d", word, i);
	return tag;
}

/*
 * Error context callback: a position in the output becomes an internal one,
 * because it is not one in the query of the client.
 */
static void
add_output_context(void *arg)
{
	const Output *output = arg;
	int			position = geterrposition();

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position);
		internalerrquery(output->text);
	}
	errcontext("output of %s, from line %d on", output->tool, output->line);
}

/*
 * True if a statement creates, fills or drops one of the tables.
 */
static bool
writes_table(const Node *node, const List *tables)
{
	const RangeVar *relation = IsA(node, CreateStmt) ?
	((const CreateStmt *) node)->relation :
	sv_statement_written_relation(node);
	const DropStmt *drop = (const DropStmt *) node;

	if (relation != NULL)
		return sv_strings_member(tables, relation->relname);
	return IsA(node, DropStmt) && drop->removeType == OBJECT_TABLE &&
		list_length(drop->objects) == 1 &&
		sv_strings_member(tables, strVal(llast((List *) linitial(drop->objects))));
}

/*
 * Append a statement as it was written, with the comments before it: the text
 * begins where the statement before it ends.
 */
static void
append_statement(StringInfo script, const char *text, int length)
{
	int			space = Min(strspn(text, " \t\r\n"), length);

	if (script->len > 0)
		appendStringInfoChar(script, '\n');
	appendBinaryStringInfo(script, text + space, length - space);
	appendStringInfoString(script, ";\n");
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

/*
 * All statements are looked at, because of the tables that they create.
 */
static void
look_at_blocks(SvImport *import, Blocks *blocks)
{
	bool		inside = false;
	int			in_block = 0;
	ListCell   *lc;

	blocks->small = true;
	foreach(lc, blocks->statements)
	{
		const RawStmt *raw = lfirst_node(RawStmt, lc);

		if (IsA(raw->stmt, TransactionStmt))
		{
			read_control(blocks, (const TransactionStmt *) raw->stmt, &inside);
			in_block = 0;
			continue;
		}
		if (inside && ++in_block > 1)
			blocks->small = false;
		blocks->no_block |= sv_import_needs_no_block(import, raw->stmt);
		blocks->local |= acts_locally(raw->stmt);
	}
	if (inside)
		blocks->use = BLOCKS_BROKEN;
	if (blocks->use == BLOCKS_INSIDE && is_begin(linitial(blocks->statements)) &&
		is_end(llast(blocks->statements)))
	{
		int			controls = 0;

		foreach(lc, blocks->statements)
			controls += IsA(lfirst_node(RawStmt, lc)->stmt, TransactionStmt);
		if (controls == 2)
			blocks->use = BLOCKS_AROUND;
	}
}

/*
 * Take a BEGIN or COMMIT into account.
 */
static void
read_control(Blocks *blocks, const TransactionStmt *statement, bool *inside)
{
	bool		begins = statement->kind == TRANS_STMT_BEGIN ||
	statement->kind == TRANS_STMT_START;

	if ((!begins && statement->kind != TRANS_STMT_COMMIT) ||
		begins == *inside || statement->options != NIL || statement->chain)
		blocks->use = BLOCKS_BROKEN;
	else if (blocks->use == BLOCKS_NONE)
		blocks->use = BLOCKS_INSIDE;
	*inside = begins;
}

/*
 * True if a statement has an effect up to the end of the transaction, so that it
 * matters where that is.
 */
static bool
acts_locally(const Node *statement)
{
	const CreateStmt *create = (const CreateStmt *) statement;

	switch (nodeTag(statement))
	{
		case T_VariableSetStmt:
			return ((const VariableSetStmt *) statement)->is_local;
		case T_ConstraintsSetStmt:
		case T_DeclareCursorStmt:
			return true;
		case T_AlterEnumStmt:
			/* a new label cannot be used before the end */
			return ((const AlterEnumStmt *) statement)->oldVal == NULL;
		case T_CreateStmt:
			return create->oncommit != ONCOMMIT_NOOP &&
				create->oncommit != ONCOMMIT_PRESERVE_ROWS;
		default:
			return false;
	}
}

/*
 * The script without those of the statements that control transactions.
 */
static char *
without_control(const char *script, List *statements)
{
	char	   *copy = pstrdup(script);

	/* the last one first, because each moves those behind it */
	for (int i = list_length(statements) - 1; i >= 0; i--)
	{
		const RawStmt *statement = list_nth_node(RawStmt, statements, i);

		if (IsA(statement->stmt, TransactionStmt))
			cut_statement(copy, statement);
	}
	return copy;
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
is_end(const RawStmt *statement)
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
 * Warn of a script that names a table of the tool, which is not what it was any
 * more when another one runs the script.
 */
static void
warn_of_tables(const SvImport *import, const SvFile *file, const char *script)
{
	const char *name = sv_import_named_table(import->tool, script);

	if (name != NULL)
		sv_import_warn_of(file, psprintf(import->tool->schema != NULL ?
										 _("the script names schema \"%s\", which is that of %s") :
										 _("the script names table \"%s\", which is that of %s"),
										 name, import->format));
}

/*
 * True if a script has the name, or a string that it is in.
 */
static bool
names_table(const char *script, const char *name)
{
	SvTokens   *tokens;
	SvToken		token;
	bool		found = false;

	if (strstr(script, name) == NULL ||
		!sv_tokens_well_formed(script, &token))
		return false;
	tokens = sv_tokens_begin(script);
	while (!found && sv_tokens_next(tokens, &token))
	{
		if (token.value != NULL)
			found = token.is_string ? strstr(token.value, name) != NULL :
				strcmp(token.value, name) == 0;
	}
	sv_tokens_end(tokens);
	return found;
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
