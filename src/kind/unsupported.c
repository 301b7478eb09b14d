/*-------------------------------------------------------------------------
 *
 * unsupported.c
 *	  Objects that schemaver has no statements for.
 *
 * They are reported by kind and name, which are their identity.
 *
 * A subscription is more than a matter of the schema: it has a connection
 * with a secret, and a slot on another server.
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
	" FROM (SELECT 0::oid AS oid, format('subscription %I', s.subname) AS identity,"
	"  quote_ident(s.subname) AS name"
	" FROM pg_catalog.pg_subscription s"
	" WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
	"  WHERE d.datname = current_database())"
	" UNION ALL"
	" SELECT c.oid, format('relation %I.%I of kind %L', n.nspname, c.relname, c.relkind),"
	"  quote_ident(c.relname)"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1)"
	" AND c.relkind NOT IN ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I', 'c', 't')) u",
	.flags = SV_KIND_GLOBAL | SV_KIND_NO_SUBTYPE | SV_KIND_NO_STATEMENT,
};
