/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  Extensions.
 *
 * What an extension consists of is its own business.  The version is written
 * only if it is not the one that the server installs by itself.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_extension.h"

#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);

/* The places of properties that a hook deals with. */
#define SCHEMA 0
#define FIXED 3

static const SvProperty properties[] = {
	{"schema", SV_PROPERTY_INLINE, "ALTER EXTENSION %i SET SCHEMA %v"},
	{"version", SV_PROPERTY_INLINE, "ALTER EXTENSION %i UPDATE TO %v"},
	{"declared_version", SV_PROPERTY_HIDDEN},
	{"fixed", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_extension = {
	.name = "extension",
	.classid = ExtensionRelationId,
	.query =
	"SELECT e.oid, 0, 0::oid, 0, quote_ident(e.extname), quote_ident(e.extname),"
	" NULL::text, NULL::text, quote_ident(n.nspname), quote_literal(e.extversion),"
	" NULL::text,"
	" CASE WHEN NOT e.extrelocatable THEN 'fixed' END"
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.extname NOT IN ('schemaver', 'plpgsql')",
	.properties = properties,
	.phrase = "EXTENSION %i",
	.create = "CREATE EXTENSION %i WITH SCHEMA %{schema}[ VERSION %{declared_version}]",
	.flags = SV_KIND_GLOBAL | SV_KIND_KEEPS_DATA,
	.needs_recreate = needs_recreate,
};

/*
 * Some can not move to another schema.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return from->values[FIXED] != NULL &&
		strcmp(from->values[SCHEMA], to->values[SCHEMA]) != 0;
}
