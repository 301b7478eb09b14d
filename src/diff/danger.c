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

#include "diff/danger.h"
#include "kind/convert.h"
#include "kind/default.h"
#include "kind/kinds.h"
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
static bool is_volatile(const SvFact *column);
static void find_in_new_column(SvOperation *operation);
static void find_in_new_constraint(SvOperation *operation);
static bool is_foreign_key(const SvFact *constraint);
static void find_in_attachment(SvOperation *operation);
static bool has_default_partition(const SvFact *whole);
static bool has_keys(const SvFact *table);
static void find_in_filling(SvOperation *operation);
static void find_in_alter(SvOperation *operation);
static void find_in_not_null(SvOperation *operation);
static bool is_proved_not_null(const SvFact *column);
static void find_in_domain(SvOperation *operation, const SvFact *domain,
						   bool checks);
static void find_weaker(SvOperation *operation);
static bool loses_option(const SvFact *from, const SvFact *to,
						 const char *option);
static bool has_rows(const SvFact *relation);
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
	const SvFact *relation = sv_danger_relation(fact);

	if (relation == NULL || !sv_danger_is_new(relation))
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
			if (fact->kind == &sv_kind_column && has_rows(fact->parent))
				sv_operation_warn(operation, "rewrite " ALL_USE);
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

/*
 * The relation that a fact is, or belongs to; NULL if it is none.
 */
const SvFact *
sv_danger_relation(const SvFact *fact)
{
	while (fact->parent != NULL)
		fact = fact->parent;
	return (fact->kind->flags & SV_KIND_IS_RELATION) &&
		!(fact->kind->flags & SV_KIND_IS_TYPE) ? fact : NULL;
}

/*
 * True if the same script creates the relation.
 */
bool
sv_danger_is_new(const SvFact *relation)
{
	return relation->change != NULL &&
		relation->change->action == SV_ACTION_CREATE;
}

/*
 * The other table that a constraint refers to, or NULL.
 */
const SvFact *
sv_danger_referenced(const SvFact *constraint)
{
	const SvFact *table = sv_danger_relation(constraint);
	ListCell   *lc;

	if (!is_foreign_key(constraint))
		return NULL;
	foreach(lc, constraint->needs)
	{
		const SvFact *other = sv_danger_relation(((SvNeed *) lfirst(lc))->fact);

		if (other != NULL && other != table && other->kind == &sv_kind_table)
			return other;
	}
	return NULL;
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
	/* rows of other tables may refer to those of the partition */
	if (fact->kind == &sv_kind_partition && fact->parent->drop == NULL)
	{
		ListCell   *lc;

		foreach(lc, fact->needs)
		{
			if (has_keys(((SvNeed *) lfirst(lc))->fact))
				sv_operation_warn(operation, "may_fail scan");
		}
	}
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
	const SvFact *relation = sv_danger_relation(fact);

	if (kind == &sv_kind_partition)
		find_in_attachment(operation);
	else if (kind == &sv_kind_materialized_view)
		find_in_filling(operation);
	else if (kind == &sv_kind_domain_constraint)
		find_in_domain(operation, fact->parent, !has(fact, "not_valid"));
	else if (kind == &sv_kind_constraint && is_foreign_key(fact) &&
			 sv_danger_referenced(fact) != NULL &&
			 !sv_danger_is_new(sv_danger_referenced(fact)))
		sv_operation_warn(operation, WRITES);

	if (relation == NULL || sv_danger_is_new(relation))
		return;
	if (kind == &sv_kind_column)
		find_in_new_column(operation);
	else if (kind == &sv_kind_constraint)
		find_in_new_constraint(operation);
	else if (kind == &sv_kind_index && has(fact, "unique"))
		sv_operation_warn(operation, "may_fail");
	/* it may show rows that none showed before */
	else if (kind == &sv_kind_policy && !has(fact, "restrictive") &&
			 relation->counterpart != NULL &&
			 has(relation->counterpart, "row_security"))
		sv_operation_warn(operation, "security");
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
	bool		is_stored = generated != NULL && strlen(generated) > strlen(stored) &&
		strcmp(generated + strlen(generated) - strlen(stored), stored) == 0;
	bool		is_checked = sv_convert_is_checked(fact);

	if (!has_rows(fact->parent))
		return;
	if (is_checked || (has(fact, "not_null") && !has(fact, "identity") &&
					   sv_default_of(fact) == NULL))
		sv_operation_warn(operation, "may_fail");
	if (is_checked || is_stored || has(fact, "identity") || is_volatile(fact))
		sv_operation_warn(operation, "rewrite");
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

	sv_operation_warn(operation, is_foreign_key(fact) ? WRITES : ALL_USE);
	if (!has_rows(fact->parent) || has(fact, "not_valid") || has(fact, "not_enforced"))
		return;
	sv_operation_warn(operation, has(fact, "index") ? "may_fail rebuild" :
					  "may_fail scan");
}

