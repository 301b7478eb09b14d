/*-------------------------------------------------------------------------
 *
 * path.c
 *	  The search_path under which the statements of operations are run.
 *
 * The texts of most facts mean the same under every search_path.  A statement
 * with a text that does not gets one under which it means what it does: the
 * schemas that the text needs are in it, those that it must not find are not.
 * The rest is the search_path of the model, so functions that run meanwhile find
 * what their authors have declared them with.
 *
 * When the type of a column changes, the server reads the constraints, indexes,
 * defaults and policies that use it again, as the session would: so the
 * statement needs what their texts need.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/path.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "strings.h"

/* The search_path if nothing else has to be in it. */
#define NO_SCHEMAS "pg_catalog, pg_temp"

/* What the texts in a statement need, and must not find: quoted names. */
typedef struct Texts
{
	List	   *needs;
	List	   *avoids;
} Texts;

static void add_operation(Texts *texts, const SvOperation *operation);
static bool has_text(const SvOperation *operation);
static bool is_retyped(const SvOperation *operation);
static void add_fact(Texts *texts, const SvFact *fact);
static List *add_all(List *names, const char *more);
static bool overlap(const List *a, const List *b);
static char *path_of(const Texts *texts, const char *search_path);

/*
 * Find the search_path of each operation that has statements, as
 * SvOperation.search_path; NULL stands for any.  Where it may, it contains the
 * schemas in search_path, a list of quoted names or NULL.
 */
void
sv_path_find(List *operations, const char *search_path)
{
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		Texts		texts = {NIL, NIL};

		if (operation->folded != NULL || operation->statements == NIL)
			continue;
		add_operation(&texts, operation);
		if (texts.needs != NIL || texts.avoids != NIL)
			operation->search_path = path_of(&texts, search_path);
	}
}

/*
 * True if an operation with all its parts, and another one, could be in one
 * statement: there is a search_path under which all texts mean what they do.
 */
bool
sv_path_fits(const SvOperation *operation, const SvOperation *part)
{
	Texts		texts = {NIL, NIL};
	Texts		more = {NIL, NIL};

	add_operation(&more, part);
	if (more.needs == NIL && more.avoids == NIL)
		return true;
	add_operation(&texts, operation);
	return !overlap(texts.needs, more.avoids) &&
		!overlap(texts.avoids, more.needs);
}

/*
 * The statements of an operation, preceded by one that sets the search_path if
 * they need another one than "current" (NULL: an unknown one).
 */
List *
sv_path_statements(const SvOperation *operation, const char *current)
{
	if (operation->search_path == NULL || operation->statements == NIL ||
		(current != NULL && strcmp(operation->search_path, current) == 0))
		return operation->statements;
	return lcons(psprintf("SET search_path = %s", operation->search_path),
				 list_copy(operation->statements));
}

static void
add_operation(Texts *texts, const SvOperation *operation)
{
	ListCell   *lc;

	check_stack_depth();
	if (has_text(operation))
		add_fact(texts, operation->to);
	if (is_retyped(operation))
	{
		foreach(lc, operation->to->needed_by)
			add_fact(texts, ((SvNeed *) lfirst(lc))->fact);
	}
	foreach(lc, operation->parts)
		add_operation(texts, lfirst(lc));
	foreach(lc, operation->along)
		add_operation(texts, lfirst(lc));
}

/*
 * True if the text of the fact may be in the statements.
 */
static bool
has_text(const SvOperation *operation)
{
	if (operation->to == NULL || operation->stub ||
		operation->action == SV_ACTION_RENAME)
		return false;
	if (operation->differs == NULL)
		return true;
	for (int i = 0; i < operation->to->kind->property_count; i++)
		if (operation->differs[i])
			return true;
	return false;
}

static bool
is_retyped(const SvOperation *operation)
{
	return operation->to != NULL && operation->differs != NULL &&
		operation->to->kind == &sv_kind_column &&
		operation->differs[sv_kind_property(operation->to->kind, "type")];
}

static void
add_fact(Texts *texts, const SvFact *fact)
{
	texts->needs = add_all(texts->needs, fact->path_needs);
	texts->avoids = add_all(texts->avoids, fact->path_avoids);
}

static List *
add_all(List *names, const char *more)
{
	ListCell   *lc;

	foreach(lc, sv_options_split(more))
		names = sv_strings_append_unique(names, lfirst(lc));
	return names;
}

static bool
overlap(const List *a, const List *b)
{
	ListCell   *lc;

	foreach(lc, a)
	{
		if (sv_strings_member(b, lfirst(lc)))
			return true;
	}
	return false;
}

static char *
path_of(const Texts *texts, const char *search_path)
{
	List	   *names = NIL;
	ListCell   *lc;

	foreach(lc, sv_options_split(search_path))
	{
		if (!sv_strings_member(texts->avoids, lfirst(lc)) ||
			sv_strings_member(texts->needs, lfirst(lc)))
			names = lappend(names, lfirst(lc));
	}
	foreach(lc, texts->needs)
		names = sv_strings_append_unique(names, lfirst(lc));
	return names == NIL ? pstrdup(NO_SCHEMAS) : sv_strings_join(names, ", ");
}
