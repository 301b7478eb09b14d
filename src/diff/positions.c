/*-------------------------------------------------------------------------
 *
 * positions.c
 *	  Where a new sequence begins if there are numbers already.
 *
 * A column that has rows may get a sequence: by identity, or by a default.  If
 * it had another one, which is dropped (its table is recreated, its default
 * changes), the new one goes on where that was; if both cannot exist at the same
 * time, another sequence has the position meanwhile.  Otherwise the new one
 * begins after the numbers in the column, of all columns that it serves.  So does
 * one that exists already, if it gets to serve a column.
 *
 * This adds statements to operations that are in order and have theirs: the
 * rows are looked at after all that is done to the columns, and after the
 * tables with the rows are attached.  What kind/sequence.c does in one operation,
 * from an own sequence to identity and back, is not touched.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/positions.h"
#include "fact/aside.h"
#include "kind/course.h"
#include "kind/default.h"
#include "kind/kinds.h"
#include "kind/sequence.h"

/* A sequence that gets to serve columns, and what is known of these. */
typedef struct Service
{
	SvNumbers	numbers;
	SvOperation *creation;		/* NULL: it exists */
	List	   *columns;		/* of SvFact: those with numbers in their rows */
	SvOperation *last;			/* after this one the rows are there */
	bool		is_foreign;		/* some of the rows are on other servers */
} Service;

/* The sequence that a column loses. */
typedef struct Loss
{
	SvNumbers	numbers;
	SvOperation *operation;
} Loss;

static void serve_identity(SvOperation *operation);
static void serve_defaults(SvOperation *operation, const SvFact *sequence);
static void serve_default(SvOperation *operation);
static bool begins_identity(const SvOperation *operation);
static bool is_number(const SvFact *column);
static void join(Service *service, const SvFact *column);
static bool find_rows(Service *service, const SvFact *table,
					  const SvFact *column);
static const SvFact *find_column(const SvFact *table, const char *name);
static bool is_kept(const SvFact *fact);
static void note_last(Service *service, SvOperation *operation);
static bool find_loss(const SvFact *column, Loss *loss);
static bool needs(const SvFact *fact, const SvFact *other);
static void succeed(Service *service, const Loss *loss);
static void pass(const Service *service);
static SvOperation *root(SvOperation *operation);
static void append(SvOperation *operation, const char *statement);

/*
 * Add to operations, which are in order and have their statements, what keeps
 * the positions of sequences.
 */
void
sv_positions_keep(List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (operation->to == NULL)
			continue;
		if (operation->to->kind == &sv_kind_column)
		{
			if (begins_identity(operation))
				serve_identity(operation);
		}
		else if (operation->to->kind == &sv_kind_sequence)
		{
			if (operation->action == SV_ACTION_CREATE && operation->folded == NULL)
				serve_defaults(operation, operation->to);
		}
		else if (operation->to->kind == &sv_kind_default)
			serve_default(operation);
	}
}

/*
 * True if a column becomes an identity column, and its sequence does not take
 * over from another one in the same operation.
 */
static bool
begins_identity(const SvOperation *operation)
{
	if (sv_fact_value(operation->to, "identity") == NULL ||
		operation->inherited)
		return false;
	return operation->action == SV_ACTION_CREATE ||
		(operation->action == SV_ACTION_ALTER && operation->from != NULL &&
		 sv_fact_value(operation->from, "identity") == NULL &&
		 sv_sequence_taken_over(operation) == NULL);
}

static void
serve_identity(SvOperation *operation)
{
	Service		service = {sv_sequence_numbers(operation->to), operation};
	Loss		loss;

	if (find_loss(operation->to, &loss))
		succeed(&service, &loss);
	else
	{
		join(&service, operation->to);
		note_last(&service, operation);
		pass(&service);
	}
}

/*
 * A sequence is created: see to all columns that it serves by their defaults.
 */
