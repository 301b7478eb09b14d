/*-------------------------------------------------------------------------
 *
 * retype_swap.c
 *	  The moment at which a column of another type takes the place of the old one.
 *
 * Foreign keys come first, each in a transaction of its own: the new one holds
 * already, and its table is not locked while others are.  Then each table has one
 * transaction, which touches no rows: what hung on the old column is dropped, the
 * columns exchange their names, what was made for the new one gets its final name.
 *
 * The server does not rename the columns of an index along with those of its table:
 * this is done there, too.
 *
 * An identity column takes its sequence along when it ceases to be one; so the
 * sequence makes way for a new one of the same name, which goes on where it is.
 *
 * The old column stays, without anything that could refuse a row.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "diff/diff.h"
#include "diff/hazard.h"
#include "diff/relations.h"
#include "fact/acl.h"
#include "fact/template.h"
#include "kind/column.h"
#include "kind/constraint.h"
#include "kind/course.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/sequence.h"
#include "kind/words.h"
#include "online/retype_parts.h"
#include "online/retype_swap.h"
#include "online/retype_sync.h"
#include "online/single.h"
#include "strings.h"

static void write_foreign_key(SvRetype *retype, const SvRetypedPart *part);
static void write_table(SvRetype *retype, const SvFact *table, int group);
static void drop_parts(SvRetype *retype, const SvFact *table, int group);
static void disarm(SvRetype *retype, const SvRetypedColumn *column, int group);
static void rename_column(SvRetype *retype, const SvRetypedColumn *column,
						  int group);
static void take_numbers(SvRetype *retype, const SvRetypedColumn *column,
						 int group);
static void keep_numbers(SvRetype *retype, const SvRetypedColumn *column,
						 const SvNumbers *numbers, int group);
static bool keeps_identity(const SvRetypedColumn *column);
static SvNumbers numbers_before(const SvRetypedColumn *column);
static char *numbers_aside(const SvRetypedColumn *column);
static void name_part(SvRetype *retype, const SvRetypedPart *part, int group);
static const char *complete(SvRetype *retype, int first, int group);
static void name_index_column(SvRetype *retype, SvFacts *reached,
							  const SvOnlineIndexColumn *column, int last);
static bool is_new_name(const SvRetype *retype, const SvFact *table,
						const char *name);
static void step_into(SvRetype *retype, int group, const char *text);
static void hide(SvRetype *retype, SvFacts *facts);
static bool is_ours(const SvRetype *retype, const SvFact *fact);
static void step(SvRetype *retype, int group, const char *text);
static void steps(SvRetype *retype, int group, const List *texts);

/*
 * Write the steps of the swap.  "first" is where the steps of the recipe begin
 * among those of the plan.  Returns NULL, or why the recipe does not do.
 */
const char *
sv_retype_swap_write(SvRetype *retype, int first)
{
	int			group = 0;
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		if (sv_retype_parts_is_foreign_key(lfirst(lc)))
			write_foreign_key(retype, lfirst(lc));
	}
	foreach(lc, retype->tables)
	{
		group = sv_online_group(retype->plan);
		write_table(retype, lfirst(lc), group);
	}
	return complete(retype, first, group);
}

static void
write_foreign_key(SvRetype *retype, const SvRetypedPart *part)
{
	int			group = sv_online_group(retype->plan);

	if (part->before != NULL)
		steps(retype, group, sv_single_drop(NULL, part->before)->statements);
	name_part(retype, part, group);
}

static void
write_table(SvRetype *retype, const SvFact *table, int group)
{
	char	   *back = sv_retype_sync_after(retype, table);
	ListCell   *lc;

	drop_parts(retype, table, group);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent != table)
			continue;
		disarm(retype, column, group);
		rename_column(retype, column, group);
		if (keeps_identity(column))
			take_numbers(retype, column, group);
	}
	foreach(lc, retype->parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (part->after->parent == table && !sv_retype_parts_is_foreign_key(part))
			name_part(retype, part, group);
	}
	if (back != NULL)
		step(retype, group, back);
	else
	{
		step(retype, group, psprintf("DROP TRIGGER %s ON %s",
									 sv_retype_sync_name(table), table->identity));
		step(retype, group, psprintf("DROP FUNCTION %s()",
									 sv_retype_sync_function(table)));
	}
}

/*
 * Drop what hung on the old columns, but for foreign keys.
 */
static void
drop_parts(SvRetype *retype, const SvFact *table, int group)
{
	ListCell   *lc;

	foreach(lc, retype->parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (part->after->parent == table && part->before != NULL &&
			!sv_retype_parts_is_foreign_key(part))
			steps(retype, group, sv_single_drop(NULL, part->before)->statements);
	}
}

/*
 * Take what could refuse a row from the old column.  Its sequence makes way for
 * the one of the new column.
 */
