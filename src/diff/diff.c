/*-------------------------------------------------------------------------
 *
 * diff.c
 *	  What leads from one set of facts to another and back.
 *
 * The facts are compared (compare.c), the operations that this gives are put
 * in order (arrange.c) and written as statements (render.c).  The downgrade
 * comes from the same comparison with its sides exchanged; an object has the
 * same name in both, so each operation of the downgrade finds the difference
 * that it undoes by what it is about.
 *
 * The facts must have been read under the settings of deparse_settings.c:
 * their texts mean the same in every session, but for backslashes in strings,
 * and for those that path.c finds a search_path for.
 * The statements made of them here mean the same to psql, too, and whatever
 * standard_conforming_strings is.
 *
 * A comparison leaves its operations linked to the facts: another one, of the
 * same facts or in the other direction, replaces them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "diff/arrange.h"
#include "diff/compare.h"
#include "diff/danger.h"
#include "diff/describe.h"
#include "diff/diff.h"
#include "diff/hazard.h"
#include "diff/merge.h"
#include "diff/offer.h"
#include "diff/path.h"
#include "diff/positions.h"
#include "diff/render.h"
#include "diff/security.h"
#include "file/line.h"
#include "file/psql.h"
#include "kind/kinds.h"
#include "strings.h"

/* What uses things that may be created after it is not checked. */
#define UNCHECKED_BODIES "SET check_function_bodies = off"

/* The search_path of a script that creates everything. */
#define SEARCH_PATH "pg_catalog, pg_temp"

/* Which difference an object has, by kind and identity. */
typedef struct IndexEntry
{
	const SvFact *fact;			/* key */
	SvDifference *difference;
} IndexEntry;

static List *plan(SvFacts *from, SvFacts *to, bool privileges,
				  const char *search_path, bool merged);
static void make_neutral(List *operations);
static void settle_encoding(List *operations);
static bool may_run_code(const SvOperation *operation);
static bool writes_body(const SvOperation *operation);
static List *runnable(const SvOperation *operation);
static SvDifference *make_difference(SvOperation *operation,
									 const char *schema);
static SvDifference *make_rename(const SvDiffRename *rename,
								 const char *schema);
static void tell(const SvOperation *operation, const char *schema);
static SvDifference *difference_of(const SvOperation *operation);
static void complete(SvDiff *diff, HTAB *index, List *operations);
static void note_undo(SvDifference *difference,
					  const SvOperation *operation);
static void append_undo(SvDifference *difference, List *statements);
static HTAB *make_index(void);
static uint32 hash_fact(const void *key, Size size);
static int	match_facts(const void *a, const void *b, Size size);
static void enter(HTAB *index, const SvOperation *operation);
static SvDifference *find(HTAB *index, const SvOperation *operation);
static List *parts_of(List *operations, const char *current);
static SvPart *part_of_rename(const char *statement, const List *hazards);
static char *join(List *statements);

/*
 * The differences between two sets of facts, with the scripts that lead from
 * one to the other and back.  Owners and privileges are compared if asked for.
 * Names of objects in "schema" (quoted; NULL: none) are described without it.
 */
SvDiff *
sv_diff_find(SvFacts *from, SvFacts *to, bool privileges, const char *schema)
{
	SvDiff	   *result = palloc0(sizeof(SvDiff));
	HTAB	   *index = make_index();
	const char *search_path = to->search_path != NULL ? to->search_path :
	from->search_path;
	List	   *operations = plan(from, to, privileges, search_path, true);
	ListCell   *lc;

	result->upgrade_parts = parts_of(operations, NULL);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->part != NULL)
		{
			operation->difference = make_difference(operation, schema);
			result->differences = lappend(result->differences,
										  operation->difference);
		}
	}
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		tell(operation, schema);
		if (operation->action == SV_ACTION_DROP)
			result->dropped = lappend(result->dropped, &operation->from->address);
		else if (operation->action == SV_ACTION_ALTER && operation->breaks)
			result->retyped = lappend(result->retyped, &operation->from->address);
	}
	foreach(lc, operations)
		enter(index, lfirst(lc));
	result->offers = sv_offer_find(operations, schema);

	operations = plan(to, from, privileges, search_path, true);
	result->downgrade_parts = parts_of(operations, NULL);
	complete(result, index, operations);
	sv_diff_write(result);
	return result;
}