static void
serve_defaults(SvOperation *operation, const SvFact *sequence)
{
	Service		service = {sv_sequence_numbers(sequence), operation};
	bool		succeeds = false;
	ListCell   *lc;

	foreach(lc, sequence->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;
		Loss		loss;

		if (fact->kind != &sv_kind_default || !is_number(fact->parent))
			continue;
		if (!succeeds && find_loss(fact->parent, &loss))
		{
			succeed(&service, &loss);
			succeeds = true;
		}
		else
			join(&service, fact->parent);
		/* the table is locked by then */
		note_last(&service, fact->change);
	}
	note_last(&service, operation);
	if (succeeds)
		service.creation = NULL;
	pass(&service);
}

/*
 * A default is created or changed: a sequence that exists may get to serve its
 * column.
 */
static void
serve_default(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	ListCell   *lc;

	if (!is_number(fact->parent))
		return;
	foreach(lc, fact->needs)
	{
		const SvFact *sequence = ((SvNeed *) lfirst(lc))->fact;
		Service		service;

		if (sequence->kind != &sv_kind_sequence || !is_kept(sequence) ||
			(fact->parent->counterpart != NULL &&
			 sv_default_of(fact->parent->counterpart) != NULL &&
			 needs(sv_default_of(fact->parent->counterpart), sequence->counterpart)))
			continue;
		memset(&service, 0, sizeof(service));
		service.numbers = sv_sequence_numbers(sequence);
		join(&service, fact->parent);
		note_last(&service, operation);
		pass(&service);
	}
}

/*
 * True if a column, of a table, is of an integer type, or a domain over one.
 */
static bool
is_number(const SvFact *column)
{
	const SvFact *fact = column;
	const char *type;

	if (column->kind != &sv_kind_column)
		return false;
	for (;;)
	{
		const SvFact *domain = NULL;
		ListCell   *lc;

		type = sv_fact_value(fact, "type");
		foreach(lc, fact->needs)
		{
			const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

			if (needed->kind == &sv_kind_domain)
				domain = needed;
		}
		if (domain == NULL)
			break;
		fact = domain;
	}
	return strcmp(type, "smallint") == 0 || strcmp(type, "integer") == 0 ||
		strcmp(type, "bigint") == 0;
}

/*
 * Note a column that a sequence gets to serve, if there may be numbers in it.
 */
static void
join(Service *service, const SvFact *column)
{
	if (!find_rows(service, column->parent, column))
		return;
	service->columns = lappend(service->columns, unconstify(SvFact *, column));
	note_last(service, column->change);
}

/*
 * True if a table, or one below it, has rows with values of its column of the
 * name of "column" that are there before.
 */
static bool
find_rows(Service *service, const SvFact *table, const SvFact *column)
{
	const SvFact *own = find_column(table, column->name);
	bool		found = own != NULL && is_kept(table) && is_kept(own);
	ListCell   *lc;

	check_stack_depth();
	if (sv_fact_value(table, "foreign") != NULL)
		service->is_foreign = true;
	foreach(lc, table->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;
		const SvFact *below = fact->kind == &sv_kind_partition ? fact->parent : fact;

		if (below == table || below->kind != &sv_kind_table ||
			!find_rows(service, below, column))
			continue;
		found = true;
		note_last(service, fact->change);
		note_last(service, find_column(below, column->name)->change);
	}
	return found;
}

static const SvFact *
find_column(const SvFact *table, const char *name)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_column && fact->parent == table &&
			strcmp(fact->name, name) == 0)
			return fact;
	}
	return NULL;
}

/*
 * True if a fact, of the side after, is there all the time.
 */
static bool
is_kept(const SvFact *fact)
{
	return fact->counterpart != NULL && fact->counterpart->drop == NULL;
}

/*
 * Note an operation, which may be NULL, that has to come before a look at the
 * rows.
 */
static void
note_last(Service *service, SvOperation *operation)
{
	if (operation == NULL)
		return;
	operation = root(operation);
	if (service->last == NULL || operation->position > service->last->position)
		service->last = operation;
}

/*
 * Find the sequence that a column loses, and the operation that drops it.
 */
