/*-------------------------------------------------------------------------
 *
 * operator.c
 *	  Operators.
 *
 * An operator that exists only because another one names it as its commutator
 * or negator is of a kind of its own: it is created with that one, and filled in
 * when it is created itself, but the server does not drop it with that one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator.h"

#include "compat.h"
#include "fact/operation.h"
#include "kind/kinds.h"
#include "kind/words.h"

static void link_operator(SvOperation *operation);
static bool needs_recreate(const SvFact *from, const SvFact *to);
static bool can_be_given(const SvFact *operator, int property);
static const SvFact *other_operator(const SvFact *operator, int property);
static bool shell_comes_along(SvOperation *operation);
static const SvFact *find_schema(const SvFact *operator);
static const SvFact *find_operator(const SvFact *schema, const char *identity);

/* The properties. */
enum
{
	FUNCTION,
	COMMUTATOR,
	NEGATOR,
	HASHES,
	MERGES,
	RESTRICT,
	JOIN,
	ARGUMENTS,
	OPERATOR,
	COMMUTATOR_IDENTITY,
	NEGATOR_IDENTITY,
	PROPERTIES
};

#define OTHER_OPERATOR(column) \
	"(SELECT format('OPERATOR(%I.%s)', n.nspname, r.oprname)"\
	"  FROM pg_catalog.pg_operator r"\
	"  JOIN pg_catalog.pg_namespace n ON n.oid = r.oprnamespace"\
	"  WHERE r.oid = o." column ")"
#define ARGUMENT(o, column) \
	"CASE WHEN " o "." column " = 0 THEN 'NONE'"\
	" ELSE format_type(" o "." column ", NULL) END"
#define IDENTITY(o, n) \
	"format('%I.%s (%s, %s)', " n ".nspname, " o ".oprname,"\
	"  " ARGUMENT(o, "oprleft") ", " ARGUMENT(o, "oprright") ")"
/* The same, of an operator that is more than a name. */
#define OTHER_IDENTITY(column) \
	"(SELECT " IDENTITY("r", "rn")\
	"  FROM pg_catalog.pg_operator r"\
	"  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.oprnamespace"\
	"  WHERE r.oid = o." column " AND r.oprcode <> 0)"

