/*-------------------------------------------------------------------------
 *
 * retype.c
 *	  The recipe for columns that get another type.
 *
 * The server rewrites the table, under a lock that stops everybody.  Here each
 * such column gets a second one beside it, of the new type:
 *
 * expand	The second column is added, and a trigger that keeps it as the first
 *			one is converted (retype_sync.c).
 * backfill	The rows that are there are converted, for all columns of a table in
 *			one pass.  A value that cannot be converted fails here.
 * validate	All that hangs on the first column is made for the second one, under
 *			names of its own: keys, indexes, foreign keys from it and to it,
 *			checks, extended statistics.
 * swap		In one short transaction for each table, the columns exchange their
 *			names, and what was made takes the place of what there was
 *			(retype_swap.c).
 * contract	What was there is dropped.
 *
 * To a partitioned table all this is done as a whole: the server adds, renames and
 * drops the columns of partitions, which are called as those of their parent, and
 * gives them the trigger.  To a table with child tables, too, but for the trigger
 * (retype_children.c).  What partitions have of their own is made one by one:
 * indexes, keys, copies of foreign keys, defaults.
 *
 * What hangs on a column, and what it looks like on another one, is not found out
 * here: in the rehearsal, after the plain script, the column and all that hangs on
 * it get the names that they are to have before the swap, and the server writes
 * their definitions.  These are the facts that are called "apart".
 *
 * What the swap does not do yet (defaults, owned sequences, views, policies,
 * publications, ...) is the difference between the facts after it and those after
 * the plain script: catalog entries, no work on rows.  If it were more than that,
 * there is no recipe.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "fact/template.h"
#include "kind/column.h"
#include "kind/convert.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/table.h"
#include "kind/whole.h"
#include "online/retype.h"
#include "online/retype_children.h"
#include "online/retype_parts.h"
#include "online/retype_swap.h"
#include "online/retype_sync.h"
#include "online/single.h"
#include "strings.h"

static void find_columns(SvRetype *retype);
static SvRetypedColumn *make_column(const SvOnlineSituation *situation,
									SvFact *before, SvFact *after);
static bool is_retyped(const SvFact *before, const SvFact *after);
static const SvFact *type_of(const SvFact *column);
static bool is_worth_it(const SvRetype *retype);
static const char *refuse(const SvRetype *retype);
static const char *refuse_column(const SvRetypedColumn *column);
static const char *refuse_table(const SvFact *table);
static const char *look_apart(SvRetype *retype);
static SvFact *find_named(const SvFacts *facts, const SvFact *like,
						  const char *name);
static void write_columns(SvRetype *retype);
static void write_column(SvRetype *retype, const SvRetypedColumn *column);
static void write_backfill(SvRetype *retype, const SvFact *table);
static char *comment_on_triggers(const SvRetype *retype,
								 const SvFact *table);
static void write_analyze(SvRetype *retype, const SvFact *table);

/*
 * Append the steps for statements that change types of columns: they are known by
 * the facts before and after them, which are tried out.  Returns false if the recipe
 * does not do, and tells why unless the plain statements are as good.
 */
bool
sv_retype_write(SvOnlinePlan *plan, const SvOnlineSituation *situation)
{
	SvRetype	retype = {plan, situation};
	int			there = list_length(plan->steps);
	const char *reason;
	ListCell   *lc;

	find_columns(&retype);
	if (retype.columns == NIL || !is_worth_it(&retype))
		return false;
	sv_retype_parts_find(&retype);
	reason = refuse(&retype);
	if (reason == NULL)
		reason = look_apart(&retype);
	if (reason == NULL)
	{
		write_columns(&retype);
		foreach(lc, retype.tables)
			sv_retype_sync_write(&retype, lfirst(lc));
		foreach(lc, retype.tables)
			write_backfill(&retype, lfirst(lc));
		sv_retype_parts_write(&retype);
		foreach(lc, retype.tables)
			write_analyze(&retype, lfirst(lc));
		reason = sv_retype_swap_write(&retype, there);
	}
	if (reason != NULL)
	{
		sv_online_reason(plan, reason);
		plan->steps = list_truncate(plan->steps, there);
		return false;
	}
	sv_retype_swap_contract(&retype);
	foreach(lc, retype.columns)
		sv_online_ready(plan, ((SvRetypedColumn *) lfirst(lc))->after, SV_PHASE_SWAP);
	return true;
}

static void
find_columns(SvRetype *retype)
{
	ListCell   *lc;

	foreach(lc, retype->situation->after->facts)
	{
		SvFact	   *after = lfirst(lc);
		SvFact	   *before;

		if (after->kind != &sv_kind_column)
			continue;
		before = sv_facts_find_own(retype->situation->before, after->address);
		if (before == NULL || before->kind != after->kind || !is_retyped(before, after))
			continue;
		retype->columns = lappend(retype->columns,
								  make_column(retype->situation, before, after));
		retype->tables = list_append_unique_ptr(retype->tables,
												unconstify(SvFact *, ((SvRetypedColumn *) llast(retype->columns))->table));
	}
}

