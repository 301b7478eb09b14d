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
	" AND (a.attislocal OR c.relispartition)",
	.properties = properties,
	.create = "ALTER TABLE ONLY %g ALTER COLUMN %q SET DEFAULT %{expression}",
	.clause = " DEFAULT %{expression}",
	.drop = "ALTER TABLE ONLY %g ALTER COLUMN %q DROP DEFAULT",
	.flags = SV_KIND_FOLDS,
};
