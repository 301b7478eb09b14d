/*-------------------------------------------------------------------------
 *
 * constraints.c
 *	  Recipes for checks, foreign keys and constraints of domains.
 *
 * A constraint is added NOT VALID, which reads nothing, and validated by another
 * statement, under a lock that lets others read and write.  Both are of phase
 * validate: old rows that do not conform yet are filled in before, and as soon as
 * the constraint is there, an update of such a row would fail.
 *
 * Before 18, a foreign key of a partitioned table cannot be NOT VALID: its
 * partitions get it one by one, and that of the parent then adopts theirs.
 *
 * What gets another definition is added under another name, and takes the name
 * over in the transaction that drops the old one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "diff/hazard.h"
#include "diff/relations.h"
#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "kind/words.h"
#include "online/constraints.h"

static bool create(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static bool validate(SvOnlinePlan *plan, SvOperation *operation,
					 const SvOnlineSituation *situation);
static void replace(SvOnlinePlan *plan, const SvFact *constraint,
					const char *old);
static bool create_by_partitions(SvOnlinePlan *plan,
								 const SvOperation *operation,
								 const SvOnlineSituation *situation);
static const SvFact *find_copy(const SvFact *partition, const SvFact *key,
							   const SvOnlineSituation *situation);
static bool create_of_domain(SvOnlinePlan *plan, SvOperation *operation,
							 const SvOnlineSituation *situation);

const SvOnlineRecipe sv_constraints_recipes[] = {
	{&sv_kind_constraint, SV_ACTION_CREATE, create},
	{&sv_kind_constraint, SV_ACTION_ALTER, validate},
	{&sv_kind_domain_constraint, SV_ACTION_CREATE, create_of_domain},
	{NULL}
};

/*
 * ADD CONSTRAINT ... CHECK, ADD CONSTRAINT ... FOREIGN KEY
 */
static bool
create(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *constraint = operation->to;
	const SvFact *table = constraint->parent;
	const char *noun = constraint->values[SV_CONSTRAINT_NOUN];
	bool		foreign = strcmp(noun, SV_NOUN_FOREIGN_KEY) == 0;
	bool		partitioned = sv_fact_value(table, "partition_key") != NULL;
	char	   *old;

	if ((!foreign && strcmp(noun, SV_NOUN_CHECK) != 0) ||
		constraint->values[SV_CONSTRAINT_NOT_VALID] != NULL ||
		constraint->values[SV_CONSTRAINT_ENFORCED] != NULL ||
		sv_fact_value(table, "foreign") != NULL ||
		!sv_online_is_large(situation, table))
		return false;
	if (SV_SINCE_18(false, foreign && partitioned))
		return create_by_partitions(plan, operation, situation);
	/* copies in partitions would keep the other name */
	old = (foreign && partitioned) || plan->drops != SV_ONLINE_DROPS_WAIT ? NULL :
		sv_online_take_drop(plan, &sv_kind_constraint, constraint->identity);
	if (old != NULL)
		replace(plan, constraint, old);
	else
		sv_constraints_validate(plan, constraint, constraint->name, SV_PHASE_VALIDATE);
	for (int i = 1; i < list_length(operation->statements); i++)
		sv_online_step(plan, old != NULL ? SV_PHASE_SWAP : SV_PHASE_VALIDATE, 0,
					   list_nth(operation->statements, i));
	return true;
}

/*
 * VALIDATE CONSTRAINT, which must not be in the transaction that adds it.
 */
static bool
validate(SvOnlinePlan *plan, SvOperation *operation,
		 const SvOnlineSituation *situation)
{
	if (!operation->differs[SV_CONSTRAINT_NOT_VALID] ||
		operation->to->values[SV_CONSTRAINT_NOT_VALID] != NULL ||
		operation->to->values[SV_CONSTRAINT_ENFORCED] != NULL ||
		operation->from->values[SV_CONSTRAINT_ENFORCED] != NULL ||
		!sv_online_is_large(situation, operation->to->parent))
		return false;
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   sv_template_fill("ALTER TABLE %p VALIDATE CONSTRAINT %n",
									operation->to, NULL, NULL));
	operation->differs[SV_CONSTRAINT_NOT_VALID] = false;
	return true;
}

/*
 * Add a constraint under a name as not valid, in a phase, and validate it.
 */
