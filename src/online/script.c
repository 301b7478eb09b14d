/*-------------------------------------------------------------------------
 *
 * script.c
 *	  The online form of a script: what is run, in which transactions.
 *
 * An online form is SQL text that psql can run as it is.  A statement is a
 * transaction of its own; what stands between BEGIN and COMMIT is one together,
 * a group.  A phase begins with a comment line, "-- phase: expand", before its
 * first statement; phases come in their order, each at most once, and what stands
 * before the first is of phase expand.
 *
 * What must be at top level is in no group: statements that cannot run in a
 * transaction block, and CALL schemaver_backfill(), which commits.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "compat.h"
#include "file/comment_lines.h"
#include "file/statement.h"
#include "online/script.h"

#define PHASE_WORD "phase:"

/* A comment line that begins a phase. */
typedef struct PhaseLine
{
	int			start;			/* in the text */
	char	   *word;
} PhaseLine;

/* The text, while it is read. */
typedef struct Reading
{
	SvOnlineScript *online;
	List	   *lines;			/* of PhaseLine: those that are left */
	SvPhase		phase;
	bool		phased;			/* a line has said so */
	SvOnlineStatement *group;	/* that is open; or NULL */
} Reading;

static List *find_phase_lines(const char *text);
static void pass_lines(Reading *reading, int number, int start);
static void read_statement(Reading *reading, int number);
static void read_bracket(Reading *reading, int number,
						 const TransactionStmt *bracket);
static SvOnlineStatement *add(Reading *reading, int first);
static bool is_backfill(const Node *node);
pg_noreturn static void refuse(const Reading *reading, int number,
							   const char *message, const char *hint);

static const char *const names[SV_PHASE_COUNT] = {
	[SV_PHASE_EXPAND] = "expand",
	[SV_PHASE_BACKFILL] = "backfill",
	[SV_PHASE_VALIDATE] = "validate",
	[SV_PHASE_SWAP] = "swap",
	[SV_PHASE_CONTRACT] = "contract"
};

/*
 * Parse an online form, in the current memory context.  "direction" is a word
 * for it in the context of errors, such as "online".
 *
 * Errors: those of sv_script_parse(); groups and phases that are none, with
 * their place.
 */
SvOnlineScript *
sv_online_parse(const char *revision, const char *direction, const char *text)
{
	SvOnlineScript *online = palloc0(sizeof(SvOnlineScript));
	Reading		reading = {online};
	int			count;

	online->script = sv_script_parse_grouped(revision, direction, text);
	reading.lines = find_phase_lines(text);
	count = list_length(online->script->statements);
	for (int i = 1; i <= count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_statement(&reading, i);
	}
	if (reading.group != NULL)
		refuse(&reading, count,
			   gettext_noop("BEGIN has no COMMIT"),
			   gettext_noop("What stands between BEGIN and COMMIT is one transaction."));
	return online;
}

/*
 * The name of a phase, as in "-- phase: expand".
 */
const char *
sv_phase_name(SvPhase phase)
{
	return names[phase];
}

/*
 * The phase of a name; false if there is none.
 */
bool
sv_phase_parse(const char *name, SvPhase *phase)
{
	for (int i = 0; i < SV_PHASE_COUNT; i++)
	{
		if (strcmp(names[i], name) != 0)
			continue;
		*phase = i;
		return true;
	}
	return false;
}

static List *
find_phase_lines(const char *text)
{
	SvCommentLines *reader = sv_comment_lines_begin(text);
	List	   *lines = NIL;
	SvItemKind	kind;

	while ((kind = sv_comment_lines_next(reader)) != SV_ITEM_END)
	{
		const char *comment = kind == SV_ITEM_COMMENT ?
		sv_comment_lines_comment(reader) : "";
		PhaseLine  *line;

		if (strncmp(comment, PHASE_WORD, strlen(PHASE_WORD)) != 0)
			continue;
		comment += strlen(PHASE_WORD);
		line = palloc(sizeof(PhaseLine));
		line->start = reader->start;
		line->word = pstrdup(comment + strspn(comment, " \t"));
		lines = lappend(lines, line);
	}
	return lines;
}

