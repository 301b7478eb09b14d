/*-------------------------------------------------------------------------
 *
 * danger.c
 *	  What is dangerous about an operation.
 *
 * Here are the hazards that follow from what an operation is; those of a
 * property that changes are in the table of its kind (SvProperty.hazard), and a
 * hook adds what only it knows (sv_operation_warn()).
 *
 * Which locks, scans and rewrites a statement takes is that of PostgreSQL 13
 * to 19, on a table that has rows.  Nothing is dangerous about what happens to
 * a relation that is created by the same script, but it may refer to others.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/attachment.h"
#include "diff/danger.h"
#include "diff/relations.h"
#include "kind/convert.h"
#include "kind/course.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/options.h"
#include "kind/stored.h"
#include "strings.h"

#define ALL_USE		"lock:AccessExclusive"
#define WRITES		"lock:ShareRowExclusive"

/*
 * Hazards of an action on what belongs to a relation that exists before, or on
 * the relation.  What is not listed has none, or has a function below.
 */
typedef struct Rule
{
	const SvKind *kind;
	const char *create;
	const char *drop;
	const char *rename;
} Rule;

static const Rule rules[] = {
	{&sv_kind_column, ALL_USE, ALL_USE, ALL_USE},
	{&sv_kind_constraint, "", ALL_USE, ALL_USE},
	{&sv_kind_default, ALL_USE, ALL_USE, ALL_USE},
	{&sv_kind_index, "rebuild lock:Share", ALL_USE, ""},
	{&sv_kind_materialized_view, "", ALL_USE, ALL_USE},
	{&sv_kind_partition, "", ALL_USE, ""},
	{&sv_kind_policy, ALL_USE, ALL_USE, ALL_USE},
	{&sv_kind_rule, ALL_USE, ALL_USE, ALL_USE},
	{&sv_kind_sequence, "", ALL_USE, ALL_USE},
	{&sv_kind_sequence_owner, WRITES, WRITES, ""},
	{&sv_kind_table, "", ALL_USE, ALL_USE},
	{&sv_kind_trigger, WRITES, ALL_USE, ALL_USE},
	{&sv_kind_trigger_clone, WRITES, WRITES, ""},
	{&sv_kind_view, ALL_USE, ALL_USE, ALL_USE},
};

static const Rule *rule_of(const SvKind *kind);
static void find_in_drop(SvOperation *operation);
static bool is_derived(const SvOperation *operation);
static void find_in_create(SvOperation *operation);
static bool has_few_numbers(const SvFact *column);
static bool is_volatile(const SvFact *column);
static void find_in_new_column(SvOperation *operation);
static void find_in_new_constraint(SvOperation *operation);
static void find_in_filling(SvOperation *operation);
static bool reads_rows(const SvFact *view);
static void find_in_alter(SvOperation *operation);
static void find_in_options(SvOperation *operation, const SvFact *side,
							const SvFact *other);
static void find_in_not_null(SvOperation *operation);
static bool is_proved_not_null(const SvOperation *operation);
static void find_in_typed_tables(SvOperation *operation);
static void find_in_typed_column(SvOperation *operation, SvFact *column);
static void find_in_domain(SvOperation *operation, const SvFact *domain,
						   bool checks);
static void find_weaker(SvOperation *operation);
static bool loses_option(const SvFact *from, const SvFact *to,
						 const char *option);
static bool differs(const SvOperation *operation, const char *property);
static bool has(const SvFact *fact, const char *property);

/*
 * Add the hazards of an operation to those that its statements brought.
 */
void
sv_danger_find(SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const Rule *rule = rule_of(fact->kind);
	const SvFact *relation = sv_relations_of(fact);

	if (relation == NULL || !sv_relations_is_new(relation))
	{
		if (operation->action == SV_ACTION_DROP && rule != NULL)
			sv_operation_warn(operation, rule->drop);
		else if (operation->action == SV_ACTION_CREATE && rule != NULL)
			sv_operation_warn(operation, rule->create);
		else if (operation->action == SV_ACTION_RENAME && rule != NULL)
			sv_operation_warn(operation, rule->rename);
	}
	switch (operation->action)
	{
		case SV_ACTION_DROP:
			find_in_drop(operation);
			break;
		case SV_ACTION_CREATE:
			find_in_create(operation);
			break;
		case SV_ACTION_ALTER:
			if (!operation->completes)
				find_in_alter(operation);
			break;
		case SV_ACTION_ASIDE:
			if (fact->kind == &sv_kind_column)
				sv_operation_warn(operation, sv_relations_has_rows(fact->parent) ?
								  "rewrite " ALL_USE : ALL_USE);
			break;
		case SV_ACTION_RENAME:
			break;
	}
}

