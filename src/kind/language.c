/*-------------------------------------------------------------------------
 *
 * language.c
 *	  Procedural languages, and access methods: what a handler stands behind.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_am.h"
#include "catalog/pg_language.h"

#include "kind/kinds.h"
#include "kind/replace.h"

static const SvProperty language_properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_REPLACE},
	{NULL}
};

const SvKind sv_kind_language = {
	.name = "language",
	.classid = LanguageRelationId,
	.query =
	"SELECT l.oid, 0, 0::oid, 0, quote_ident(l.lanname),"
	" quote_ident(l.lanname), quote_ident(pg_get_userbyid(l.lanowner)),"
	" l.lanacl::text,"
	" concat(CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END,"
	"  format('LANGUAGE %I HANDLER %s', l.lanname, l.lanplcallfoid::regproc),"
	"  CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc END,"
	"  CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc END)"
	" FROM pg_catalog.pg_language l"
	" WHERE l.lanispl AND l.oid >= 16384",
	.properties = language_properties,
	.phrase = "LANGUAGE %i",
	.create = "CREATE %{definition}",
	.rename = "ALTER LANGUAGE %i RENAME TO %v",
	.grant = "LANGUAGE %i",
	.acl_type = 'l',
	.flags = SV_KIND_GLOBAL,
	.create_hook = sv_replace_create,
};

static const SvProperty method_properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

const SvKind sv_kind_access_method = {
	.name = "access method",
	.classid = AccessMethodRelationId,
	.query =
	"SELECT m.oid, 0, 0::oid, 0, quote_ident(m.amname),"
	" quote_ident(m.amname), NULL::text, NULL::text,"
	" format('TYPE %s HANDLER %s',"
	"  CASE m.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, m.amhandler)"
	" FROM pg_catalog.pg_am m WHERE m.oid >= 16384",
	.properties = method_properties,
	.phrase = "ACCESS METHOD %i",
	.create = "CREATE ACCESS METHOD %i %{definition}",
	.flags = SV_KIND_GLOBAL,
};
