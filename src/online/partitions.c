/*-------------------------------------------------------------------------
 *
 * partitions.c
 *	  Recipes for tables that become partitions, or cease to be.
 *
 * A table that is attached is not read if a valid check says of its rows what the
 * bounds do.  The indexes and keys that it will have are operations of their own;
 * its foreign keys are those of the parent, and are validated before.
 *
 * DETACH CONCURRENTLY leaves a check with the bounds on the table, unless one is
 * there: so the table gets one, which can be dropped by its name.
 *
 * A table that is attached again, as its indexes could not be changed otherwise,
 * is detached as the plain script does it, in the transaction of ATTACH: its rows
 * are never missing.  The check with its bounds refuses none meanwhile, unless
 * the bounds are others: then it is read while it is locked.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "online/constraints.h"
#include "online/partitions.h"

static bool attach(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static bool detach(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static bool has_other_bound(const SvFact *attachment,
							const SvOnlineSituation *situation);
static const SvFact *default_of(const SvFact *whole);
static void tell_default(SvOnlinePlan *plan, const SvOperation *operation,
						 const SvOnlineSituation *situation);
static const char *bound_of(const SvFact *partition,
							const SvOnlineSituation *situation);
static void check_bound(SvOnlinePlan *plan, const SvFact *partition,
						const char *name, const char *bound);
static void validate_foreign_keys(SvOnlinePlan *plan,
								  const SvFact *partition,
								  const SvOnlineSituation *situation);

const SvOnlineRecipe sv_partitions_recipes[] = {
	{&sv_kind_partition, SV_ACTION_CREATE, attach},
	{&sv_kind_partition, SV_ACTION_DROP, detach},
	{NULL}
};

/*
 * ATTACH PARTITION.  The statement of the kind may move rows, if there are any in
 * the default partition; the plain script does not.
 */
static bool
attach(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *partition = operation->to->parent;
	const char *bound = bound_of(partition, situation);
	char	   *name = sv_online_name("bound", partition->identity);
	int			group;

	tell_default(plan, operation, situation);
	if (bound == NULL || situation->scanned == NIL ||
		!sv_online_is_large(situation, partition) ||
		has_other_bound(operation->to, situation))
		return false;
	check_bound(plan, partition, name, bound);
	validate_foreign_keys(plan, partition, situation);
	group = sv_online_group(plan);
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   sv_template_fill(sv_kind_partition.create, operation->to,
									NULL, NULL));
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   psprintf("ALTER TABLE %s DROP CONSTRAINT %s",
							partition->identity, name));
	return true;
}

/*
 * True if a table was a partition before the script, of another table or with
 * other bounds.
 */
static bool
has_other_bound(const SvFact *attachment, const SvOnlineSituation *situation)
{
	const SvFact *before = sv_facts_find_own(situation->start,
											 attachment->address);
	const SvFact *whole;

	if (before == NULL)
		return false;
	whole = sv_whole_of(before);
	return whole == NULL || sv_whole_of(attachment) == NULL ||
		whole->address.objid != sv_whole_of(attachment)->address.objid ||
		strcmp(sv_fact_value(before, "bound"),
			   sv_fact_value(attachment, "bound")) != 0;
}

/*
 * DETACH PARTITION.  The server cannot do it CONCURRENTLY next to a default
 * partition.
 */
static bool
detach(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *partition = operation->from->parent;
	const SvFact *whole = sv_whole_of(operation->from);
	const char *bound = bound_of(partition, situation);
	char	   *name = sv_online_name("detached", partition->identity);
	char	   *plain = sv_template_fill(sv_kind_partition.drop, operation->from,
										 NULL, NULL);
	int			first = list_length(plan->steps);
	SvOnlineStep *step;
	ListCell   *lc;

	if (SV_SINCE_14(false, true) || bound == NULL || whole == NULL ||
		default_of(whole) != NULL ||
		!sv_online_is_large(situation, whole))
		return false;
	sv_online_step(plan, SV_PHASE_EXPAND, 0, plain);
	step = llast(plan->steps);
	step->plain = true;
	step->only = SV_ONLINE_CASE_RETURNS;
	check_bound(plan, partition, name, bound);
	sv_online_step(plan, SV_PHASE_CONTRACT, 0, psprintf("%s CONCURRENTLY", plain));
	sv_online_step(plan, SV_PHASE_CONTRACT, 0,
				   psprintf("ALTER TABLE %s DROP CONSTRAINT %s",
							partition->identity, name));
	for_each_from(lc, plan->steps, first)
	{
		step = lfirst(lc);
		if (step->only == SV_ONLINE_CASE_ANY)
			step->only = SV_ONLINE_CASE_LEAVES;
	}
	return true;
}

/*
 * The default partition of a table; NULL if there is none.
 */
static const SvFact *
default_of(const SvFact *whole)
{
	ListCell   *lc;

	foreach(lc, whole->needed_by)
	{
		const SvFact *attachment = ((SvNeed *) lfirst(lc))->fact;

		if (attachment->kind == &sv_kind_partition && attachment->parent != whole &&
			strcmp(sv_fact_value(attachment, "bound"), "DEFAULT") == 0)
			return attachment->parent;
	}
	return NULL;
}

/*
 * Tell that the default partition is read.  A check that excludes the bounds would
 * save that, and refuse all rows within them from then on.
 */
static void
tell_default(SvOnlinePlan *plan, const SvOperation *operation,
			 const SvOnlineSituation *situation)
{
	const SvFact *whole = sv_whole_of(operation->to);
	const SvFact *other = whole == NULL ? NULL : default_of(whole);

	if (other == NULL || other == operation->to->parent ||
		!sv_online_is_large(situation, other) ||
		!list_member_oid(situation->scanned, other->address.objid))
		return;
	sv_online_reason(plan,
					 psprintf(_("statement %d: default partition %s is read while nobody can use it, unless a valid check excludes the bounds of the new one"),
							  plan->statement, other->identity));
}

/*
 * What the bounds of a partition say of its rows; NULL if no check can.  Those of
 * a partition by hash have the OID of the parent in them.
 */
static const char *
bound_of(const SvFact *partition, const SvOnlineSituation *situation)
{
	const char *bound = situation->bound(situation->arg,
										 partition->address.objid);

	return bound == NULL || strstr(bound, "satisfies_hash_partition(") != NULL ?
		NULL : bound;
}

static void
check_bound(SvOnlinePlan *plan, const SvFact *partition, const char *name,
			const char *bound)
{
	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s) NOT VALID",
							partition->identity, name, bound));
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   psprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s",
							partition->identity, name));
}

/*
 * Give a table the foreign keys that it gets as a partition.
 */
static void
validate_foreign_keys(SvOnlinePlan *plan, const SvFact *partition,
					  const SvOnlineSituation *situation)
{
	ListCell   *lc;

	foreach(lc, situation->after->facts)
	{
		const SvFact *key = lfirst(lc);

		if (key->kind == &sv_kind_constraint && key->parent == partition &&
			key->values[SV_CONSTRAINT_COPY] != NULL &&
			sv_facts_find_own(situation->before, key->address) == NULL)
			sv_constraints_validate(plan, key, key->name, SV_PHASE_VALIDATE);
	}
}