/*
 * The hazards of a rename of what is called so in messages.
 */
const char *
sv_danger_of_rename(const char *kind)
{
	for (int i = 0; i < lengthof(rules); i++)
		if (strcmp(rules[i].kind->name, kind) == 0)
			return rules[i].rename;
	return "";
}

static const Rule *
rule_of(const SvKind *kind)
{
	for (int i = 0; i < lengthof(rules); i++)
		if (rules[i].kind == kind)
			return &rules[i];
	return NULL;
}

/* ----------
 * DROP
 * ----------
 */

static void
find_in_drop(SvOperation *operation)
{
	const SvFact *fact = operation->from;

	if ((fact->kind->flags & SV_KIND_HAS_DATA) && !is_derived(operation))
		sv_operation_warn(operation, "data_loss");
	if (fact->kind == &sv_kind_policy &&
		(fact->parent->drop == NULL || operation->recreates))
		sv_operation_warn(operation, "security");
	if (fact->kind == &sv_kind_view && operation->recreates)
		find_weaker(operation);
	if (fact->kind == &sv_kind_partition)
		sv_attachment_find(operation);
}

/*
 * True if the data of what is dropped is not lost: another object takes it
 * over, or it is computed from other data.  A partitioned table has none of
 * its own, and its partitions are attached to its replacement.
 */
static bool
is_derived(const SvOperation *operation)
{
	const SvFact *fact = operation->from;
	const SvFact *table = fact->parent == NULL ? fact : fact->parent;

	if (operation->folded != NULL &&
		operation->folded->action == SV_ACTION_ALTER)
		return true;
	if (fact->kind == &sv_kind_column && has(fact, "generated"))
		return true;
	return operation->recreates && table->kind == &sv_kind_table &&
		table->drop != NULL && has(table, "partition_key");
}

/* ----------
 * CREATE
 * ----------
 */

static void
find_in_create(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const SvKind *kind = fact->kind;
	const SvFact *relation = sv_relations_of(fact);

	if (kind == &sv_kind_partition)
		sv_attachment_find(operation);
	else if (kind == &sv_kind_materialized_view)
		find_in_filling(operation);
	else if (kind == &sv_kind_domain_constraint)
		find_in_domain(operation, fact->parent, !has(fact, "not_valid"));
	else if (kind == &sv_kind_constraint && sv_relations_is_foreign_key(fact) &&
			 sv_relations_referenced(fact) != NULL &&
			 !sv_relations_is_empty(sv_relations_referenced(fact)))
		sv_operation_warn(operation, WRITES);

	if (kind == &sv_kind_constraint && !sv_relations_is_empty(relation))
		find_in_new_constraint(operation);
	if (kind == &sv_kind_index && has(fact, "unique") &&
		relation->kind == &sv_kind_materialized_view && reads_rows(relation))
		sv_operation_warn(operation, "may_fail");
	if (relation == NULL || sv_relations_is_new(relation))
		return;
	if (kind == &sv_kind_column)
		find_in_new_column(operation);
	else if (kind == &sv_kind_index)
		sv_operation_warn(operation, has(fact, "unique") ? "may_fail" : "");
	/* it may show rows that none showed before */
	if (kind == &sv_kind_policy && !has(fact, "restrictive") &&
		relation->counterpart != NULL &&
		has(relation->counterpart, "row_security"))
		sv_operation_warn(operation, "security");
	if (kind == &sv_kind_index && has(fact, "replica_identity"))
		sv_operation_warn(operation, ALL_USE);
}

/*
 * The rows that are there get the default value, or the value is computed for
 * each of them.
 */
static void
find_in_new_column(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const char *generated = sv_fact_value(fact, "generated");
	const char *stored = " STORED";
	const SvOperation *given = operation;
	bool		is_stored = generated != NULL && strlen(generated) > strlen(stored) &&
	strcmp(generated + strlen(generated) - strlen(stored), stored) == 0;
	bool		is_checked = sv_convert_is_checked(fact);

	if (!sv_relations_has_rows(fact->parent))
		return;
	/* one that is inherited gets the default of where it comes from */
	while (given->inherited)
		given = given->folded;
	if (is_checked ||
		(given->to->kind == &sv_kind_column && has_few_numbers(given->to)) ||
		(has(fact, "not_null") && !has(fact, "identity") &&
		 sv_default_of(given->to) == NULL))
		sv_operation_warn(operation, given != operation ? "may_fail scan" : "may_fail");
	if (is_checked || is_stored || has(fact, "identity") || is_volatile(fact))
		sv_operation_warn(operation, "rewrite");
}

/*
 * True if the sequence that numbers the rows of a new column may have too few
 * numbers for them.
 */
