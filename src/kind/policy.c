/*-------------------------------------------------------------------------
 *
 * policy.c
 *	  Policies of row level security.
 *
 * Roles and expressions are altered in place.  The command and whether a policy
 * is restrictive are not, and an expression cannot be removed: these recreate it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_policy.h"

#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);

/* The properties. */
enum
{
	RESTRICTIVE,
	COMMAND,
	ROLES,
	USING,
	CHECK,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[RESTRICTIVE] = {
		.name = "restrictive",
		.item = "CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[COMMAND] = {
		.name = "command",
		.item = "CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT'"
		"  WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[ROLES] = {
		.name = "roles",
		.item = "(SELECT string_agg(CASE WHEN o.role = 0 THEN 'PUBLIC'"
		"   ELSE quote_ident(pg_get_userbyid(o.role)) END, ', '"
		"   ORDER BY pg_get_userbyid(o.role))"
		"  FROM unnest(p.polroles) AS o(role) WHERE p.polroles <> '{0}')",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER POLICY %n ON %p TO %v",
		.unset = "ALTER POLICY %n ON %p TO PUBLIC",
		.hazard = "security lock:AccessExclusive"
	},
	[USING] = {
		.name = "using",
		.item = "pg_get_expr(p.polqual, p.polrelid)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER POLICY %n ON %p USING (%v)",
		.hazard = "security lock:AccessExclusive"
	},
	[CHECK] = {
		.name = "check",
		.item = "pg_get_expr(p.polwithcheck, p.polrelid)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER POLICY %n ON %p WITH CHECK (%v)",
		.hazard = "security lock:AccessExclusive"
	}
};

const SvKind sv_kind_policy = {
	.name = "policy",
	.classid = PolicyRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "p.oid",
	.select_parent = "p.polrelid",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, p.polname)",
	.select_name = "quote_ident(p.polname)",
	.from =
	" FROM pg_catalog.pg_policy p"
	" JOIN pg_catalog.pg_class c ON c.oid = p.polrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1)",
	SV_PROPERTIES(properties),
	.phrase = "POLICY %n ON %p",
	.create = "CREATE POLICY %n ON %p[ AS %{restrictive}][ FOR %{command}]"
	"[ TO %{roles}][ USING (%{using})][ WITH CHECK (%{check})]",
	.rename = "ALTER POLICY %n ON %p RENAME TO %v",
	.needs_recreate = needs_recreate,
};

/*
 * ALTER POLICY can replace an expression, but not remove one.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return (from->values[USING] != NULL && to->values[USING] == NULL) ||
		(from->values[CHECK] != NULL && to->values[CHECK] == NULL);
}
