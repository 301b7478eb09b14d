/*-------------------------------------------------------------------------
 *
 * forward.c
 *	  Which statements of a model seem to need others.
 *
 * A statement seems to need another one if a word in it, also in its strings, is
 * the name of what the other one creates.  That is a guess: the word may be the
 * name of a column.  It is only used to try statements in a good order, and to
 * report a cause before its consequences; whether a statement can be executed,
 * the server tells.
 *
 * The cost is linear in the number of words and of pairs of statements of which
 * one seems to need the other, but for the cycles among these.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "model/created.h"
#include "model/forward.h"
#include "model/identifiers.h"

/* A name, and the statements that create something of that name. */
typedef struct Created
{
	char		name[NAMEDATALEN];	/* hash key */
	List	   *creators;		/* of int: indexes of Needs.nodes */
} Created;

/* A statement. */
typedef struct Statement
{
	int			number;
	int			needs;			/* how many of those that it needs are not
								 * placed yet */
	List	   *needed_by;		/* of int: indexes */
	bool		placed;
} Statement;

typedef struct Needs
{
	Statement  *nodes;
	int			count;
	int		   *order;			/* their numbers, as they are placed */
	int			placed;
	List	   *ready;			/* of int: those that were passed over, and
								 * need nothing any more */
} Needs;

static Needs *find_needs(const SvScript *script, const int *numbers,
						 int count);
static HTAB *find_creators(const SvScript *script, const Needs *needs);
static void add_needs(const SvScript *script, Needs *needs, HTAB *creators,
					  int index);
static const char *created_name(const SvScript *script, int number);
static void place(Needs *needs, int index, int passed);
static void place_ready(Needs *needs);
static int	find_least(const Needs *needs);

/*
 * Sorts statements, given by their numbers, so that those that seem to need a
 * later one come after all that do not.
 */
void
sv_forward_sort(const SvScript *script, int *numbers, int count)
{
	Needs	   *needs = find_needs(script, numbers, count);

	needs->order = numbers;
	for (int i = 0; i < count; i++)
	{
		if (needs->nodes[i].needs == 0)
			place(needs, i, i);
	}
	place_ready(needs);
	while (needs->placed < count)
	{
		/* a cycle, at least as far as words tell */
		CHECK_FOR_INTERRUPTS();
		place(needs, find_least(needs), count);
		place_ready(needs);
	}
}

/*
 * The first one of some statements that does not seem to need another one of
 * them; the first of all if there is none.
 */
int
sv_forward_find_cause(const SvScript *script, const int *numbers, int count)
{
	const Needs *needs = find_needs(script, numbers, count);
	int			cause = -1;
	int			first = 0;

	for (int i = 0; i < count; i++)
	{
		if (numbers[i] < numbers[first])
			first = i;
		if (needs->nodes[i].needs == 0 &&
			(cause < 0 || numbers[i] < numbers[cause]))
			cause = i;
	}
	return numbers[cause < 0 ? first : cause];
}

static Needs *
find_needs(const SvScript *script, const int *numbers, int count)
{
	Needs	   *needs = palloc0(sizeof(Needs));
	HTAB	   *creators;

	needs->nodes = palloc0(count * sizeof(Statement));
	needs->count = count;
	for (int i = 0; i < count; i++)
		needs->nodes[i].number = numbers[i];
	creators = find_creators(script, needs);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_needs(script, needs, creators, i);
	}
	hash_destroy(creators);
	return needs;
}

/*
 * The names that statements create: a table of Created.
 */
static HTAB *
find_creators(const SvScript *script, const Needs *needs)
{
	HASHCTL		control = {.keysize = NAMEDATALEN,.entrysize = sizeof(Created)};
	HTAB	   *creators;

	control.hcxt = CurrentMemoryContext;
	creators = hash_create("schemaver creators", 1024, &control,
						   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (int i = 0; i < needs->count; i++)
	{
		const char *name = created_name(script, needs->nodes[i].number);
		Created    *created;
		bool		found;

		if (name == NULL)
			continue;
		created = hash_search(creators, name, HASH_ENTER, &found);
		if (!found)
			created->creators = NIL;
		created->creators = lappend_int(created->creators, i);
	}
	return creators;
}

/*
 * Adds what a statement needs: what creates names that are words in it, but not
 * those that it creates itself.
 */
static void
add_needs(const SvScript *script, Needs *needs, HTAB *creators, int index)
{
	Statement  *node = &needs->nodes[index];
	const RawStmt *raw = list_nth_node(RawStmt, script->statements,
									   node->number - 1);
	const char *own = created_name(script, node->number);
	ListCell   *lc;

	foreach(lc, sv_identifiers_find(sv_script_statement_text(script, raw)))
	{
		const Created *created = hash_search(creators, lfirst(lc), HASH_FIND,
											 NULL);
		ListCell   *creator;

		if (created == NULL || (own != NULL && strcmp(own, lfirst(lc)) == 0))
			continue;
		foreach(creator, created->creators)
		{
			Statement  *needed = &needs->nodes[lfirst_int(creator)];

			needed->needed_by = lappend_int(needed->needed_by, index);
			node->needs++;
		}
	}
}

/*
 * The name that a statement creates, if it is as long as names may be.
 */
static const char *
created_name(const SvScript *script, int number)
{
	const char *name = sv_created_name(list_nth_node(RawStmt, script->statements,
													 number - 1)->stmt);

	return name != NULL && strlen(name) < NAMEDATALEN ? name : NULL;
}

/*
 * Places a statement next.  Those up to "passed" were passed over, so they come
 * after all others.
 */
static void
place(Needs *needs, int index, int passed)
{
	Statement  *node = &needs->nodes[index];
	ListCell   *lc;

	node->placed = true;
	needs->order[needs->placed++] = node->number;
	foreach(lc, node->needed_by)
	{
		Statement  *other = &needs->nodes[lfirst_int(lc)];

		if (--other->needs == 0 && !other->placed && lfirst_int(lc) <= passed)
			needs->ready = lappend_int(needs->ready, lfirst_int(lc));
	}
}

/*
 * Places the statements that were passed over and need nothing any more, and
 * those that need nothing after them.
 */
static void
place_ready(Needs *needs)
{
	for (int i = 0; i < list_length(needs->ready); i++)
	{
		int			index = list_nth_int(needs->ready, i);

		if (!needs->nodes[index].placed)
			place(needs, index, needs->count);
	}
	needs->ready = NIL;
}

/*
 * The statement that needs the fewest that are not placed.
 */
static int
find_least(const Needs *needs)
{
	int			least = -1;

	for (int i = 0; i < needs->count; i++)
	{
		const Statement *node = &needs->nodes[i];

		if (!node->placed &&
			(least < 0 || node->needs < needs->nodes[least].needs))
			least = i;
	}
	return least;
}
