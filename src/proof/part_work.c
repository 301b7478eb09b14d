/*-------------------------------------------------------------------------
 *
 * part_work.c
 *	  The work that the statements of a generated script make the server do.
 *
 * Which statement belongs to which part of the script is known by their places
 * in its text.  What is measured while the statements run, in a copy of the
 * objects that they can touch (trial.c), settles the hazards of the parts.
 *
 * The copy has no rows, so some of it does not count:
 * - what a query scans, as that depends on its plan;
 * - that a table is read when a column is added, but for a constraint on it: by
 *   a NOT NULL without default, which fails at the first row; in a trial, the
 *   default is set by itself (executor.c);
 * - that nothing is rewritten then, or read to fill a materialized view, for the
 *   same reason.  So what is told of either is never a guess.
 *
 * With schemaver.check_hazards, on by default in builds with assertions, it is
 * an error if work was seen that was not told.  That is a bug of diff/danger or
 * of what it asks, and so it is reported with elog().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "proof/measure.h"
#include "proof/part_work.h"
#include "schemaver.h"

static void before_statement(const SvScript *script, int number, void *arg);
static void after_statement(const SvScript *script, int number, void *arg);
static SvPartWork *work_of(SvPartWatch *observer, const SvScript *script,
						   int number, const SvPart **part);
static int	start_of(const SvScript *script, int number);
static bool scans_for_long(const Node *node);
static bool only_adds_columns(const AlterTableStmt *alter);
static bool has_constraint_on_rows(const ColumnDef *column);
static void check(const SvPart *part, const List *missing);

/*
 * An observer of a run of the script with these parts, as sv_part_script() has
 * written it.
 */
SvPartWatch *
sv_part_work_watch(List *parts)
{
	SvPartWatch *observer = palloc0(sizeof(SvPartWatch));

	observer->watch.before = before_statement;
	observer->watch.after = after_statement;
	observer->watch.arg = observer;
	observer->parts = parts;
	observer->works = palloc0(sizeof(SvPartWork) * list_length(parts));
	return observer;
}

/*
 * Let the hazards of the parts say what was seen.
 */
void
sv_part_work_settle(const SvPartWatch *observer)
{
	for (int i = 0; i < list_length(observer->parts); i++)
	{
		SvPart	   *part = list_nth(observer->parts, i);

		check(part, sv_part_settle(part, &observer->works[i]));
	}
}

/*
 * SvWatch: what the script creates was not there before.
 */
static void
before_statement(const SvScript *script, int number, void *arg)
{
	SvPartWatch *observer = arg;

	if (observer->measure == NULL)
		observer->measure = sv_measure_begin();
	sv_measure_before(observer->measure);
}

/*
 * SvWatch
 */
static void
after_statement(const SvScript *script, int number, void *arg)
{
	SvPartWatch *observer = arg;
	const Node *node = list_nth_node(RawStmt, script->statements, number - 1)->stmt;
	List	   *measured = sv_measure_after(observer->measure);
	const SvPart *part;
	SvPartWork *work = work_of(observer, script, number, &part);
	ListCell   *lc;

	foreach(lc, IsA(node, RefreshMatViewStmt) ? NIL : measured)
	{
		const SvMeasured *relation = lfirst(lc);

		work->rewrites |= relation->rewritten;
		work->rebuilds |= relation->rebuilt != NIL;
		work->scans |= relation->scanned && scans_for_long(node);
	}
	if (number == list_length(script->statements) ||
		start_of(script, number + 1) >= part->end)
		work->complete = true;
}

/*
 * The work of the part to which a statement belongs: that of the last one, or
 * a later one.
 */
static SvPartWork *
work_of(SvPartWatch *observer, const SvScript *script, int number,
		const SvPart **part)
{
	int			start = start_of(script, number);

	while (((const SvPart *) list_nth(observer->parts, observer->current))->end <= start)
		observer->current++;
	*part = list_nth(observer->parts, observer->current);
	return &observer->works[observer->current];
}

/*
 * Where a statement starts, counted from 1.
 */
static int
start_of(const SvScript *script, int number)
{
	return sv_script_statement_start(script,
									 list_nth_node(RawStmt, script->statements,
												   number - 1));
}

/*
 * True if a statement that has read a table without rows would read all rows.
 */
static bool
scans_for_long(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
			return false;
		case T_AlterTableStmt:
			return !only_adds_columns((const AlterTableStmt *) node);
		default:
			return true;
	}
}

static bool
only_adds_columns(const AlterTableStmt *alter)
{
	ListCell   *lc;

	foreach(lc, alter->cmds)
	{
		const AlterTableCmd *cmd = lfirst_node(AlterTableCmd, lc);

		/* a default has been taken out of the former */
		if (!(cmd->subtype == AT_AddColumn &&
			  !has_constraint_on_rows((const ColumnDef *) cmd->def)) &&
			cmd->subtype != AT_ColumnDefault)
			return false;
	}
	return true;
}

static bool
has_constraint_on_rows(const ColumnDef *column)
{
	ListCell   *lc;

	foreach(lc, column->constraints)
	{
		ConstrType	type = lfirst_node(Constraint, lc)->contype;

		if (type == CONSTR_CHECK || type == CONSTR_FOREIGN)
			return true;
	}
	return false;
}

static void
check(const SvPart *part, const List *missing)
{
	if (missing != NIL && sv_check_hazards)
		elog(ERROR, "hazard \"%s\" is not told of: %s",
			 (char *) linitial(missing), (char *) linitial(part->statements));
}
