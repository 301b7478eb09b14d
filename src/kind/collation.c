/*-------------------------------------------------------------------------
 *
 * collation.c
 *	  Collations.
 *
 * A collation cannot be altered.  Columns have it as they have a type, so it
 * is replaced as a type is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation.h"

#include "compat.h"
#include "kind/kinds.h"

/* The locale of a collation whose provider is not libc. */
#define LOCALE \
	SV_SINCE_17("c.colllocale", SV_SINCE_15("c.colliculocale", "c.collcollate"))

/*
 * The version is that of the installed library, and no part of the schema.
 */
static const SvProperty properties[] = {
	{
		.name = "definition",
		.item = "concat_ws(', ',"
		"  'provider = ' || CASE c.collprovider WHEN 'c' THEN 'libc'"
		"   WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'default' END,"
		"  CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END,"
		"  CASE WHEN c.collprovider <> 'c'"
		"    THEN format('locale = %L', " LOCALE ")"
		"   WHEN c.collcollate = c.collctype"
		"    THEN format('locale = %L', c.collcollate)"
		"   ELSE format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype) END"
		SV_SINCE_16(", 'rules = ' || quote_literal(c.collicurules)", "")
		" )",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_collation = {
	.name = "collation",
	.classid = CollationRelationId,
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.collname)",
	.select_name = "quote_ident(c.collname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.collowner))",
	.from =
	" FROM pg_catalog.pg_collation c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace"
	" WHERE c.collnamespace = ANY ($1)"
	" AND c.collencoding IN (-1, (SELECT d.encoding FROM pg_catalog.pg_database d"
	"  WHERE d.datname = current_database()))",
	SV_PROPERTIES(properties),
	.phrase = "COLLATION %i",
	.create = "CREATE COLLATION %i (%{definition})",
	.rename = "ALTER COLLATION %i RENAME TO %v",
	.flags = SV_KIND_IS_TYPE,
};
