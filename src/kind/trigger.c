/*-------------------------------------------------------------------------
 *
 * trigger.c
 *	  Triggers on tables and views.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"enabled", 0, "ALTER TABLE %p %v TRIGGER %n",
	"ALTER TABLE %p ENABLE TRIGGER %n"},
	{NULL}
};

const SvKind sv_kind_trigger = {
	.name = "trigger",
	.classid = TriggerRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT t.oid, 0, t.tgrelid, 0,"
	" format('%I.%I.%I', n.nspname, c.relname, t.tgname),"
	" quote_ident(t.tgname), NULL::text, NULL::text,"
	" pg_get_triggerdef(t.oid),"
	" CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'"
	"  WHEN 'A' THEN 'ENABLE ALWAYS' END"
	" FROM pg_catalog.pg_trigger t"
	" JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND NOT t.tgisinternal AND t.tgparentid = 0",
	.properties = properties,
	.phrase = "TRIGGER %n ON %p",
	.create = "%{definition}",
	.rename = "ALTER TRIGGER %n ON %p RENAME TO %v",
};
