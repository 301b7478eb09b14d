/*-------------------------------------------------------------------------
 *
 * new_subscriptions.c
 *	  Subscriptions that scripts create where nothing of it stays.
 *
 * They are connected to nothing, so they can be changed, other than the real
 * ones.  To drop one, the server locks the subscriptions of the whole cluster until
 * the end of the transaction: here it gets a name that facts are left out for, as
 * if it were gone.
 *
 * They are known by their names, from the parse trees of what is about to be run.
 * A name that is noted and not there, as the statement has failed, does no harm:
 * what would be changed does not exist.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "commands/defrem.h"
#include "nodes/makefuncs.h"
#include "utils/lsyscache.h"

#include "catalog/shadow_name.h"
#include "file/statement.h"
#include "kind/kinds.h"
#include "proof/new_subscriptions.h"

#define DROPPED SV_SHADOW_PREFIX "dropped_"

typedef struct NewSubscription
{
	char	   *name;
	bool		slot;			/* the real one has one */
} NewSubscription;

static NewSubscription *find(const SvNewSubscriptions *subscriptions,
							 const char *name);
static bool is_none(const DefElem *slot);

/*
 * To be called when nothing was created; in a context that lasts as long.
 */
void
sv_new_subscriptions_begin(SvNewSubscriptions *subscriptions)
{
	subscriptions->context = CurrentMemoryContext;
	subscriptions->list = NIL;
}

/*
 * To be called before one is created.  What exists before is not noted, and
 * neither is what retains rows: then the server asks the publisher at each change.
 */
void
sv_new_subscriptions_create(SvNewSubscriptions *subscriptions,
							const CreateSubscriptionStmt *create)
{
	NewSubscription *subscription = find(subscriptions, create->subname);
	bool		slot = !is_none(sv_statement_option(create->options, "slot_name"));
	MemoryContext oldcontext;

	if (subscription != NULL)
		subscription->slot = slot;
	if (subscription != NULL ||
		sv_statement_option(create->options, "retain_dead_tuples") != NULL ||
		OidIsValid(get_subscription_oid(create->subname, true)))
		return;
	oldcontext = MemoryContextSwitchTo(subscriptions->context);
	subscription = palloc(sizeof(NewSubscription));
	subscription->name = pstrdup(create->subname);
	subscription->slot = slot;
	subscriptions->list = lappend(subscriptions->list, subscription);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * To be called before one is changed: true if that can be run.
 */
bool
sv_new_subscriptions_alter(SvNewSubscriptions *subscriptions,
						   const AlterSubscriptionStmt *alter)
{
	NewSubscription *subscription = find(subscriptions, alter->subname);
	const DefElem *slot = sv_statement_option(alter->options, "slot_name");

	if (subscription == NULL ||
		sv_statement_option(alter->options, "retain_dead_tuples") != NULL ||
		sv_statement_is_nontransactional((Node *) unconstify(AlterSubscriptionStmt *, alter)))
		return false;
	if (slot != NULL)
		subscription->slot = !is_none(slot);
	return true;
}

/*
 * To be called before one is dropped.  If it is not a real one, the statement
 * becomes another one that takes it out of the way.  True if that is all that the
 * statement would do to a real one: with a slot it connects to the publisher.
 */
bool
sv_new_subscriptions_drop(SvNewSubscriptions *subscriptions,
						  RawStmt *statement)
{
	const DropSubscriptionStmt *drop = (DropSubscriptionStmt *) statement->stmt;
	const NewSubscription *subscription = find(subscriptions, drop->subname);
	RenameStmt *rename;

	if (subscription == NULL)
		return false;
	rename = makeNode(RenameStmt);
	rename->renameType = OBJECT_SUBSCRIPTION;
	rename->object = (Node *) makeString(drop->subname);
	rename->newname = psprintf(DROPPED "%d", ++subscriptions->dropped);
	statement->stmt = (Node *) rename;
	return !subscription->slot;
}

/*
 * To be called before something is renamed.  What gets the name of one may be a
 * real one.
 */
void
sv_new_subscriptions_rename(SvNewSubscriptions *subscriptions,
							const RenameStmt *rename)
{
	NewSubscription *subscription;

	if (rename->renameType != OBJECT_SUBSCRIPTION)
		return;
	subscription = find(subscriptions, rename->newname);
	subscriptions->list = list_delete_ptr(subscriptions->list, subscription);
	subscription = find(subscriptions, strVal(rename->object));
	if (subscription != NULL)
		subscription->name = MemoryContextStrdup(subscriptions->context,
												 rename->newname);
}

/*
 * Leave out those that were dropped; returns the facts.
 */
SvFacts *
sv_new_subscriptions_omit(SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_subscription &&
			strncmp(fact->name, DROPPED, strlen(DROPPED)) == 0)
			facts->facts = foreach_delete_current(facts->facts, lc);
	}
	return facts;
}

static NewSubscription *
find(const SvNewSubscriptions *subscriptions, const char *name)
{
	ListCell   *lc;

	foreach(lc, subscriptions->list)
	{
		NewSubscription *subscription = lfirst(lc);

		if (strcmp(subscription->name, name) == 0)
			return subscription;
	}
	return NULL;
}

/*
 * True if a slot is given, and is none.
 */
static bool
is_none(const DefElem *slot)
{
	return slot != NULL && slot->arg != NULL &&
		strcmp(defGetString(unconstify(DefElem *, slot)), "none") == 0;
}
