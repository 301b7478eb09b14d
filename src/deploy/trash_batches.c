/*-------------------------------------------------------------------------
 *
 * trash_batches.c
 *	  Values of columns, kept in batches before a script drops them.
 *
 * A statement that drops a column of a large table would keep everybody waiting
 * while the values are copied.  So a deploy does that before the transaction with
 * the statement begins: it creates the trigger of trash_fill.c, which commits,
 * and copies in batches, which commit, too.  The deploy after one that was cut off
 * finds the trigger, and goes on from the last batch.
 *
 * What a script is going to drop is known from its statements and from what is
 * there before the first of them.  A name that means something else when its
 * statement is run, or nothing yet, costs work, or saves none: what is dropped is
 * looked at once more then, and copied if it was not kept.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/block.h"
#include "tcop/tcopprot.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "backfill/fill.h"
#include "backfill/leaf.h"
#include "catalog/relation_size.h"
#include "command/trash_debris.h"
#include "command/trash_fill.h"
#include "command/trash_keep.h"
#include "deploy/step.h"
#include "deploy/trash_batches.h"
#include "schemaver.h"
#include "server/lock.h"
#include "server/query.h"
#include "server/settings.h"
#include "server/subtransaction.h"
#include "server/transaction.h"

/* How often a copy is begun anew if the table has been rewritten meanwhile. */
#define MOST_COPIES 3

/* Arguments of a callback. */
typedef struct Cleaning
{
	SvDeploy   *deploy;
	const SvTrashFill *fill;
} Cleaning;

static List *find(const SvDeploy *deploy, const SvScript *script, int first,
				  int last, List *plain);
static bool changes_names(const Node *statement);
static bool is_wanted(const SvDeploy *deploy, const SvTrashKept *kept);
static bool has_order(const SvTrashKept *kept);
static void keep(SvDeploy *deploy, const SvScript *script,
				 const SvTrashKept *kept);
static SvTrashFill *begin(SvDeploy *deploy, const SvScript *script,
						  const SvTrashKept *kept);
static void clean(void *arg);
static void throw_away(SvDeploy *deploy, const SvTrashFill *fill);
static void run_all(SvDeploy *deploy, const char *revision, List *statements);
static void lock(SvDeploy *deploy, const char *statement);
static void copy(SvDeploy *deploy, const SvScript *script,
				 const SvTrashKept *kept, const SvTrashFill *fill);
static bool finish(SvDeploy *deploy, const SvTrashKept *kept,
				   SvTrashFill *fill);

/*
 * Keep the columns that some statements of a script are going to drop.  "Plain"
 * is as for sv_trash_keep_columns().  To be called at the start of a transaction.
 * Returns false if there are none; else true, after a commit.
 *
 * Errors: a lock is not available; those of a backfill.  What was committed stays,
 * and the next call goes on there.
 */
bool
sv_trash_batches_run(SvDeploy *deploy, const SvScript *script, int first,
					 int last, List *plain)
{
	List	   *wanted = find(deploy, script, first, last, plain);
	ListCell   *lc;

	foreach(lc, wanted)
		keep(deploy, script, lfirst(lc));
	return wanted != NIL;
}

/*
 * What is to be kept: a list of SvTrashKept.
 */
static List *
find(const SvDeploy *deploy, const SvScript *script, int first, int last,
	 List *plain)
{
	List	   *found = NIL;

	for (int i = first; i <= last; i++)
	{
		const Node *statement = list_nth_node(RawStmt, script->statements, i - 1)->stmt;
		ListCell   *lc;

		if (statement == NULL)
			continue;
		if (changes_names(statement))
			break;
		foreach(lc, sv_trash_keep_columns(statement, plain))
		{
			if (is_wanted(deploy, lfirst(lc)))
				found = lappend(found, lfirst(lc));
		}
	}
	return found;
}

/*
 * True if names, and rights, are others after a statement.
 */
static bool
changes_names(const Node *statement)
{
	const VariableSetStmt *set = (const VariableSetStmt *) statement;

	return IsA(statement, VariableSetStmt) &&
		(set->name == NULL || pg_strcasecmp(set->name, "search_path") == 0 ||
		 pg_strcasecmp(set->name, "role") == 0 ||
		 pg_strcasecmp(set->name, "session_authorization") == 0);
}

/*
 * True if a column was not kept yet in this step, and is to be.
 */
static bool
is_wanted(const SvDeploy *deploy, const SvTrashKept *kept)
{
	ListCell   *lc;

	foreach(lc, deploy->step.kept)
	{
		const SvTrashFill *fill = lfirst(lc);

		if (fill->table == kept->table && strcmp(fill->column, kept->column) == 0)
			return false;
	}
	return sv_relation_size_find(kept->table)->bytes / BLCKSZ >= sv_online_min_size &&
		sv_trash_fill_is_possible(kept->table, kept->entry) && has_order(kept);
}

/*
 * True if the table can be gone through by a key.
 */
static bool
has_order(const SvTrashKept *kept)
{
	SvLeaf	   *leaf = sv_leaf_one(kept->table);

	sv_leaf_find_key(leaf, NIL, list_make1(kept->column));
	return leaf->nkeys > 0;
}

/*
 * Keep a column, or go on with it.
 */