void
sv_constraints_validate(SvOnlinePlan *plan, const SvFact *constraint,
						const char *name, SvPhase phase)
{
	sv_online_step(plan, phase, 0, sv_constraints_unchecked(constraint, name));
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   psprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s",
							constraint->parent->identity, name));
}

/*
 * The statement that adds a constraint under a name as not valid.
 */
char *
sv_constraints_unchecked(const SvFact *constraint, const char *name)
{
	SvFact		named = *constraint;

	named.name = unconstify(char *, name);
	return sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %n %{definition}"
							"[ %{deferrable}] NOT VALID",
							&named, NULL, NULL);
}

/*
 * Add a constraint under another name, and give it its own in the transaction
 * that drops the old one by the statement "old".
 */
static void
replace(SvOnlinePlan *plan, const SvFact *constraint, const char *old)
{
	char	   *name = sv_online_name("constraint", constraint->identity);
	int			group = sv_online_group(plan);

	sv_constraints_validate(plan, constraint, name, SV_PHASE_VALIDATE);
	sv_online_step(plan, SV_PHASE_SWAP, group, old);
	sv_online_step(plan, SV_PHASE_SWAP, group,
				   psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
							constraint->parent->identity, name, constraint->name));
}

/*
 * A foreign key of a partitioned table, before 18.
 */
static bool
create_by_partitions(SvOnlinePlan *plan, const SvOperation *operation,
					 const SvOnlineSituation *situation)
{
	const SvFact *key = operation->to;
	List	   *attachments = sv_whole_attachments(NIL, key->parent);
	ListCell   *lc;

	foreach(lc, attachments)
	{
		if (sv_fact_value(((SvFact *) lfirst(lc))->parent, "foreign") != NULL)
			return false;
	}
	foreach(lc, attachments)
	{
		const SvFact *partition = ((SvFact *) lfirst(lc))->parent;
		const SvFact *copy = find_copy(partition, key, situation);

		if (copy != NULL && sv_fact_value(partition, "partition_key") == NULL)
			sv_constraints_validate(plan, copy, copy->name, SV_PHASE_VALIDATE);
	}
	foreach(lc, operation->statements)
		sv_online_step(plan, SV_PHASE_VALIDATE, 0, lfirst(lc));
	return true;
}

/*
 * The new foreign key that a partition has with one of its parent; NULL: it had
 * such a key before.
 */
static const SvFact *
find_copy(const SvFact *partition, const SvFact *key,
		  const SvOnlineSituation *situation)
{
	ListCell   *lc;

	foreach(lc, situation->after->facts)
	{
		const SvFact *copy = lfirst(lc);

		if (copy->kind == &sv_kind_constraint && copy->parent == partition &&
			copy->values[SV_CONSTRAINT_COPY] != NULL &&
			strcmp(copy->values[SV_CONSTRAINT_DEFINITION],
				   key->values[SV_CONSTRAINT_DEFINITION]) == 0 &&
			sv_facts_find_own(situation->before, copy->address) == NULL)
			return copy;
	}
	return NULL;
}

/*
 * ALTER DOMAIN ... ADD CONSTRAINT.  New values are checked at once; while the old
 * ones are, nobody can write to the tables that have them: there is no way around
 * that.
 */
static bool
create_of_domain(SvOnlinePlan *plan, SvOperation *operation,
				 const SvOnlineSituation *situation)
{
	const SvFact *constraint = operation->to;

	if (sv_fact_value(constraint, "not_valid") != NULL || !sv_online_works(situation))
		return false;
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   psprintf("%s NOT VALID", (char *) linitial(operation->statements)));
	sv_online_step(plan, SV_PHASE_VALIDATE, 0,
				   sv_template_fill("ALTER DOMAIN %p VALIDATE CONSTRAINT %n",
									constraint, NULL, NULL));
	((SvOnlineStep *) llast(plan->steps))->comment =
		sv_hazard_comment(list_make3("scan", "block_writes", "lock:Share"));
	sv_online_reason(plan, psprintf(_("statement %d: nobody can write to the tables that use domain %s while its constraint is validated"),
									plan->statement, constraint->parent->identity));
	for (int i = 1; i < list_length(operation->statements); i++)
		sv_online_step(plan, SV_PHASE_VALIDATE, 0,
					   list_nth(operation->statements, i));
	return true;
}