static bool
has_few_numbers(const SvFact *column)
{
	const SvFact *value = sv_default_of(column);
	ListCell   *lc;

	if (has(column, "identity_course"))
		return sv_course_may_end(sv_fact_value(column, "identity_course"));
	if (value == NULL)
		return false;
	foreach(lc, value->needs)
	{
		const SvFact *needed = ((const SvNeed *) lfirst(lc))->fact;

		if (needed->kind == &sv_kind_sequence &&
			sv_course_may_end(sv_fact_value(needed, "course")))
			return true;
	}
	return false;
}

/*
 * True if a column has a default that is computed for each row: its own, or that
 * of its domain.
 */
static bool
is_volatile(const SvFact *column)
{
	const SvFact *domain = column;

	if (sv_default_of(column) != NULL)
		return has(sv_default_of(column), "volatile");
	while ((domain = sv_convert_domain(domain)) != NULL)
	{
		if (has(domain, "default"))
			return has(domain, "volatile");
	}
	return false;
}

/*
 * A constraint that is added to an existing table.
 */
static void
find_in_new_constraint(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	sv_operation_warn(operation, sv_relations_is_foreign_key(fact) ? WRITES : ALL_USE);
	if (!sv_relations_has_rows(fact->parent) || has(fact, "not_valid") || has(fact, "not_enforced"))
		return;
	/* the index proves it */
	if (operation->uses != NULL)
		return;
	/* ADD COLUMN does not look for NULLs in the table that is referred to */
	if (operation->folded != NULL && sv_relations_is_foreign_key(fact) &&
		operation->folded->to->kind == &sv_kind_column &&
		sv_default_of(operation->folded->to) == NULL &&
		!has(operation->folded->to, "generated"))
		return;
	sv_operation_warn(operation, has(fact, "index") ? "may_fail rebuild" :
					  "may_fail scan");
}

/*
 * A materialized view is filled from tables with rows.  One that is declared WITH
 * NO DATA may be filled all the same, as it was, or as another one reads it.
 */
static void
find_in_filling(SvOperation *operation)
{
	if (reads_rows(operation->to))
		sv_operation_warn(operation, "scan");
}

/*
 * True if a view reads, by itself or through other views, a relation that has
 * rows already.
 */
static bool
reads_rows(const SvFact *view)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, view->needs)
	{
		const SvFact *relation = sv_relations_of(((SvNeed *) lfirst(lc))->fact);

		if (relation == NULL || relation == view || relation->kind == &sv_kind_sequence)
			continue;
		if (relation->kind == &sv_kind_view ? reads_rows(relation) :
			!sv_relations_is_new(relation))
			return true;
	}
	return false;
}

/* ----------
 * ALTER
 * ----------
 */

static void
find_in_alter(SvOperation *operation)
{
	const SvFact *to = operation->to;
	const SvKind *kind = to->kind;

	for (int i = 0; i < kind->property_count; i++)
		if (operation->differs[i] && kind->properties[i].hazard != NULL)
			sv_operation_warn(operation, kind->properties[i].hazard);
	if (kind == &sv_kind_index || kind == &sv_kind_table ||
		kind == &sv_kind_materialized_view)
	{
		find_in_options(operation, operation->from, to);
		find_in_options(operation, to, operation->from);
	}
	else if (kind == &sv_kind_column)
		find_in_not_null(operation);
	else if (kind == &sv_kind_domain)
		find_in_domain(operation, operation->from,
					   differs(operation, "not_null") && has(to, "not_null") &&
					   !has(operation->from, "not_null"));
	else if (kind == &sv_kind_domain_constraint)
		find_in_domain(operation, operation->from->parent,
					   differs(operation, "not_valid") && !has(to, "not_valid"));
	else if (kind == &sv_kind_composite)
	{
		/* a session that has not used the type yet, or not since, waits */
		if (differs(operation, "attributes") && operation->from->needed_by != NIL)
			sv_operation_warn(operation, ALL_USE);
		find_in_typed_tables(operation);
	}
	if (kind == &sv_kind_column && differs(operation, "generated") &&
		has(to, "generated") && sv_relations_has_rows(to->parent))
		sv_operation_warn(operation, "rewrite");
	find_weaker(operation);
}

/*
 * Storage options that one side has, and the other one not with the same value:
 * the server changes some of them under a weak lock.
 */
