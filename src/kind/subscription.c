/*-------------------------------------------------------------------------
 *
 * subscription.c
 *	  Subscriptions.
 *
 * As in pg_dump, a subscription is created without a connection to the
 * publisher: what has to be done there (a replication slot, the tables) is left
 * to whoever knows it.  One that is dropped leaves its slot.
 *
 * The connection string is compared and written without what is secret
 * (conninfo.c).  Not every role may read it, so it is not in the query: see
 * catalog/connections.c.
 *
 * pg_dump does not tell whether one is enabled, so a model that has it disabled
 * does not disable it: see model/reconcile.c.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"

static void create_subscription(SvOperation *operation);
static void alter_subscription(SvOperation *operation, int property);
static void drop_subscription(SvOperation *operation);

/* The properties: those that have to be set first come first. */
enum
{
	CONNECTION,
	SERVER,
	PUBLICATIONS,
	SLOT,
	SYNCHRONOUS_COMMIT,
	BINARY,
	STREAMING,
	TWO_PHASE,
	DISABLE_ON_ERROR,
	PASSWORD_REQUIRED,
	RUN_AS_OWNER,
	ORIGIN,
	FAILOVER,
	RETAIN_DEAD_TUPLES,
	MAX_RETENTION,
	RECEIVER_TIMEOUT,
	ENABLED,
	SECRET,
	PROPERTIES
};

/* An option of WITH, and of SET unless that needs the publisher. */
#define OPTION(option, item_, default_) \
	{ \
		.name = option, \
		.item = item_, \
		.flags = SV_PROPERTY_INLINE, \
		.set = "ALTER SUBSCRIPTION %i SET (" option " = %v)", \
		.unset = "ALTER SUBSCRIPTION %i SET (" option " = " default_ ")" \
	}
#define FIXED_OPTION(option, item_) \
	{ \
		.name = option, \
		.item = item_, \
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE \
	}

