/*-------------------------------------------------------------------------
 *
 * connections.c
 *	  The connection strings of subscriptions.
 *
 * They contain secrets, so few roles may read that column of pg_subscription: a
 * query that mentions it fails for all others.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "utils/builtins.h"

#include "catalog/connections.h"
#include "kind/conninfo.h"
#include "kind/kinds.h"
#include "server/query.h"

static void take_answer(const SvRow *row, void *arg);
static void take_connection(const SvRow *row, void *arg);

static SvQuery may_read = {
	"SELECT has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')"
};

static SvQuery connections = {
	"SELECT s.oid, s.subconninfo FROM pg_catalog.pg_subscription s"
	" WHERE s.subconninfo IS NOT NULL"
};

/*
 * Give the subscriptions among facts their connection strings, without secrets,
 * if the current user may read them.
 */
void
sv_connections_read(SvFacts *facts)
{
	bool		found = false;
	bool		allowed = false;
	ListCell   *lc;

	foreach(lc, facts->facts)
		found = found || ((SvFact *) lfirst(lc))->kind == &sv_kind_subscription;
	if (!found)
		return;
	sv_query_fetch(&may_read, NULL, NULL, take_answer, &allowed);
	if (allowed)
		sv_query_fetch(&connections, NULL, NULL, take_connection, facts);
}

static void
take_answer(const SvRow *row, void *arg)
{
	*(bool *) arg = sv_row_bool(row, 1);
}

static void
take_connection(const SvRow *row, void *arg)
{
	SvAddress	address = {SubscriptionRelationId,
	DatumGetObjectId(sv_row_datum(row, 1)), 0};
	SvFact	   *fact = sv_facts_find_own(arg, address);
	bool		has_secret;
	char	   *text;

	if (fact == NULL)
		return;
	text = sv_conninfo_blank(sv_row_text(row, 2), &has_secret);
	sv_fact_set_value(fact, "connection", quote_literal_cstr(text));
	sv_fact_set_value(fact, "secret", has_secret ? pstrdup("secret") : NULL);
}
