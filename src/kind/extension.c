/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  Extensions.
 *
 * What an extension consists of is its own business.  The version is written
 * only if it is not the one that the server installs by itself.  Of a declared
 * version it is known whether the server has no way to it from the one that is
 * there, or back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_extension.h"

#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void alter_version(SvOperation *operation, int property);

/* The places of properties that the hooks deal with. */
#define SCHEMA 0
#define VERSION 1
#define FIXED 3
#define NO_WAY_TO 4
#define NO_WAY_BACK 5

static const SvProperty properties[] = {
	{"schema", SV_PROPERTY_INLINE, "ALTER EXTENSION %i SET SCHEMA %v"},
	{"version", SV_PROPERTY_INLINE},
	{"declared_version", SV_PROPERTY_HIDDEN},
	{"fixed", SV_PROPERTY_HIDDEN},
	{"no_way_to", SV_PROPERTY_HIDDEN},
	{"no_way_back", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_extension = {
	.name = "extension",
	.classid = ExtensionRelationId,
	.query =
	"SELECT e.oid, 0, 0::oid, 0, quote_ident(e.extname), quote_ident(e.extname),"
	" NULL::text, NULL::text, quote_ident(n.nspname), quote_literal(e.extversion),"
	" NULL::text,"
	" CASE WHEN NOT e.extrelocatable THEN 'fixed' END,"
	" NULL::text, NULL::text"
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.extname NOT IN ('schemaver', 'plpgsql')",
	.properties = properties,
	.phrase = "EXTENSION %i",
	.create = "CREATE EXTENSION %i WITH SCHEMA %{schema}[ VERSION %{declared_version}]",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_DATA,
	.needs_recreate = needs_recreate,
	.alter = alter_version,
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

/*
 * Where the server knows no way, a statement could only fail.
 */
static void
alter_version(SvOperation *operation, int property)
{
	const char *statement = "ALTER EXTENSION %i UPDATE TO %v";

	if (operation->to->values[NO_WAY_TO] != NULL ||
		operation->from->values[NO_WAY_BACK] != NULL)
	{
		statement = "-- extension %i stays at version %o, as there is no update path to version %v";
		sv_operation_warn(operation, "stays");
	}
	sv_operation_emit_text(operation,
						   sv_template_fill(statement, operation->to,
											operation->from->values[VERSION],
											operation->to->values[VERSION]));
}
