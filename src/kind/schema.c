/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  Schemas.
 *
 * Only schemas that are managed are facts, and only for their owner, privileges
 * and comment: a model says by its list of schemas which there are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"

#include "kind/kinds.h"

const SvKind sv_kind_schema = {
	.name = "schema",
	.classid = NamespaceRelationId,
	.select_oid = "n.oid",
	.select_parent = "0::pg_catalog.oid",
	.select_identity = "pg_catalog.quote_ident(n.nspname)",
	.select_name = "pg_catalog.quote_ident(n.nspname)",
	.select_owner = "pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(n.nspowner))",
	.select_acl = "n.nspacl::text",
	.from =
	" FROM pg_catalog.pg_namespace n WHERE n.oid = ANY ($1)",
	.phrase = "SCHEMA %i",
	.create = "CREATE SCHEMA %i",
	.grant = "SCHEMA %i",
	.acl_type = 'n',
	.flags = SV_KIND_NO_SUBTYPE,
};
