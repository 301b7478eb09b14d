/*-------------------------------------------------------------------------
 *
 * policy.c
 *	  Policies of row level security.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_policy.h"

#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);

/* The places of properties that a hook deals with. */
#define USING 3
#define CHECK 4

static const SvProperty properties[] = {
	{"restrictive", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"command", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"roles", SV_PROPERTY_INLINE, "ALTER POLICY %n ON %p TO %v",
	"ALTER POLICY %n ON %p TO PUBLIC"},
	{"using", SV_PROPERTY_INLINE, "ALTER POLICY %n ON %p USING (%v)"},
	{"check", SV_PROPERTY_INLINE, "ALTER POLICY %n ON %p WITH CHECK (%v)"},
	{NULL}
};

const SvKind sv_kind_policy = {
	.name = "policy",
	.classid = PolicyRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT p.oid, 0, p.polrelid, 0,"
	" format('%I.%I.%I', n.nspname, c.relname, p.polname),"
	" quote_ident(p.polname), NULL::text, NULL::text,"
	" CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END,"
	" CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'"
	"  WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END,"
	" (SELECT string_agg(CASE WHEN o.role = 0 THEN 'PUBLIC'"
	"   ELSE quote_ident(pg_get_userbyid(o.role)) END, ', '"
	"   ORDER BY pg_get_userbyid(o.role))"
	"  FROM unnest(p.polroles) AS o(role) WHERE p.polroles <> '{0}'),"
	" pg_get_expr(p.polqual, p.polrelid),"
	" pg_get_expr(p.polwithcheck, p.polrelid)"
	" FROM pg_catalog.pg_policy p"
	" JOIN pg_catalog.pg_class c ON c.oid = p.polrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1)",
	.properties = properties,
	.phrase = "POLICY %n ON %p",
	.create = "CREATE POLICY %n ON %p[ AS %{restrictive}][ FOR %{command}]"
	"[ TO %{roles}][ USING (%{using})][ WITH CHECK (%{check})]",
	.rename = "ALTER POLICY %n ON %p RENAME TO %v",
	.needs_recreate = needs_recreate,
};

/*
 * ALTER POLICY has another expression for one, but can not do without one.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return (from->values[USING] != NULL && to->values[USING] == NULL) ||
		(from->values[CHECK] != NULL && to->values[CHECK] == NULL);
}
