/*-------------------------------------------------------------------------
 *
 * language.c
 *	  Procedural languages and access methods.
 *
 * Both consist of little more than a handler function.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_am.h"
#include "catalog/pg_language.h"

#include "kind/kinds.h"
#include "kind/replace.h"

static const SvProperty language_properties[] = {
	{
		.name = "definition",
		.item = "concat(CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END,"
		"  format('LANGUAGE %I HANDLER %s', l.lanname, l.lanplcallfoid::regproc),"
		"  CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc END,"
		"  CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc END)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE
	}
};

const SvKind sv_kind_language = {
	.name = "language",
	.classid = LanguageRelationId,
	.select_oid = "l.oid",
	.select_identity = "quote_ident(l.lanname)",
	.select_name = "quote_ident(l.lanname)",
	.select_owner = "quote_ident(pg_get_userbyid(l.lanowner))",
	.select_acl = "l.lanacl::text",
	.from =
	" FROM pg_catalog.pg_language l"
	" WHERE l.lanispl AND l.oid >= 16384",
	SV_PROPERTIES(language_properties),
	.phrase = "LANGUAGE %i",
	.create = "CREATE %{definition}",
	.rename = "ALTER LANGUAGE %i RENAME TO %v",
	.grant = "LANGUAGE %i",
	.acl_type = 'l',
	.flags = SV_KIND_GLOBAL,
	.create_hook = sv_replace_create,
};

static const SvProperty method_properties[] = {
	{
		.name = "definition",
		.item = "format('TYPE %s HANDLER %s',"
		"  CASE m.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, m.amhandler)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_access_method = {
	.name = "access method",
	.classid = AccessMethodRelationId,
	.select_oid = "m.oid",
	.select_identity = "quote_ident(m.amname)",
	.select_name = "quote_ident(m.amname)",
	.from =
	" FROM pg_catalog.pg_am m WHERE m.oid >= 16384",
	SV_PROPERTIES(method_properties),
	.phrase = "ACCESS METHOD %i",
	.create = "CREATE ACCESS METHOD %i %{definition}",
	.flags = SV_KIND_GLOBAL,
};
