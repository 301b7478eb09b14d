/*-------------------------------------------------------------------------
 *
 * merge.c
 *	  Changes of a table that share the work on its rows.
 *
 * One ALTER TABLE with several commands rewrites the table once, or reads it
 * once, for all of them.  So the commands of an operation that makes the server
 * do such work move to the first one that does, if all that has to come before
 * it still does.
 *
 * The server has an order of its own for the commands of a statement: first
 * what drops, then types, new columns, NOT NULL, checks and all else.  Only
 * operations take part whose commands mean the same in that order.
 *
 * An operation that was merged has no statement; the one with the statement
 * has the hazards of all.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "diff/merge.h"
#include "diff/path.h"
#include "kind/kinds.h"
#include "kind/words.h"
#include "strings.h"

/* The operation that has the commands for a table. */
typedef struct MergeEntry
{
	const SvFact *table;		/* key */
	SvOperation *root;
} MergeEntry;

static bool works_on_rows(const SvOperation *operation);
static bool is_mergeable(const SvOperation *operation);
static bool changes_only_rows(const SvOperation *operation);
static bool may_come_earlier(const SvOperation *operation,
							 const SvOperation *root);
static const SvOperation *place_of(const SvOperation *operation);
static char *prefix_of(const SvOperation *operation);
static const char *command_of(const char *statement, const char *prefix);
static int	count_commands(const SvOperation *operation, const char *prefix);
static void merge(SvOperation *root, SvOperation *operation,
				  const char *prefix);

/*
 * Merge what can be merged, of operations in order with their statements and
 * hazards.
 */
void
sv_merge_operations(List *operations)
{
	HASHCTL		control = {0};
	HTAB	   *roots;
	ListCell   *lc;

	control.keysize = sizeof(const SvFact *);
	control.entrysize = sizeof(MergeEntry);
	control.hcxt = CurrentMemoryContext;
	roots = hash_create("schemaver merged operations", 64, &control,
						HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		MergeEntry *entry;
		char	   *prefix;
		bool		found;

		if (!works_on_rows(operation) || !is_mergeable(operation))
			continue;
		prefix = prefix_of(operation);
		if (count_commands(operation, prefix) == 0)
			continue;
		entry = hash_search(roots, &operation->to->parent, HASH_ENTER, &found);
		if (found && strcmp(prefix_of(entry->root), prefix) == 0 &&
			may_come_earlier(operation, entry->root))
		{
			merge(entry->root, operation, prefix);
			continue;
		}
		entry->root = operation;
		if (sv_strings_member(operation->hazards, "rewrite") &&
			sv_strings_member(operation->hazards, "scan") &&
			count_commands(operation, prefix) > 1)
			merge(operation, NULL, prefix);
	}
	hash_destroy(roots);
}

/*
 * True if the statements of an operation rewrite or read a table that was there
 * before.
 */
static bool
works_on_rows(const SvOperation *operation)
{
	return operation->to != NULL && operation->statements != NIL &&
		(sv_strings_member(operation->hazards, "rewrite") ||
		 sv_strings_member(operation->hazards, "scan"));
}

/*
 * True if the commands of an operation may be in any order with those of others.
 */
static bool
is_mergeable(const SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const char *noun;

	if (operation->late || operation->aside != NULL || operation->stub ||
		operation->completes ||
		(operation->action != SV_ACTION_CREATE &&
		 operation->action != SV_ACTION_ALTER))
		return false;
	if (fact->kind == &sv_kind_column)
		return operation->action == SV_ACTION_CREATE ?
			count_commands(operation, prefix_of(operation)) == 1 :
			changes_only_rows(operation);
	if (fact->kind != &sv_kind_constraint)
		return false;
	noun = sv_fact_value(fact, "noun");
	return noun != NULL && strcmp(noun, SV_NOUN_CHECK) == 0;
}

/*
 * True if a column changes nothing but its type, NOT NULL, and what does not
 * matter to either.
 */
static bool
changes_only_rows(const SvOperation *operation)
{
	static const char *const names[] = {
		"type", "collation", "not_null", "storage", "compression",
		"statistics", "not_null_comment"
	};

	for (int i = 0; i < operation->to->kind->property_count; i++)
	{
		bool		known = !operation->differs[i];

		for (int j = 0; j < lengthof(names); j++)
			known = known ||
				strcmp(operation->to->kind->properties[i].name, names[j]) == 0;
		if (!known)
			return false;
	}
	return true;
}

/*
 * True if all that has to come before an operation comes before the other one,
 * or is in its statement.
 */
static bool
may_come_earlier(const SvOperation *operation, const SvOperation *root)
{
	ListCell   *lc;

	if (!sv_path_fits(root, operation))
		return false;
	foreach(lc, operation->after)
	{
		const SvOperation *earlier = place_of(lfirst(lc));

		if (earlier != root && earlier->position > root->position)
			return false;
	}
	return true;
}

/*
 * The operation whose statement does an operation.
 */
static const SvOperation *
place_of(const SvOperation *operation)
{
	for (;;)
	{
		if (operation->folded != NULL)
			operation = operation->folded;
		else if (operation->merged != NULL)
			operation = operation->merged;
		else
			return operation;
	}
}

/*
 * How the statements begin that change the table of an operation.
 */
static char *
prefix_of(const SvOperation *operation)
{
	const char *table = operation->to->parent->identity;
	char	   *only = psprintf("ALTER TABLE ONLY %s", table);

	return command_of(linitial(operation->statements), only) != NULL ?
		only : psprintf("ALTER TABLE %s", table);
}

/*
 * What follows in a statement that begins like this; NULL if it does not.
 */
static const char *
command_of(const char *statement, const char *prefix)
{
	size_t		length = strlen(prefix);

	if (strncmp(statement, prefix, length) != 0 ||
		(statement[length] != ' ' && statement[length] != '\n'))
		return NULL;
	statement += length;
	return statement + strspn(statement, " \n");
}

/*
 * How many statements of an operation begin like this.  0 if others are before
 * them, or in between, or if one of them must be alone.
 */
static int
count_commands(const SvOperation *operation, const char *prefix)
{
	int			count = 0;
	bool		ended = false;
	ListCell   *lc;

	foreach(lc, operation->statements)
	{
		const char *command = command_of(lfirst(lc), prefix);

		if (command == NULL)
			ended = true;
		else if (ended || strncmp(command, "RENAME ", 7) == 0)
			return 0;
		else
			count++;
	}
	return count;
}

/*
 * Make one statement of the commands of an operation, which come first among its
 * statements, and those of another one, if there is one; all else that they do
 * comes afterwards.
 */
static void
merge(SvOperation *root, SvOperation *operation, const char *prefix)
{
	StringInfoData text;
	List	   *others = NIL;
	List	   *statements = list_copy(root->statements);
	ListCell   *lc;

	if (operation != NULL)
		statements = list_concat(statements, operation->statements);
	initStringInfo(&text);
	appendStringInfoString(&text, prefix);
	foreach(lc, statements)
	{
		const char *command = command_of(lfirst(lc), prefix);

		if (command == NULL)
			others = lappend(others, lfirst(lc));
		else
			appendStringInfo(&text, "%s\n    %s",
							 lc == list_head(statements) ? "" : ",", command);
	}
	root->statements = lcons(text.data, others);
	if (operation == NULL)
		return;
	operation->statements = NIL;
	operation->merged = root;
	root->along = lappend(root->along, operation);
	sv_operation_warn_along(root, operation);
}