/*
 * The script that leads from one set of facts to another: a whole one, which
 * sets what it depends on.  Empty if nothing differs.
 */
char *
sv_diff_script(SvFacts *from, SvFacts *to, bool privileges)
{
	SvFacts		wanted = *to;
	List	   *operations;
	char	   *script;

	/* the script is for another database */
	wanted.has_triggers = wanted.secures_tables = false;
	operations = plan(from, &wanted, privileges, NULL, true);
	settle_encoding(operations);
	script = sv_part_script(parts_of(operations, SEARCH_PATH), false);
	if (script[0] == '\0')
		return script;
	return psprintf("SET client_encoding = %s;\n"
					"SET standard_conforming_strings = on;\n"
					"SET search_path = " SEARCH_PATH ";\n\n%s",
					quote_literal_cstr(pg_get_client_encoding_name()), script);
}

/*
 * Code of the owners of the schemas runs when objects are created that use it,
 * and may leave another client_encoding behind: that is set again before each
 * later statement that does not read the same in all encodings.
 */
static void
settle_encoding(List *operations)
{
	bool		has_code = false;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		ListCell   *lc2;

		foreach(lc2, operation->statements)
		{
			if (has_code && !sv_psql_is_ascii(lfirst(lc2)))
				lfirst(lc2) = psprintf("SET client_encoding = %s;\n%s",
									   quote_literal_cstr(pg_get_client_encoding_name()),
									   (char *) lfirst(lc2));
		}
		has_code = has_code || may_run_code(operation);
	}
}

/*
 * True if code of users may run from here on.
 */
static bool
may_run_code(const SvOperation *operation)
{
	const SvKind *kind = sv_operation_fact(operation)->kind;

	return (kind->flags & SV_KIND_HAS_BODY) != 0 ||
		kind == &sv_kind_materialized_view || kind == &sv_kind_extension;
}

/*
 * Put renames (SvDiffRename) in front of the differences: they are done first,
 * and undone last.  "schema" is that of sv_diff_find().
 */
void
sv_diff_add_renames(SvDiff *diff, List *renames, const char *schema)
{
	List	   *differences = NIL;
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, renames)
	{
		SvDiffRename *rename = lfirst(lc);
		SvDifference *difference = make_rename(rename, schema);

		differences = lappend(differences, difference);
		parts = lappend(parts, difference->part);
	}
	for (int i = list_length(renames) - 1; i >= 0; i--)
	{
		const SvDifference *difference = list_nth(differences, i);
		const SvDiffRename *rename = list_nth(renames, i);

		diff->downgrade_parts = lappend(diff->downgrade_parts,
										part_of_rename(rename->downgrade,
													   difference->part->hazards));
	}
	diff->differences = list_concat(differences, diff->differences);
	diff->upgrade_parts = list_concat(parts, diff->upgrade_parts);
	sv_diff_write(diff);
}

/*
 * Write the scripts of a difference, as its parts are now.
 */
void
sv_diff_write(SvDiff *diff)
{
	diff->upgrade = sv_part_script(diff->upgrade_parts, true);
	diff->downgrade = sv_part_script(diff->downgrade_parts, true);
}

static SvDifference *
make_rename(const SvDiffRename *rename, const char *schema)
{
	SvDifference *difference = palloc0(sizeof(SvDifference));
	SvOperation operation = {SV_ACTION_RENAME};

	difference->kind = rename->kind;
	difference->identity = rename->to;
	difference->old_identity = rename->from;
	difference->action = rename->from == NULL ? "create" :
		strcmp(rename->from, rename->to) == 0 ? "alter" : "rename";
	difference->is_global = strcmp(rename->kind, sv_kind_extension.name) == 0;
	difference->upgrade = psprintf("%s;", rename->upgrade);
	difference->downgrade = psprintf("%s;", rename->downgrade);
	difference->line = sv_describe_rename(rename->kind, rename->from,
										  rename->to, schema);
	sv_operation_warn(&operation, sv_danger_of_rename(rename->kind));
	difference->part = part_of_rename(rename->upgrade, operation.hazards);
	return difference;
}

static SvPart *
part_of_rename(const char *statement, const List *hazards)
{
	SvPart	   *part = palloc0(sizeof(SvPart));

	part->statements = list_make1(pstrdup(statement));
	part->hazards = list_copy(hazards);
	return part;
}

