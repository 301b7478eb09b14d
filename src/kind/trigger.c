/*-------------------------------------------------------------------------
 *
 * trigger.c
 *	  Triggers of tables and views.
 *
 * A row trigger of a partitioned table is cloned to its partitions.  A clone
 * is a fact only if it is not enabled as its original is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"

#include "compat.h"
#include "kind/kinds.h"
#include "kind/partition.h"
#include "kind/replace.h"
#include "kind/whole.h"
#include "kind/words.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void create_trigger(SvOperation *operation);
static void link_trigger(SvOperation *operation);
static const SvFact *find_trigger(const SvFact *table, const char *name);

/* The properties. */
enum
{
	DEFINITION,
	ENABLED,
	CLONED,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[DEFINITION] = {
		.name = "definition",
		.item = "pg_get_triggerdef(t.oid)",
		.flags = SV_PROPERTY_INLINE | SV_SINCE_14(SV_PROPERTY_REPLACE, SV_PROPERTY_RECREATE),
		.hazard = "lock:ShareRowExclusive"
	},
	[ENABLED] = {
		.name = "enabled",
		.item = SV_SQL_ENABLED("t.tgenabled"),
		.set = "ALTER TABLE %p %v TRIGGER %n",
		.unset = "ALTER TABLE %p ENABLE TRIGGER %n",
		.hazard = "lock:ShareRowExclusive"
	},
	[CLONED] = {
		.name = "cloned",
		.item = "CASE WHEN c.relkind = 'p' AND (t.tgtype & 1) <> 0 THEN 'cloned' END",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_trigger = {
	.name = "trigger",
	.classid = TriggerRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "*",
	.select_oid = "t.oid",
	.select_parent = "t.tgrelid",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, t.tgname)",
	.select_name = "quote_ident(t.tgname)",
	.from =
	" FROM pg_catalog.pg_trigger t"
	" JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND NOT t.tgisinternal AND t.tgparentid = 0",
	SV_PROPERTIES(properties),
	.phrase = "TRIGGER %n ON %p",
	.rename = "ALTER TRIGGER %n ON %p RENAME TO %v",
	.needs_recreate = needs_recreate,
	.create_hook = create_trigger,
	.link = link_trigger,
};

#define CLONE_ENABLED(state) \
	"concat_ws(' ', CASE " state " WHEN 'D' THEN 'DISABLE' ELSE 'ENABLE' END,"\
	" CASE " state " WHEN 'R' THEN 'REPLICA' WHEN 'A' THEN 'ALWAYS' END)"

/*
 * Clones that are not enabled as the triggers of their parents are.
 */
static const SvProperty clone_properties[] = {
	{
		.name = "enabled",
		.item = CLONE_ENABLED("t.tgenabled"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TABLE %p %v TRIGGER %n",
		.hazard = "lock:ShareRowExclusive"
	},
	{
		.name = "inherited",
		.item = CLONE_ENABLED("u.tgenabled"),
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_trigger_clone = {
	.name = "trigger of partition",
	.classid = TriggerRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "c",
	.select_oid = "t.oid",
	.select_parent = "t.tgrelid",
	.select_identity = "format('%I.%I.%I', n.nspname, c.relname, t.tgname)",
	.select_name = "quote_ident(t.tgname)",
	.from =
	" FROM pg_catalog.pg_trigger t"
	" JOIN pg_catalog.pg_trigger u ON u.oid = t.tgparentid"
	" JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND t.tgenabled <> u.tgenabled"
	" AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k"
	"  WHERE k.oid = t.tgconstraint AND k.contype <> 't')",
	SV_PROPERTIES(clone_properties),
	.create = "ALTER TABLE %p %{enabled} TRIGGER %n",
	.drop = "ALTER TABLE %p %{inherited} TRIGGER %n",
};

/*
 * Constraint triggers cannot be replaced, and to replace a trigger that has
 * clones would enable all of these.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	const char *constraint = "CREATE CONSTRAINT ";
	const char *old = from->values[DEFINITION];
	const char *new = to->values[DEFINITION];

	return strcmp(old, new) != 0 &&
		(to->values[CLONED] != NULL || from->values[CLONED] != NULL ||
		 strncmp(old, constraint, strlen(constraint)) == 0 ||
		 strncmp(new, constraint, strlen(constraint)) == 0);
}

/*
 * Replacing a trigger enables it.
 */
static void
create_trigger(SvOperation *operation)
{
	sv_replace_emit(operation, operation->to->values[DEFINITION]);
	if (operation->action == SV_ACTION_ALTER &&
		operation->to->values[ENABLED] != NULL && !operation->differs[ENABLED])
		sv_operation_emit(operation, "ALTER TABLE %p %{enabled} TRIGGER %n");
}

/*
 * A partition has the triggers of its parents, by their names.  One of its own is
 * created after that of a parent is dropped, or the partition is detached, and
 * dropped before that of a parent is created, or the partition is attached.
 */
static void
link_trigger(SvOperation *operation)
{
	const SvFact *trigger = sv_operation_fact(operation);
	const SvFact *table = trigger->parent->counterpart;
	bool		created = operation->action == SV_ACTION_CREATE;

	if (operation->action == SV_ACTION_ALTER || table == NULL ||
		table->drop != NULL || trigger->parent->drop != NULL)
		return;
	if (created && sv_partition_ends(table))
	{
		sv_operation_before(table->attachment->drop, operation);
		return;
	}
	if (!created && table->attachment != NULL &&
		table->attachment->change != NULL)
		sv_operation_before(operation, table->attachment->change);
	while (table != NULL && table->attachment != NULL)
	{
		const SvFact *namesake;

		table = sv_whole_of(table->attachment);
		namesake = table == NULL ? NULL : find_trigger(table, trigger->name);
		if (namesake == NULL)
			continue;
		if (created && namesake->drop != NULL)
			sv_operation_before(namesake->drop, operation);
		if (!created && namesake->change != NULL)
			sv_operation_before(operation, namesake->change);
	}
}

/*
 * The trigger of this name, quoted, of a table; NULL: there is none.
 */
static const SvFact *
find_trigger(const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *part = ((const SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_trigger && part->parent == table &&
			strcmp(part->name, name) == 0)
			return part;
	}
	return NULL;
}
