/*-------------------------------------------------------------------------
 *
 * not_null.c
 *	  NOT NULL of columns.
 *
 * From 18 on, NOT NULL is a constraint with a name, which may be inherited,
 * NO INHERIT or NOT VALID, and have a comment.  Here it is a property of the
 * column on every server; before 18 the properties that only a constraint has
 * are NULL.
 *
 * The server renames or drops an inherited constraint along with the parent's
 * only, and child tables may have it under another name, or of their own
 * besides.  So a change of a column may have to wait for that of a parent or
 * of a child, and a constraint that cannot get the name that it should have
 * keeps its old one, see sv_not_null_is_stuck().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/partition.h"
#include "strings.h"

static bool is_own(const SvFact *column);
static bool is_from_parent(const SvFact *column);
static const SvFact *parent_that_gains(const SvFact *column);
static bool follows(const SvFact *from, const SvFact *parent);
static bool has_other_names_below(const SvFact *column);
static bool is_named_alike(const SvFact *a, const SvFact *b);
static void wait_for(SvOperation *earlier, SvOperation *operation);
static void set_not_null(SvOperation *operation);
static void drop_not_null(SvOperation *operation);
static void drop_own_below(SvOperation *operation, const SvFact *column);
static void drop_below(SvOperation *operation, const SvFact *column);
static void emit_drop(SvOperation *operation, const SvFact *column);
static void alter_constraint(SvOperation *operation);
static bool is_set(const SvFact *column, const char *property);
static bool is_inherited(const SvFact *column);
static const SvFact *above(const SvNeed *need);
static bool leaves_parent(const SvFact *column);
static void link_with_parents(SvOperation *operation);

/*
 * A column has been created with its clause: emit what a clause cannot
 * express.
 */
void
sv_not_null_complete(SvOperation *operation)
{
	if (is_set(operation->to, "not_null_not_valid"))
		set_not_null(operation);
}

/*
 * The table constraint in CREATE TABLE for a column that comes from a parent
 * or a type, and so has no clause: palloc'd; NULL if none is needed.
 */
char *
sv_not_null_table_clause(const SvFact *column)
{
	if (!is_set(column, "not_null_name") || !is_own(column) ||
		is_set(column, "not_null_not_valid"))
		return NULL;
	return sv_template_fill("CONSTRAINT %{not_null_name} NOT NULL %n[ %{not_null_no_inherit}]",
							column, NULL, NULL);
}

/*
 * A column has been created without a clause: emit what the new table does
 * not have yet.
 */
void
sv_not_null_complete_inherited(SvOperation *operation)
{
	const SvFact *column = operation->to;

	if (is_set(column, "not_null") && is_own(column) &&
		(operation->inherited || sv_not_null_table_clause(column) == NULL))
		set_not_null(operation);
}

/*
 * True if the table has the constraint of its own, whether a parent has it
 * or not.
 */
static bool
is_own(const SvFact *column)
{
	return !is_inherited(column) ||
		(is_set(column, "not_null_name") &&
		 !is_set(column, "not_null_origin") && !sv_partition_is(column->parent));
}

/*
 * Change NOT NULL, or add or drop it.
 */
void
sv_not_null_alter(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;

	if (!is_set(to, "not_null"))
		drop_not_null(operation);
	else if (!is_set(from, "not_null") || parent_that_gains(from) != NULL)
		set_not_null(operation);
	else if (is_set(to, "not_null_not_valid") &&
			 !is_set(from, "not_null_not_valid"))
	{
		/* a valid constraint cannot become NOT VALID */
		drop_not_null(operation);
		set_not_null(operation);
		if (is_set(from, "not_null_comment") && is_set(to, "not_null_comment"))
			sv_operation_emit(operation,
							  "COMMENT ON CONSTRAINT %{not_null_name} ON %p"
							  " IS %{not_null_comment}");
	}
	else
		alter_constraint(operation);
}

/*
 * Remove the comment.  This precedes all other changes.
 */
void
sv_not_null_drop_comment(SvOperation *operation)
{
	if (is_set(operation->to, "not_null"))
		sv_operation_emit_text(operation,
							   psprintf("COMMENT ON CONSTRAINT %s ON %s IS NULL",
										sv_fact_value(operation->from, "not_null_name"),
										operation->to->parent->identity));
}

/*
 * Order the change of NOT NULL.  An inherited constraint can be dropped once
 * the table has left the parent.  A partition that has the constraint under
 * another name than its parent gets it first: it would be given the parent's
 * name.  A check for NULL is dropped afterwards.
 */