static bool
is_foreign_key(const SvFact *constraint)
{
	return constraint->kind == &sv_kind_constraint &&
		strncmp(sv_fact_value(constraint, "definition"), "FOREIGN KEY ",
				strlen("FOREIGN KEY ")) == 0;
}

/*
 * The rows of what becomes a partition are checked; those of the default
 * partition, too, as some of them may belong there.
 */
static void
find_in_attachment(SvOperation *operation)
{
	const SvFact *table = operation->to->parent;
	ListCell   *lc;

	if (!sv_danger_is_new(table))
		sv_operation_warn(operation, ALL_USE);
	if (!sv_danger_is_new(table) && has_rows(table))
		sv_operation_warn(operation, "may_fail scan");
	foreach(lc, operation->to->needs)
	{
		const SvFact *whole = ((SvNeed *) lfirst(lc))->fact;

		if (whole == table || whole->kind != &sv_kind_table || sv_danger_is_new(whole))
			continue;
		if (has_default_partition(whole))
			sv_operation_warn(operation, "may_fail scan " ALL_USE);
		/* foreign keys on either side get copies */
		if (has_keys(whole))
			sv_operation_warn(operation, WRITES);
	}
}

/*
 * True if a partitioned table has a default partition, other than a new one.
 */
static bool
has_default_partition(const SvFact *whole)
{
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_partition && !sv_danger_is_new(part->parent) &&
			strcmp(sv_fact_value(part, "bound"), "DEFAULT") == 0)
			return true;
	}
	return false;
}

/*
 * True if a table has a foreign key, or one refers to it.
 */
static bool
has_keys(const SvFact *table)
{
	ListCell   *lc;

	if (table->kind != &sv_kind_table)
		return false;
	foreach(lc, table->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;
		ListCell   *lc2;

		if (is_foreign_key(part))
			return true;
		if (part->kind != &sv_kind_constraint && part->kind != &sv_kind_index &&
			part->kind != &sv_kind_column)
			continue;
		foreach(lc2, part->needed_by)
		{
			if (is_foreign_key(((SvNeed *) lfirst(lc2))->fact))
				return true;
		}
	}
	return false;
}

/*
 * A materialized view is filled from tables with rows.
 */
static void
find_in_filling(SvOperation *operation)
{
	ListCell   *lc;

	if (has(operation->to, "unpopulated"))
		return;
	foreach(lc, operation->to->needs)
	{
		const SvFact *relation = sv_danger_relation(((SvNeed *) lfirst(lc))->fact);

		if (relation != NULL && relation != operation->to &&
			!sv_danger_is_new(relation) && relation->kind != &sv_kind_sequence)
			sv_operation_warn(operation, "scan");
	}
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
	if (kind == &sv_kind_column)
		find_in_not_null(operation);
	else if (kind == &sv_kind_domain)
		find_in_domain(operation, operation->from,
					   differs(operation, "not_null") && has(to, "not_null") &&
					   !has(operation->from, "not_null"));
	else if (kind == &sv_kind_domain_constraint)
		find_in_domain(operation, operation->from->parent,
					   differs(operation, "not_valid") && !has(to, "not_valid"));
	if (kind == &sv_kind_column && differs(operation, "generated") &&
		has(to, "generated") && has_rows(to->parent))
		sv_operation_warn(operation, "rewrite");
	find_weaker(operation);
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
		has(to, "not_null_not_valid") || !has_rows(to->parent) ||
		(has(from, "not_null") && !has(from, "not_null_not_valid")))
		return;
	if (has(from, "not_null") || !is_proved_not_null(from))
		sv_operation_warn(operation, "may_fail scan");
}

/*
 * True if the table has a check which says that the column is NOT NULL, and
 * keeps it.
 */
static bool
is_proved_not_null(const SvFact *column)
{
	char	   *proof = psprintf("CHECK ((%s IS NOT NULL))", column->name);
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_constraint && part->drop == NULL &&
			!has(part, "not_valid") && !has(part, "not_enforced") &&
			strcmp(sv_fact_value(part, "definition"), proof) == 0)
			return true;
	}
	return false;
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
 * True if a table may have rows, which are not those of another server.
 */
static bool
has_rows(const SvFact *relation)
{
	return relation->kind != &sv_kind_table || !has(relation, "foreign");
}

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
