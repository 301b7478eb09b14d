/*-------------------------------------------------------------------------
 *
 * derive_renames.c
 *	  The statements that undo what a script has renamed or moved.
 *
 * What has the same address before a script and after it (renamed.c) gets its old
 * name and schema back.  The statements are executed one by one, as the server
 * knows best what goes along with what: columns of child tables, sequences and
 * indexes of tables, indexes of constraints.  What has its old name by then needs
 * no statement, and a statement that fails is tried again after the others.  If
 * none succeeds any more, objects are in the way of each other, or new ones of
 * old ones: one of them gets a name that nothing has.  New ones are left to be
 * dropped by it.
 *
 * What cannot get its old name back is left to the comparison of facts, which
 * drops and creates it; unless it has data, which is refused.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"

#include "compat.h"
#include "diff/diff.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "proof/derive_renames.h"
#include "proof/execution.h"

/* How many names are tried for what is moved aside. */
#define MAX_ASIDE 100

typedef struct Undoing
{
	SvFacts    *now;
	List	   *pending;		/* of SvRenamed */
	List	   *others;			/* of SvRenamed: what is new */
	List	   *renames;		/* of SvDiffRename: what was done */
} Undoing;

static void create_schemas(Undoing *undoing);
static bool has_schema(const Undoing *undoing, const char *schema);
static void settle(Undoing *undoing);
static bool advance(Undoing *undoing, SvRenamed *item);
static bool clear_the_way(Undoing *undoing);
static bool move_aside(Undoing *undoing, SvRenamed *item, const char *prefix);
static bool rename_item(Undoing *undoing, SvRenamed *item, const char *name);
static bool move_item(Undoing *undoing, SvRenamed *item);
static bool execute(Undoing *undoing, SvRenamed *item, char *statement,
					const char *old_name, const char *old_schema);
static bool run(const char *statement, const char **problem);
static void note(Undoing *undoing, const char *kind, char *from, char *to,
				 char *statement, char *undo);
static char *write_rename(const SvRenamed *item, const char *name);
static char *write_move(const SvRenamed *item, const char *schema);
static void give_up(const Undoing *undoing);

/*
 * Gives all objects the names and schemas back that they had before a script.
 * "before" and "after" are the facts of then, and "parts" are those of types, as
 * sv_type_parts_read() has read them before.
 * Returns the facts as they are now, and in "renames" what was done, a list of
 * SvDiffRename.  The caller may roll it back.
 *
 * Errors: an object with data cannot get its old name back.
 */
SvFacts *
sv_derive_renames_undo(SvRehearsal *rehearsal, const SvFacts *before,
					   const List *parts, SvFacts *after,
					   List **renames)
{
	Undoing		undoing = {after};

	for (int stage = 0; stage < SV_RENAMED_STAGES; stage++)
	{
		int			done = list_length(undoing.renames);

		undoing.others = NIL;
		undoing.pending = sv_renamed_find(before, undoing.now, stage);
		if (stage == SV_RENAMED_PARTS)
			undoing.pending = list_concat(undoing.pending,
										  sv_renamed_find_parts(parts, undoing.now,
																&undoing.others));
		if (undoing.pending == NIL)
			continue;
		undoing.others = list_concat(undoing.others,
									 sv_renamed_find_new(before, undoing.now));
		create_schemas(&undoing);
		settle(&undoing);
		/* names are parts of what is read of other objects */
		if (list_length(undoing.renames) > done)
			undoing.now = sv_rehearsal_facts(rehearsal, true);
	}
	*renames = undoing.renames;
	return undoing.now;
}

/*
 * Create the schemas that objects go back to, where they have been dropped.
 */
static void
create_schemas(Undoing *undoing)
{
	ListCell   *lc;

	foreach(lc, undoing->pending)
	{
		const char *schema = ((SvRenamed *) lfirst(lc))->schema;
		const char *problem;
		char	   *statement;

		if (schema == NULL || has_schema(undoing, schema))
			continue;
		statement = psprintf("CREATE SCHEMA %s", schema);
		if (run(statement, &problem))
			note(undoing, sv_kind_schema.name, NULL, pstrdup(schema), statement,
				 psprintf("DROP SCHEMA %s", schema));
	}
}

static bool
has_schema(const Undoing *undoing, const char *schema)
{
	ListCell   *lc;

	foreach(lc, undoing->now->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_schema && strcmp(fact->identity, schema) == 0)
			return true;
	}
	foreach(lc, undoing->renames)
	{
		const SvDiffRename *rename = lfirst(lc);

		if (rename->from == NULL && strcmp(rename->to, schema) == 0)
			return true;
	}
	return false;
}

/*
 * Bring all that is pending to its old name and schema, as far as that is
 * possible.
 */
static void
settle(Undoing *undoing)
{
	bool		progress = true;

	while (progress)
	{
		ListCell   *lc;

		progress = false;
		foreach(lc, undoing->pending)
			progress |= advance(undoing, lfirst(lc));
		foreach(lc, undoing->pending)
		{
			if (((SvRenamed *) lfirst(lc))->settled)
				undoing->pending = foreach_delete_current(undoing->pending, lc);
		}
		if (!progress && undoing->pending != NIL)
			progress = clear_the_way(undoing);
	}
	give_up(undoing);
}

