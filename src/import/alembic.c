/*-------------------------------------------------------------------------
 *
 * alembic.c
 *	  Alembic's offline output, and its history.
 *
 * "alembic upgrade base:heads --sql" writes a comment "-- Running upgrade a, b
 * -> c" before the statements of each revision, and its own bookkeeping in
 * between: a table with one column version_num, which is created, changed and
 * dropped, and transactions.  Statements outside a transaction come from an
 * autocommit block.
 *
 * "alembic history" has a line for each revision, newest first:
 * "a, b (dependencies) -> c (labels) (head) ..., message".
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/parsenodes.h"
#include "tcop/tcopprot.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "error.h"
#include "file/comment_lines.h"
#include "graph/name.h"
#include "import/import.h"
#include "strings.h"

/* The text after "Running upgrade" or "Running downgrade". */
typedef struct Step
{
	char	   *id;
	List	   *parents;		/* of char * */
	char	   *script;
	bool		transactional;
} Step;

/* A piece of the output, and where it begins. */
typedef struct Output
{
	const char *text;
	int			line;
} Output;

typedef struct Alembic
{
	const char *table;			/* Alembic's */
	SvImport	import;
} Alembic;

static List *read_steps(Alembic *alembic, const char *text,
						const char *direction);
static Step *begin_step(const char *comment, const char *direction);
static void end_step(Alembic *alembic, Step *step, char *text, int line);
static void add_output_context(void *arg);
static void find_table(Alembic *alembic, List *statements);
static bool is_bookkeeping(const Alembic *alembic, const Node *node);
static const RangeVar *relation_of(const Node *node);
static void append_statement(StringInfo script, const char *text, int length);
static List *split_names(const char *text);
static void add_upgrade(Alembic *alembic, const Step *step);
static SvImported *find_imported(const Alembic *alembic, const char *id);
static void read_history(Alembic *alembic, const char *history);
static void read_history_line(Alembic *alembic, char *line);
static char *cut_group(char *text);
static void drop_inherited_labels(Alembic *alembic);

/*
 * The revisions of Alembic's output, as a list of SvImported.  Downgrade and
 * history may be NULL; messages, labels and dependencies are known from the
 * history only.
 *
 * Errors: output that is not of this form, or not SQL; ids that are not valid
 * names.
 */
List *
sv_import_read_alembic(const char *upgrade, const char *downgrade,
					   const char *history)
{
	Alembic		alembic = {.table = "alembic_version"};
	ListCell   *lc;

	foreach(lc, read_steps(&alembic, upgrade, "upgrade"))
		add_upgrade(&alembic, lfirst(lc));
	if (alembic.import.imported == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("output has no line \"-- Running upgrade ... -> ...\""),
				 errhint("Pass the output of \"alembic upgrade base:heads --sql\".")));
	if (downgrade != NULL)
		foreach(lc, read_steps(&alembic, downgrade, "downgrade"))
	{
		const Step *step = lfirst(lc);
		SvImported *imported = find_imported(&alembic, step->id);

		if (imported == NULL || imported->document.downgrade != NULL)
			continue;
		imported->document.downgrade = step->script;
		imported->document.revision.reversible = true;
		imported->document.revision.transactional &= step->transactional;
	}
	if (history != NULL)
		read_history(&alembic, history);
	return alembic.import.imported;
}

/*
 * The steps of a text, as a list of Step.
 */
static List *
read_steps(Alembic *alembic, const char *text, const char *direction)
{
	SvCommentLines *reader = sv_comment_lines_begin(text);
	char	   *begin = psprintf("Running %s ", direction);
	List	   *steps = NIL;
	Step	   *step = palloc0(sizeof(Step));
	int			start = 0;

	while (sv_comment_lines_next(reader) != SV_ITEM_END)
	{
		const char *comment = reader->kind == SV_ITEM_COMMENT ?
		sv_comment_lines_comment(reader) : "";

		if (strncmp(comment, begin, strlen(begin)) != 0)
			continue;
		end_step(alembic, step, pnstrdup(text + start, reader->start - start),
				 sv_comment_lines_line(reader, start));
		step = begin_step(comment + strlen(begin), direction);
		steps = lappend(steps, step);
		start = sv_comment_lines_next_line(reader, reader->start);
	}
	end_step(alembic, step, pstrdup(text + start), sv_comment_lines_line(reader, start));
	return steps;
}