static SvRetypedColumn *
make_column(const SvOnlineSituation *situation, SvFact *before, SvFact *after)
{
	SvRetypedColumn *column = palloc0(sizeof(SvRetypedColumn));
	const SvFact *origin = sv_retype_children_origin(after);

	column->origin = origin;
	column->origin_before = sv_retype_children_origin(before);
	column->before = before;
	column->after = after;
	column->table = origin->parent;
	column->conversion = situation->conversion(situation->trial,
											   origin->address.objid,
											   origin->address.subid);
	column->new_name = sv_online_name("new", column->origin_before->identity);
	column->old_name = sv_online_name("old", column->origin_before->identity);
	return column;
}

/*
 * True if the values of a column are converted.  A type that was recreated has its
 * old name.
 */
static bool
is_retyped(const SvFact *before, const SvFact *after)
{
	const SvFact *old = type_of(before);
	const SvFact *new = type_of(after);

	if (!sv_strings_equal(before->values[SV_COLUMN_TYPE], after->values[SV_COLUMN_TYPE]) ||
		!sv_strings_equal(before->values[SV_COLUMN_COLLATION], after->values[SV_COLUMN_COLLATION]))
		return true;
	return old != NULL && new != NULL && old->address.objid != new->address.objid;
}

/*
 * The type of a column, if it is a fact.
 */
static const SvFact *
type_of(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		const SvFact *needed = ((const SvNeed *) lfirst(lc))->fact;

		if (needed->kind->flags & SV_KIND_IS_TYPE)
			return needed;
	}
	return NULL;
}

/*
 * True if the server was seen to work on rows of a table that has many.
 */
static bool
is_worth_it(const SvRetype *retype)
{
	const SvOnlineSituation *situation = retype->situation;
	List	   *worked = list_concat_copy(situation->rewritten, situation->scanned);
	ListCell   *lc;

	worked = list_concat(worked, situation->built);
	foreach(lc, worked)
	{
		SvAddress	address = {sv_kind_table.classid, lfirst_oid(lc)};
		const SvFact *table = sv_facts_find_own(situation->before, address);

		if (table != NULL && sv_online_is_large(situation, table))
			return true;
	}
	return false;
}

/* ----------
 * What is not possible
 * ----------
 */

/*
 * Why the recipe does not do, as a line; NULL if it does.
 */
static const char *
refuse(const SvRetype *retype)
{
	const char *reason = NULL;
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		reason = reason != NULL ? reason :
			refuse_table(((const SvRetypedColumn *) lfirst(lc))->after->parent);
	}
	foreach(lc, retype->columns)
	{
		reason = reason != NULL ? reason : refuse_column(lfirst(lc));
		reason = reason != NULL ? reason : sv_retype_children_refuse(retype, lfirst(lc));
	}
	foreach(lc, retype->parts)
	{
		reason = reason != NULL ? reason : sv_retype_parts_refuse(lfirst(lc));
	}
	return reason;
}

static const char *
refuse_table(const SvFact *table)
{
	if (table->values[SV_TABLE_FOREIGN] != NULL ||
		table->values[SV_TABLE_OF_TYPE] != NULL)
		return psprintf(_("table \"%s\" gets its columns from elsewhere"), table->identity);
	return NULL;
}

static const char *
refuse_column(const SvRetypedColumn *column)
{
	const SvFact *after = column->after;
	ListCell   *lc;

	if (after->values[SV_COLUMN_GENERATED] != NULL)
		return psprintf(_("column \"%s\": a generated column cannot be filled step by step"),
						after->identity);
	if (sv_convert_is_checked(after))
		return psprintf(_("column \"%s\": a column whose domain has constraints cannot be added without a rewrite of the table"),
						after->identity);
	if (column->conversion == NULL)
		return psprintf(_("column \"%s\" gets another type along with something else"),
						after->identity);
	if (column->conversion->obstacle != NULL)
		return psprintf("%s: %s", after->identity, column->conversion->obstacle);
	foreach(lc, after->needed_by)
	{
		const SvFact *user = ((const SvNeed *) lfirst(lc))->fact;

		if (user->kind == &sv_kind_column && user->parent == after->parent)
			return psprintf(_("column \"%s\": column \"%s\" is generated of it"),
							after->identity, user->identity);
	}
	return NULL;
}

/* ----------
 * Steps
 * ----------
 */

/*
 * Find the facts apart.  Returns NULL, or why the server has not made them.
 */