void
sv_not_null_link(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	SvOperation *table = to->parent->change;

	if (is_set(from, "not_null") && is_set(to, "not_null"))
	{
		if (parent_that_gains(from) != NULL)
			wait_for(parent_that_gains(from)->counterpart->change, operation);
		else if (!leaves_parent(from))
			return;
		else if (sv_partition_is(from->parent))
			wait_for(from->parent->attachment->drop, operation);
		else if (table != NULL && table->action == SV_ACTION_ALTER &&
				 !is_inherited(to))
			sv_operation_before(table, operation);
	}
	else if (is_set(to, "not_null"))
	{
		SvFact	   *check = sv_not_null_check(from);

		link_with_parents(operation);
		if (check != NULL && check->drop != NULL && !check->drop->recreates &&
			!operation->breaks &&
			!sv_strings_equal(sv_fact_value(to, "not_null_name"), check->name))
			sv_operation_before(operation, check->drop);
	}
	else if (table != NULL && table->action == SV_ACTION_ALTER &&
			 leaves_parent(from))
	{
		if (sv_not_null_is_all_dropped(operation))
			sv_operation_before(table, operation);
		else
			sv_operation_before_if(table, operation);
	}
}

/*
 * The check of its table that proves to the server that a column has no NULL;
 * it need not read the rows then.  NULL if there is none.
 */
SvFact *
sv_not_null_check(const SvFact *column)
{
	const char *definition = psprintf("CHECK ((%s IS NOT NULL))", column->name);
	ListCell   *lc;

	foreach(lc, column->parent->needed_by)
	{
		SvFact	   *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_constraint && part->parent == column->parent &&
			sv_fact_value(part, "not_valid") == NULL &&
			sv_fact_value(part, "not_enforced") == NULL &&
			strcmp(sv_fact_value(part, "definition"), definition) == 0)
			return part;
	}
	return NULL;
}

/*
 * Have an operation wait for another one, which may be NULL.
 */
static void
wait_for(SvOperation *earlier, SvOperation *operation)
{
	if (earlier != NULL)
		sv_operation_before(earlier, operation);
}

/*
 * True if the constraint is the column's own on one side, and on the other
 * side inherited from a parent that gains or loses it.
 */
bool
sv_not_null_moves(const SvFact *from)
{
	return parent_that_gains(from) != NULL ||
		parent_that_gains(from->counterpart) != NULL;
}

/*
 * True if all that an operation does is to drop NOT NULL of a column.
 */
bool
sv_not_null_is_all_dropped(const SvOperation *operation)
{
	const SvProperty *properties = operation->to->kind->properties;

	if (operation->action != SV_ACTION_ALTER ||
		operation->to->kind != &sv_kind_column || operation->comment_differs)
		return false;
	for (int i = 0; i < operation->to->kind->property_count; i++)
		if (operation->differs[i] &&
			(strncmp(properties[i].name, "not_null", strlen("not_null")) != 0 ||
			 operation->to->values[i] != NULL))
			return false;
	return true;
}

/*
 * True if the constraint cannot get the name that it has on the other side.
 * An inherited constraint is renamed along with the parent's only, and that
 * requires that all child tables have it under the same name.
 */
bool
sv_not_null_is_stuck(const SvFact *from)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (from->counterpart == NULL ||
		is_named_alike(from, from->counterpart) || sv_not_null_moves(from))
		return false;
	foreach(lc, from->needs)
	{
		const SvFact *parent = above(lfirst(lc));

		if (parent == NULL || !is_set(parent, "not_null"))
			continue;
		if (!sv_partition_holds(from->parent, parent->parent))
		{
			/* only a partition is detached between its two parents */
			if (is_inherited(from->counterpart) &&
				!sv_partition_is(from->parent))
				return true;
		}
		else if (!follows(from, parent) || sv_not_null_is_stuck(parent))
			return true;
	}
	return has_other_names_below(from);
}

/*
 * True if the constraint is only inherited.  For partitions this is not
 * known: it is assumed where the parent has the constraint, too.
 */
static bool
is_from_parent(const SvFact *column)
{
	return is_set(column, "not_null_origin") ||
		(is_set(column, "not_null_name") && sv_partition_is(column->parent) &&
		 is_inherited(column));
}

/*
 * The parent that a column inherits the constraint from, if the parent does
 * not have it on the other side, and the column has it of its own there; or
 * NULL.
 */
static const SvFact *
parent_that_gains(const SvFact *column)
{
	ListCell   *lc;

	if (!is_from_parent(column) ||
		!is_set(column->counterpart, "not_null") ||
		is_from_parent(column->counterpart))
		return NULL;
	foreach(lc, column->needs)
	{
		const SvFact *parent = above(lfirst(lc));

		if (parent != NULL && is_set(parent, "not_null") &&
			parent->counterpart != NULL &&
			!is_set(parent->counterpart, "not_null"))
			return parent;
	}
	return NULL;
}

/*
 * True if the constraint has the name of the parent's, on both sides.
 */
static bool
follows(const SvFact *from, const SvFact *parent)
{
	return parent->counterpart != NULL && is_named_alike(from, parent) &&
		is_named_alike(from->counterpart, parent->counterpart);
}