/*
 * Parse "a, b -> c", or for a downgrade "c -> a, b".
 */
static Step *
begin_step(const char *comment, const char *direction)
{
	Step	   *step = palloc0(sizeof(Step));
	const char *arrow = strstr(comment, "->");
	char	   *left;
	char	   *right;

	if (arrow == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("\"->\" is missing in \"-- Running %s %s\"",
						direction, comment)));
	left = pnstrdup(comment, arrow - comment);
	right = pstrdup(arrow + 2);
	if (strcmp(direction, "upgrade") != 0)
	{
		char	   *swap = left;

		left = right;
		right = swap;
	}
	step->parents = split_names(left);
	right += strspn(right, " ");
	step->id = pnstrdup(right, strcspn(right, " ,"));
	sv_name_check(step->id);
	return step;
}

/*
 * Set the script of a step: the statements of the text up to the next step,
 * without the bookkeeping.
 */
static void
end_step(Alembic *alembic, Step *step, char *text, int line)
{
	Output		output = {text, line};
	ErrorContextCallback callback;
	StringInfoData script;
	List	   *statements;
	bool		in_transaction = true;
	int			next = 0;
	ListCell   *lc;

	sv_error_context_push(&callback, add_output_context, &output);
	statements = pg_parse_query(text);
	error_context_stack = callback.previous;

	initStringInfo(&script);
	step->transactional = true;
	find_table(alembic, statements);
	foreach(lc, statements)
	{
		const RawStmt *statement = lfirst_node(RawStmt, lc);
		int			start = next;

		next = statement->stmt_location + statement->stmt_len;
		next += strspn(text + next, ";");
		if (IsA(statement->stmt, TransactionStmt))
		{
			TransactionStmtKind kind = ((TransactionStmt *) statement->stmt)->kind;

			in_transaction = kind == TRANS_STMT_BEGIN || kind == TRANS_STMT_START;
			continue;
		}
		if (is_bookkeeping(alembic, statement->stmt))
			continue;
		step->transactional &= in_transaction &&
			!sv_import_needs_no_block(&alembic->import, statement->stmt);
		append_statement(&script, text + start, statement->stmt_len == 0 ?
						 strlen(text + start) :
						 statement->stmt_location + statement->stmt_len - start);
	}
	step->script = script.data;
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
	errcontext("output of Alembic, from line %d on", output->line);
}

/*
 * Find the name of Alembic's table, which can be configured: it is the table
 * that has no column but version_num.
 */
static void
find_table(Alembic *alembic, List *statements)
{
	ListCell   *lc;

	foreach(lc, statements)
	{
		const CreateStmt *create = (CreateStmt *) lfirst_node(RawStmt, lc)->stmt;
		int			columns = 0;
		bool		found = false;
		ListCell   *lc2;

		if (!IsA(create, CreateStmt))
			continue;
		foreach(lc2, create->tableElts)
		{
			const ColumnDef *column = lfirst(lc2);

			if (!IsA(column, ColumnDef))
				continue;
			columns++;
			found |= strcmp(column->colname, "version_num") == 0;
		}
		if (found && columns == 1)
			alembic->table = create->relation->relname;
	}
}

static bool
is_bookkeeping(const Alembic *alembic, const Node *node)
{
	const RangeVar *relation = relation_of(node);
	const DropStmt *drop = (const DropStmt *) node;

	if (relation != NULL)
		return strcmp(relation->relname, alembic->table) == 0;
	return IsA(node, DropStmt) && drop->removeType == OBJECT_TABLE &&
		list_length(drop->objects) == 1 &&
		strcmp(strVal(llast((List *) linitial(drop->objects))),
			   alembic->table) == 0;
}

