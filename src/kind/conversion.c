/*-------------------------------------------------------------------------
 *
 * conversion.c
 *	  Conversions between encodings.
 *
 * No statement changes one, so a difference drops and creates it.  The default
 * of two encodings is part of the definition.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_conversion.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{
		.name = "default",
		.item = "CASE WHEN c.condefault THEN 'DEFAULT' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "definition",
		.item = "format('FOR %L TO %L FROM %s', pg_encoding_to_char(c.conforencoding),"
		"  pg_encoding_to_char(c.contoencoding), c.conproc)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_conversion = {
	.name = "conversion",
	.classid = ConversionRelationId,
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.conname)",
	.select_name = "quote_ident(c.conname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.conowner))",
	.from =
	" FROM pg_catalog.pg_conversion c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace"
	" WHERE c.connamespace = ANY ($1)",
	SV_PROPERTIES(properties),
	.phrase = "CONVERSION %i",
	.create = "CREATE [%{default} ]CONVERSION %i %{definition}",
	.rename = "ALTER CONVERSION %i RENAME TO %v",
	.flags = SV_KIND_DETECTS_RENAME,
};