/*
 * The operations that lead from one set of facts to another, in order: each has
 * statements of its own, or is folded into another one.
 */
List *
sv_diff_operations(SvFacts *from, SvFacts *to)
{
	return plan(from, to, true, to->search_path, false);
}

/*
 * The operations that lead from one set of facts to another, in order, with
 * their statements; those of some are merged if asked for.
 */
static List *
plan(SvFacts *from, SvFacts *to, bool privileges, const char *search_path,
	 bool merged)
{
	List	   *operations = sv_compare_facts(from, to, privileges);

	operations = sv_arrange_operations(operations);
	sv_render_operations(operations);
	if (merged)
		sv_merge_operations(operations);
	sv_positions_keep(operations);
	sv_security_find(operations, from, to);
	sv_path_find(operations, search_path);
	make_neutral(operations);
	return operations;
}

/*
 * Make the statements mean the same to every session, and to psql.
 */
static void
make_neutral(List *operations)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		ListCell   *lc2;

		foreach(lc2, ((SvOperation *) lfirst(lc))->statements)
		{
			char	   *statement = lfirst(lc2);

			lfirst(lc2) = strncmp(statement, "--", 2) == 0 ?
				sv_line_of(statement) : sv_psql_neutral(statement);
		}
	}
}

static SvDifference *
make_difference(SvOperation *operation, const char *schema)
{
	SvDifference *difference = palloc0(sizeof(SvDifference));
	SvFact	   *fact = sv_operation_fact(operation);

	difference->fact = fact;
	difference->kind = fact->kind->name;
	difference->identity = fact->identity;
	difference->action = sv_describe_action(operation);
	difference->upgrade = operation->statements == NIL ? NULL :
		join(runnable(operation));
	difference->part = operation->part;
	difference->line = sv_describe_line(operation, schema);
	difference->finding = sv_describe_finding(operation);
	difference->is_global = (fact->kind->flags & SV_KIND_GLOBAL) != 0;
	return difference;
}

/*
 * Have the hazards of an operation that is only one half of another one, or in
 * the way of it, told with that; if nothing is said of either, with a note.
 */
static void
tell(const SvOperation *operation, const char *schema)
{
	SvDifference *difference = operation->difference;
	SvDifference *other = NULL;

	if (difference == NULL || difference->line != NULL)
		return;
	if (operation->from != NULL)
		other = difference_of(operation->from->change);
	if (operation->from != NULL && other == NULL && operation->from->counterpart != NULL)
		other = difference_of(operation->from->counterpart->change);
	if (other == NULL || other == difference)
	{
		if (operation->in_the_way)
			difference->note = sv_describe_in_the_way(operation, schema);
		return;
	}
	other->along = lappend(other->along, difference);
	if (other->line == NULL)
		other->note = sv_describe_in_the_way(operation, schema);
}

/*
 * The difference of an operation, which may be NULL, or of the one that does it
 * along; NULL if there is none.
 */
static SvDifference *
difference_of(const SvOperation *operation)
{
	while (operation != NULL && operation->folded != NULL)
		operation = operation->folded;
	return operation == NULL ? NULL : operation->difference;
}

/*
 * The hazards of a difference, and of what goes with it, as sentences; NULL if
 * there are none.  Of the downgrade, those that depend on the rows by then.
 */
char *
sv_diff_told(SvDifference *difference)
{
	List	   *sentences = NIL;
	List	   *together = list_make1(difference);
	List	   *hazards = NIL;

	/* the list grows */
	for (int i = 0; i < list_length(together); i++)
	{
		const SvDifference *one = list_nth(together, i);

		hazards = list_concat(hazards, one->part->hazards);
		together = list_concat_unique_ptr(together, one->along);
	}
	if (hazards != NIL)
		sentences = lappend(sentences, sv_hazard_sentences(hazards));
	if (difference->undo_loses)
		sentences = lappend(sentences, "Its downgrade loses data.");
	if (difference->undo_may_fail)
		sentences = lappend(sentences, "Its downgrade fails if there are rows that do not conform.");
	return sentences == NIL ? NULL : sv_strings_join(sentences, "  ");
}

/*
 * Fill in what undoes each difference, from the operations of the downgrade.
 * An operation that undoes none (something is only in the way of the downgrade)
 * goes with the next one that does.
 */
