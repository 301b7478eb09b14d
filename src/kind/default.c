/*-------------------------------------------------------------------------
 *
 * default.c
 *	  Defaults of columns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"

#include "kind/kinds.h"
#include "pure/operation.h"

static bool folds(const SvFact *fact);
static void create_default(SvOperation *operation);
static bool is_inherited(const SvOperation *operation);
static bool is_said(const SvFact *column);

/* The places of properties that the hooks deal with. */
#define COMES_WITH 1

static const SvProperty properties[] = {
	{"expression", SV_PROPERTY_INLINE,
	"ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %v"},
	{"comes_with", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_default = {
	.name = "default",
	.classid = AttrDefaultRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT d.oid, 0, d.adrelid, d.adnum::int4,"
	" format('%I.%I.%I', n.nspname, c.relname, a.attname),"
	" quote_ident(a.attname), NULL::text, NULL::text,"
	/* no column can be in it, as in a generated one: no table is looked up */
	" pg_get_expr(d.adbin, 0),"
	" CASE WHEN NOT a.attislocal AND NOT c.relispartition AND EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_inherits i"
	"   JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent"
	"    AND pa.attname = a.attname AND NOT pa.attisdropped"
	"   JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = i.inhparent"
	"    AND pd.adnum = pa.attnum"
	"   WHERE i.inhrelid = c.oid AND pg_get_expr(pd.adbin, pd.adrelid)"
	"    = pg_get_expr(d.adbin, d.adrelid)) THEN 'parent' END"
	" FROM pg_catalog.pg_attrdef d"
	" JOIN pg_catalog.pg_class c ON c.oid = d.adrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	"  AND a.attnum = d.adnum AND a.atthasdef"
	" WHERE c.relnamespace = ANY ($1) AND a.attgenerated = ''",
	.properties = properties,
	.create = "ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %{expression}",
	.create_hook = create_default,
	.clause = " DEFAULT %{expression}",
	.drop = "ALTER TABLE ONLY %g ALTER COLUMN %q DROP DEFAULT",
	.flags = SV_KIND_FOLDS,
	.folds = folds,
};

/*
 * A column that comes with something else has no clause to be a part of, and
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
	if (!is_inherited(operation))
		sv_operation_say(operation, operation->to->kind->create);
}

/*
 * Does a new column have the default from a parent?  It has, if that had it
 * when the column came.
 */
static bool
is_inherited(const SvOperation *operation)
{
	const SvFact *column = operation->to->parent;
	ListCell   *lc;

	if (operation->to->values[COMES_WITH] == NULL || column->change == NULL ||
		column->change->action != SV_ACTION_CREATE)
		return false;
	foreach(lc, column->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && !is_said(need->fact))
			return false;
	}
	return true;
}

/*
 * Is the default of a column unchanged, or said when the column is created?
 */
static bool
is_said(const SvFact *column)
{
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_default && fact->parent == column)
			return fact->change == NULL ||
				(fact->change->action == SV_ACTION_CREATE &&
				 (fact->change->folded != NULL || is_inherited(fact->change)));
	}
	return true;
}
