/*-------------------------------------------------------------------------
 *
 * aggregate.c
 *	  Aggregates.
 *
 * What CREATE OR REPLACE AGGREGATE can change is one property, the list of
 * options; what it cannot change is another, the signature: a change of that
 * recreates the aggregate.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_proc.h"

#include "kind/kinds.h"
#include "kind/replace.h"
#include "kind/words.h"

/* How a final function may treat its state, if that is not the default. */
#define MODIFY(column, word) \
	"  CASE WHEN a." column " <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END"\
	"   THEN '" word " = ' || CASE a." column " WHEN 'r' THEN 'READ_ONLY'"\
	"    WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,"
#define FLAG(column, word) \
	"  CASE WHEN a." column " THEN '" word "' END,"
#define LITERAL(column, word) \
	"  '" word " = ' || quote_literal(a." column "),"

/*
 * GRANT names an aggregate as it names a function, with () for no arguments
 * where other statements have (*).
 */
static const SvProperty properties[] = {
	{
		.name = "signature",
		.item = "concat(a.aggkind, ' ', pg_get_function_identity_arguments(p.oid), ' ',"
		"  pg_get_function_result(p.oid))",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "definition",
		.item = "concat_ws(E',\\n    ',"
		"  'SFUNC = ' || a.aggtransfn, 'STYPE = ' || format_type(a.aggtranstype, NULL),"
		SV_SQL_OPTION_UNLESS_0("SSPACE", "a.aggtransspace") ","
		LITERAL("agginitval", "INITCOND")
		SV_SQL_OPTION_UNLESS_0("FINALFUNC", "a.aggfinalfn") ","
		FLAG("aggfinalextra", "FINALFUNC_EXTRA")
		MODIFY("aggfinalmodify", "FINALFUNC_MODIFY")
		SV_SQL_OPTION_UNLESS_0("COMBINEFUNC", "a.aggcombinefn") ","
		SV_SQL_OPTION_UNLESS_0("SERIALFUNC", "a.aggserialfn") ","
		SV_SQL_OPTION_UNLESS_0("DESERIALFUNC", "a.aggdeserialfn") ","
		SV_SQL_OPTION_UNLESS_0("MSFUNC", "a.aggmtransfn") ","
		SV_SQL_OPTION_UNLESS_0("MINVFUNC", "a.aggminvtransfn") ","
		"  CASE WHEN a.aggmtranstype <> 0"
		"   THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,"
		SV_SQL_OPTION_UNLESS_0("MSSPACE", "a.aggmtransspace") ","
		LITERAL("aggminitval", "MINITCOND")
		SV_SQL_OPTION_UNLESS_0("MFINALFUNC", "a.aggmfinalfn") ","
		FLAG("aggmfinalextra", "MFINALFUNC_EXTRA")
		MODIFY("aggmfinalmodify", "MFINALFUNC_MODIFY")
		"  (SELECT format('SORTOP = OPERATOR(%I.%s)', n.nspname, o.oprname)"
		"   FROM pg_catalog.pg_operator o"
		"   JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
		"   WHERE o.oid = a.aggsortop),"
		"  CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END,"
		"  CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE'"
		"   WHEN 'r' THEN 'PARALLEL = RESTRICTED' END)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE
	},
	{
		.name = "arguments",
		.item = "format('%I.%I(%s)', n.nspname, p.proname, CASE WHEN p.pronargs = 0 THEN '*'"
		"  ELSE pg_get_function_arguments(p.oid) END)",
		.flags = SV_PROPERTY_HIDDEN
	},
	{
		.name = "types",
		.item = "format('%I.%I(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes))",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_aggregate = {
	.name = "aggregate",
	.classid = ProcedureRelationId,
	.subtypes = "a",
	.select_oid = "p.oid",
	.select_identity = "format('%I.%I(%s)', n.nspname, p.proname,"
	"  CASE WHEN p.pronargs = 0 THEN '*' ELSE oidvectortypes(p.proargtypes) END)",
	.select_name = "quote_ident(p.proname)",
	.select_owner = "quote_ident(pg_get_userbyid(p.proowner))",
	.select_acl = "p.proacl::text",
	.from =
	" FROM pg_catalog.pg_proc p"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid"
	" WHERE p.pronamespace = ANY ($1)",
	SV_PROPERTIES(properties),
	.phrase = "AGGREGATE %i",
	.create = "CREATE AGGREGATE %{arguments} (\n    %{definition}\n)",
	.rename = "ALTER AGGREGATE %i RENAME TO %v",
	.grant = "FUNCTION %{types}",
	.acl_type = 'f',
	.flags = SV_KIND_HAS_ARGUMENTS,
	.create_hook = sv_replace_create,
};
