/*-------------------------------------------------------------------------
 *
 * operation.c
 *	  Operations: what leads from one set of facts to another.
 *
 * diff/ makes the operations and puts them in order; the hooks of the kinds add
 * links between them, statements and hazards.  Operations, and all that they
 * point to, live in the memory context in which facts are compared.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "fact/in_list.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "strings.h"

static void append_fill(StringInfo buf, const char *template_,
						const SvFact *fact);

/*
 * An operation on a fact, or on a pair of counterparts; one of them may be NULL.
 */
SvOperation *
sv_operation_make(SvAction action, SvFact *from, SvFact *to)
{
	SvOperation *operation = palloc0(sizeof(SvOperation));

	operation->action = action;
	operation->from = from;
	operation->to = to;
	return operation;
}

/*
 * The value that a property has before; NULL if there is no object before.
 */
const char *
sv_operation_old(const SvOperation *operation, int property)
{
	return operation->from == NULL ? NULL : operation->from->values[property];
}

/*
 * The fact that an operation is about: as it will be, or else as it is.
 */
SvFact *
sv_operation_fact(const SvOperation *operation)
{
	return operation->to != NULL ? operation->to : operation->from;
}

/*
 * Make one operation come before another one.
 */
void
sv_operation_before(SvOperation *first, SvOperation *second)
{
	if (first == second)
		return;
	first->before = lappend(first->before, second);
	second->after = lappend(second->after, first);
	second->waits++;
}

/*
 * Make one operation come before another one if that is possible.  Either may be
 * NULL: nothing happens.
 */
void
sv_operation_before_if(SvOperation *first, SvOperation *second)
{
	if (first == second || first == NULL || second == NULL)
		return;
	first->before_if = lappend(first->before_if, second);
	second->waits_if++;
}

/*
 * Take an operation back.  It stays in lists, marked as done.
 */
void
sv_operation_cancel(SvOperation *operation)
{
	operation->done = true;
	if (operation->from != NULL && operation->from->drop == operation)
		operation->from->drop = NULL;
	if (operation->from != NULL && operation->from->change == operation)
		operation->from->change = NULL;
	if (operation->to != NULL && operation->to->change == operation)
		operation->to->change = NULL;
}

/*
 * The clause, with those of its own parts, for an object in the statement that
 * creates its parent.
 */
char *
sv_operation_clause(const SvOperation *operation)
{
	const SvKind *kind = operation->to->kind;
	StringInfoData buf;
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	initStringInfo(&buf);
	append_fill(&buf, kind->clause, operation->to);
	foreach(lc, operation->parts)
		appendStringInfoString(&buf, sv_operation_clause(lfirst(lc)));
	if (kind->clause_end != NULL)
		append_fill(&buf, kind->clause_end, operation->to);
	return buf.data;
}

/*
 * Add a statement from a template that has no %o and %v.
 */
void
sv_operation_emit(SvOperation *operation, const char *template_)
{
	sv_operation_emit_text(operation,
						   sv_template_fill(template_,
											sv_operation_fact(operation),
											NULL, NULL));
}

/*
 * Add a copy of a statement, unless it is empty.
 */
void
sv_operation_emit_text(SvOperation *operation, const char *statement)
{
	if (statement[0] != '\0')
		operation->statements = lappend(operation->statements,
										pstrdup(sv_in_list_uncast(statement)));
}

/*
 * Add hazards to an operation: codes of hazard.c, with spaces in between.
 */
void
sv_operation_warn(SvOperation *operation, const char *hazard)
{
	while (*hazard != '\0')
	{
		int			length = strcspn(hazard, " ");
		char	   *code = pnstrdup(hazard, length);

		operation->hazards = sv_strings_append_unique(operation->hazards, code);
		operation->guesses = sv_strings_without(operation->guesses, code);
		hazard += length;
		hazard += strspn(hazard, " ");
	}
}

/*
 * Add a hazard, a single code, of which it is not known whether there is any: it
 * is told unless somebody has seen that there is none.
 */
void
sv_operation_guess(SvOperation *operation, const char *hazard)
{
	if (sv_strings_member(operation->hazards, hazard))
		return;
	operation->hazards = lappend(operation->hazards, pstrdup(hazard));
	operation->guesses = lappend(operation->guesses, pstrdup(hazard));
}

/*
 * Add the hazards of an operation that is done along.
 */
void
sv_operation_warn_along(SvOperation *operation, const SvOperation *along)
{
	ListCell   *lc;

	foreach(lc, along->hazards)
	{
		if (sv_strings_member(along->guesses, lfirst(lc)))
			sv_operation_guess(operation, lfirst(lc));
		else
			sv_operation_warn(operation, lfirst(lc));
	}
	if (operation->blocks == NULL ||
		(along->blocks != NULL && strcmp(along->blocks, "block_reads") == 0))
		operation->blocks = along->blocks;
}

static void
append_fill(StringInfo buf, const char *template_, const SvFact *fact)
{
	appendStringInfoString(buf, sv_template_fill(template_, fact, NULL, NULL));
}
