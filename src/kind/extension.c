/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  Extensions.
 *
 * The members of an extension are no facts.  CREATE EXTENSION names the schema,
 * unless the extension names its own: then the server creates that if need be,
 * but refuses to be told one that does not exist.  It names a version only if the
 * model does.  The model also records whether the server has an
 * update path to the declared version from the installed one, and back.
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

/* The properties. */
enum
{
	SCHEMA,
	VERSION,
	DECLARED_VERSION,
	FIXED,
	CHOSEN_SCHEMA,
	NO_WAY_TO,
	NO_WAY_BACK,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[SCHEMA] = {
		.name = "schema",
		.item = "quote_ident(n.nspname)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER EXTENSION %i SET SCHEMA %v"
	},
	[VERSION] = {
		.name = "version",
		.item = "quote_literal(e.extversion)",
		.flags = SV_PROPERTY_INLINE
	},
	[DECLARED_VERSION] = {
		.name = "declared_version",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[FIXED] = {
		.name = "fixed",
		.item = "CASE WHEN NOT e.extrelocatable THEN 'fixed' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[CHOSEN_SCHEMA] = {
		.name = "chosen_schema",
		.item = "CASE WHEN e.extrelocatable OR NOT EXISTS"
		"  (SELECT 1 FROM pg_catalog.pg_available_extension_versions() v"
		"   WHERE v.name = e.extname AND v.version = e.extversion"
		"   AND v.schema = n.nspname) THEN quote_ident(n.nspname) END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[NO_WAY_TO] = {
		.name = "no_way_to",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[NO_WAY_BACK] = {
		.name = "no_way_back",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_extension = {
	.name = "extension",
	.classid = ExtensionRelationId,
	.select_oid = "e.oid",
	.select_identity = "quote_ident(e.extname)",
	.select_name = "quote_ident(e.extname)",
	.from =
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
	" WHERE e.extname NOT IN ('schemaver', 'plpgsql')",
	SV_PROPERTIES(properties),
	.phrase = "EXTENSION %i",
	.create = "CREATE EXTENSION %i[ WITH SCHEMA %{chosen_schema}][ VERSION %{declared_version}]",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_DATA,
	.needs_recreate = needs_recreate,
	.alter = alter_version,
};

/*
 * Some extensions cannot be moved to another schema.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return from->values[FIXED] != NULL &&
		strcmp(from->values[SCHEMA], to->values[SCHEMA]) != 0;
}

/*
 * Where there is no update path, the statement could only fail.
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