static const SvProperty properties[PROPERTIES] = {
	[CONNECTION] = {
		.name = "connection",
		.item = "NULL::text",
		.flags = SV_PROPERTY_INLINE
	},
	[SERVER] = {
		.name = "server",
		.item = SV_SINCE_19("(SELECT quote_ident(f.srvname) FROM pg_catalog.pg_foreign_server f"
							"  WHERE f.oid = s.subserver)", "NULL::text"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER SUBSCRIPTION %i SERVER %v",
		.unset = SV_NO_STATEMENT
	},
	[PUBLICATIONS] = {
		.name = "publications",
		.item = "(SELECT string_agg(quote_ident(p.name), ', ' ORDER BY p.name COLLATE \"C\")"
		"  FROM unnest(s.subpublications) AS p(name))",
		.flags = SV_PROPERTY_INLINE
	},
	[SLOT] = {
		.name = "slot_name",
		.item = "quote_literal(s.subslotname)",
		.flags = SV_PROPERTY_INLINE
	},
	[SYNCHRONOUS_COMMIT] = OPTION("synchronous_commit",
								  "CASE WHEN s.subsynccommit <> 'off' THEN quote_literal(s.subsynccommit) END", "off"),
	[BINARY] = OPTION("binary",
					  SV_SINCE_14("CASE WHEN s.subbinary THEN 'true' END", "NULL::text"), "false"),
	[STREAMING] = OPTION("streaming",
						 SV_SINCE_16("CASE s.substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END",
									 SV_SINCE_14("CASE WHEN s.substream THEN 'on' ELSE 'off' END", "NULL::text")), "off"),
	[TWO_PHASE] = FIXED_OPTION("two_phase",
							   SV_SINCE_15("CASE WHEN s.subtwophasestate <> 'd' THEN 'on' END", "NULL::text")),
	[DISABLE_ON_ERROR] = OPTION("disable_on_error",
								SV_SINCE_15("CASE WHEN s.subdisableonerr THEN 'true' END", "NULL::text"), "false"),
	[PASSWORD_REQUIRED] = OPTION("password_required",
								 SV_SINCE_16("CASE WHEN NOT s.subpasswordrequired THEN 'false' END", "NULL::text"), "true"),
	[RUN_AS_OWNER] = OPTION("run_as_owner",
							SV_SINCE_16("CASE WHEN s.subrunasowner THEN 'true' END", "NULL::text"), "false"),
	[ORIGIN] = OPTION("origin",
					  SV_SINCE_16("CASE WHEN s.suborigin <> 'any' THEN quote_literal(s.suborigin) END", "NULL::text"), "any"),
	[FAILOVER] = FIXED_OPTION("failover",
							  SV_SINCE_17("CASE WHEN s.subfailover THEN 'true' END", "NULL::text")),
	[RETAIN_DEAD_TUPLES] = OPTION("retain_dead_tuples",
								  SV_SINCE_19("CASE WHEN s.subretaindeadtuples THEN 'true' END", "NULL::text"), "false"),
	[MAX_RETENTION] = OPTION("max_retention_duration",
							 SV_SINCE_19("CASE WHEN s.submaxretention <> 0 THEN s.submaxretention::text END", "NULL::text"), "0"),
	[RECEIVER_TIMEOUT] = OPTION("wal_receiver_timeout",
								SV_SINCE_19("CASE WHEN s.subwalrcvtimeout <> '-1' THEN quote_literal(s.subwalrcvtimeout) END", "NULL::text"), "'-1'"),
	[ENABLED] = {
		.name = "enabled",
		.item = "CASE WHEN s.subenabled THEN 'ENABLE' END",
		.set = "ALTER SUBSCRIPTION %i ENABLE",
		.unset = "ALTER SUBSCRIPTION %i DISABLE"
	},
	[SECRET] = {
		.name = "secret",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_subscription = {
	.name = "subscription",
	.classid = SubscriptionRelationId,
	.select_oid = "s.oid",
	.select_identity = "quote_ident(s.subname)",
	.select_name = "quote_ident(s.subname)",
	.select_owner = "quote_ident(pg_get_userbyid(s.subowner))",
	.from =
	" FROM pg_catalog.pg_subscription s"
	" WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
	"  WHERE d.datname = current_database())",
	SV_PROPERTIES(properties),
	.phrase = "SUBSCRIPTION %i",
	.rename = "ALTER SUBSCRIPTION %i RENAME TO %v",
	.flags = SV_KIND_GLOBAL,
	.create_hook = create_subscription,
	.alter = alter_subscription,
	.drop_hook = drop_subscription,
};

static void
create_subscription(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "CREATE SUBSCRIPTION %s ", fact->identity);
	if (fact->values[SERVER] != NULL)
		appendStringInfo(&buf, "SERVER %s", fact->values[SERVER]);
	else
		appendStringInfo(&buf, "CONNECTION %s",
						 fact->values[CONNECTION] ? fact->values[CONNECTION] : "''");
	appendStringInfo(&buf, " PUBLICATION %s WITH (connect = false, slot_name = %s",
					 fact->values[PUBLICATIONS],
					 fact->values[SLOT] ? fact->values[SLOT] : "NONE");
	for (int i = SYNCHRONOUS_COMMIT; i < ENABLED; i++)
		if (fact->values[i] != NULL)
			appendStringInfo(&buf, ", %s = %s", properties[i].name,
							 fact->values[i]);
	appendStringInfoChar(&buf, ')');
	sv_operation_emit_text(operation, buf.data);
	if (fact->values[SECRET] != NULL ||
		(fact->values[CONNECTION] == NULL && fact->values[SERVER] == NULL))
		sv_operation_warn(operation, "secret");
}

/*
 * The properties that have no template.
 */
static void
alter_subscription(SvOperation *operation, int property)
{
	const SvFact *to = operation->to;
	const SvFact *from = operation->from;

	if (property == CONNECTION && to->values[CONNECTION] != NULL)
	{
		sv_operation_emit(operation, "ALTER SUBSCRIPTION %i CONNECTION %{connection}");
		if (to->values[SECRET] != NULL || from->values[SECRET] != NULL)
			sv_operation_warn(operation, "secret");
	}
	else if (property == PUBLICATIONS)
	{
		sv_operation_emit(operation,
						  "ALTER SUBSCRIPTION %i SET PUBLICATION %{publications} WITH (refresh = false)");
		sv_operation_emit(operation,
						  "-- then, not in a transaction block: ALTER SUBSCRIPTION %i REFRESH PUBLICATION");
	}
	else if (property == SLOT && to->values[SLOT] != NULL)
	{
		sv_operation_emit(operation, "ALTER SUBSCRIPTION %i SET (slot_name = %{slot_name})");
		if (from->values[SLOT] != NULL)
			sv_operation_warn(operation, "slot");
	}
	else if (property == SLOT)
	{
		if (from->values[ENABLED] != NULL && to->values[ENABLED] != NULL)
			sv_operation_emit(operation, "ALTER SUBSCRIPTION %i DISABLE");
		sv_operation_emit(operation, "ALTER SUBSCRIPTION %i SET (slot_name = NONE)");
		sv_operation_warn(operation, "slot");
	}
}

/*
 * With a slot, it could not be dropped in a transaction, nor without the
 * publisher.
 */
static void
drop_subscription(SvOperation *operation)
{
	const SvFact *fact = operation->from;

	if (fact->values[ENABLED] != NULL)
		sv_operation_emit(operation, "ALTER SUBSCRIPTION %i DISABLE");
	if (fact->values[SLOT] != NULL)
	{
		sv_operation_emit(operation, "ALTER SUBSCRIPTION %i SET (slot_name = NONE)");
		sv_operation_warn(operation, "slot");
	}
	sv_operation_emit(operation, "DROP SUBSCRIPTION %i");
}