static void
disarm(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *before = column->before;
	const SvFact *value = sv_default_of(before);

	if (value != NULL)
		steps(retype, group,
			  sv_single_drop(NULL, unconstify(SvFact *, value))->statements);
	if (keeps_identity(column))
		step(retype, group,
			 psprintf("ALTER SEQUENCE %s RENAME TO %s", numbers_before(column).sequence,
					  sv_online_name("numbers", before->identity)));
	else
	{
		if (before->values[SV_COLUMN_IDENTITY] != NULL)
			step(retype, group,
				 sv_template_fill("ALTER TABLE %p ALTER COLUMN %n DROP IDENTITY",
								  before, NULL, NULL));
		if (before->values[SV_COLUMN_NOT_NULL] != NULL)
			step(retype, group,
				 sv_template_fill("ALTER TABLE %p ALTER COLUMN %n DROP NOT NULL",
								  before, NULL, NULL));
	}
}

static void
rename_column(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const char *rename = column->before->kind->rename;
	const SvFact *value = sv_default_of(column->after);

	step(retype, group,
		 sv_template_fill(rename, column->before, NULL, column->old_name));
	step(retype, group,
		 sv_template_fill(rename, column->apart, NULL, column->after->name));
	if (value != NULL)
		step(retype, group, sv_template_fill(value->kind->create, value, NULL, NULL));
}

/*
 * Make the new column an identity column.  It has its final name.
 */
static void
take_numbers(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *after = column->after;
	SvNumbers	old = numbers_before(column);
	SvNumbers	new = sv_sequence_numbers(after);
	SvOperation operation = {SV_ACTION_ALTER, column->before, column->after};
	char	   *succession = sv_course_succeed(&operation, numbers_aside(column),
											   old.course, new.sequence, new.course);

	step(retype, group,
		 sv_template_fill("ALTER TABLE %p ALTER COLUMN %n ADD GENERATED %{identity} AS IDENTITY[ (%{identity_clause})]",
						  after, NULL, NULL));
	if (succession != NULL)
		step(retype, group, succession);
	keep_numbers(retype, column, &new, group);
	step(retype, group,
		 psprintf("%s %s DROP IDENTITY",
				  sv_template_fill("ALTER TABLE %p ALTER COLUMN", after, NULL, NULL),
				  column->old_name));
	step(retype, group,
		 psprintf("%s %s DROP NOT NULL",
				  sv_template_fill("ALTER TABLE %p ALTER COLUMN", after, NULL, NULL),
				  column->old_name));
}

/*
 * The new sequence has the privileges and the comment of the old one.
 */
static void
keep_numbers(SvRetype *retype, const SvRetypedColumn *column,
			 const SvNumbers *numbers, int group)
{
	SvOperation operation = {SV_ACTION_CREATE};
	SvAclObject object = {"", psprintf("SEQUENCE %s", numbers->sequence), NULL,
	column->after->parent->owner, sv_kind_sequence.acl_type};

	if (column->conversion->numbers_acl != NULL)
	{
		sv_acl_emit_object(&operation, &object, NULL, column->conversion->numbers_acl);
		steps(retype, group, operation.statements);
	}
	if (column->conversion->numbers_comment != NULL)
		step(retype, group,
			 psprintf("COMMENT ON SEQUENCE %s IS %s", numbers->sequence,
					  quote_literal_cstr(column->conversion->numbers_comment)));
}

static bool
keeps_identity(const SvRetypedColumn *column)
{
	return column->before->values[SV_COLUMN_IDENTITY] != NULL &&
		column->after->values[SV_COLUMN_IDENTITY] != NULL;
}

static SvNumbers
numbers_before(const SvRetypedColumn *column)
{
	return sv_sequence_numbers(column->before);
}

/*
 * The identity of the old sequence once it has made way.
 */
static char *
numbers_aside(const SvRetypedColumn *column)
{
	SvNumbers	own = numbers_before(column);

	return psprintf("%.*s%s", (int) (strlen(own.sequence) - strlen(own.name)),
					own.sequence,
					sv_online_name("numbers", column->before->identity));
}

/*
 * Give what was made for the new column its final name.
 */
static void
name_part(SvRetype *retype, const SvRetypedPart *part, int group)
{
	const SvFact *after = part->after;
	const char *definition;

	if (!sv_retype_parts_is_primary_key(part))
	{
		step(retype, group,
			 sv_template_fill(after->kind->rename, part->apart, NULL, after->name));
		return;
	}
	definition = after->values[SV_CONSTRAINT_DEFINITION];
	step(retype, group,
		 psprintf("%s %.*sUSING INDEX %s",
				  sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %n", after, NULL, NULL),
				  (int) (strchr(definition, '(') - definition), definition, part->name));
}

/*
 * Write what is left to be as it is after the plain script, into the last group.
 */
