/*-------------------------------------------------------------------------
 *
 * worklist.c
 *	  Operations that are found, and those whose dependents are to be checked.
 *
 * A fact has at most one operation that drops it and one that creates, alters
 * or renames it; it points to them.  An operation that turns out to be another
 * one is cancelled, and stays in the list until inherit.c takes it out.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/worklist.h"

/*
 * Add an operation, and link the facts to it.  What is dropped has its
 * dependents checked.
 */
SvOperation *
sv_worklist_add(SvWorklist *worklist, SvAction action, SvFact *from,
				SvFact *to)
{
	SvOperation *operation = sv_operation_make(action, from, to);

	operation->role = worklist->role;
	operation->aside_names = worklist->aside_names;
	worklist->operations = lappend(worklist->operations, operation);
	if (action == SV_ACTION_DROP)
	{
		from->drop = operation;
		worklist->queue = lappend(worklist->queue, operation);
	}
	else if (to != NULL)
		to->change = operation;
	if (action == SV_ACTION_ALTER || action == SV_ACTION_RENAME)
		from->change = operation;
	return operation;
}

/*
 * Drop and create an object that is on both sides: because it differs, or only
 * because it is in the way of another operation.
 */
void
sv_worklist_recreate(SvWorklist *worklist, SvFact *from, bool differs)
{
	SvFact	   *to = from->counterpart;
	bool		in_the_way = from->change == NULL && !differs;
	SvOperation *operation;

	if (from->change != NULL)
		sv_operation_cancel(from->change);
	if (from->drop != NULL)
		return;
	operation = sv_worklist_add(worklist, SV_ACTION_DROP, from, NULL);
	operation->recreates = true;
	operation->in_the_way = in_the_way;
	operation = sv_worklist_add(worklist, SV_ACTION_CREATE, NULL, to);
	operation->recreates = true;
	operation->in_the_way = in_the_way;
}