static const SvProperty properties[PROPERTIES] = {
	[FUNCTION] = {
		.name = "function",
		.item = "o.oprcode::text",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[COMMUTATOR] = {
		.name = "commutator",
		.item = OTHER_OPERATOR("oprcom"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (COMMUTATOR = %v)"
	},
	[NEGATOR] = {
		.name = "negator",
		.item = OTHER_OPERATOR("oprnegate"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (NEGATOR = %v)"
	},
	[HASHES] = {
		.name = "hashes",
		.item = "CASE WHEN o.oprcanhash THEN 'HASHES' END",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (HASHES)"
	},
	[MERGES] = {
		.name = "merges",
		.item = "CASE WHEN o.oprcanmerge THEN 'MERGES' END",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (MERGES)"
	},
	[RESTRICT] = {
		.name = "restrict",
		.item = SV_SQL_UNLESS_0("o.oprrest"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (RESTRICT = %v)",
		.unset = "ALTER OPERATOR %i SET (RESTRICT = NONE)"
	},
	[JOIN] = {
		.name = "join",
		.item = SV_SQL_UNLESS_0("o.oprjoin"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER OPERATOR %i SET (JOIN = %v)",
		.unset = "ALTER OPERATOR %i SET (JOIN = NONE)"
	},
	[ARGUMENTS] = {
		.name = "arguments",
		.item = "concat(CASE WHEN o.oprleft <> 0"
		"   THEN E',\\n    LEFTARG = ' || format_type(o.oprleft, NULL) END,"
		"  CASE WHEN o.oprright <> 0"
		"   THEN E',\\n    RIGHTARG = ' || format_type(o.oprright, NULL) END)",
		.flags = SV_PROPERTY_HIDDEN
	},
	[OPERATOR] = {
		.name = "operator",
		.item = "format('%I.%s', n.nspname, o.oprname)",
		.flags = SV_PROPERTY_HIDDEN
	},
	[COMMUTATOR_IDENTITY] = {
		.name = "commutator_identity",
		.item = OTHER_IDENTITY("oprcom"),
		.flags = SV_PROPERTY_INLINE,
		.set = SV_NO_STATEMENT
	},
	[NEGATOR_IDENTITY] = {
		.name = "negator_identity",
		.item = OTHER_IDENTITY("oprnegate"),
		.flags = SV_PROPERTY_INLINE,
		.set = SV_NO_STATEMENT
	}
};

const SvKind sv_kind_operator = {
	.name = "operator",
	.classid = OperatorRelationId,
	.select_oid = "o.oid",
	.select_identity = IDENTITY("o", "n"),
	.select_name = "o.oprname::text",
	.select_owner = "quote_ident(pg_get_userbyid(o.oprowner))",
	.from =
	" FROM pg_catalog.pg_operator o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
	" WHERE o.oprnamespace = ANY ($1) AND o.oprcode <> 0",
	SV_PROPERTIES(properties),
	.phrase = "OPERATOR %i",
	.create = "CREATE OPERATOR %{operator} (\n    FUNCTION = %{function}%{arguments}"
	"[,\n    COMMUTATOR = %{commutator}][,\n    NEGATOR = %{negator}]"
	"[,\n    RESTRICT = %{restrict}][,\n    JOIN = %{join}]"
	"[,\n    %{hashes}][,\n    %{merges}]\n)",
	.flags = SV_KIND_HAS_ARGUMENTS,
	.needs_recreate = needs_recreate,
	.link = link_operator,
};

const SvKind sv_kind_shell_operator = {
	.name = "shell operator",
	.classid = OperatorRelationId,
	.select_oid = "o.oid",
	.select_identity = IDENTITY("o", "n"),
	.select_name = "o.oprname::text",
	.select_owner = "quote_ident(pg_get_userbyid(o.oprowner))",
	.from =
	" FROM pg_catalog.pg_operator o"
	" JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace"
	" WHERE o.oprnamespace = ANY ($1) AND o.oprcode = 0",
	.phrase = "OPERATOR %i",
	.create = "",
	.flags = SV_KIND_HAS_ARGUMENTS,
	.comes_along = shell_comes_along,
};

/*
 * A shell is created with the operator that names it, and becomes an operator
 * by CREATE OPERATOR.
 */
static bool
shell_comes_along(SvOperation *operation)
{
	const SvFact *schema;

	if (operation->action != SV_ACTION_DROP)
		return true;
	schema = find_schema(operation->from);
	return schema != NULL && schema->counterpart != NULL &&
		find_operator(schema->counterpart, operation->from->identity) != NULL;
}

/*
 * A commutator or negator can be set once it exists.  If it is created with
 * this operator as its own, both are set by then, and setting it again does
 * no harm.
 */
static void
link_operator(SvOperation *operation)
{
	if (operation->action != SV_ACTION_ALTER)
		return;
	for (int i = COMMUTATOR; i <= NEGATOR; i++)
	{
		const SvFact *other = operation->differs[i] ?
		other_operator(operation->to, i) : NULL;

		if (other != NULL && other->change != NULL &&
			other->change->action == SV_ACTION_CREATE)
			sv_operation_before(other->change, operation);
	}
}

/*
 * The commutator, the negator and the flags can be set for an operator that
 * has none, from 17 on.  They cannot be removed.  What is dropped, though it is
 * named still, is forgotten by the server.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	for (int i = COMMUTATOR_IDENTITY; i <= NEGATOR_IDENTITY; i++)
		if (from->values[i] != NULL && to->values[i] == NULL)
			return true;
	for (int i = COMMUTATOR; i <= MERGES; i++)
	{
		const char *old = from->values[i];
		const char *new = to->values[i];

		if (old == NULL ? new != NULL && !can_be_given(to, i) :
			new == NULL || strcmp(old, new) != 0)
			return true;
	}
	return false;
}

/*
 * True if ALTER OPERATOR can set the property.  An operator of which only
 * the name exists cannot be set; of one in another schema it is unknown
 * whether it exists.
 */
static bool
can_be_given(const SvFact *operator, int property)
{
	return SV_SINCE_17(true, false) &&
		((property != COMMUTATOR && property != NEGATOR) ||
		 other_operator(operator, property) != NULL);
}

/*
 * The commutator or negator, if it is in the same schema; NULL otherwise.
 */
static const SvFact *
other_operator(const SvFact *operator, int property)
{
	const char *identity =
	operator->values[property - COMMUTATOR + COMMUTATOR_IDENTITY];
	const SvFact *schema = find_schema(operator);

	return identity == NULL || schema == NULL ? NULL :
		find_operator(schema, identity);
}

/*
 * The schema of an operator; NULL if it has not been read.
 */
static const SvFact *
find_schema(const SvFact *operator)
{
	ListCell   *lc;

	foreach(lc, operator->needs)
	{
		const SvFact *schema = ((SvNeed *) lfirst(lc))->fact;

		if (schema->kind == &sv_kind_schema)
			return schema;
	}
	return NULL;
}

/*
 * The operator of this identity in a schema; NULL if there is none.
 */
static const SvFact *
find_operator(const SvFact *schema, const char *identity)
{
	ListCell   *lc;

	foreach(lc, schema->needed_by)
	{
		const SvFact *other = ((SvNeed *) lfirst(lc))->fact;

		if (other->kind == &sv_kind_operator &&
			strcmp(other->identity, identity) == 0)
			return other;
	}
	return NULL;
}
