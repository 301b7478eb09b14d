/*-------------------------------------------------------------------------
 *
 * diff.c
 *	  What leads from one snapshot to another and back.
 *
 * The downgrade comes from the same comparison with its sides exchanged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "catalog/deparse_settings.h"
#include "compat.h"
#include "diff/arrange.h"
#include "diff/compare.h"
#include "diff/describe.h"
#include "diff/diff.h"
#include "diff/hazard.h"
#include "diff/render.h"
#include "file/line.h"
#include "file/psql.h"
#include "kind/kinds.h"

/* Which difference an object has. */
typedef struct IndexEntry
{
	char		key[1024];		/* kind and identity */
	SvDifference *difference;
} IndexEntry;

static void settle_encoding(List *operations);
static bool may_run_code(const SvOperation *operation);
static List *plan(SvFacts *from, SvFacts *to, bool privileges);
static void make_neutral(List *operations);
static SvDifference *make_difference(SvOperation *operation);
static char *join(List *statements);
static void complete(SvDiff *diff, HTAB *index, List *operations);
static void append_undo(SvDifference *difference, List *statements);
static HTAB *make_index(void);
static void enter(HTAB *index, SvOperation *operation);
static SvDifference *find(HTAB *index, const SvOperation *operation);
static char *index_key(const SvFact *fact);
static char *script_of(List *operations);
static char *with_one_end(char *script);

/*
 * What leads from one snapshot to another, and back.
 */
SvDiff *
sv_diff_find(SvFacts *from, SvFacts *to, bool privileges)
{
	SvDiff	   *result = palloc0(sizeof(SvDiff));
	HTAB	   *index = make_index();
	List	   *operations = plan(from, to, privileges);
	ListCell   *lc;

	result->upgrade = script_of(operations);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if (operation->folded == NULL && operation->statements != NIL)
		{
			operation->note = make_difference(operation);
			result->differences = lappend(result->differences,
										  operation->note);
		}
	}
	foreach(lc, operations)
		enter(index, lfirst(lc));

	operations = plan(to, from, privileges);
	result->downgrade = script_of(operations);
	complete(result, index, operations);
	return result;
}

/*
 * The script that leads from one snapshot to another.
 */
char *
sv_diff_script(SvFacts *from, SvFacts *to, bool privileges)
{
	List	   *operations = plan(from, to, privileges);
	char	   *script;

	settle_encoding(operations);
	script = script_of(operations);
	if (script[0] == '\0')
		return script;
	return psprintf("SET client_encoding = %s;\n"
					"SET standard_conforming_strings = on;\n"
					"SET search_path = pg_catalog, pg_temp;\n\n%s",
					quote_literal_cstr(pg_get_client_encoding_name()), script);
}

/*
 * The code of those who own the schemas runs when others are made that use it,
 * and may leave another encoding behind: what is not read alike in all of them
 * has it set anew.
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
 * Put renames in front of what was found: they are done first, and undone
 * last.
 */
void
sv_diff_add_renames(SvDiff *diff, List *renames)
{
	StringInfoData up;
	StringInfoData down;
	List	   *differences = NIL;
	ListCell   *lc;

	if (renames == NIL)
		return;
	initStringInfo(&up);
	initStringInfo(&down);
	foreach(lc, renames)
	{
		const SvMarkedRename *marked = lfirst(lc);
		SvDifference *difference = palloc0(sizeof(SvDifference));

		difference->kind = marked->kind;
		difference->identity = marked->to;
		difference->action = "rename";
		difference->upgrade = psprintf("%s;", marked->upgrade);
		difference->downgrade = psprintf("%s;", marked->downgrade);
		difference->line = sv_describe_rename(marked->kind, marked->from,
											  marked->to);
		differences = lappend(differences, difference);
		appendStringInfo(&up, "%s\n\n", difference->upgrade);
	}
	for (int i = list_length(renames) - 1; i >= 0; i--)
		appendStringInfo(&down, "%s;\n\n",
						 ((SvMarkedRename *) list_nth(renames, i))->downgrade);
	diff->differences = list_concat(differences, diff->differences);
	diff->upgrade = psprintf("%s%s", up.data, diff->upgrade);
	diff->downgrade = diff->downgrade[0] == '\0' ? down.data :
		psprintf("%s\n%s", diff->downgrade, down.data);
	/* a script ends with one line end */
	diff->upgrade = with_one_end(diff->upgrade);
	diff->downgrade = with_one_end(diff->downgrade);
}