static void
keep(SvDeploy *deploy, const SvScript *script, const SvTrashKept *kept)
{
	sv_step_announce(deploy);
	sv_transaction_commit();
	for (int i = 0; i < MOST_COPIES; i++)
	{
		SvTrashFill *fill = begin(deploy, script, kept);

		copy(deploy, script, kept, fill);
		if (finish(deploy, kept, fill))
			return;
	}
}

/*
 * Begin to keep a column, unless that is done.
 */
static SvTrashFill *
begin(SvDeploy *deploy, const SvScript *script, const SvTrashKept *kept)
{
	SvTrashEntry *entry = kept->entry;
	SvTrashFill *fill = sv_trash_fill_find(kept->table, kept->column);

	if (fill != NULL && !sv_trash_fill_is_good(fill, entry->keys))
	{
		throw_away(deploy, fill);
		fill = NULL;
	}
	if (fill == NULL)
	{
		sv_query_begin_fresh();
		entry->kept_in = psprintf("kept_" INT64_FORMAT, sv_trash_next_id());
		sv_query_end_fresh();
		entry->revision = unconstify(char *, script->revision);
		entry->direction = unconstify(char *, script->direction);
		run_all(deploy, entry->revision,
				sv_trash_fill_begin(kept->table, entry, kept->list));
		ereport(NOTICE,
				(errmsg("keeping the values of column %s in batches",
						sv_trash_identity(entry))));
		fill = sv_trash_fill_find(kept->table, kept->column);
	}
	sv_transaction_commit();
	return fill;
}

/*
 * At the end of a deploy: throw away what earlier ones have begun to keep, and no
 * later one will go on with.  What cannot be locked is warned of.
 */
void
sv_trash_batches_clean(SvDeploy *deploy)
{
	List	   *unwanted = sv_trash_debris_unwanted();
	ListCell   *lc;

	foreach(lc, unwanted)
	{
		Cleaning	cleaning = {deploy, lfirst(lc)};
		ErrorData  *error = sv_subtransaction_run(clean, NULL, &cleaning,
												  SV_SUBTRANSACTION_COMMIT);

		if (error != NULL)
			ereport(WARNING,
					(errcode(ERRCODE_WARNING),
					 errmsg("the values of column %s are still being kept",
							sv_trash_fill_identity(cleaning.fill)),
					 errdetail("No deploy needs them any more: %s.", error->message),
					 errhint("schemaver_empty_trash() throws them away.")));
	}
}

/* sv_subtransaction_run callback */
static void
clean(void *arg)
{
	const Cleaning *cleaning = arg;

	throw_away(cleaning->deploy, cleaning->fill);
}

/*
 * Errors: a lock is not available.
 */
static void
throw_away(SvDeploy *deploy, const SvTrashFill *fill)
{
	if (fill->trigger != NULL)
		lock(deploy, sv_trash_fill_drop(fill));
	sv_query_begin_fresh();
	sv_trash_fill_discard(fill);
	sv_query_end_fresh();
	sv_lock_unwatch();
}

/*
 * Errors: a lock is not available.
 */
static void
run_all(SvDeploy *deploy, const char *revision, List *statements)
{
	ListCell   *lc;

	foreach(lc, statements)
	{
		lock(deploy, lfirst(lc));
		sv_trash_fill_run(revision, lfirst(lc));
	}
	sv_lock_unwatch();
}

/*
 * Take the locks that a statement needs, and watch what it waits for.
 */
static void
lock(SvDeploy *deploy, const char *statement)
{
	sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
	sv_lock_watch(&deploy->step.wait, sv_lock_timeout);
	CommandCounterIncrement();
	sv_query_begin_fresh();
	sv_lock_take(linitial_node(RawStmt, pg_parse_query(statement))->stmt,
				 sv_step_patience(deploy), true, &deploy->step.wait);
	sv_query_end_fresh();
}

static void
copy(SvDeploy *deploy, const SvScript *script, const SvTrashKept *kept,
	 const SvTrashFill *fill)
{
	SvFill		copy = {
		.relation = quote_qualified_identifier(kept->entry->schema, kept->entry->table),
		.copy = sv_trash_fill_insert(fill, kept->list),
		.copied = kept->column,
		.rest = -1,
		.revision = script->revision,
		.direction = script->direction,
		.keeper = deploy->user
	};

	sv_fill_run(&copy);
}

/*
 * All rows were copied.  Returns false if they are not those of the table, and
 * were thrown away.
 */
static bool
finish(SvDeploy *deploy, const SvTrashKept *kept, SvTrashFill *fill)
{
	MemoryContext oldcontext;
	SvTrashFill *done = sv_trash_fill_find(kept->table, kept->column);

	if (done == NULL || strcmp(done->kept_in, fill->kept_in) != 0 ||
		!sv_trash_fill_is_good(done, kept->entry->keys))
	{
		sv_transaction_commit();
		return false;
	}
	sv_query_begin_fresh();
	sv_trash_fill_complete(done);
	sv_query_end_fresh();
	sv_transaction_commit();
	/* it is known to later attempts at the step */
	oldcontext = MemoryContextSwitchTo(deploy->context);
	deploy->step.kept = lappend(deploy->step.kept, sv_trash_fill_copy(done));
	MemoryContextSwitchTo(oldcontext);
	return true;
}
