/*-------------------------------------------------------------------------
 *
 * function.c
 *	  Functions, procedures and window functions.
 *
 * The definition is the statement that pg_get_functiondef() returns.  What
 * CREATE OR REPLACE FUNCTION cannot change is the signature: a change of that
 * recreates the function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_proc.h"

#include "compat.h"
#include "kind/kinds.h"
#include "kind/replace.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void create_function(SvOperation *operation);

/* The properties. */
enum
{
	NOUN,
	SIGNATURE,
	DEFINITION,
	DEFAULTS,
	EXPRESSIONS,
	DEFINER,
	LEAKPROOF,
	SETTINGS,
	PROPERTIES
};

/*
 * Statements that name a procedure take a list of types without modes for
 * that of all its arguments, OUT arguments included: each type gets its
 * mode.
 */
#define PROCEDURE_ARGUMENTS \
	"(SELECT string_agg('IN ' || format_type(a.type, NULL), ', ' ORDER BY a.place)"\
	"  FROM unnest(p.proargtypes) WITH ORDINALITY AS a(type, place))"

static const SvProperty properties[PROPERTIES] = {
	[NOUN] = {
		.name = "noun",
		.item = "CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SIGNATURE] = {
		.name = "signature",
		.item = "concat(p.prokind, ' ', pg_get_function_identity_arguments(p.oid), ' ',"
		"  pg_get_function_result(p.oid))",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[DEFINITION] = {
		.name = "definition",
		.item = "rtrim(pg_get_functiondef(p.oid), E'\\n')",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE
	},
	[DEFAULTS] = {
		.name = "defaults",
		.item = "p.pronargdefaults::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[EXPRESSIONS] = {
		.name = "expressions",
		.item = "CASE WHEN p.pronargdefaults > 0"
		SV_SINCE_14(" OR p.prosqlbody IS NOT NULL", "") " THEN 'some' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[DEFINER] = {
		.name = "definer",
		.item = "CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[LEAKPROOF] = {
		.name = "leakproof",
		.item = "CASE WHEN p.proleakproof THEN 'LEAKPROOF' END",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SETTINGS] = {
		.name = "settings",
		.item = "array_to_string(p.proconfig, ', ')",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_function = {
	.name = "function",
	.classid = ProcedureRelationId,
	.subtypes = "fpw",
	.select_oid = "p.oid",
	.select_identity = "format('%I.%I(%s)', n.nspname, p.proname,"
	"  CASE p.prokind WHEN 'p' THEN " PROCEDURE_ARGUMENTS
	"  ELSE oidvectortypes(p.proargtypes) END)",
	.select_name = "quote_ident(p.proname)",
	.select_owner = "quote_ident(pg_get_userbyid(p.proowner))",
	.select_acl = "p.proacl::text",
	.from =
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" WHERE p.pronamespace = ANY ($1) AND p.prokind <> 'a' AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid"
	"  AND d.deptype = 'i')",
	SV_PROPERTIES(properties),
	.phrase = "%{noun} %i",
	.rename = "ALTER %{noun} %i RENAME TO %v",
	.grant = "%{noun} %i",
	.acl_type = 'f',
	.flags = SV_KIND_HAS_BODY | SV_KIND_HAS_ARGUMENTS,
	.needs_recreate = needs_recreate,
	.create_hook = create_function,
};

/*
 * CREATE OR REPLACE FUNCTION cannot remove defaults of arguments.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return atoi(to->values[DEFAULTS]) < atoi(from->values[DEFAULTS]);
}

static void
create_function(SvOperation *operation)
{
	sv_replace_emit(operation, operation->to->values[DEFINITION]);
}
