/*-------------------------------------------------------------------------
 *
 * keys.c
 *	  Recipes for primary keys and UNIQUE.
 *
 * The index is built CONCURRENTLY, and the key takes it over (USING INDEX).  The
 * columns of a primary key are NOT NULL before that: this is an operation of its
 * own.  One that takes the place of another does so in one transaction, and has
 * its index under another name until then.
 *
 * A partitioned table gets a key when its partitions have it: for the table alone
 * (ONLY), with theirs attached, as no key of it can take over an index.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/words.h"
#include "online/indexes.h"
#include "online/keys.h"

static bool create(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static bool create_partitioned(SvOnlinePlan *plan,
							   const SvOperation *operation,
							   const SvOnlineSituation *situation);
static bool use_existing(SvOnlinePlan *plan, const SvOperation *operation,
						 const SvOnlineSituation *situation);
static bool is_validated(const SvOnlinePlan *plan, const SvFact *table);
static char *take_old(SvOnlinePlan *plan, const SvFact *key,
					  const SvOnlineSituation *situation);
static void build(SvOnlinePlan *plan, const SvFact *key, const char *name);
static char *use_text(const SvFact *key, const char *index);
static bool is_primary(const SvFact *key);

const SvOnlineRecipe sv_keys_recipes[] = {
	{&sv_kind_constraint, SV_ACTION_CREATE, create},
	{NULL}
};

/*
 * ADD PRIMARY KEY, ADD UNIQUE.  What has to do with ranges is an exclusion
 * constraint within.
 */
static bool
create(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *key = operation->to;
	const char *definition = key->values[SV_CONSTRAINT_DEFINITION];
	SvPhase		phase = SV_PHASE_VALIDATE;
	int			group = 0;
	char	   *name = key->name;
	char	   *old;

	if ((strncmp(definition, "UNIQUE ", 7) != 0 &&
		 strncmp(definition, "PRIMARY KEY ", 12) != 0) ||
		strstr(definition, " WITHOUT OVERLAPS)") != NULL ||
		!sv_online_is_large(situation, key->parent))
		return false;
	if (sv_fact_value(key->parent, "partition_key") != NULL)
		return create_partitioned(plan, operation, situation);
	if (!list_member_oid(situation->built, key->parent->address.objid))
		return is_primary(key) && use_existing(plan, operation, situation);
	if (plan->drops == SV_ONLINE_DROPS_IN_PLACE &&
		sv_online_has_drop(plan, &sv_kind_constraint, key->identity))
		return false;			/* nothing would keep duplicates away */
	old = take_old(plan, key, situation);
	if (old != NULL)
	{
		name = sv_online_name("index", key->identity);
		phase = SV_PHASE_SWAP;
		group = sv_online_group(plan);
	}
	build(plan, key, name);
	if (old != NULL)
		sv_online_step(plan, phase, group, old);
	sv_online_step(plan, phase, group, use_text(key, name));
	for (int i = 1; i < list_length(operation->statements); i++)
		sv_online_step(plan, phase, 0, list_nth(operation->statements, i));
	return true;
}

/*
 * A primary key that takes over an index which is there already: if its columns
 * are made NOT NULL along with it, or by a statement before, without a look at
 * the rows under a lock, that comes before.
 */
static bool
use_existing(SvOnlinePlan *plan, const SvOperation *operation,
			 const SvOnlineSituation *situation)
{
	ListCell   *lc;

	if (operation->uses == NULL ||
		(situation->scanned == NIL &&
		 !is_validated(plan, operation->to->parent)))
		return false;
	foreach(lc, operation->statements)
		sv_online_step(plan, SV_PHASE_VALIDATE, 0, lfirst(lc));
	return true;
}

/*
 * True if there is a step that validates what is known of the rows of a table.
 */
static bool
is_validated(const SvOnlinePlan *plan, const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, plan->steps)
	{
		const SvOnlineStep *step = lfirst(lc);

		if (step->phase == SV_PHASE_VALIDATE &&
			step->relation == table->address.objid)
			return true;
	}
	return false;
}

/*
 * Take back the statement that drops what a key takes the place of.
 */
static char *
take_old(SvOnlinePlan *plan, const SvFact *key,
		 const SvOnlineSituation *situation)
{
	char	   *old = sv_online_take_drop(plan, &sv_kind_constraint, key->identity);
	ListCell   *lc;

	if (old != NULL || !is_primary(key))
		return old;
	foreach(lc, situation->start->facts)
	{
		const SvFact *other = lfirst(lc);

		if (other->kind == &sv_kind_constraint && is_primary(other) &&
			other->parent->address.objid == key->parent->address.objid)
			return sv_online_take_drop(plan, &sv_kind_constraint, other->identity);
	}
	return NULL;
}

/*
 * Build the index of a key under a name.
 */
static void
build(SvOnlinePlan *plan, const SvFact *key, const char *name)
{
	const char *definition = key->values[SV_CONSTRAINT_DEFINITION];
	const char *columns = strchr(definition, '(');
	const char *distinct = "UNIQUE NULLS NOT DISTINCT ";

	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("CREATE UNIQUE INDEX CONCURRENTLY %s ON %s USING btree %s%s%s",
							name, key->parent->identity, columns,
							strncmp(definition, distinct, strlen(distinct)) == 0 ?
							" NULLS NOT DISTINCT" : "",
							sv_template_fill("[ WITH (%{index_options})][ TABLESPACE %{tablespace}]",
											 key, NULL, NULL)));
}

/*
 * The statement by which a key takes an index over.
 */
static char *
use_text(const SvFact *key, const char *index)
{
	return psprintf("%s %s USING INDEX %s%s",
					sv_template_fill("ALTER TABLE %p ADD CONSTRAINT %n", key, NULL, NULL),
					is_primary(key) ? "PRIMARY KEY" : "UNIQUE", index,
					sv_template_fill("[ %{deferrable}]", key, NULL, NULL));
}

static bool
is_primary(const SvFact *key)
{
	return strcmp(key->values[SV_CONSTRAINT_NOUN], SV_NOUN_PRIMARY_KEY) == 0;
}

/*
 * The key of a partitioned table, whose partitions have it.  It takes the place of
 * another, or of an index of its name, in one transaction, as there is nothing to
 * be read.
 */
static bool
create_partitioned(SvOnlinePlan *plan, const SvOperation *operation,
				   const SvOnlineSituation *situation)
{
	const SvFact *key = operation->to;
	SvPhase		phase = SV_PHASE_VALIDATE;
	int			group = 0;
	int			first;
	char	   *old;
	ListCell   *lc;

	if (key->values[SV_CONSTRAINT_ONLY] != NULL)
		return false;
	old = sv_online_take_drop(plan, &sv_kind_index, key->values[SV_CONSTRAINT_INDEX]);
	first = list_length(plan->steps);
	if (old != NULL)
	{
		phase = SV_PHASE_SWAP;
		group = sv_online_group(plan);
		sv_online_step(plan, phase, group, old);
	}
	sv_online_step(plan, phase, group,
				   sv_template_fill("ALTER TABLE ONLY %p ADD CONSTRAINT %n %{definition}"
									"[ WITH (%{index_options})][ USING INDEX TABLESPACE %{tablespace}]"
									"[ %{deferrable}]",
									key, NULL, NULL));
	sv_indexes_attach(plan, key, phase, group);
	for_each_from(lc, plan->steps, first)
		((SvOnlineStep *) lfirst(lc))->joins = true;
	for (int i = 1; i < list_length(operation->statements); i++)
		sv_online_step(plan, phase, 0, list_nth(operation->statements, i));
	return true;
}