static void
find_in_options(SvOperation *operation, const SvFact *side, const SvFact *other)
{
	static const char *const weak[] = {
		"autovacuum_", "deduplicate_items=", "fillfactor=",
		"log_autovacuum_", "parallel_workers=", "toast.",
		"toast_tuple_target=", "vacuum_"
	};
	List	   *others = sv_options_split(sv_fact_value(other, "options"));
	ListCell   *lc;

	foreach(lc, sv_options_split(sv_fact_value(side, "options")))
	{
		bool		is_weak = sv_strings_member(others, lfirst(lc));

		for (int i = 0; i < lengthof(weak); i++)
			is_weak = is_weak || strncmp(lfirst(lc), weak[i], strlen(weak[i])) == 0;
		if (!is_weak)
			sv_operation_warn(operation, ALL_USE);
	}
}

/*
 * The rows are checked when a column becomes NOT NULL.  They are not if that
 * only gets another name, or is NOT VALID, or a check has proved it.
 */
static void
find_in_not_null(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;

	if (!differs(operation, "not_null") || !has(to, "not_null") ||
		has(to, "not_null_not_valid") || !sv_relations_has_rows(to->parent) ||
		(has(from, "not_null") && !has(from, "not_null_not_valid")))
		return;
	if (has(from, "not_null") || !is_proved_not_null(operation))
		sv_operation_warn(operation, "may_fail scan");
}

/*
 * True if the table has a check which says that the column is NOT NULL, and
 * keeps it until then.
 */
static bool
is_proved_not_null(const SvOperation *operation)
{
	const SvFact *check = sv_not_null_check(operation->from);

	return check != NULL &&
		(check->drop == NULL || check->drop->position > operation->position);
}

/*
 * What is done to a type is done to the tables that are of it.
 */
static void
find_in_typed_tables(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needed_by)
	{
		const SvFact *table = ((SvNeed *) lfirst(lc))->fact;
		ListCell   *lc2;

		if (table->kind != &sv_kind_table || !has(table, "of_type") ||
			strcmp(sv_fact_value(table, "of_type"), operation->from->identity) != 0)
			continue;
		sv_operation_warn(operation, ALL_USE);
		foreach(lc2, table->needed_by)
		{
			SvFact	   *column = ((SvNeed *) lfirst(lc2))->fact;

			if (column->kind == &sv_kind_column && column->parent == table &&
				column->counterpart != NULL)
				find_in_typed_column(operation, column);
		}
	}
}

static void
find_in_typed_column(SvOperation *operation, SvFact *column)
{
	SvOperation *change = sv_operation_make(SV_ACTION_ALTER, column,
											column->counterpart);

	if (strcmp(sv_fact_value(column, "type"),
			   sv_fact_value(column->counterpart, "type")) == 0)
		return;
	sv_convert_warn(change, NULL);
	sv_operation_warn_along(operation, change);
}

/*
 * A constraint of a domain is checked in all tables that have values of it.
 */
static void
find_in_domain(SvOperation *operation, const SvFact *domain, bool checks)
{
	if (checks && sv_stored_type(domain) && domain->drop == NULL &&
		!(domain->change != NULL && domain->change->action == SV_ACTION_CREATE))
		sv_operation_warn(operation, "may_fail scan lock:Share");
}

/*
 * Protection that is taken away: of rows, or by a view.  "from" and "to" are the
 * two halves of what is recreated, too.
 */
static void
find_weaker(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to != NULL ? operation->to : from->counterpart;

	if (from->kind == &sv_kind_table &&
		((has(from, "row_security") && !has(to, "row_security")) ||
		 (has(from, "force_row_security") && !has(to, "force_row_security"))))
		sv_operation_warn(operation, "security");
	if (from->kind == &sv_kind_view && to != NULL &&
		(loses_option(from, to, "security_invoker=") ||
		 loses_option(from, to, "security_barrier=")))
		sv_operation_warn(operation, "security");
	if (operation->owner_differs || operation->acl_differs)
		sv_operation_warn(operation, "security");
	if (operation->owner_differs && sv_relations_of(from) != NULL)
		sv_operation_warn(operation, ALL_USE);
}

/*
 * True if a view has an option, and not the same afterwards.
 */
static bool
loses_option(const SvFact *from, const SvFact *to, const char *option)
{
	const char *old = sv_fact_value(from, "options");
	const char *new = sv_fact_value(to, "options");
	const char *there;
	size_t		length;

	old = old == NULL ? NULL : strstr(old, option);
	if (old == NULL)
		return false;
	length = strcspn(old, ",");
	there = new == NULL ? NULL : strstr(new, option);
	return there == NULL || strcspn(there, ",") != length ||
		strncmp(there, old, length) != 0;
}

/* ----------
 * Facts
 * ----------
 */

/*
 * True if the operation alters the property.
 */
static bool
differs(const SvOperation *operation, const char *property)
{
	return operation->differs != NULL &&
		operation->differs[sv_kind_property(operation->to->kind, property)];
}

static bool
has(const SvFact *fact, const char *property)
{
	return sv_fact_value(fact, property) != NULL;
}