static void
complete(SvDiff *diff, HTAB *index, List *operations)
{
	List	   *waiting = NIL;
	SvDifference *last = NULL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		SvDifference *difference;

		if (operation->statements == NIL && operation->merged == NULL)
			continue;
		difference = find(index, operation);
		if (difference != NULL)
			note_undo(difference, operation);
		if (operation->statements == NIL)
			continue;
		waiting = list_concat(waiting, runnable(operation));
		if (difference == NULL)
			continue;
		append_undo(difference, waiting);
		waiting = NIL;
		last = difference;
	}
	if (last == NULL && diff->differences != NIL)
		last = llast(diff->differences);
	if (last != NULL)
		append_undo(last, waiting);
}

/*
 * Note of a difference what depends on the rows that are there when it is
 * undone.
 */
static void
note_undo(SvDifference *difference, const SvOperation *operation)
{
	difference->undo_may_fail |= sv_strings_member(operation->hazards, "may_fail");
	difference->undo_loses |= operation->action == SV_ACTION_ALTER &&
		sv_strings_member(operation->hazards, "data_loss");
}

static void
append_undo(SvDifference *difference, List *statements)
{
	if (statements == NIL)
		return;
	difference->downgrade = difference->downgrade == NULL ? join(statements) :
		psprintf("%s\n%s", difference->downgrade, join(statements));
}

static HTAB *
make_index(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(const SvFact *);
	control.entrysize = sizeof(IndexEntry);
	control.hash = hash_fact;
	control.match = match_facts;
	control.hcxt = CurrentMemoryContext;
	return hash_create("schemaver differences", 256, &control,
					   HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
}

/*
 * Facts are the same to the index if they are of one kind and have the same
 * identity, of which no byte is left out.
 */
static uint32
hash_fact(const void *key, Size size)
{
	const char *identity = (*(const SvFact *const *) key)->identity;

	return hash_bytes((const unsigned char *) identity, strlen(identity));
}

static int
match_facts(const void *a, const void *b, Size size)
{
	return sv_fact_compare(*(const SvFact *const *) a,
						   *(const SvFact *const *) b);
}

/*
 * Enter the difference of an operation, or of the one that does it along,
 * under the name that the object has afterwards.
 */
static void
enter(HTAB *index, const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	SvDifference *difference = difference_of(operation);
	IndexEntry *entry;

	if (difference == NULL)
		return;
	entry = hash_search(index, &fact, HASH_ENTER, NULL);
	entry->difference = difference;
}

/*
 * The difference that an operation of the downgrade undoes; NULL if none.
 */
static SvDifference *
find(HTAB *index, const SvOperation *operation)
{
	const SvFact *fact = operation->from != NULL ? operation->from :
	operation->to;
	IndexEntry *entry = hash_search(index, &fact, HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->difference;
}

/*
 * The parts of a script.  The bodies of functions are not checked, as what they
 * use may be created after them.
 */
static List *
parts_of(List *operations, const char *current)
{
	List	   *parts = sv_part_list(operations, current);
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvPart	   *first;

		if (!writes_body(lfirst(lc)))
			continue;
		first = palloc0(sizeof(SvPart));
		first->statements = list_make1(pstrdup(UNCHECKED_BODIES));
		return lcons(first, parts);
	}
	return parts;
}

/*
 * True if the operation writes the body of a function.
 */
static bool
writes_body(const SvOperation *operation)
{
	const SvKind *kind = sv_operation_fact(operation)->kind;

	if (!(kind->flags & SV_KIND_HAS_BODY) || operation->statements == NIL)
		return false;
	if (operation->action == SV_ACTION_CREATE)
		return true;
	for (int i = 0; operation->action == SV_ACTION_ALTER &&
		 i < kind->property_count; i++)
		if (operation->differs[i] &&
			(kind->properties[i].flags & SV_PROPERTY_REPLACE))
			return true;
	return false;
}

/*
 * The statements of an operation as they can be run without the rest of the
 * script.
 */
static List *
runnable(const SvOperation *operation)
{
	List	   *statements = list_copy(sv_path_statements(operation, NULL));

	return writes_body(operation) ?
		lcons(pstrdup(UNCHECKED_BODIES), statements) : statements;
}

static char *
join(List *statements)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, statements)
		sv_part_append(&buf, "\n", lfirst(lc));
	return buf.data;
}
