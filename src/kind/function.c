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
#include "pure/operation.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void create_function(SvOperation *operation);

/* The place of a property that a hook deals with. */
#define DEFAULTS 3

static const SvProperty properties[] = {
	{"noun", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"signature", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{"defaults", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_function = {
	.name = "function",
	.classid = ProcedureRelationId,
	.query =
	"SELECT p.oid, 0, 0::oid, 0, format('%I.%I(%s)', n.nspname, p.proname,"
	"  oidvectortypes(p.proargtypes)),"
	" quote_ident(p.proname), quote_ident(pg_get_userbyid(p.proowner)),"
	" p.proacl::text,"
	" CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,"
	" concat(p.prokind, ' ', pg_get_function_identity_arguments(p.oid), ' ',"
	"  pg_get_function_result(p.oid)),"
	" rtrim(pg_get_functiondef(p.oid), E'\\n'), p.pronargdefaults::text"
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" WHERE p.pronamespace = ANY ($1) AND p.prokind <> 'a' AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid"
	"  AND d.deptype = 'i')",
	.properties = properties,
	.phrase = "%{noun} %i",
	.create = "",
	.grant = "%{noun} %i",
	.acl_type = 'f',
	.flags = SV_KIND_BODY,
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

/*
 * The server always writes CREATE OR REPLACE.  That is good for a change, but
 * should not go over what nobody knew of.
 */
static void
create_function(SvOperation *operation)
{
	const char *definition = sv_fact_value(operation->to, "definition");
	const char *beginning = "CREATE OR REPLACE ";

	if (operation->action == SV_ACTION_CREATE &&
		strncmp(definition, beginning, strlen(beginning)) == 0)
		definition = psprintf("CREATE %s", definition + strlen(beginning));
	sv_operation_say_text(operation, pstrdup(definition));
}
