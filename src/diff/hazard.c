/*-------------------------------------------------------------------------
 *
 * hazard.c
 *	  What is dangerous about an operation.
 *
 * Which locks, scans and rewrites a statement takes is that of PostgreSQL 13
 * to 18, on a table that has rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/hazard.h"

typedef struct Hazard
{
	const char *code;
	const char *words;
} Hazard;

static const Hazard hazards[] = {
	{"data_loss", "destroys data"},
	{"may_fail", "fails if there are rows that do not conform"},
	{"rewrite", "rewrites the table, which nobody can use meanwhile"},
	{"scan", "reads the whole table while it is locked"},
	{"lock", "locks the table against all use for a moment"},
	{"stays", "leaves the extension at the version that it has, as the server has no update path"},
	{"secret", "leaves out options that are secret: set them by hand"},
	{"restart", "lets a sequence begin again, so that it may give values that it has given before"},
	{"block_writes", "locks the table against writes while it is read"},
};

static bool is_derived(const SvOperation *operation);
static void find_in_column(SvOperation *operation);
static bool becomes_not_null(const SvOperation *operation);
static void find_in_constraint(SvOperation *operation);
static bool is_new(const SvFact *table);
static bool differs(const SvOperation *operation, const char *property);

/*
 * Add the hazards of an operation to those that its statements brought.
 */
void
sv_hazard_find(SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const char *kind = fact->kind->name;

	if (operation->action == SV_ACTION_DROP)
	{
		if ((fact->kind->flags & SV_KIND_HAS_DATA) && !is_derived(operation))
			sv_operation_warn(operation, "data_loss");
		return;
	}
	if (fact->parent == NULL || is_new(fact->parent))
		return;
	if (strcmp(kind, "column") == 0)
		find_in_column(operation);
	else if (operation->action != SV_ACTION_CREATE)
		return;
	else if (strcmp(kind, "constraint") == 0)
		find_in_constraint(operation);
	else if (strcmp(kind, "index") == 0)
		sv_operation_warn(operation,
						  sv_fact_value(fact, "unique") != NULL ?
						  "block_writes may_fail" : "block_writes");
	else if (strcmp(kind, "trigger") == 0)
		sv_operation_warn(operation, "lock");
}

/*
 * The codes, with blanks between them; NULL if there is no danger.
 */
char *
sv_hazard_codes(const SvOperation *operation)
{
	StringInfoData buf;
	ListCell   *lc;

	if (operation->hazards == NIL)
		return NULL;
	initStringInfo(&buf);
	foreach(lc, operation->hazards)
		appendStringInfo(&buf, "%s%s", buf.len > 0 ? " " : "",
						 (char *) lfirst(lc));
	return buf.data;
}

/*
 * The same in words.
 */
char *
sv_hazard_words(const SvOperation *operation)
{
	StringInfoData buf;
	ListCell   *lc;

	if (operation->hazards == NIL)
		return NULL;
	initStringInfo(&buf);
	foreach(lc, operation->hazards)
	{
		for (int i = 0; i < lengthof(hazards); i++)
			if (strcmp(hazards[i].code, lfirst(lc)) == 0)
				appendStringInfo(&buf, "%s%s", buf.len > 0 ? "; " : "",
								 hazards[i].words);
	}
	return buf.data;
}

/*
 * Is the data of what is dropped elsewhere?  What another object takes over
 * is; a table that is partitioned has none, and its partitions are attached to
 * its new self.
 */
static bool
is_derived(const SvOperation *operation)
{
	const SvFact *fact = operation->from;
	const SvFact *table = fact->parent == NULL ? fact : fact->parent;

	if (operation->folded != NULL &&
		operation->folded->action == SV_ACTION_ALTER)
		return true;
	if (strcmp(fact->kind->name, "column") == 0 &&
		sv_fact_value(fact, "generated") != NULL)
		return true;
	return operation->recreates && strcmp(table->kind->name, "table") == 0 &&
		table->drop != NULL && sv_fact_value(table, "partition_key") != NULL;
}

static void
find_in_column(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	if (operation->action == SV_ACTION_CREATE)
	{
		sv_operation_warn(operation, "lock");
		if (sv_fact_value(fact, "not_null") != NULL && operation->parts == NIL &&
			sv_fact_value(fact, "identity") == NULL &&
			sv_fact_value(fact, "generated") == NULL)
			sv_operation_warn(operation, "may_fail");
		if (sv_fact_value(fact, "identity") != NULL ||
			sv_fact_value(fact, "generated") != NULL)
			sv_operation_warn(operation, "rewrite");
	}
	else if (operation->action == SV_ACTION_ALTER &&
			 differs(operation, "not_null") &&
			 sv_fact_value(fact, "not_null") != NULL)
		sv_operation_warn(operation, becomes_not_null(operation) ?
						  "may_fail scan" : "lock");
}

/*
 * Are the rows looked at for NOT NULL?  Not for another name of it, nor if it
 * is not to be valid for those that are there.
 */
static bool
becomes_not_null(const SvOperation *operation)
{
	return sv_fact_value(operation->to, "not_null_not_valid") == NULL &&
		(sv_fact_value(operation->from, "not_null") == NULL ||
		 sv_fact_value(operation->from, "not_null_not_valid") != NULL);
}

/*
 * A new constraint on a table that was there.
 */
static void
find_in_constraint(SvOperation *operation)
{
	if (sv_fact_value(operation->to, "not_valid") == NULL)
		sv_operation_warn(operation, "may_fail scan");
	else
		sv_operation_warn(operation, "lock");
}

static bool
is_new(const SvFact *table)
{
	return table->change != NULL && table->change->action == SV_ACTION_CREATE;
}

static bool
differs(const SvOperation *operation, const char *property)
{
	const SvProperty *properties = operation->to->kind->properties;

	if (operation->differs == NULL)
		return false;
	for (int i = 0; properties[i].name != NULL; i++)
		if (strcmp(properties[i].name, property) == 0)
			return operation->differs[i];
	return false;
}