static bool
has_other_names_below(const SvFact *column)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, column->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (above(need) != NULL &&
			(!is_named_alike(need->fact, column) ||
			 has_other_names_below(need->fact)))
			return true;
	}
	return false;
}

/*
 * True if the constraints of two columns have the same name, or one of them
 * has no name.
 */
static bool
is_named_alike(const SvFact *a, const SvFact *b)
{
	return !is_set(a, "not_null_name") || !is_set(b, "not_null_name") ||
		strcmp(sv_fact_value(a, "not_null_name"),
			   sv_fact_value(b, "not_null_name")) == 0;
}

static void
set_not_null(SvOperation *operation)
{
	const char *clause = sv_fact_value(operation->to, "not_null_clause");

	if (operation->action == SV_ACTION_ALTER)
		drop_own_below(operation, operation->to);
	if (clause != NULL && strcmp(clause, "NOT NULL") == 0)
		sv_operation_emit(operation,
						  "ALTER TABLE %p ALTER COLUMN %n SET NOT NULL");
	else
		sv_operation_emit(operation,
						  "ALTER TABLE %p ADD CONSTRAINT %{not_null_name} NOT NULL %n"
						  "[ %{not_null_no_inherit}][ %{not_null_not_valid}]");
}

/*
 * Child tables drop a constraint of their own that they will only inherit.
 */
static void
drop_own_below(SvOperation *operation, const SvFact *column)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, column->needed_by)
	{
		const SvFact *child = above(lfirst(lc));

		if (child == NULL || !is_from_parent(child))
			continue;
		if (child->counterpart != NULL && is_set(child->counterpart, "not_null") &&
			!is_from_parent(child->counterpart) &&
			is_named_alike(child, column))
			emit_drop(operation, child);
		drop_own_below(operation, child);
	}
}

static void
drop_not_null(SvOperation *operation)
{
	emit_drop(operation, operation->to);
	drop_below(operation, operation->from);
}

/*
 * Child tables lose an inherited constraint along with this one, but not one
 * of their own.
 */
static void
drop_below(SvOperation *operation, const SvFact *column)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, column->needed_by)
	{
		const SvFact *child = above(lfirst(lc));

		if (child == NULL || !is_set(child, "not_null_name") ||
			is_set(child, "not_null_origin") || child->counterpart == NULL ||
			is_set(child->counterpart, "not_null"))
			continue;
		if (!sv_partition_is(child->parent) || !is_named_alike(child, column))
			emit_drop(operation, child->counterpart);
		drop_below(operation, child);
	}
}

static void
emit_drop(SvOperation *operation, const SvFact *column)
{
	sv_operation_emit_text(operation,
						   psprintf("ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL",
									column->parent->identity, column->name));
}

/*
 * Change the name or the attributes of the constraint.
 */
static void
alter_constraint(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	const char *table = to->parent->identity;
	const char *old = sv_fact_value(from, "not_null_name");
	const char *new = sv_fact_value(to, "not_null_name");
	bool		no_inherit = is_set(to, "not_null_no_inherit");

	if (is_set(from, "not_null_not_valid") && !is_set(to, "not_null_not_valid"))
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s",
										table, old));
	if (is_set(from, "not_null_no_inherit") != no_inherit)
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s ALTER CONSTRAINT %s %s",
										table, old,
										no_inherit ? "NO INHERIT" : "INHERIT"));
	if (strcmp(old, new) != 0 && !sv_not_null_is_stuck(from))
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
										table, old, new));
}

static bool
is_set(const SvFact *column, const char *property)
{
	return sv_fact_value(column, property) != NULL;
}

/*
 * True if the column inherits the constraint.
 */
static bool
is_inherited(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		if (above(lfirst(lc)) != NULL && is_set(above(lfirst(lc)), "not_null"))
			return true;
	}
	return false;
}

/*
 * The column of the parent that a need refers to, or of the child in the
 * other direction; NULL if the need is another one.
 */
static const SvFact *
above(const SvNeed *need)
{
	return need->type == SV_NEED_INHERIT &&
		need->fact->kind == &sv_kind_column ? need->fact : NULL;
}

/*
 * True if the column inherits the constraint from a parent that the table
 * will leave.
 */
static bool
leaves_parent(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		const SvFact *parent = above(lfirst(lc));

		if (parent != NULL && is_set(parent, "not_null") &&
			!sv_partition_holds(column->parent, parent->parent))
			return true;
	}
	return false;
}

static void
link_with_parents(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->to->needs)
	{
		const SvFact *parent = above(lfirst(lc));

		if (parent != NULL && parent->change != NULL &&
			parent->change->action == SV_ACTION_ALTER &&
			!parent->change->breaks &&
			!is_set(parent->change->from, "not_null"))
			sv_operation_before(operation, parent->change);
	}
}
