/*-------------------------------------------------------------------------
 *
 * hazard.c
 *	  What is dangerous about an operation.
 *
 * A hazard is known by its code.  Some codes come with the statements: those
 * of properties that change (SvProperty.hazard), and those that the hooks of a
 * kind add.  The others follow from what the operation is and are found here.
 *
 * Which locks, scans and rewrites a statement takes is that of PostgreSQL 13
 * to 19, on a table that has rows.  Nothing is dangerous about what happens to
 * a table that is created by the same script.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/hazard.h"
#include "kind/kinds.h"
#include "strings.h"

/*
 * A code, and what it means as a sentence about an operation.
 */
typedef struct Hazard
{
	const char *code;
	const char *sentence;
} Hazard;

/*
 * In the order in which they are told.  Of the locks, which are in order of
 * strength, only the strongest is.
 */
static const Hazard hazards[] = {
	{"data_loss", "It destroys data."},
	{"may_fail", "It fails if there are rows that do not conform."},
	{"security", "It takes protection away from rows, or rights from roles."},
	{"secret", "It leaves out what is secret: set it by hand."},
	{"restart", "It restarts a sequence, which may return values that it has returned before."},
	{"stays", "It leaves the extension at the version that it has, as the server has no update path."},
	{"rewrite", "It writes all rows of a table anew."},
	{"rebuild", "It builds an index of a table with rows, or builds one anew."},
	{"scan", "It reads all rows of a table."},
	{"block_reads", "No other session can read or write the table meanwhile."},
	{"block_writes", "No other session can write to the table meanwhile."},
	{"lock:AccessExclusive", "It locks a relation against all use until the transaction ends."},
	{"lock:Exclusive", "It locks a relation against all use but reading until the transaction ends."},
	{"lock:ShareRowExclusive", "It locks a relation against writes, and against others like it, until the transaction ends."},
	{"lock:Share", "It locks a relation against writes until the transaction ends."},
};

static char *list_hazards(const SvOperation *operation,
						  const char *separator, bool as_sentences);
static void check_codes(const SvOperation *operation);
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
	const SvKind *kind = fact->kind;

	if (operation->action == SV_ACTION_DROP)
	{
		if ((kind->flags & SV_KIND_HAS_DATA) && !is_derived(operation))
			sv_operation_warn(operation, "data_loss");
		return;
	}
	if (fact->parent == NULL || is_new(fact->parent))
		return;
	if (kind == &sv_kind_column)
		find_in_column(operation);
	else if (operation->action != SV_ACTION_CREATE)
		return;
	else if (kind == &sv_kind_constraint)
		find_in_constraint(operation);
	else if (kind == &sv_kind_index)
		sv_operation_warn(operation,
						  sv_fact_value(fact, "unique") != NULL ?
						  "rebuild block_writes may_fail lock:Share" : "rebuild block_writes lock:Share");
	else if (kind == &sv_kind_trigger)
		sv_operation_warn(operation, "lock:ShareRowExclusive");
}

/*
 * The codes of an operation, with spaces in between; NULL if it has none.
 */
char *
sv_hazard_codes(const SvOperation *operation)
{
	return list_hazards(operation, " ", false);
}

/*
 * The same as sentences.
 */
char *
sv_hazard_sentences(const SvOperation *operation)
{
	return list_hazards(operation, "  ", true);
}

static char *
list_hazards(const SvOperation *operation, const char *separator,
			 bool as_sentences)
{
	List	   *words = NIL;
	bool		locked = false;

	check_codes(operation);
	for (int i = 0; i < lengthof(hazards); i++)
	{
		bool		is_lock = strncmp(hazards[i].code, "lock:", 5) == 0;

		if (!sv_strings_member(operation->hazards, hazards[i].code) ||
			(is_lock && locked))
			continue;
		locked = is_lock;
		words = lappend(words, unconstify(char *, as_sentences ?
										  hazards[i].sentence : hazards[i].code));
	}
	return words == NIL ? NULL : sv_strings_join(words, separator);
}

/*
 * Codes are written in many places: each must be one of those above.
 */
static void
check_codes(const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->hazards)
	{
		int			i = 0;

		while (i < lengthof(hazards) && strcmp(hazards[i].code, lfirst(lc)) != 0)
			i++;
		if (i == lengthof(hazards))
			elog(ERROR, "unrecognized hazard: \"%s\"", (char *) lfirst(lc));
	}
}

/*
 * True if the data of what is dropped is not lost: another object takes it
 * over, or it is computed from other data.  A partitioned table has none of
 * its own, and its partitions are attached to its replacement.
 */
static bool
is_derived(const SvOperation *operation)
{
	const SvFact *fact = operation->from;
	const SvFact *table = fact->parent == NULL ? fact : fact->parent;

	if (operation->folded != NULL &&
		operation->folded->action == SV_ACTION_ALTER)
		return true;
	if (fact->kind == &sv_kind_column &&
		sv_fact_value(fact, "generated") != NULL)
		return true;
	return operation->recreates && table->kind == &sv_kind_table &&
		table->drop != NULL && sv_fact_value(table, "partition_key") != NULL;
}

static void
find_in_column(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	if (operation->action == SV_ACTION_CREATE)
	{
		sv_operation_warn(operation, "lock:AccessExclusive");
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
						  "may_fail scan" : "lock:AccessExclusive");
}

/*
 * True if existing rows are checked for NOT NULL.  They are not if it only gets
 * another name, or is NOT VALID.
 */
static bool
becomes_not_null(const SvOperation *operation)
{
	return sv_fact_value(operation->to, "not_null_not_valid") == NULL &&
		(sv_fact_value(operation->from, "not_null") == NULL ||
		 sv_fact_value(operation->from, "not_null_not_valid") != NULL);
}

/*
 * A constraint that is added to an existing table.
 */
static void
find_in_constraint(SvOperation *operation)
{
	if (sv_fact_value(operation->to, "not_valid") == NULL)
		sv_operation_warn(operation, "may_fail scan");
	else
		sv_operation_warn(operation, "lock:AccessExclusive");
}

/*
 * True if the same script creates the table.
 */
static bool
is_new(const SvFact *table)
{
	return table->change != NULL && table->change->action == SV_ACTION_CREATE;
}

/*
 * True if the operation alters the property.
 */
static bool
differs(const SvOperation *operation, const char *property)
{
	return operation->differs != NULL &&
		operation->differs[sv_kind_property(operation->to->kind, property)];
}
