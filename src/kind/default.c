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

static bool folds(const SvFact *fact);

static const SvProperty properties[] = {
	{"expression", SV_PROPERTY_INLINE,
	"ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %v"},
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
	" pg_get_expr(d.adbin, d.adrelid)"
	" FROM pg_catalog.pg_attrdef d"
	" JOIN pg_catalog.pg_class c ON c.oid = d.adrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
	"  AND a.attnum = d.adnum"
	" WHERE c.relnamespace = ANY ($1) AND a.attgenerated = ''"
	/* one that is inherited along with the column */
	" AND (a.attislocal OR c.relispartition OR NOT EXISTS"
	"  (SELECT 1 FROM pg_catalog.pg_inherits i"
	"   JOIN pg_catalog.pg_attribute pa ON pa.attrelid = i.inhparent"
	"    AND pa.attname = a.attname AND NOT pa.attisdropped"
	"   JOIN pg_catalog.pg_attrdef pd ON pd.adrelid = i.inhparent"
	"    AND pd.adnum = pa.attnum"
	"   WHERE i.inhrelid = c.oid AND pg_get_expr(pd.adbin, pd.adrelid)"
	"    = pg_get_expr(d.adbin, d.adrelid)))",
	.properties = properties,
	.create = "ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %{expression}",
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
