/*-------------------------------------------------------------------------
 *
 * event_trigger.c
 *	  Event triggers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_event_trigger.h"

#include "kind/kinds.h"
#include "kind/words.h"

static const SvProperty properties[] = {
	{"event", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"tags", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"function", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"enabled", 0, "ALTER EVENT TRIGGER %i %v",
	"ALTER EVENT TRIGGER %i ENABLE"},
	{NULL}
};

const SvKind sv_kind_event_trigger = {
	.name = "event trigger",
	.classid = EventTriggerRelationId,
	.query =
	"SELECT e.oid, 0, 0::oid, 0, quote_ident(e.evtname), quote_ident(e.evtname),"
	" quote_ident(pg_get_userbyid(e.evtowner)), NULL::text,"
	" quote_ident(e.evtevent),"
	" (SELECT string_agg(quote_literal(t.tag), ', ' ORDER BY t.place)"
	"  FROM unnest(e.evttags) WITH ORDINALITY AS t(tag, place)),"
	SV_SQL_FUNCTION("e.evtfoid") ","
	SV_SQL_ENABLED("e.evtenabled")
	" FROM pg_catalog.pg_event_trigger e",
	.properties = properties,
	.phrase = "EVENT TRIGGER %i",
	.create = "CREATE EVENT TRIGGER %i ON %{event}[\n   WHEN TAG IN (%{tags})]"
	"\n   EXECUTE FUNCTION %{function}()",
	.rename = "ALTER EVENT TRIGGER %i RENAME TO %v",
	.flags = SV_KIND_GLOBAL,
};
