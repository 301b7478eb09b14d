/*-------------------------------------------------------------------------
 *
 * unsupported.c
 *	  Objects that schemaver has no statements for.
 *
 * They are reported by kind and name, which are their identity.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "kind/kinds.h"

const SvKind sv_kind_unsupported = {
	.name = "unsupported object",
	.classid = RelationRelationId,
	.select_oid = "u.oid",
	.select_identity = "u.identity",
	.select_name = "u.name",
	.from =
	" FROM (SELECT c.oid, format('relation %I.%I of kind %L', n.nspname, c.relname,"
	"   c.relkind) AS identity, quote_ident(c.relname) AS name"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1)"
	" AND c.relkind NOT IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I', 'c', 't')) u",
	.flags = SV_KIND_GLOBAL | SV_KIND_NO_SUBTYPE | SV_KIND_NO_STATEMENT,
};
