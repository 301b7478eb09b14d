/*-------------------------------------------------------------------------
 *
 * operation.c
 *	  Operations: what leads from one snapshot to another.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "fact/in_list.h"
#include "fact/operation.h"
#include "fact/template.h"

static void append_fill(StringInfo buf, const char *template_,
						const SvFact *fact);

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
 * The value that a property has had; NULL if there was no object.
 */
const char *
sv_operation_old(const SvOperation *operation, int property)
{
	return operation->from == NULL ? NULL : operation->from->values[property];
}

/*
 * The fact that an operation is about: as it will be, if it will be.
 */
SvFact *
sv_operation_fact(const SvOperation *operation)
{
	return operation->to != NULL ? operation->to : operation->from;
}

/*
 * One operation has to come before another one.
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
 * One operation should come before another one, unless that can not be.  There
 * may be no such operation.
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
 * Take an operation back.  It is taken off the list by whoever goes through
 * it next.
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
 * What is created, as a clause of the statement that creates its parent.
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
 * Add a statement from a template without values of a property.
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
 * Add a statement; an empty one is none.
 */
void
sv_operation_emit_text(SvOperation *operation, const char *statement)
{
	if (statement[0] != '\0')
		operation->statements = lappend(operation->statements,
										pstrdup(sv_in_list_uncast(statement)));
}

/*
 * Note what is dangerous about an operation: codes as hazard.h has them,
 * with blanks between them.
 */
void
sv_operation_warn(SvOperation *operation, const char *hazard)
{
	while (*hazard != '\0')
	{
		int			length = strcspn(hazard, " ");
		char	   *code = pnstrdup(hazard, length);
		bool		known = false;
		ListCell   *lc;

		foreach(lc, operation->hazards)
			known = known || strcmp(lfirst(lc), code) == 0;
		if (!known)
			operation->hazards = lappend(operation->hazards, code);
		hazard += length;
		hazard += strspn(hazard, " ");
	}
}

static void
append_fill(StringInfo buf, const char *template_, const SvFact *fact)
{
	appendStringInfoString(buf, sv_template_fill(template_, fact, NULL, NULL));
}