/*
 * Bring an object nearer to its old name and schema; true if that was possible.
 */
static bool
advance(Undoing *undoing, SvRenamed *item)
{
	bool		named = item->rename == NULL ||
	strcmp(sv_renamed_name(item), item->name) == 0;
	bool		placed = item->schema == NULL ||
	strcmp(sv_renamed_schema(item), item->schema) == 0;

	CHECK_FOR_INTERRUPTS();
	item->settled = named && placed;
	return (!placed && move_item(undoing, item)) ||
		(!named && rename_item(undoing, item, item->name));
}

/*
 * Nothing can be renamed as it is: move something aside, and first what is new,
 * as that is dropped afterwards.  True if there was something.
 */
static bool
clear_the_way(Undoing *undoing)
{
	bool		moved = false;
	ListCell   *lc;

	foreach(lc, undoing->pending)
	{
		const SvRenamed *item = lfirst(lc);
		ListCell   *lc2;

		foreach(lc2, undoing->others)
		{
			SvRenamed  *other = lfirst(lc2);

			if (!other->aside && sv_renamed_is_in_the_way(other, item))
				moved |= move_aside(undoing, other, "new");
			else if (sv_renamed_is_above(other, item))
				moved |= strcmp(sv_renamed_name(other), item->name) != 0 &&
					rename_item(undoing, other, item->name);
		}
	}
	if (moved)
		return true;
	foreach(lc, undoing->pending)
	{
		SvRenamed  *item = lfirst(lc);

		if (!item->aside && item->rename != NULL &&
			move_aside(undoing, item, "old"))
			return true;
	}
	return false;
}

/*
 * Give something a name that nothing has.
 */
static bool
move_aside(Undoing *undoing, SvRenamed *item, const char *prefix)
{
	item->aside = true;
	for (int i = 0; i < MAX_ASIDE; i++)
	{
		if (rename_item(undoing, item, sv_renamed_aside(item, prefix, i)))
			return true;
	}
	return false;
}

/*
 * Rename something; true if the server does.
 */
static bool
rename_item(Undoing *undoing, SvRenamed *item, const char *name)
{
	return execute(undoing, item, write_rename(item, name),
				   sv_renamed_name(item), NULL);
}

static bool
move_item(Undoing *undoing, SvRenamed *item)
{
	return execute(undoing, item, write_move(item, item->schema), NULL,
				   sv_renamed_schema(item));
}

/*
 * The statement that gives something, as it is now, another name.
 */
static char *
write_rename(const SvRenamed *item, const char *name)
{
	return sv_template_fill(item->rename, sv_renamed_fact(item), NULL, name);
}

/*
 * The statement that gives something, as it is now, another schema.
 */
static char *
write_move(const SvRenamed *item, const char *schema)
{
	const SvFact *fact = sv_renamed_fact(item);

	return psprintf("ALTER %s SET SCHEMA %s",
					sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
					schema);
}

/*
 * Execute a statement that takes the old name or the old schema away; true if
 * the server does.
 */
static bool
execute(Undoing *undoing, SvRenamed *item, char *statement,
		const char *old_name, const char *old_schema)
{
	char	   *from = sv_renamed_identity(item);

	if (!run(statement, &item->problem))
		return false;
	note(undoing, item->kind, from, sv_renamed_identity(item), statement,
		 old_name != NULL ? write_rename(item, old_name) :
		 write_move(item, old_schema));
	return true;
}

/*
 * Execute a statement.  If it fails, nothing of it stays, and *problem tells
 * why.  It is none of the revision's, so a failure is no reason to repeat the
 * rehearsal.
 */
static bool
run(const char *statement, const char **problem)
{
	SvScript   *script = sv_script_parse(NULL, "downgrade", statement);
	ErrorData  *error;

	script->trial = true;
	error = sv_execution_run(script, true, NULL);
	if (error != NULL)
		*problem = error->message;
	CommandCounterIncrement();
	return error == NULL;
}

/*
 * Note what was done.
 */
static void
note(Undoing *undoing, const char *kind, char *from, char *to,
	 char *statement, char *undo)
{
	SvDiffRename *rename = palloc(sizeof(SvDiffRename));

	rename->kind = kind;
	rename->from = from;
	rename->to = to;
	rename->upgrade = statement;
	rename->downgrade = undo;
	undoing->renames = lappend(undoing->renames, rename);
}

/*
 * Leave what cannot get its old name back to be dropped and created, but
 * refuse that if it has data.
 */
static void
give_up(const Undoing *undoing)
{
	ListCell   *lc;

	foreach(lc, undoing->pending)
	{
		const SvRenamed *item = lfirst(lc);

		if (!item->is_part && !(item->fact->kind->flags & SV_KIND_HAS_DATA))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("%s \"%s\" cannot be called \"%s\" again", item->kind,
						sv_renamed_identity(item), item->name),
				 item->problem != NULL ? errdetail_internal("%s", item->problem) : 0,
				 errhint("Write the downgrade by hand.")));
	}
}
