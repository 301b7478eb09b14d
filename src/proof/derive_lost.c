/*-------------------------------------------------------------------------
 *
 * derive_lost.c
 *	  What a script loses for good.
 *
 * What had data and has been dropped is found by its address in the catalogs: it
 * is lost even if there is something of the same name now.  What goes with a table
 * is not told besides.  Values that a change of their type has altered are known
 * from the comparison that leads back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "file/line.h"
#include "kind/kinds.h"
#include "proof/derive_lost.h"
#include "strings.h"

static char *lost_with(const SvFact *fact, const SvFacts *after);
static bool is_gone(const SvFact *fact, const SvFacts *after);
static bool has_own_rows(const SvFact *table);
static bool has_own_values(const SvFact *column);
static bool goes_on(const SvFact *sequence);

/*
 * What does not come back, in lines: a list of char *.  The facts are those
 * before and after the script, with dependencies, and the comparison is the one
 * that leads from after to before.
 */
List *
sv_derive_lost_lines(const SvFacts *before, const SvFacts *after,
					 const SvDiff *downgrade)
{
	List	   *lines = NIL;
	ListCell   *lc;

	foreach(lc, before->facts)
	{
		const SvFact *fact = lfirst(lc);
		char	   *line = NULL;

		if (is_gone(fact, after))
			line = lost_with(fact, after);
		if (line != NULL)
			lines = lappend(lines, sv_line_flat(line));
	}
	foreach(lc, downgrade->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->undo_loses && difference->fact != NULL)
			lines = sv_strings_append_unique(lines,
											 sv_line_flat(psprintf(_("what is changed in %s \"%s\" is not restored"),
																   difference->kind,
																   difference->identity)));
	}
	return lines;
}

/*
 * What is lost with an object that is gone; NULL if nothing is, or if it is lost
 * with another one.
 */
static char *
lost_with(const SvFact *fact, const SvFacts *after)
{
	if (fact->kind == &sv_kind_table && has_own_rows(fact))
		return psprintf(_("rows of table \"%s\" are not restored"), fact->identity);
	if (fact->kind == &sv_kind_column && has_own_values(fact) &&
		!is_gone(fact->parent, after))
		return psprintf(_("values of column \"%s\" are not restored"), fact->identity);
	if (fact->kind == &sv_kind_sequence && !goes_on(fact))
		return psprintf(_("position of sequence \"%s\" is not restored"), fact->identity);
	if (fact->kind == &sv_kind_extension)
		return psprintf(_("data of extension \"%s\" is not restored"), fact->identity);
	return NULL;
}

static bool
is_gone(const SvFact *fact, const SvFacts *after)
{
	return OidIsValid(fact->address.objid) &&
		sv_facts_find_own(after, fact->address) == NULL;
}

/*
 * True if a table has rows itself: others are in its partitions, or on another
 * server.
 */
static bool
has_own_rows(const SvFact *table)
{
	return sv_fact_value(table, "foreign") == NULL &&
		sv_fact_value(table, "partition_key") == NULL;
}

/*
 * True if a column has values that are told of: none that are computed, and none
 * that are a part of the same column of a parent.
 */
static bool
has_own_values(const SvFact *column)
{
	return sv_fact_value(column, "generated") == NULL &&
		sv_fact_value(column, "inherited") == NULL &&
		column->parent->attachment == NULL &&
		sv_fact_value(column->parent, "foreign") == NULL;
}

/*
 * True if it does not matter where a sequence was: it goes with a column, or what
 * serves the column instead begins after the numbers in it.
 */
static bool
goes_on(const SvFact *sequence)
{
	ListCell   *lc;

	foreach(lc, sequence->needs)
	{
		if (((SvNeed *) lfirst(lc))->type == SV_NEED_OWNER)
			return true;
	}
	foreach(lc, sequence->needed_by)
	{
		if (((SvNeed *) lfirst(lc))->fact->kind == &sv_kind_default)
			return true;
	}
	return false;
}