static bool
find_loss(const SvFact *column, Loss *loss)
{
	const SvFact *old = column->counterpart;
	const SvFact *expression;
	ListCell   *lc;

	if (old == NULL)
		return false;
	if (sv_fact_value(old, "identity") != NULL)
	{
		loss->numbers = sv_sequence_numbers(old);
		loss->operation = old->drop != NULL ? old->drop : old->change;
		return true;
	}
	expression = sv_default_of(old);
	if (expression == NULL)
		return false;
	foreach(lc, expression->needs)
	{
		const SvFact *sequence = ((SvNeed *) lfirst(lc))->fact;

		if (sequence->kind == &sv_kind_sequence && sequence->drop != NULL)
		{
			loss->numbers = sv_sequence_numbers(sequence);
			loss->operation = sequence->drop;
			return true;
		}
	}
	return false;
}

static bool
needs(const SvFact *fact, const SvFact *other)
{
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		if (((SvNeed *) lfirst(lc))->fact == other)
			return true;
	}
	return false;
}

/*
 * Have a new sequence go on where one was that is dropped.  If that is dropped
 * before, a third one has the position meanwhile.
 */
static void
succeed(Service *service, const Loss *loss)
{
	const SvNumbers *old = &loss->numbers;
	SvOperation *creation = root(service->creation);
	SvOperation *drop = root(loss->operation);
	SvCourse	course = sv_course_read(old->course);
	int			schema = strlen(old->sequence) - strlen(old->name);
	const char *meanwhile = old->sequence;
	char	   *statement;

	if (drop->position <= creation->position)
		meanwhile = psprintf("%.*s%s", schema, old->sequence,
							 sv_aside_name(drop->aside_names, old->sequence, old->name));
	statement = sv_course_succeed(creation, meanwhile, old->course,
								  service->numbers.sequence,
								  service->numbers.course);
	if (statement == NULL)
		return;
	append(creation, statement);
	if (meanwhile == old->sequence)
		return;
	append(creation, psprintf("DROP SEQUENCE %s", meanwhile));
	drop->statements = lcons(sv_course_succeed(drop, old->sequence, old->course,
											   meanwhile, old->course),
							 drop->statements);
	drop->statements =
		lcons(psprintf("CREATE SEQUENCE %s INCREMENT BY " INT64_FORMAT
					   " MINVALUE " INT64_FORMAT " MAXVALUE " INT64_FORMAT,
					   meanwhile, course.increment, course.minimum, course.maximum),
			  drop->statements);
}

/*
 * Have a sequence begin after the numbers in the rows.  Those on other servers
 * are not looked at: that they may be given again is told.
 */
static void
pass(const Service *service)
{
	const SvFact *column;
	StringInfoData rows;
	bool		alone = list_length(service->columns) == 1;
	ListCell   *lc;

	if (service->columns == NIL)
		return;
	if (service->is_foreign)
	{
		sv_operation_warn(service->last, "restart");
		return;
	}
	initStringInfo(&rows);
	foreach(lc, service->columns)
	{
		column = lfirst(lc);
		if (alone)
			appendStringInfoString(&rows, column->parent->identity);
		else
			appendStringInfo(&rows, "%sSELECT %s FROM %s",
							 rows.len == 0 ? "(" : " UNION ALL ", column->name,
							 column->parent->identity);
	}
	if (!alone)
		appendStringInfoString(&rows, ") AS numbers (number)");
	column = linitial(service->columns);
	append(service->last,
		   sv_course_pass(service->numbers.sequence, service->numbers.course,
						  service->creation != NULL, rows.data,
						  alone ? column->name : "number",
						  alone ? sv_fact_value(column, "type") : ""));
	sv_operation_warn(service->last, "scan");
	/* blocking.c has not known of it */
	if (service->last->blocks != NULL)
		sv_operation_warn(service->last, service->last->blocks);
}

/*
 * The operation whose statements do an operation.
 */
static SvOperation *
root(SvOperation *operation)
{
	while (operation->folded != NULL)
		operation = operation->folded;
	return operation;
}

static void
append(SvOperation *operation, const char *statement)
{
	operation->statements = lappend(operation->statements,
									unconstify(char *, statement));
}