/*
 * The operations that lead from one snapshot to another, with their
 * statements, in order.
 */
static List *
plan(SvFacts *from, SvFacts *to, bool privileges)
{
	List	   *operations = sv_compare_snapshots(from, to, privileges);

	operations = sv_arrange_operations(operations);
	sv_render_operations(operations);
	make_neutral(operations);
	return operations;
}

/*
 * Have statements mean the same to every session, and to psql.
 */
static void
make_neutral(List *operations)
{
	int			nest_level = sv_deparse_settings_begin();
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
	sv_deparse_settings_end(nest_level);
}

static SvDifference *
make_difference(SvOperation *operation)
{
	SvDifference *difference = palloc0(sizeof(SvDifference));
	const SvFact *fact = sv_operation_fact(operation);

	difference->kind = fact->kind->name;
	difference->identity = fact->identity;
	difference->action = sv_describe_action(operation);
	difference->upgrade = join(operation->statements);
	difference->hazard = sv_hazard_words(operation);
	difference->hazard_code = sv_hazard_codes(operation);
	difference->line = sv_describe_line(operation);
	difference->is_global = (fact->kind->flags & SV_KIND_GLOBAL) != 0;
	return difference;
}

static char *
join(List *statements)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, statements)
		sv_render_append(&buf, "\n", lfirst(lc));
	return buf.data;
}

/*
 * Say of each difference what undoes it.  What only the way back needs goes
 * with what comes next.
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

		if (operation->statements == NIL)
			continue;
		difference = find(index, operation);
		waiting = list_concat(waiting, operation->statements);
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

	control.keysize = sizeof(((IndexEntry *) NULL)->key);
	control.entrysize = sizeof(IndexEntry);
	control.hcxt = CurrentMemoryContext;
	return hash_create("schemaver differences", 256, &control,
					   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

/*
 * Enter what an operation is about, under the name that it has afterwards.
 */
static void
enter(HTAB *index, SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	SvOperation *root = operation;
	IndexEntry *entry;

	while (root->folded != NULL)
		root = root->folded;
	if (root->note == NULL)
		return;
	entry = hash_search(index, index_key(fact), HASH_ENTER, NULL);
	entry->difference = root->note;
}

/*
 * The difference that an operation of the way back undoes; NULL if none.
 */
static SvDifference *
find(HTAB *index, const SvOperation *operation)
{
	IndexEntry *entry = hash_search(index,
									index_key(operation->from != NULL ?
											  operation->from : operation->to),
									HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->difference;
}

static char *
index_key(const SvFact *fact)
{
	char	   *key = psprintf("%d %s", fact->rank, fact->identity);

	if (strlen(key) >= sizeof(((IndexEntry *) NULL)->key))
		key[sizeof(((IndexEntry *) NULL)->key) - 1] = '\0';
	return key;
}

/*
 * A script of operations.  The bodies of functions are not looked at before
 * everything is there that they use.
 */
static char *
script_of(List *operations)
{
	char	   *script = sv_render_script(operations);
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);

		if ((sv_operation_fact(operation)->kind->flags & SV_KIND_HAS_BODY) &&
			operation->to != NULL && operation->statements != NIL)
			return psprintf("SET check_function_bodies = off;\n\n%s", script);
	}
	return script;
}

/*
 * A script without empty lines at its end.
 */
static char *
with_one_end(char *script)
{
	size_t		length = strlen(script);

	while (length > 1 && script[length - 1] == '\n' &&
		   script[length - 2] == '\n')
		script[--length] = '\0';
	return script;
}
