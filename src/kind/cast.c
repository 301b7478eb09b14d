/*-------------------------------------------------------------------------
 *
 * cast.c
 *	  Casts and transforms.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_cast.h"
#include "catalog/pg_transform.h"

#include "kind/kinds.h"
#include "kind/replace.h"

static const SvProperty cast_properties[] = {
	{"method", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"context", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

/* The cast of a range type to its multirange type comes with it. */
const SvKind sv_kind_cast = {
	.name = "cast",
	.classid = CastRelationId,
	.query =
	"SELECT c.oid, 0, 0::oid, 0, i.identity, i.identity,"
	" NULL::text, NULL::text,"
	" CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure"
	"  WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,"
	" CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END"
	" FROM pg_catalog.pg_cast c,"
	" LATERAL (SELECT format('(%s AS %s)', format_type(c.castsource, NULL),"
	"  format_type(c.casttarget, NULL)) AS identity) i"
	" WHERE c.oid >= 16384 AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = c.oid"
	"  AND d.deptype = 'i')",
	.properties = cast_properties,
	.phrase = "CAST %i",
	.create = "CREATE CAST %i %{method}[ %{context}]",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_ARGUMENTS,
};

static const SvProperty transform_properties[] = {
	{"functions", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{NULL}
};

const SvKind sv_kind_transform = {
	.name = "transform",
	.classid = TransformRelationId,
	.query =
	"SELECT t.oid, 0, 0::oid, 0, i.identity, i.identity,"
	" NULL::text, NULL::text,"
	" concat_ws(', ',"
	"  CASE WHEN t.trffromsql <> 0"
	"   THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END,"
	"  CASE WHEN t.trftosql <> 0"
	"   THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END)"
	" FROM pg_catalog.pg_transform t"
	" JOIN pg_catalog.pg_language l ON l.oid = t.trflang,"
	" LATERAL (SELECT format('FOR %s LANGUAGE %I', format_type(t.trftype, NULL),"
	"  l.lanname) AS identity) i"
	" WHERE t.oid >= 16384",
	.properties = transform_properties,
	.phrase = "TRANSFORM %i",
	.create = "CREATE TRANSFORM %i (%{functions})",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_ARGUMENTS,
	.create_hook = sv_replace_create,
};
