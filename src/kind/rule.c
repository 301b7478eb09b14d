/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  Rules, other than those that make views.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_rewrite.h"

#include "kind/kinds.h"
#include "kind/replace.h"
#include "kind/words.h"

static const SvProperty properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{"enabled", 0, "ALTER TABLE %p %v RULE %n",
	"ALTER TABLE %p ENABLE RULE %n"},
	{NULL}
};

/* pg_get_ruledef() without its beginning, which has the name. */
#define DEFINITION \
	"rtrim(substr(pg_get_ruledef(r.oid),"\
	"  length(format('CREATE RULE %I AS', r.rulename)) + 1), ';')"

const SvKind sv_kind_rule = {
	.name = "rule",
	.classid = RewriteRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT r.oid, 0, r.ev_class, 0,"
	" format('%I.%I.%I', n.nspname, c.relname, r.rulename),"
	" quote_ident(r.rulename), NULL::text, NULL::text, " DEFINITION ","
	SV_SQL_ENABLED("r.ev_enabled")
	" FROM pg_catalog.pg_rewrite r"
	" JOIN pg_catalog.pg_class c ON c.oid = r.ev_class"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'",
	.properties = properties,
	.phrase = "RULE %n ON %p",
	.create = "CREATE OR REPLACE RULE %n AS%{definition}",
	.rename = "ALTER RULE %n ON %p RENAME TO %v",
	.create_hook = sv_replace_create,
};
