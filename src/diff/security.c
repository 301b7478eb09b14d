/*-------------------------------------------------------------------------
 *
 * security.c
 *	  Operations that take protection away.
 *
 * Whether a changed policy lets more through cannot be known, so each change of
 * one is told; so is a new one that lets rows through to which nobody had access
 * before.  Grants to PUBLIC are found where they are written (fact/acl.c).
 *
 * An event trigger of the database may enable row level security on new tables.
 * Models are evaluated without event triggers, so a table has what the model
 * says: the script disables it again, and that is told.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/security.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "strings.h"

static bool takes_away(const SvOperation *operation);
static bool is_disabled(const SvOperation *operation, const char *property);
static bool loosens_policy(const SvOperation *operation);
static bool loosens_view(const SvFact *from, const SvFact *to);
static bool is_on(const SvFact *view, const char *option);
static bool loosens_function(const SvFact *from, const SvFact *to);
static bool has_word(const SvFact *function, const char *word);
static void settle_new_table(SvOperation *operation);

/*
 * Add the hazard to operations that lead from one set of facts to another, and
 * what makes new tables as they are declared.
 */
void
sv_security_find(List *operations, const SvFacts *from, const SvFacts *to)
{
	bool		secured = from->secures_tables || to->secures_tables;
	bool		watched = from->has_triggers || to->has_triggers;
	ListCell   *lc;

	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		SvOperation *root = operation;

		if (!takes_away(operation))
			continue;
		while (root->folded != NULL)
			root = root->folded;
		sv_operation_warn(root, "security");
		/* who has enabled it, if not the event trigger? */
		secured = secured || (watched && is_disabled(operation, "row_security"));
	}
	foreach(lc, operations)
	{
		if (secured)
			settle_new_table(lfirst(lc));
	}
}

static bool
takes_away(const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	const SvFact *to = operation->to;
	const SvFact *from = operation->from;

	if (fact->kind == &sv_kind_policy)
		return loosens_policy(operation);
	if (to == NULL || operation->stub)
		return false;
	if (from == NULL)
		from = to->counterpart;
	if (from == NULL)
		return false;
	if (fact->kind == &sv_kind_table)
		return is_disabled(operation, "row_security") ||
			is_disabled(operation, "force_row_security");
	if (fact->kind == &sv_kind_view)
		return loosens_view(from, to);
	return fact->kind == &sv_kind_function && loosens_function(from, to);
}

static bool
is_disabled(const SvOperation *operation, const char *property)
{
	const SvFact *to = operation->to;

	return to != NULL && to->kind == &sv_kind_table &&
		to->counterpart != NULL && sv_fact_value(to, property) == NULL &&
		sv_fact_value(to->counterpart, property) != NULL;
}

/*
 * True if a policy of a table that stays is dropped or changed, or one is
 * created that gives access to rows.
 */
static bool
loosens_policy(const SvOperation *operation)
{
	const SvFact *policy = sv_operation_fact(operation);
	const SvFact *table = policy->parent;

	switch (operation->action)
	{
		case SV_ACTION_DROP:
			return operation->folded == NULL && table->drop == NULL;
		case SV_ACTION_ALTER:
			for (int i = 0; i < policy->kind->property_count; i++)
				if (operation->differs[i])
					return true;
			return false;
		case SV_ACTION_CREATE:
			return table->counterpart != NULL && policy->counterpart == NULL &&
				sv_fact_value(policy, "restrictive") == NULL &&
				sv_fact_value(table->counterpart, "row_security") != NULL;
		default:
			return false;
	}
}

static bool
loosens_view(const SvFact *from, const SvFact *to)
{
	static const char *const options[] = {"security_barrier", "security_invoker"};

	for (int i = 0; i < lengthof(options); i++)
		if (is_on(from, options[i]) && !is_on(to, options[i]))
			return true;
	return false;
}

/*
 * True if a view has an option that is not set to false.
 */
static bool
is_on(const SvFact *view, const char *option)
{
	List	   *items = sv_options_split(sv_fact_value(view, "options"));
	const char *item = sv_options_find(items, option);

	return item != NULL && strcmp(sv_options_value(item), "'false'") != 0 &&
		strcmp(sv_options_value(item), "'off'") != 0 &&
		strcmp(sv_options_value(item), "'0'") != 0 &&
		strcmp(sv_options_value(item), "'no'") != 0;
}

/*
 * True if a function gets the rights of its owner, or a promise about it, or
 * the settings change that protect one that has such rights.
 */
static bool
loosens_function(const SvFact *from, const SvFact *to)
{
	bool		definer = has_word(to, "definer");

	return (definer && !has_word(from, "definer")) ||
		has_word(to, "leakproof") != has_word(from, "leakproof") ||
		(definer && !sv_strings_equal(sv_fact_value(from, "settings"),
									  sv_fact_value(to, "settings")));
}

static bool
has_word(const SvFact *function, const char *word)
{
	return sv_fact_value(function, word) != NULL;
}

/*
 * Make a table that is created what the model says, whatever an event trigger has
 * done.
 */
static void
settle_new_table(SvOperation *operation)
{
	const SvFact *table = operation->to;

	if (operation->action != SV_ACTION_CREATE || table->kind != &sv_kind_table ||
		operation->statements == NIL || sv_fact_value(table, "foreign") != NULL ||
		sv_fact_value(table, "row_security") != NULL)
		return;
	sv_operation_emit_text(operation,
						   "-- an event trigger may have enabled row level security, which the model does not");
	sv_operation_emit_text(operation,
						   psprintf("ALTER TABLE %s DISABLE ROW LEVEL SECURITY",
									table->identity));
	sv_operation_warn(operation, "security");
}
