/*-------------------------------------------------------------------------
 *
 * default.c
 *	  Defaults of columns.
 *
 * catalog/fast_column.c reads all of them: the query serves only to check it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"

#include "fact/operation.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/words.h"

static bool folds(const SvFact *fact);
static void create_default(SvOperation *operation);
static const char *default_of_parents(const SvFact *column);
static const char *given_default(const SvFact *column);

static const SvProperty properties[SV_DEFAULT_PROPERTIES] = {
	[SV_DEFAULT_EXPRESSION] = {
		.name = "expression",
		.item = "pg_get_expr(d.adbin, d.adrelid)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %v",
		.hazard = "lock:AccessExclusive"
	},
	[SV_DEFAULT_VOLATILE] = {
		.name = "volatile",
		.item = SV_SQL_VOLATILE("d.adbin"),
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_default = {
	.name = "default",
	.classid = AttrDefaultRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "d.oid",
	.select_parent = "d.adrelid",
	.select_parent_subid = "d.adnum::int4",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, a.attname)",
	.select_name = "quote_ident(a.attname)",
	.from =
	" FROM pg_catalog.pg_attrdef d"
	" JOIN pg_catalog.pg_class c ON c.oid = d.adrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid"
	"  AND a.attnum = d.adnum AND a.attgenerated = ''"
	SV_SQL_LEFT("d.oid")
	" WHERE c.relnamespace = ANY ($1)",
	SV_PROPERTIES(properties),
	.create = "ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %{expression}",
	.create_hook = create_default,
	.clause = " DEFAULT %{expression}",
	.drop = "ALTER TABLE ONLY %g ALTER COLUMN %q DROP DEFAULT",
	.flags = SV_KIND_IS_CLAUSE,
	.folds = folds,
};

/*
 * A column that is created with a parent or a type has no clause, and
 * neither has one of a view.
 */
static bool
folds(const SvFact *fact)
{
	return fact->parent->kind == &sv_kind_column &&
		sv_fact_value(fact->parent, "comes_with") == NULL;
}

static void
create_default(SvOperation *operation)
{
	const char *there = sv_default_inherited(operation->to->parent);

	if (there == NULL || strcmp(there, operation->to->values[SV_DEFAULT_EXPRESSION]) != 0)
		sv_operation_emit(operation, operation->to->kind->create);
}

/*
 * The default of a column, or NULL.
 */
const SvFact *
sv_default_of(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_default && fact->parent == column)
			return fact;
	}
	return NULL;
}

/*
 * The default that a new column gets from what it is inherited from: NULL if
 * none, "" if that is uncertain.
 */
const char *
sv_default_inherited(const SvFact *column)
{
	const SvOperation *operation = column->change;

	if (operation == NULL || operation->action != SV_ACTION_CREATE ||
		column->kind != &sv_kind_column)
		return NULL;
	if (operation->inherited)
	{
		while (operation->inherited)
			operation = operation->folded;
		return given_default(operation->to);
	}
	return sv_fact_value(column, "comes_with") == NULL ? NULL :
		default_of_parents(column);
}

/*
 * True if a new column that is defined with its table gets a default all the same,
 * as the parents of that have it.  A partition is attached later.
 */
bool
sv_default_is_merged(const SvFact *column)
{
	return !sv_partition_is(column->parent) && default_of_parents(column) != NULL;
}

static const char *
default_of_parents(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needs)
	{
		const SvNeed *need = lfirst(lc);
		const char *given = need->type == SV_NEED_INHERIT ?
		given_default(need->fact) : NULL;

		if (given != NULL)
			return given;
	}
	return NULL;
}

/*
 * The default that a column has at the time when columns that inherit it are
 * created.
 */
static const char *
given_default(const SvFact *column)
{
	const SvFact *fact = sv_default_of(column);

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (fact == NULL)
		return sv_default_inherited(column);
	if (fact->change == NULL ||
		(fact->change->action == SV_ACTION_CREATE && fact->change->folded != NULL))
		return fact->values[SV_DEFAULT_EXPRESSION];
	if (fact->change->action == SV_ACTION_CREATE)
		return sv_default_inherited(column);
	return "";
}
