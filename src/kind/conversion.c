/*-------------------------------------------------------------------------
 *
 * conversion.c
 *	  Conversions between encodings.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_conversion.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{"default", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

const SvKind sv_kind_conversion = {
	.name = "conversion",
	.classid = ConversionRelationId,
	.query =
	"SELECT c.oid, 0, 0::oid, 0, format('%I.%I', n.nspname, c.conname),"
	" quote_ident(c.conname), quote_ident(pg_get_userbyid(c.conowner)),"
	" NULL::text,"
	" CASE WHEN c.condefault THEN 'DEFAULT' END,"
	" format('FOR %L TO %L FROM %s', pg_encoding_to_char(c.conforencoding),"
	"  pg_encoding_to_char(c.contoencoding), c.conproc)"
	" FROM pg_catalog.pg_conversion c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace"
	" WHERE c.connamespace = ANY ($1)",
	.properties = properties,
	.phrase = "CONVERSION %i",
	.create = "CREATE [%{default} ]CONVERSION %i %{definition}",
	.rename = "ALTER CONVERSION %i RENAME TO %v",
	.flags = SV_KIND_DETECTS_RENAME,
};