/*
 * Take the lines before a statement, which starts at "start".
 */
static void
pass_lines(Reading *reading, int number, int start)
{
	while (reading->lines != NIL)
	{
		const PhaseLine *line = linitial(reading->lines);
		SvPhase		phase;

		if (line->start > start)
			return;
		if (!sv_phase_parse(line->word, &phase))
			refuse(reading, number,
				   psprintf(_("there is no phase \"%s\""), line->word),
				   gettext_noop("Phases are expand, backfill, validate, swap and contract."));
		if (reading->group != NULL)
			refuse(reading, number,
				   gettext_noop("a phase begins between BEGIN and COMMIT"),
				   gettext_noop("Move the line in front of BEGIN."));
		if (reading->phased ? phase <= reading->phase :
			reading->online->statements != NIL && phase == SV_PHASE_EXPAND)
			refuse(reading, number,
				   psprintf(_("phase \"%s\" comes too late"), line->word),
				   gettext_noop("Phases come in the order expand, backfill, validate, swap, contract, each at most once."));
		reading->phase = phase;
		reading->phased = true;
		reading->lines = list_delete_first(reading->lines);
	}
}

static void
read_statement(Reading *reading, int number)
{
	const SvScript *script = reading->online->script;
	RawStmt    *raw = list_nth_node(RawStmt, script->statements, number - 1);
	bool		backfill = is_backfill(raw->stmt);

	pass_lines(reading, number, sv_script_statement_start(script, raw));
	if (IsA(raw->stmt, TransactionStmt))
		read_bracket(reading, number, (TransactionStmt *) raw->stmt);
	else if (reading->group == NULL)
		add(reading, number)->backfill = backfill;
	else if (backfill || sv_statement_is_nontransactional(raw->stmt))
		refuse(reading, number,
			   gettext_noop("the statement cannot stand between BEGIN and COMMIT"),
			   gettext_noop("It commits by itself: move it out of the group."));
	else
		reading->group->last = number;
}

static void
read_bracket(Reading *reading, int number, const TransactionStmt *bracket)
{
	if (bracket->kind == TRANS_STMT_BEGIN)
	{
		if (reading->group != NULL)
			refuse(reading, number,
				   gettext_noop("BEGIN stands in a group already"),
				   gettext_noop("End the group before with COMMIT."));
		reading->group = add(reading, number + 1);
		reading->group->group = true;
		reading->group->last = number;
		return;
	}
	if (reading->group == NULL)
		refuse(reading, number,
			   gettext_noop("COMMIT has no BEGIN"),
			   gettext_noop("What stands between BEGIN and COMMIT is one transaction."));
	if (reading->group->last < reading->group->first)
		refuse(reading, number,
			   gettext_noop("there is nothing between BEGIN and COMMIT"),
			   gettext_noop("Leave both out."));
	reading->group = NULL;
}

/*
 * Add what is run as a transaction, and begins with a statement.
 */
static SvOnlineStatement *
add(Reading *reading, int first)
{
	SvOnlineStatement *statement = palloc0(sizeof(SvOnlineStatement));

	statement->first = first;
	statement->last = first;
	statement->phase = reading->phase;
	reading->online->statements = lappend(reading->online->statements, statement);
	return statement;
}

static bool
is_backfill(const Node *node)
{
	const FuncCall *call;

	if (!IsA(node, CallStmt))
		return false;
	call = ((const CallStmt *) node)->funccall;
	return list_length(call->funcname) == 1 &&
		strcmp(strVal(linitial(call->funcname)), "schemaver_backfill") == 0;
}

/*
 * Messages that were put together are translated already.
 */
static void
refuse(const Reading *reading, int number, const char *message, const char *hint)
{
	SvScriptCursor cursor;

	sv_script_begin_context(&cursor, reading->online->script);
	sv_script_move_context(&cursor, number);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg_internal("%s", _(message)),
			 errhint("%s", _(hint))));
}
