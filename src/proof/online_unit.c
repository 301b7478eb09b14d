/*-------------------------------------------------------------------------
 *
 * online_unit.c
 *	  Statements that change types of columns together.
 *
 * The types of a key and of the columns that refer to it change in statements of
 * their own, and a foreign key between them, or an index, may be dropped before and
 * created again after that.  Taken one by one, the foreign key would be gone for as
 * long as rows are converted.  So the recipe for types of columns gets all of them
 * as one: a statement that changes types or drops such a thing, those that follow
 * it and change types, and what is between that and the last statement that
 * creates again what was dropped.
 *
 * This is seen by running them, where nothing of it stays.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "catalog/conversion.h"
#include "kind/kinds.h"
#include "proof/online_unit.h"

typedef struct Search
{
	const SvScript *script;
	const SvFacts *before;
	MemoryContext context;
	SvOnlineUnit *unit;
	int			end;			/* the last statement that may belong to it */
	List	   *gone;			/* of SvFact: those of "before" that are not
								 * there */
	bool		is_complete;	/* what the first statement drops is created
								 * again, if it changes no types */
} Search;

static int	last_of(const SvScript *script, int number);
static bool may_belong(const Node *statement);
static bool has_conversion(const Node *statement);
static void look(SvRehearsal *rehearsal, void *arg);
static bool find_returned(Search *search, const SvFacts *now);
static bool is_part(const SvFact *fact);
static bool is_there(const SvFacts *facts, const SvFact *fact);

/*
 * The unit that begins with a statement, which is about to be run; NULL if none
 * does.  In the current memory context.
 */
SvOnlineUnit *
sv_online_unit_find(SvRehearsal *rehearsal, const SvScript *script,
					int number, const SvFacts *before)
{
	Search		search = {script, before, CurrentMemoryContext};
	StringInfoData text;
	bool		found = false;

	search.end = last_of(script, number);
	for (int i = number; i <= search.end; i++)
		found = found ||
			has_conversion(list_nth_node(RawStmt, script->statements, i - 1)->stmt);
	if (!found)
		return NULL;
	search.unit = palloc0(sizeof(SvOnlineUnit));
	search.unit->first = search.unit->last = number;
	/* an error is told when the statement is run */
	(void) sv_rehearsal_undone(rehearsal, look, &search);
	if (!search.is_complete || search.unit->conversions == NIL)
		return NULL;
	initStringInfo(&text);
	for (int i = number; i <= search.unit->last; i++)
		appendStringInfo(&text, "%s\n;\n",
						 sv_script_statement_text(script,
												  list_nth_node(RawStmt, script->statements, i - 1)));
	search.unit->text = text.data;
	return search.unit;
}

/*
 * Run statements of a unit, each as a transaction: NULL, or the error.
 */
ErrorData *
sv_online_unit_run(SvRehearsal *rehearsal, const char *text)
{
	SvRehearsedStep step = {NULL, text, NULL, false};

	return sv_rehearsal_execute(rehearsal, &step, true, NULL);
}

/*
 * The last of the statements from one on that may belong to it.
 */
static int
last_of(const SvScript *script, int number)
{
	int			last = number - 1;

	while (last < list_length(script->statements) &&
		   may_belong(list_nth_node(RawStmt, script->statements, last)->stmt))
		last++;
	return last;
}

static bool
may_belong(const Node *statement)
{
	ObjectType	dropped;

	switch (nodeTag(statement))
	{
		case T_AlterTableStmt:
		case T_IndexStmt:
		case T_CreateStatsStmt:
		case T_CommentStmt:
			return true;
		case T_DropStmt:
			dropped = ((const DropStmt *) statement)->removeType;
			return dropped == OBJECT_INDEX || dropped == OBJECT_STATISTIC_EXT;
		default:
			return false;
	}
}

static bool
has_conversion(const Node *statement)
{
	ListCell   *lc;

	if (!IsA(statement, AlterTableStmt))
		return false;
	foreach(lc, ((const AlterTableStmt *) statement)->cmds)
	{
		if (lfirst_node(AlterTableCmd, lc)->subtype == AT_AlterColumnType)
			return true;
	}
	return false;
}

/*
 * SvRehearsalCallback: runs the statements.
 */
static void
look(SvRehearsal *rehearsal, void *arg)
{
	Search	   *search = arg;
	SvOnlineUnit *unit = search->unit;
	MemoryContext oldcontext = MemoryContextSwitchTo(search->context);

	for (int i = unit->first; i <= search->end; i++)
	{
		RawStmt    *raw = list_nth_node(RawStmt, search->script->statements, i - 1);
		List	   *conversions = sv_conversion_list(raw->stmt, unit->conversions);
		ErrorData  *error;

		CHECK_FOR_INTERRUPTS();
		error = sv_online_unit_run(rehearsal,
								   sv_script_statement_text(search->script, raw));
		if (error != NULL)
			break;
		CommandCounterIncrement();
		if (conversions != NIL && i <= unit->last + 1)
		{
			unit->conversions = list_concat(unit->conversions, conversions);
			unit->last = i;
			search->is_complete = search->is_complete || i == unit->first;
		}
		if (find_returned(search, sv_rehearsal_facts(rehearsal, false)) &&
			unit->conversions != NIL)
		{
			unit->last = i;
			search->is_complete = true;
		}
		if (i == unit->first && conversions == NIL && search->gone == NIL)
			break;
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Note what is gone now; true if something of it is there again.
 */
static bool
find_returned(Search *search, const SvFacts *now)
{
	List	   *gone = NIL;
	bool		returned = false;
	ListCell   *lc;

	foreach(lc, search->gone)
		returned = returned || is_there(now, lfirst(lc));
	foreach(lc, search->before->facts)
	{
		if (is_part(lfirst(lc)) && !is_there(now, lfirst(lc)))
			gone = lappend(gone, lfirst(lc));
	}
	search->gone = gone;
	return returned;
}

static bool
is_part(const SvFact *fact)
{
	return fact->kind == &sv_kind_constraint || fact->kind == &sv_kind_index ||
		fact->kind == &sv_kind_statistics;
}

static bool
is_there(const SvFacts *facts, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (sv_fact_compare(lfirst(lc), fact) == 0)
			return true;
	}
	return false;
}
