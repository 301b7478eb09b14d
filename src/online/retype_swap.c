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
 * The columns of indexes get their names there, too (retype_names.c).
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

#include "compat.h"
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
#include "kind/partition.h"
#include "kind/sequence.h"
#include "kind/table.h"
#include "kind/whole.h"
#include "kind/words.h"
#include "online/indexes.h"
#include "online/retype_children.h"
#include "online/retype_keys.h"
#include "online/retype_names.h"
#include "online/retype_parts.h"
#include "online/retype_rest.h"
#include "online/retype_swap.h"
#include "online/retype_sync.h"
#include "online/single.h"
#include "strings.h"

static void write_foreign_key(SvRetype *retype, const SvRetypedPart *part);
static void write_table(SvRetype *retype, const SvFact *table, int group);
static void drop_parts(SvRetype *retype, const SvFact *table, int group);
static void drop_part(SvRetype *retype, const SvRetypedPart *part, int group);
static void disarm(SvRetype *retype, const SvRetypedColumn *column, int group);
static void disarm_copy(SvRetype *retype, const SvRetypedColumn *column,
						int group);
static void release_copy(SvRetype *retype, const SvRetypedColumn *column,
						 int group);
static void drop_default(SvRetype *retype, const SvRetypedColumn *column,
						 int group);
static void set_default(SvRetype *retype, const SvRetypedColumn *column,
						int group);
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
static SvFacts *reach(SvRetype *retype, int first, List **index_columns,
					  char **problem);
static void hide(SvRetype *retype, SvFacts *facts);
static bool is_ours(const SvRetype *retype, const List *names,
					const SvFact *fact);
static void drop_column(SvRetype *retype, const SvRetypedColumn *column,
						int group);
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
		const SvRetypedPart *part = lfirst(lc);

		if (sv_retype_keys_is_foreign(part) && sv_indexes_whole(part->after) == NULL)
			write_foreign_key(retype, part);
	}
	foreach(lc, retype->tables)
	{
		group = sv_online_group(retype->plan);
		write_table(retype, lfirst(lc), group);
	}
	foreach(lc, retype->keys)
	{
		sv_retype_keys_succeed(retype, lfirst(lc));
	}
	return complete(retype, first, group);
}

/*
 * One foreign key, with its copies of partitions.  That to a primary key which is
 * made at the swap keeps its other name until then.
 */
static void
write_foreign_key(SvRetype *retype, const SvRetypedPart *part)
{
	int			group = sv_online_group(retype->plan);
	ListCell   *lc;

	drop_part(retype, part, group);
	if (part->key != NULL)
		return;
	name_part(retype, part, group);
	foreach(lc, retype->parts)
	{
		const SvRetypedPart *copy = lfirst(lc);

		if (copy != part && sv_retype_keys_whole(copy->after) == part->after)
			name_part(retype, copy, group);
	}
}

/*
 * A partitioned table is locked before its partitions are, as others do it.
 */
static void
write_table(SvRetype *retype, const SvFact *table, int group)
{
	char	   *back = sv_retype_sync_after(retype, table);
	ListCell   *lc;

	if (table->values[SV_TABLE_PARTITION_KEY] != NULL ||
		sv_retype_children_of(retype, table) != NIL)
		step(retype, group, psprintf("LOCK TABLE %s", table->identity));
	drop_parts(retype, table, group);
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (sv_retype_is_copy(column) && column->table == table)
			disarm_copy(retype, column, group);
	}
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
	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (!sv_retype_is_copy(column) || column->table != table)
			continue;
		release_copy(retype, column, group);
		set_default(retype, column, group);
	}
	foreach(lc, retype->parts)
	{
		const SvRetypedPart *part = lfirst(lc);

		if (part->table == table && !sv_retype_keys_is_foreign(part))
			name_part(retype, part, group);
	}
	if (back != NULL)
		step(retype, group, back);
	else
		sv_retype_sync_drop(retype, table, SV_PHASE_SWAP, group);
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

		if (part->table == table && !sv_retype_keys_is_foreign(part))
			drop_part(retype, part, group);
	}
}

/*
 * What belongs to that of a partitioned table is dropped along with it.
 */
static void
drop_part(SvRetype *retype, const SvRetypedPart *part, int group)
{
	if (part->before != NULL && sv_indexes_whole(part->before) == NULL)
		steps(retype, group, sv_single_drop(NULL, part->before)->statements);
}

/*
 * Take what could refuse a row from the old column.  Its sequence makes way for
 * the one of the new column.
 */