static const char *
look_apart(SvRetype *retype)
{
	const SvOnlineSituation *situation = retype->situation;
	List	   *statements = NIL;
	SvFacts    *apart;
	char	   *problem;
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		statements = lappend(statements,
							 sv_template_fill(part->after->kind->rename, part->after,
											  NULL, part->name));
	}
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->values[SV_COLUMN_NOT_NULL_NAME] != NULL &&
			!sv_retype_parts_inherits_not_null(column))
			statements = lappend(statements,
								 sv_template_fill("ALTER TABLE %p RENAME CONSTRAINT %{not_null_name} TO %v",
												  column->after, NULL,
												  sv_online_name("nn", column->after->identity)));
		if (sv_retype_is_copy(column))
			continue;
		statements = lappend(statements,
							 sv_template_fill(column->after->kind->rename,
											  column->after, NULL, column->new_name));
	}
	apart = situation->after_more(situation->trial, statements, &problem);
	if (apart == NULL)
		return psprintf(_("what hangs on a column that gets another type cannot be made beside it: %s"),
						problem);
	foreach(lc, retype->parts)
	{
		SvRetypedPart *part = lfirst(lc);

		part->apart = find_named(apart, part->after, part->name);
	}
	foreach(lc, retype->columns)
	{
		SvRetypedColumn *column = lfirst(lc);

		column->apart = find_named(apart, column->after, column->new_name);
	}
	return NULL;
}

/*
 * What is made anew has another address each time, and a name that nothing else
 * has, but for columns of partitions.
 */
static SvFact *
find_named(const SvFacts *facts, const SvFact *like, const char *name)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (fact->kind == like->kind && strcmp(fact->name, name) == 0 &&
			(fact->parent == NULL || like->parent == NULL ||
			 strcmp(fact->parent->identity, like->parent->identity) == 0))
			return fact;
	}
	elog(ERROR, "%s \"%s\" is not there", like->kind->name, name);
}

/*
 * The second columns, with their comments, privileges and the like.  What child
 * tables define themselves is there before that of the parent, which is merged.
 */
static void
write_columns(SvRetype *retype)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		if (sv_retype_children_is_local(lfirst(lc)))
			write_column(retype, lfirst(lc));
	}
	foreach(lc, retype->columns)
	{
		if (!sv_retype_is_copy((const SvRetypedColumn *) lfirst(lc)))
			write_column(retype, lfirst(lc));
	}
}

static void
write_column(SvRetype *retype, const SvRetypedColumn *column)
{
	SvFact	   *bare = sv_single_bare_column(column->apart);
	ListCell   *lc;

	foreach(lc, sv_single_create(NULL, bare)->statements)
		sv_online_step(retype->plan, SV_PHASE_EXPAND, 0, lfirst(lc));
}

/*
 * The conversion of the rows that are there, for all columns of a table.
 */
static void
write_backfill(SvRetype *retype, const SvFact *table)
{
	StringInfoData assignments;
	StringInfoData condition;
	SvOnlineFill fill;
	ListCell   *lc;

	initStringInfo(&assignments);
	initStringInfo(&condition);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent != table)
			continue;
		appendStringInfo(&assignments, "%s%s = %s", assignments.len > 0 ? ", " : "",
						 column->new_name,
						 column->conversion->expression != NULL ?
						 column->conversion->expression : column->before->name);
		appendStringInfo(&condition, "%s%s IS NULL", condition.len > 0 ? " OR " : "",
						 column->new_name);
		if (column->conversion->is_cast &&
			column->before->values[SV_COLUMN_NOT_NULL] == NULL)
			appendStringInfo(&condition, " AND %s IS NOT NULL", column->before->name);
	}
	fill.relation = table->identity;
	fill.assignments = fill.careful = assignments.data;
	fill.condition = condition.data;
	sv_online_fill(retype->plan, &fill)->comment = comment_on_triggers(retype, table);
}

/*
 * A line about the triggers that a backfill fires, as the plain script does not;
 * NULL if there are none.
 */
static char *
comment_on_triggers(const SvRetype *retype, const SvFact *table)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, retype->situation->before->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_trigger &&
			sv_retype_children_root(retype, fact->parent) == table &&
			strstr(sv_fact_value(fact, "definition"), "UPDATE ON ") != NULL)
			names = lappend(names, fact->name);
	}
	return names == NIL ? NULL :
		psprintf(_("-- this fires triggers of the table: %s"),
				 sv_strings_join(names, ", "));
}

/*
 * The planner is to know the values before they are used.
 */
static void
write_analyze(SvRetype *retype, const SvFact *table)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent == table)
			names = lappend(names, column->new_name);
	}
	sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
				   psprintf("ANALYZE %s (%s)", table->identity,
							sv_strings_join(names, ", ")));
	foreach(lc, sv_retype_children_of(retype, table))
		sv_online_step(retype->plan, SV_PHASE_VALIDATE, 0,
					   psprintf("ANALYZE %s (%s)",
								((const SvFact *) lfirst(lc))->identity,
								sv_strings_join(names, ", ")));
}
