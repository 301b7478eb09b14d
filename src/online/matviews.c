/*-------------------------------------------------------------------------
 *
 * matviews.c
 *	  Recipes for materialized views.
 *
 * CREATE MATERIALIZED VIEW reads tables, which no statement of the same
 * transaction may have locked: it is a transaction of its own.  What takes the
 * place of another one is filled under another name before that is dropped, so
 * that there is one to be read all the time.  So are its indexes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "diff/relations.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "online/matviews.h"
#include "online/single.h"

static bool create(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static void replace(SvOnlinePlan *plan, const SvOperation *operation,
					const char *old);
static void fill(SvOnlinePlan *plan, const SvOperation *operation);
static bool reads_large(const SvOnlineSituation *situation,
						const SvFact *view);

const SvOnlineRecipe sv_matviews_recipes[] = {
	{&sv_kind_materialized_view, SV_ACTION_CREATE, create},
	{NULL}
};

/*
 * CREATE MATERIALIZED VIEW.  The first statement of a script meets no locks.  If
 * the old one cannot stay until the new one is filled, all is one transaction.
 */
static bool
create(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *view = operation->to;
	char	   *old;

	if (plan->steps == NIL || sv_fact_value(view, "unpopulated") != NULL ||
		!reads_large(situation, view))
		return false;
	old = sv_online_take_drop(plan, &sv_kind_materialized_view, view->identity);
	if (old != NULL)
		replace(plan, operation, old);
	else if (sv_online_has_drop(plan, &sv_kind_materialized_view, view->identity))
		return false;
	else
		fill(plan, operation);
	return true;
}

/*
 * Fill a view under another name, and give it its own when the old one is gone.
 */
static void
replace(SvOnlinePlan *plan, const SvOperation *operation, const char *old)
{
	const SvFact *view = operation->to;
	SvFact		named = *view;
	SvOnlineAlias *alias = palloc0(sizeof(SvOnlineAlias));
	int			group = sv_online_group(plan);

	named.name = sv_online_name("view", view->identity);
	named.identity = sv_online_beside(view, named.name);
	alias->identity = pstrdup(view->identity);
	alias->current = named.identity;
	alias->group = group;
	plan->views = lappend(plan->views, alias);
	fill(plan, sv_single_create(operation, &named));
	sv_online_step(plan, SV_PHASE_SWAP, group, old);
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   sv_template_fill(view->kind->rename, &named, NULL, view->name));
}

static void
fill(SvOnlinePlan *plan, const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->statements)
	{
		sv_online_step(plan, SV_PHASE_EXPAND, 0, lfirst(lc));
		((SvOnlineStep *) llast(plan->steps))->reads = true;
	}
}

/*
 * True if a view is about a table that has many rows.
 */
static bool
reads_large(const SvOnlineSituation *situation, const SvFact *view)
{
	ListCell   *lc;

	check_stack_depth();
	foreach(lc, view->needs)
	{
		const SvFact *relation = sv_relations_of(((const SvNeed *) lfirst(lc))->fact);

		if (relation == NULL || relation == view)
			continue;
		if (relation->kind == &sv_kind_view ? reads_large(situation, relation) :
			sv_online_is_large(situation, relation))
			return true;
	}
	return false;
}