static const char *
complete(SvRetype *retype, int first, int group)
{
	const SvOnlineSituation *situation = retype->situation;
	SvFacts    *reached;
	List	   *index_columns;
	char	   *problem;
	SvDiff	   *diff;
	ListCell   *lc;

	reached = situation->after_steps(situation->trial,
									 list_copy_tail(retype->plan->steps, first),
									 &index_columns, &problem);
	if (reached == NULL)
		return psprintf(_("a column beside the one that gets another type cannot take its place: %s"),
						problem);
	hide(retype, reached);
	diff = sv_diff_find(reached, unconstify(SvFacts *, situation->after), true, NULL);
	foreach(lc, diff->upgrade_parts)
	{
		const SvPart *part = lfirst(lc);

		if (sv_hazard_works(part->hazards))
			return psprintf(_("what goes with the change of a type would make others wait: %s"),
							(char *) linitial(part->statements));
		steps(retype, group, part->statements);
	}
	foreach(lc, index_columns)
	{
		name_index_column(retype, reached, lfirst(lc), group);
	}
	return NULL;
}

/*
 * Rename a column of an index, if it has the name that a column of the table had
 * before the swap: in the transaction that has locked the table.  "last" is that
 * of the last table.
 */
static void
name_index_column(SvRetype *retype, SvFacts *reached,
				  const SvOnlineIndexColumn *column, int last)
{
	const SvFact *index = sv_facts_find_own(reached, column->address);
	int			group = last - list_length(retype->tables);
	const char *name;
	ListCell   *lc;

	if (index == NULL)
		return;
	name = index->kind == &sv_kind_constraint ?
		index->values[SV_CONSTRAINT_INDEX] : index->identity;
	foreach(lc, retype->tables)
	{
		const SvFact *table = lfirst(lc);

		group++;
		if (table->address.objid == index->parent->address.objid &&
			is_new_name(retype, table, column->name))
			step_into(retype, group,
					  psprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", name,
							   column->name, column->wanted));
	}
}

static bool
is_new_name(const SvRetype *retype, const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (column->after->parent == table && strcmp(column->new_name, name) == 0)
			return true;
	}
	return false;
}

/*
 * Add a statement to the end of a transaction.
 */
static void
step_into(SvRetype *retype, int group, const char *text)
{
	SvOnlinePlan *plan = retype->plan;
	SvOnlineStep *added;
	int			place;

	step(retype, group, text);
	added = llast(plan->steps);
	plan->steps = list_delete_last(plan->steps);
	place = list_length(plan->steps);
	while (((SvOnlineStep *) list_nth(plan->steps, place - 1))->group != group)
		place--;
	plan->steps = list_insert_nth(plan->steps, place, added);
}

/*
 * Take what is dropped in the end out of the facts.
 */
static void
hide(SvRetype *retype, SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (is_ours(retype, fact) ||
			(fact->parent != NULL && is_ours(retype, fact->parent)))
			facts->facts = foreach_delete_current(facts->facts, lc);
	}
}

static bool
is_ours(const SvRetype *retype, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (fact->kind == &sv_kind_column && strcmp(fact->name, column->old_name) == 0)
			return true;
	}
	foreach(lc, retype->tables)
	{
		if ((fact->kind == &sv_kind_function || fact->kind == &sv_kind_trigger) &&
			strcmp(fact->name, sv_retype_sync_name(lfirst(lc))) == 0)
			return true;
	}
	return false;
}

/*
 * Write the steps that drop what was there before the swap.
 */
void
sv_retype_swap_contract(SvRetype *retype)
{
	ListCell   *lc;

	foreach(lc, retype->tables)
	{
		const SvFact *table = lfirst(lc);
		int			group = sv_online_group(retype->plan);
		ListCell   *lc2;

		if (sv_retype_sync_after(retype, table) != NULL)
		{
			sv_online_step(retype->plan, SV_PHASE_CONTRACT, group,
						   psprintf("DROP TRIGGER %s ON %s", sv_retype_sync_name(table),
									table->identity));
			sv_online_step(retype->plan, SV_PHASE_CONTRACT, group,
						   psprintf("DROP FUNCTION %s()", sv_retype_sync_function(table)));
		}
		foreach(lc2, retype->columns)
		{
			const SvRetypedColumn *column = lfirst(lc2);

			if (column->after->parent == table)
				sv_online_step(retype->plan, SV_PHASE_CONTRACT, group,
							   psprintf("ALTER TABLE %s DROP COLUMN %s", table->identity,
										column->old_name));
		}
	}
}

static void
step(SvRetype *retype, int group, const char *text)
{
	sv_online_step(retype->plan, SV_PHASE_SWAP, group, text);
}

static void
steps(SvRetype *retype, int group, const List *texts)
{
	ListCell   *lc;

	foreach(lc, texts)
	{
		step(retype, group, lfirst(lc));
	}
}
