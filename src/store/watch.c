/*-------------------------------------------------------------------------
 *
 * watch.c
 *	  What happens to changes that are not done by a revision: the rules.
 *
 * The rules are rows, so a dump has them.  That event triggers of an extension
 * are enabled is in no dump, and that is well: a restore would be watched, and
 * perhaps denied.  So they are created disabled, and enabled by what the rules
 * say: when a rule is written, and else by the next run of revisions.
 *
 * The event triggers belong to whoever the script of the extension ran as, which
 * is a superuser.  They are enabled and disabled with that role's rights: what
 * they do is decided by this library alone, and the rules by the privileges on
 * the table of the rules.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/syscache.h"

#include "compat.h"
#include "server/plain_table.h"
#include "server/query.h"
#include "store/store.h"
#include "store/watch.h"

/* The event triggers, as the script of the extension names them. */
static const char *const start_trigger = "schemaver_watch_start";
static const char *const end_trigger = "schemaver_watch_end";
static const char *const drop_trigger = "schemaver_watch_drop";

static void add_rule(const SvRow *row, void *arg);
static int	compare_rules(const ListCell *a, const ListCell *b);
static void enable(const char *name, bool wanted);
static HeapTuple find_trigger(const char *name);

/*
 * The rules, a list of SvWatchRule in the order of schemas and role; NIL if the tables are those of 1.0.
 */
List *
sv_watch_rules(void)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT w.schemas, w.role, w.mode FROM schemaver.watch w"
	};
	static const SvPlainTable table = {"watch", 3,
	{{"schemas", TEXTOID}, {"role", TEXTOID}, {"mode", TEXTOID}}};
	List	   *rules = NIL;

	if (OidIsValid(sv_store_table("watch")) &&
		!sv_plain_table_read(&table, add_rule, &rules))
		sv_query_fetch(&query, NULL, NULL, add_rule, &rules);
	list_sort(rules, compare_rules);
	return rules;
}

/* sv_query_fetch and sv_plain_table_read callback of sv_watch_rules */
static void
add_rule(const SvRow *row, void *arg)
{
	List	  **rules = arg;
	SvWatchRule *rule = palloc(sizeof(SvWatchRule));

	rule->schemas = sv_row_text(row, 1);
	rule->role = sv_row_text(row, 2);
	rule->mode = sv_row_text(row, 3);
	*rules = lappend(*rules, rule);
}

static int
compare_rules(const ListCell *a, const ListCell *b)
{
	const SvWatchRule *one = lfirst(a);
	const SvWatchRule *other = lfirst(b);
	int			order = strcmp(one->schemas, other->schemas);

	return order != 0 ? order : strcmp(one->role, other->role);
}

/*
 * Let no other session write rules, until the end of the transaction.
 */
void
sv_watch_lock(void)
{
	static SvQuery query = {
		.text = "LOCK TABLE schemaver.watch IN SHARE ROW EXCLUSIVE MODE"
	};

	sv_query_execute(&query, NULL, NULL);
}

/*
 * Write a rule, in place of the one for the same schemas and role.
 */
void
sv_watch_put(const SvWatchRule *rule)
{
	static SvQuery query = {
		.text = "INSERT INTO schemaver.watch (schemas, role, mode) VALUES ($1, $2, $3)"
		" ON CONFLICT (schemas, role) DO UPDATE SET mode = excluded.mode",
		.nargs = 3,
		.types = {TEXTOID, TEXTOID, TEXTOID}
	};
	Datum		values[3] = {CStringGetTextDatum(rule->schemas),
		CStringGetTextDatum(rule->role),
	CStringGetTextDatum(rule->mode)};

	sv_query_execute(&query, values, NULL);
}

/*
 * Delete all rules.
 */
void
sv_watch_clear(void)
{
	static SvQuery query = {.text = "DELETE FROM schemaver.watch"};

	sv_query_execute(&query, NULL, NULL);
}

/*
 * Enable the event triggers that the rules need, and disable the others.  The one
 * that looks at commands before they begin is of use for denying only.
 *
 * With the privileges of anybody: those on the rules are checked by whoever
 * writes them, and who may not read them does nothing here.
 */
void
sv_watch_refresh(void)
{
	Oid			user;
	int			context;
	bool		any = false;
	bool		deny = false;
	ListCell   *lc;

	if (!OidIsValid(sv_store_table("watch")) || XactReadOnly)
		return;
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(sv_watch_owner(),
						   context | SECURITY_LOCAL_USERID_CHANGE);
	sv_query_begin_latest();
	foreach(lc, sv_watch_rules())
	{
		const SvWatchRule *rule = lfirst(lc);

		any |= strcmp(rule->mode, "off") != 0;
		deny |= strcmp(rule->mode, "deny") == 0;
	}
	sv_query_end_fresh();
	SetUserIdAndSecContext(user, context);
	enable(start_trigger, deny);
	enable(end_trigger, any);
	enable(drop_trigger, any);
}

/*
 * The role that the tables of the rules and of the log belong to.
 *
 * Errors: there is no such table.
 */
Oid
sv_watch_owner(void)
{
	HeapTuple	tuple = SearchSysCache1(RELOID,
										ObjectIdGetDatum(sv_store_table("watch")));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"%s\" does not exist", "schemaver.watch")));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * True if changes are watched.
 */
bool
sv_watch_is_active(void)
{
	HeapTuple	tuple = find_trigger(end_trigger);
	bool		active = false;

	if (HeapTupleIsValid(tuple))
	{
		active = ((Form_pg_event_trigger) GETSTRUCT(tuple))->evtenabled !=
			TRIGGER_DISABLED;
		ReleaseSysCache(tuple);
	}
	return active;
}

/*
 * Enable or disable an event trigger, unless it is that already, or another
 * session is about to do that.
 */
static void
enable(const char *name, bool wanted)
{
	HeapTuple	tuple = find_trigger(name);
	AlterEventTrigStmt *alter;
	Oid			user;
	int			context;
	Oid			owner;
	char		enabled;

	if (!HeapTupleIsValid(tuple))
		return;
	owner = ((Form_pg_event_trigger) GETSTRUCT(tuple))->evtowner;
	enabled = ((Form_pg_event_trigger) GETSTRUCT(tuple))->evtenabled;
	ReleaseSysCache(tuple);
	if ((enabled != TRIGGER_DISABLED) == wanted ||
		!ConditionalLockRelationOid(sv_store_table("watch"),
									ShareRowExclusiveLock))
		return;
	alter = makeNode(AlterEventTrigStmt);
	alter->trigname = pstrdup(name);
	alter->tgenabled = wanted ? TRIGGER_FIRES_ON_ORIGIN : TRIGGER_DISABLED;
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(owner, context | SECURITY_LOCAL_USERID_CHANGE);
	AlterEventTrigger(alter);
	SetUserIdAndSecContext(user, context);
	CommandCounterIncrement();
}

/*
 * The row of an event trigger, if it is ours; to be released.
 */
static HeapTuple
find_trigger(const char *name)
{
	Oid			trigger = get_event_trigger_oid(name, true);
	Oid			extension = get_extension_oid("schemaver", true);

	if (!OidIsValid(trigger) || !OidIsValid(extension) ||
		getExtensionOfObject(EventTriggerRelationId, trigger) != extension)
		return NULL;
	return SearchSysCache1(EVENTTRIGGEROID, ObjectIdGetDatum(trigger));
}