static void
disarm(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *before = column->before;

	drop_default(retype, column, group);
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

/*
 * The same for that of a partition, as far as it is not done along with that of
 * its parent.
 */
static void
disarm_copy(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *before = column->before;

	drop_default(retype, column, group);
	if (sv_partition_is(before->parent) &&
		before->values[SV_COLUMN_NOT_NULL] != NULL &&
		column->origin_before->values[SV_COLUMN_NOT_NULL] == NULL)
		step(retype, group,
			 sv_template_fill("ALTER TABLE %p ALTER COLUMN %n DROP NOT NULL",
							  before, NULL, NULL));
}

/*
 * The same after it is done to that of the parent: a child table may have the column
 * NOT NULL by itself, too, and so has a partition from 18 on, if its primary key was
 * made of an index.
 */
static void
release_copy(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	if (column->before->values[SV_COLUMN_NOT_NULL] != NULL &&
		(SV_SINCE_18(true, false) || !sv_partition_is(column->before->parent)))
		step(retype, group,
			 psprintf("ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
					  column->after->parent->identity, column->old_name));
}

static void
drop_default(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *value = sv_default_of(column->before);

	if (value != NULL)
		steps(retype, group,
			  sv_single_drop(NULL, unconstify(SvFact *, value))->statements);
}

static void
set_default(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const SvFact *value = sv_default_of(column->after);

	if (value != NULL)
		step(retype, group, sv_template_fill(value->kind->create, value, NULL, NULL));
}

static void
rename_column(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	const char *rename = column->before->kind->rename;

	step(retype, group,
		 sv_template_fill(rename, column->before, NULL, column->old_name));
	step(retype, group,
		 sv_template_fill(rename, column->apart, NULL, column->after->name));
	set_default(retype, column, group);
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
 * Give what was made for the new column its final name.  A primary key of a
 * partitioned table takes over those of its partitions, which are there.
 */
static void
name_part(SvRetype *retype, const SvRetypedPart *part, int group)
{
	const SvFact *after = part->after;
	const char *definition;

	if (!sv_retype_keys_is_primary(part))
	{
		step(retype, group,
			 sv_template_fill(after->kind->rename, part->apart, NULL, after->name));
		return;
	}
	if (sv_fact_value(after->parent, "partition_key") != NULL)
	{
		step(retype, group, sv_template_fill(after->kind->create, after, NULL, NULL));
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

	reached = reach(retype, first, &index_columns, &problem);
	if (reached != NULL && sv_retype_rest_write(retype, reached))
		reached = reach(retype, first, &index_columns, &problem);
	if (reached == NULL)
		return psprintf(_("a column beside the one that gets another type cannot take its place: %s"),
						problem);
	diff = sv_diff_find(reached, unconstify(SvFacts *, situation->after), true, NULL);
	foreach(lc, diff->upgrade_parts)
	{
		const SvPart *part = lfirst(lc);
		ListCell   *lc2;

		if (sv_hazard_works(part->hazards))
			return psprintf(_("what goes with the change of a type would make others wait: %s"),
							(char *) linitial(part->statements));
		foreach(lc2, part->statements)
			sv_online_step_into(retype->plan, group, lfirst(lc2));
	}
	sv_retype_names_write(retype, reached, index_columns, group);
	return NULL;
}

/*
 * The facts after the steps of the recipe, without what is dropped in the end; NULL
 * if one of them fails.
 */
static SvFacts *
reach(SvRetype *retype, int first, List **index_columns, char **problem)
{
	const SvOnlineSituation *situation = retype->situation;
	SvFacts    *reached = situation->after_steps(situation->trial,
												 list_copy_tail(retype->plan->steps, first),
												 index_columns, problem);

	if (reached != NULL)
		hide(retype, reached);
	return reached;
}

/*
 * Take what is dropped in the end out of the facts.
 */
static void
hide(SvRetype *retype, SvFacts *facts)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, retype->tables)
		names = lappend(names, sv_retype_sync_name(retype, lfirst(lc)));
	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (is_ours(retype, names, fact) ||
			(fact->parent != NULL && is_ours(retype, names, fact->parent)))
			facts->facts = foreach_delete_current(facts->facts, lc);
	}
}

/*
 * "names" are those of the triggers and of their functions.
 */
static bool
is_ours(const SvRetype *retype, const List *names, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, retype->columns)
	{
		const SvRetypedColumn *column = lfirst(lc);

		if (!sv_retype_is_copy(column) && fact->kind == &sv_kind_column &&
			strcmp(fact->name, column->old_name) == 0)
			return true;
	}
	return (fact->kind == &sv_kind_function || fact->kind == &sv_kind_trigger) &&
		sv_strings_member(names, fact->name);
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
			sv_retype_sync_drop(retype, table, SV_PHASE_CONTRACT, group);
		foreach(lc2, retype->columns)
		{
			const SvRetypedColumn *column = lfirst(lc2);

			if (column->after->parent == table)
				drop_column(retype, column, group);
		}
		foreach(lc2, retype->columns)
		{
			const SvRetypedColumn *column = lfirst(lc2);

			if (column->table == table && sv_retype_children_is_local(column))
				drop_column(retype, column, group);
		}
	}
}

static void
drop_column(SvRetype *retype, const SvRetypedColumn *column, int group)
{
	sv_online_step(retype->plan, SV_PHASE_CONTRACT, group,
				   psprintf("ALTER TABLE %s DROP COLUMN %s",
							column->after->parent->identity, column->old_name));
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
