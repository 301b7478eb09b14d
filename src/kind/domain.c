/*-------------------------------------------------------------------------
 *
 * domain.c
 *	  Domains and their constraints.
 *
 * NOT NULL of a domain, which is a constraint with a name from 17 on, is a
 * property of the domain.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/stored.h"
#include "kind/words.h"

/* The properties. */
enum
{
	TYPE,
	COLLATION,
	DEFAULT,
	NOT_NULL,
	NOT_NULL_CLAUSE,
	NOT_NULL_NAME,
	NOT_NULL_COMMENT,
	VOLATILE,
	PROPERTIES
};

static void release_default(SvOperation *operation);
static void create_domain(SvOperation *operation);
static bool needs_recreate(const SvFact *from, const SvFact *to);
static bool is_closed(const SvFact *fact, const SvOperation *part);
static bool is_contained(const SvFact *domain);
static void alter_domain(SvOperation *operation, int property);
static bool folds(const SvFact *fact);
static bool needs_recreate_constraint(const SvFact *from, const SvFact *to);

static const SvProperty properties[PROPERTIES] = {
	[TYPE] = {
		.name = "type",
		.item = "format_type(t.typbasetype, t.typtypmod)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[COLLATION] = {
		.name = "collation",
		.item = "CASE WHEN t.typcollation <> b.typcollation THEN"
		"  (SELECT format('%I.%I', cn.nspname, c.collname)"
		"   FROM pg_catalog.pg_collation c"
		"   JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace"
		"   WHERE c.oid = t.typcollation) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[DEFAULT] = {
		.name = "default",
		.item = "pg_get_expr(t.typdefaultbin, 0)",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER DOMAIN %i SET DEFAULT %v",
		.unset = "ALTER DOMAIN %i DROP DEFAULT"
	},
	[NOT_NULL] = {
		.name = "not_null",
		.item = SV_SINCE_17("CASE WHEN nn.oid IS NOT NULL THEN"
							" format('CONSTRAINT %I NOT NULL', nn.conname) END", "CASE WHEN t.typnotnull THEN 'NOT NULL' END"),
		.flags = SV_PROPERTY_INLINE,
		.unset = "ALTER DOMAIN %i DROP NOT NULL"
	},
	[NOT_NULL_CLAUSE] = {
		.name = "not_null_clause",
		.item = SV_SINCE_17("CASE WHEN nn.conname = t.typname || '_not_null' THEN 'NOT NULL'"
							"  WHEN nn.oid IS NOT NULL THEN"
							"  format('CONSTRAINT %I NOT NULL', nn.conname) END", "CASE WHEN t.typnotnull THEN 'NOT NULL' END"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[NOT_NULL_NAME] = {
		.name = "not_null_name",
		.item = SV_SINCE_17("quote_ident(nn.conname)", "NULL::text"),
		.flags = SV_PROPERTY_HIDDEN
	},
	[NOT_NULL_COMMENT] = {
		.name = "not_null_comment",
		.item = SV_SINCE_17("quote_literal(nd.description)", "NULL::text"),
		.set = "COMMENT ON CONSTRAINT %{not_null_name} ON DOMAIN %i IS %v"
	},
	[VOLATILE] = {
		.name = "volatile",
		.item = SV_SQL_VOLATILE("t.typdefaultbin"),
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_domain = {
	.name = "domain",
	.classid = TypeRelationId,
	.subtypes = "d",
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.select_acl = "t.typacl::text",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype"
	SV_SINCE_17(" LEFT JOIN pg_catalog.pg_constraint nn ON nn.contypid = t.oid"
				"  AND nn.contype = 'n'"
				" LEFT JOIN pg_catalog.pg_description nd ON nd.objoid = nn.oid"
				"  AND nd.classoid = 'pg_catalog.pg_constraint'::regclass"
				"  AND nd.objsubid = 0", "")
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'd'",
	SV_PROPERTIES(properties),
	.phrase = "DOMAIN %i",
	.rename = "ALTER DOMAIN %i RENAME TO %v",
	.release = "default",
	.grant = "TYPE %i",
	.acl_type = 'T',
	.flags = SV_KIND_IS_TYPE | SV_KIND_IS_RELATION | SV_KIND_HAS_STUB | SV_KIND_HAS_CLAUSES,
	.needs_recreate = needs_recreate,
	.is_closed = is_closed,
	.aside_hook = release_default,
	.create_hook = create_domain,
	.alter = alter_domain,
};

/*
 * Other constraints than NOT NULL.
 */
static const SvProperty constraint_properties[] = {
	{
		.name = "definition",
		.item = "regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '')",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "not_valid",
		.item = "CASE WHEN NOT k.convalidated THEN 'NOT VALID' END",
		.flags = SV_PROPERTY_INLINE,
		.unset = "ALTER DOMAIN %p VALIDATE CONSTRAINT %n"
	}
};

const SvKind sv_kind_domain_constraint = {
	.name = "constraint of domain",
	.classid = ConstraintRelationId,
	.parent_classid = TypeRelationId,
	.subtypes = "d",
	.select_oid = "k.oid",
	.select_parent = "k.contypid",
	.select_identity = "format('%I.%I.%I', n.nspname, t.typname, k.conname)",
	.select_name = "quote_ident(k.conname)",
	.from =
	" FROM pg_catalog.pg_constraint k"
	" JOIN pg_catalog.pg_type t ON t.oid = k.contypid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" WHERE t.typnamespace = ANY ($1) AND k.contype = 'c'",
	SV_PROPERTIES(constraint_properties),
	.phrase = "CONSTRAINT %n ON DOMAIN %p",
	.create = "ALTER DOMAIN %p ADD CONSTRAINT %n %{definition}[ %{not_valid}]",
	.clause = "CONSTRAINT %n %{definition}",
	.drop = "ALTER DOMAIN %p DROP CONSTRAINT %n",
	.rename = "ALTER DOMAIN %p RENAME CONSTRAINT %n TO %v",
	.flags = SV_KIND_IS_CLAUSE | SV_KIND_DETECTS_RENAME,
	.folds = folds,
	.needs_recreate = needs_recreate_constraint,
};

/*
 * A domain that is not recreated, but whose default contains a row type that
 * is, does without the default until then.
 */
static void
release_default(SvOperation *operation)
{
	if (operation->from->drop == NULL)
		sv_operation_emit(operation, "ALTER DOMAIN %i DROP DEFAULT");
}

/*
 * CREATE DOMAIN with the constraints that can be clauses of it.  A stub
 * lacks the default, which may call a function that takes or returns the
 * domain.
 */
static void
create_domain(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	StringInfoData buf;
	ListCell   *lc;

	if (operation->completes)
	{
		sv_operation_emit(operation, "ALTER DOMAIN %i SET DEFAULT %{default}");
		return;
	}
	initStringInfo(&buf);
	appendStringInfoString(&buf,
						   sv_template_fill("CREATE DOMAIN %i AS %{type}[ COLLATE %{collation}]",
											fact, NULL, NULL));
	if (!operation->stub)
		appendStringInfoString(&buf,
							   sv_template_fill("[ DEFAULT %{default}]", fact,
												NULL, NULL));
	appendStringInfoString(&buf,
						   sv_template_fill("[ %{not_null_clause}]", fact, NULL, NULL));
	foreach(lc, operation->parts)
		appendStringInfo(&buf, "\n    %s", sv_operation_clause(lfirst(lc)));
	sv_operation_emit_text(operation, buf.data);
}

/*
 * The server cannot check values of a domain that are contained in other
 * values.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return from->values[NOT_NULL] == NULL && to->values[NOT_NULL] != NULL &&
		is_contained(from);
}

static bool
is_closed(const SvFact *fact, const SvOperation *part)
{
	return sv_fact_value(part->to, "not_valid") == NULL && is_contained(fact);
}

/*
 * True if values of the domain are contained in stored values of arrays,
 * composite types and the like.
 */
static bool
is_contained(const SvFact *domain)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, domain->needed_by)
	{
		const SvFact *user = ((SvNeed *) lfirst(lc))->fact;
		bool		same = (user->kind == &sv_kind_column ||
							user->kind == &sv_kind_domain) &&
		strcmp(sv_fact_value(user, "type"), domain->identity) == 0;

		if (user->kind == &sv_kind_domain && same ? is_contained(user) :
			!same && user->kind != &sv_kind_materialized_view &&
			sv_stored_by(user))
			return true;
	}
	return false;
}

/*
 * NOT NULL that is added or renamed, or has lost its comment.
 */
static void
alter_domain(SvOperation *operation, int property)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	const char *clause = sv_fact_value(to, "not_null_clause");

	if (property != NOT_NULL)
	{
		if (to->values[NOT_NULL] != NULL)
			sv_operation_emit_text(operation,
								   psprintf("COMMENT ON CONSTRAINT %s ON DOMAIN %s IS NULL",
											sv_fact_value(from, "not_null_name"),
											to->identity));
	}
	else if (from->values[NOT_NULL] != NULL)
		sv_operation_emit_text(operation,
							   psprintf("ALTER DOMAIN %s RENAME CONSTRAINT %s TO %s",
										to->identity,
										sv_fact_value(from, "not_null_name"),
										sv_fact_value(to, "not_null_name")));
	else if (strcmp(clause, "NOT NULL") == 0)
		sv_operation_emit(operation, "ALTER DOMAIN %i SET NOT NULL");
	else
		sv_operation_emit(operation, "ALTER DOMAIN %i ADD %{not_null_clause}");
}

/*
 * CREATE DOMAIN takes all constraints as valid.
 */
static bool
folds(const SvFact *fact)
{
	return sv_fact_value(fact, "not_valid") == NULL;
}

/*
 * What is valid remains so.
 */
static bool
needs_recreate_constraint(const SvFact *from, const SvFact *to)
{
	return sv_fact_value(from, "not_valid") == NULL &&
		sv_fact_value(to, "not_valid") != NULL;
}