static const RangeVar *
relation_of(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateStmt:
			return ((const CreateStmt *) node)->relation;
		case T_InsertStmt:
			return ((const InsertStmt *) node)->relation;
		case T_UpdateStmt:
			return ((const UpdateStmt *) node)->relation;
		case T_DeleteStmt:
			return ((const DeleteStmt *) node)->relation;
		default:
			return NULL;
	}
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

static List *
split_names(const char *text)
{
	List	   *names = NIL;

	for (text += strspn(text, " ,"); *text != '\0'; text += strspn(text, " ,"))
	{
		int			length = strcspn(text, " ,");

		names = lappend(names, pnstrdup(text, length));
		text += length;
	}
	return names;
}

static void
add_upgrade(Alembic *alembic, const Step *step)
{
	SvImported *imported = palloc0(sizeof(SvImported));
	SvRevision *revision = &imported->document.revision;

	revision->id = step->id;
	revision->message = "empty message";
	revision->created_at = list_length(alembic->import.imported) * USECS_PER_SEC;
	revision->down_revisions = step->parents;
	revision->transactional = step->transactional;
	revision->reversible = step->script[0] == '\0';
	imported->document.upgrade = step->script;
	imported->key = step->id;
	alembic->import.imported = lappend(alembic->import.imported, imported);
}

static SvImported *
find_imported(const Alembic *alembic, const char *id)
{
	ListCell   *lc;

	foreach(lc, alembic->import.imported)
	{
		SvImported *imported = lfirst(lc);

		if (strcmp(imported->document.revision.id, id) == 0)
			return imported;
	}
	return NULL;
}

static void
read_history(Alembic *alembic, const char *history)
{
	while (*history != '\0')
	{
		int			length = strcspn(history, "\r\n");

		read_history_line(alembic, pnstrdup(history, length));
		history += length;
		history += strspn(history, "\r\n");
	}
	drop_inherited_labels(alembic);
}

/*
 * Lines that are not of the form are skipped: a message may have several lines,
 * and env.py may print others.
 */
static void
read_history_line(Alembic *alembic, char *line)
{
	char	   *arrow = strstr(line, " -> ");
	char	   *right;
	char	   *group;
	SvImported *imported;
	SvRevision *revision;

	if (arrow == NULL)
		return;
	*arrow = '\0';
	right = arrow + strlen(" -> ");
	imported = find_imported(alembic, pnstrdup(right, strcspn(right, " ,")));
	if (imported == NULL)
		return;
	revision = &imported->document.revision;
	if ((group = cut_group(line)) != NULL)
		revision->depends_on = split_names(group);
	for (right += strcspn(right, " ,"); strncmp(right, " (", 2) == 0;)
	{
		int			length = strcspn(right, ")");

		group = pnstrdup(right + 2, length - 2);
		right += length + (right[length] == ')');
		if (strcmp(group, "head") != 0 && strcmp(group, "effective head") != 0 &&
			strcmp(group, "current") != 0 && strcmp(group, "branchpoint") != 0 &&
			strcmp(group, "mergepoint") != 0)
			revision->branch_labels = split_names(group);
	}
	if (strncmp(right, ", ", 2) == 0 && right[2] != '\0')
		revision->message = pstrdup(right + 2);
}

/*
 * The text in the parentheses at the end of a text; NULL if there are none.
 */
static char *
cut_group(char *text)
{
	char	   *open = strstr(text, " (");

	if (open == NULL || text[strlen(text) - 1] != ')')
		return NULL;
	return pnstrdup(open + 2, strlen(open) - 3);
}

/*
 * Alembic shows a label with all revisions of its branch, but it is declared by
 * the first of them.  Those above come later in the list.
 */
static void
drop_inherited_labels(Alembic *alembic)
{
	List	   *seen = NIL;
	ListCell   *lc;

	foreach(lc, alembic->import.imported)
	{
		SvRevision *revision = &((SvImported *) lfirst(lc))->document.revision;
		List	   *own = NIL;
		ListCell   *lc2;

		foreach(lc2, revision->branch_labels)
		{
			if (!sv_strings_member(seen, lfirst(lc2)))
				own = lappend(own, lfirst(lc2));
		}
		seen = list_concat(seen, own);
		revision->branch_labels = own;
	}
}
