/*-------------------------------------------------------------------------
 *
 * event_trigger.c
 *	  Event triggers.
 *
 * They are in no schema, and fire for all of the database.  What enables or
 * disables one is a statement of its own; any other change recreates it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_event_trigger.h"

#include "kind/kinds.h"
#include "kind/words.h"

static const SvProperty properties[] = {
	{
		.name = "event",
		.item = "quote_ident(e.evtevent)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "tags",
		.item = "(SELECT string_agg(quote_literal(t.tag), ', ' ORDER BY t.place)"
		"  FROM unnest(e.evttags) WITH ORDINALITY AS t(tag, place))",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "function",
		.item = SV_SQL_FUNCTION("e.evtfoid"),
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "enabled",
		.item = SV_SQL_ENABLED("e.evtenabled"),
		.set = "ALTER EVENT TRIGGER %i %v",
		.unset = "ALTER EVENT TRIGGER %i ENABLE"
	}
};

const SvKind sv_kind_event_trigger = {
	.name = "event trigger",
	.classid = EventTriggerRelationId,
	.select_oid = "e.oid",
	.select_identity = "quote_ident(e.evtname)",
	.select_name = "quote_ident(e.evtname)",
	.select_owner = "quote_ident(pg_get_userbyid(e.evtowner))",
	.from =
	" FROM pg_catalog.pg_event_trigger e",
	SV_PROPERTIES(properties),
	.phrase = "EVENT TRIGGER %i",
	.create = "CREATE EVENT TRIGGER %i ON %{event}[\n   WHEN TAG IN (%{tags})]"
	"\n   EXECUTE FUNCTION %{function}()",
	.rename = "ALTER EVENT TRIGGER %i RENAME TO %v",
	.flags = SV_KIND_GLOBAL,
};
