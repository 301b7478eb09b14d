/*-------------------------------------------------------------------------
 *
 * operator.c
 *	  Operators.
 *
 * An operator that only another one names, as its commutator or negator, comes
 * with that one and is no fact.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator.h"

#include "compat.h"
#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);

/* The places of the properties that can be given once. */
#define FIRST_ONCE 1
#define LAST_ONCE 4

static const SvProperty properties[] = {
	{"function", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"commutator", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (COMMUTATOR = %v)"},
	{"negator", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (NEGATOR = %v)"},
	{"hashes", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (HASHES)"},
	{"merges", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (MERGES)"},
	{"restrict", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (RESTRICT = %v)",
	"ALTER OPERATOR %i SET (RESTRICT = NONE)"},
	{"join", SV_PROPERTY_INLINE, "ALTER OPERATOR %i SET (JOIN = %v)",
	"ALTER OPERATOR %i SET (JOIN = NONE)"},
	{"arguments", SV_PROPERTY_HIDDEN},
	{"operator", SV_PROPERTY_HIDDEN},
	{NULL}
};

#define OTHER_OPERATOR(column) \
	"(SELECT format('OPERATOR(%I.%s)', n.nspname, r.oprname)"\
	"  FROM pg_catalog.pg_operator r"\
	"  JOIN pg_catalog.pg_namespace n ON n.oid = r.oprnamespace"\
	"  WHERE r.oid = o." column ")"
#define ARGUMENT(column) \
	"CASE WHEN o." column " = 0 THEN 'NONE' ELSE format_type(o." column ", NULL) END"

const SvKind sv_kind_operator = {
	.name = "operator",
	.classid = OperatorRelationId,
	.query =
	"SELECT o.oid, 0, 0::oid, 0, format('%I.%s (%s, %s)', n.nspname, o.oprname,"
	"  " ARGUMENT("oprleft") ", " ARGUMENT("oprright") "),"
	" o.oprname::text, quote_ident(pg_get_userbyid(o.oprowner)), NULL::text,"
	" o.oprcode::text,"
	" " OTHER_OPERATOR("oprcom") ","
	" " OTHER_OPERATOR("oprnegate") ","
	" CASE WHEN o.oprcanhash THEN 'HASHES' END,"
	" CASE WHEN o.oprcanmerge THEN 'MERGES' END,"
	" CASE WHEN o.oprrest <> 0 THEN o.oprrest::text END,"
	" CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::text END,"
	" concat(CASE WHEN o.oprleft <> 0"
	"   THEN E',\\n    LEFTARG = ' || format_type(o.oprleft, NULL) END,"
	"  CASE WHEN o.oprright <> 0"
	"   THEN E',\\n    RIGHTARG = ' || format_type(o.oprright, NULL) END),"
	" format('%I.%s', n.nspname, o.oprname)"
	" FROM pg_catalog.pg_operator o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
	" WHERE o.oprnamespace = ANY ($1) AND o.oprcode <> 0",
	.properties = properties,
	.phrase = "OPERATOR %i",
	.create = "CREATE OPERATOR %{operator} (\n    FUNCTION = %{function}%{arguments}"
	"[,\n    COMMUTATOR = %{commutator}][,\n    NEGATOR = %{negator}]"
	"[,\n    RESTRICT = %{restrict}][,\n    JOIN = %{join}]"
	"[,\n    %{hashes}][,\n    %{merges}]\n)",
	.needs_recreate = needs_recreate,
};

/*
 * The commutator, the negator and the flags can be given to an operator that
 * has none, from 17 on; nothing takes them away.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	for (int i = FIRST_ONCE; i <= LAST_ONCE; i++)
	{
		const char *old = from->values[i];
		const char *new = to->values[i];

		if (old == NULL ? SV_SINCE_17(false, new != NULL) :
			new == NULL || strcmp(old, new) != 0)
			return true;
	}
	return false;
}
