/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  Schemas.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{NULL}
};

const SvKind sv_kind_schema = {
	.name = "schema",
	.classid = NamespaceRelationId,
	.query =
	"SELECT n.oid, 0, 0::pg_catalog.oid, 0, pg_catalog.quote_ident(n.nspname),"
	" pg_catalog.quote_ident(n.nspname),"
	" pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(n.nspowner)),"
	" n.nspacl::text"
	" FROM pg_catalog.pg_namespace n WHERE n.oid = ANY ($1)",
	.properties = properties,
	.phrase = "SCHEMA %i",
	.create = "CREATE SCHEMA %i",
	.grant = "SCHEMA %i",
	.acl_type = 'n',
	.flags = SV_KIND_NO_SUBTYPE,
};
