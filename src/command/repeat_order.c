/*-------------------------------------------------------------------------
 *
 * repeat_order.c
 *	  The order in which repeatable scripts are run.
 *
 * A script seems to need another one if a word in it, also in its strings, is
 * the name of what the other one creates, and it does not create that itself.
 * That is a guess, by which scripts are sorted; among those that need nothing of
 * each other, and in cycles, the order is that of the list.  What fails all the
 * same, since something does not exist yet, repeat.c tries again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/repeat_order.h"
#include "error.h"
#include "file/repeatable.h"
#include "model/created.h"
#include "model/identifiers.h"
#include "strings.h"

/* A script, and names as they are in it. */
typedef struct OrderNode
{
	SvRepeatable *repeatable;
	List	   *created;		/* of char * */
	List	   *words;			/* of char * */
	bool		placed;
} OrderNode;

static List *created_by(const SvRepeatable *repeatable);
static bool needs(const OrderNode *node, const OrderNode *other);
static bool is_ready(const OrderNode *nodes, int count, int number);

/*
 * A list of SvRepeatable, sorted so that scripts come after those that they seem
 * to need.
 */
List *
sv_repeat_order_sort(List *repeatables)
{
	int			count = list_length(repeatables);
	OrderNode  *nodes = palloc0(count * sizeof(OrderNode));
	List	   *sorted = NIL;
	ListCell   *lc;

	foreach(lc, repeatables)
	{
		OrderNode  *node = &nodes[foreach_current_index(lc)];

		CHECK_FOR_INTERRUPTS();
		node->repeatable = lfirst(lc);
		node->created = created_by(node->repeatable);
		node->words = sv_identifiers_find(node->repeatable->script);
	}
	while (list_length(sorted) < count)
	{
		int			next = -1;

		for (int i = 0; i < count && next < 0; i++)
			if (is_ready(nodes, count, i))
				next = i;
		for (int i = 0; i < count && next < 0; i++)
			if (!nodes[i].placed)
				next = i;
		nodes[next].placed = true;
		sorted = lappend(sorted, nodes[next].repeatable);
	}
	return sorted;
}

/*
 * The names of what a script creates; none if it cannot be parsed.
 */
static List *
created_by(const SvRepeatable *repeatable)
{
	MemoryContext context = CurrentMemoryContext;
	SvScript   *volatile script = NULL;
	List	   *names;
	ListCell   *lc;

	PG_TRY();
	{
		script = sv_repeatable_parse(repeatable);
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	if (script == NULL)
		return NIL;
	names = NIL;
	foreach(lc, script->statements)
	{
		const char *name = sv_created_name(lfirst_node(RawStmt, lc)->stmt);

		if (name != NULL)
			names = lappend(names, pstrdup(name));
	}
	return names;
}

/*
 * True if all that a script seems to need is placed, and it is not.
 */
static bool
is_ready(const OrderNode *nodes, int count, int number)
{
	if (nodes[number].placed)
		return false;
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i != number && !nodes[i].placed && needs(&nodes[number], &nodes[i]))
			return false;
	}
	return true;
}

static bool
needs(const OrderNode *node, const OrderNode *other)
{
	ListCell   *lc;

	foreach(lc, other->created)
	{
		if (sv_strings_member(node->words, lfirst(lc)) &&
			!sv_strings_member(node->created, lfirst(lc)))
			return true;
	}
	return false;
}
