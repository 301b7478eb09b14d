/*-------------------------------------------------------------------------
 *
 * function.c
 *	  Functions, procedures and window functions.
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

/* The places of properties that the hooks deal with. */
#define DEFINITION 2
#define DEFAULTS 3

static const SvProperty properties[] = {
	{"noun", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"signature", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{"defaults", SV_PROPERTY_HIDDEN},
	{"expressions", SV_PROPERTY_HIDDEN},
	{NULL}
};

/*
 * Statements take the types that a procedure is named with for those of all
 * its arguments, too, unless they have a mode.
 */
#define PROCEDURE_ARGUMENTS \
	"(SELECT string_agg('IN ' || format_type(a.type, NULL), ', ' ORDER BY a.place)"\
	"  FROM unnest(p.proargtypes) WITH ORDINALITY AS a(type, place))"

const SvKind sv_kind_function = {
	.name = "function",
	.classid = ProcedureRelationId,
	.subtypes = "fpw",
	.query =
	"SELECT p.oid, 0, 0::oid, 0, format('%I.%I(%s)', n.nspname, p.proname,"
	"  CASE p.prokind WHEN 'p' THEN " PROCEDURE_ARGUMENTS
	"  ELSE oidvectortypes(p.proargtypes) END),"
	" quote_ident(p.proname), quote_ident(pg_get_userbyid(p.proowner)),"
	" p.proacl::text,"
	" CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,"
	" concat(p.prokind, ' ', pg_get_function_identity_arguments(p.oid), ' ',"
	"  pg_get_function_result(p.oid)),"
	" rtrim(pg_get_functiondef(p.oid), E'\\n'), p.pronargdefaults::text,"
	" CASE WHEN p.pronargdefaults > 0"
	SV_SINCE_14(" OR p.prosqlbody IS NOT NULL", "") " THEN 'some' END"
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" WHERE p.pronamespace = ANY ($1) AND p.prokind <> 'a' AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid"
	"  AND d.deptype = 'i')",
	.properties = properties,
	.phrase = "%{noun} %i",
	.create = "",
	.rename = "ALTER %{noun} %i RENAME TO %v",
	.grant = "%{noun} %i",
	.acl_type = 'f',
	.flags = SV_KIND_HAS_BODY | SV_KIND_HAS_ARGUMENTS,
	.needs_recreate = needs_recreate,
	.create_hook = create_function,
};

/*
 * CREATE OR REPLACE FUNCTION can not take defaults away.
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
