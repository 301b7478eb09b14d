/*-------------------------------------------------------------------------
 *
 * cast.c
 *	  Casts and transforms.
 *
 * Neither has a name of its own: its identity consists of the types, or of
 * the type and the language.  Those with the OID of a built-in object belong
 * to the server.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_cast.h"
#include "catalog/pg_transform.h"

#include "kind/kinds.h"
#include "kind/replace.h"

/* The cast of a range type to its multirange type comes with it. */
static const SvProperty cast_properties[] = {
	{
		.name = "method",
		.item = "CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure"
		"  WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "context",
		.item = "CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_cast = {
	.name = "cast",
	.classid = CastRelationId,
	.select_oid = "c.oid",
	.select_identity = "i.identity",
	.select_name = "i.identity",
	.from =
	" FROM pg_catalog.pg_cast c,"
	" LATERAL (SELECT format('(%s AS %s)', format_type(c.castsource, NULL),"
	"  format_type(c.casttarget, NULL)) AS identity) i"
	" WHERE c.oid >= 16384 AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = c.oid"
	"  AND d.deptype = 'i')",
	SV_PROPERTIES(cast_properties),
	.phrase = "CAST %i",
	.create = "CREATE CAST %i %{method}[ %{context}]",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_ARGUMENTS,
};

static const SvProperty transform_properties[] = {
	{
		.name = "functions",
		.item = "concat_ws(', ',"
		"  CASE WHEN t.trffromsql <> 0"
		"   THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,"
		"  CASE WHEN t.trftosql <> 0"
		"   THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE
	}
};

const SvKind sv_kind_transform = {
	.name = "transform",
	.classid = TransformRelationId,
	.select_oid = "t.oid",
	.select_identity = "i.identity",
	.select_name = "i.identity",
	.from =
	" FROM pg_catalog.pg_transform t"
	" JOIN pg_catalog.pg_language l ON l.oid = t.trflang,"
	" LATERAL (SELECT format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL),"
	"  l.lanname) AS identity) i"
	" WHERE t.oid >= 16384",
	SV_PROPERTIES(transform_properties),
	.phrase = "TRANSFORM %i",
	.create = "CREATE TRANSFORM %i (%{functions})",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_ARGUMENTS,
	.create_hook = sv_replace_create,
};
