/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  Rules, other than those of views.
 *
 * The rule that makes a view what it is belongs to the view.  A rule is replaced
 * by CREATE OR REPLACE, and enabled or disabled by its table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_rewrite.h"

#include "kind/kinds.h"
#include "kind/replace.h"
#include "kind/words.h"

/* pg_get_ruledef() without its beginning, which has the name. */
#define DEFINITION \
	"rtrim(substr(pg_get_ruledef(r.oid),"\
	"  length(format('CREATE RULE %I AS', r.rulename)) + 1), ';')"

static const SvProperty properties[] = {
	{
		.name = "definition",
		.item = DEFINITION,
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE,
		.hazard = "lock:AccessExclusive"
	},
	{
		.name = "enabled",
		.item = SV_SQL_ENABLED("r.ev_enabled"),
		.set = "ALTER TABLE %p %v RULE %n",
		.unset = "ALTER TABLE %p ENABLE RULE %n",
		.hazard = "lock:AccessExclusive"
	}
};

const SvKind sv_kind_rule = {
	.name = "rule",
	.classid = RewriteRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "r.oid",
	.select_parent = "r.ev_class",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, r.rulename)",
	.select_name = "quote_ident(r.rulename)",
	.from =
	" FROM pg_catalog.pg_rewrite r"
	" JOIN pg_catalog.pg_class c ON c.oid = r.ev_class"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND r.rulename <> '_RETURN'",
	SV_PROPERTIES(properties),
	.phrase = "RULE %n ON %p",
	.create = "CREATE OR REPLACE RULE %n AS%{definition}",
	.rename = "ALTER RULE %n ON %p RENAME TO %v",
	.create_hook = sv_replace_create,
};
