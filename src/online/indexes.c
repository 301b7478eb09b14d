/*-------------------------------------------------------------------------
 *
 * indexes.c
 *	  Recipes for indexes.
 *
 * An index is built and dropped CONCURRENTLY.  That of a partitioned table is
 * built on each partition so, then created for the partitioned tables alone (ON
 * ONLY), which reads nothing, and the indexes of the partitions are attached; it
 * is valid with the last of them.  The names are those that the server gives the
 * indexes of partitions when it creates them itself.
 *
 * An index that gets another definition is built under another name, and takes
 * the name over when the old one is gone.  That of a partitioned table is dropped
 * with those of its partitions, whose names the new ones may have, too.
 *
 * Those of a materialized view that takes the place of another one are built before
 * it does (matviews.c).
 *
 * An index is brought to another tablespace by building it anew there, from 14 on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/dependency.h"

#include "compat.h"
#include "diff/relations.h"
#include "fact/template.h"
#include "kind/constraint.h"
#include "kind/index.h"
#include "kind/kinds.h"
#include "kind/whole.h"
#include "online/indexes.h"

#define DROP_CONCURRENTLY "DROP INDEX CONCURRENTLY"
#define CREATE_INDEX(how, only) \
	"CREATE [%{unique} ]INDEX " how "%n ON " only "%p %{definition}"\
	"[ WITH (%{options})][ TABLESPACE %{tablespace}][%{predicate}]"

static bool create(SvOnlinePlan *plan, SvOperation *operation,
				   const SvOnlineSituation *situation);
static bool drop(SvOnlinePlan *plan, SvOperation *operation,
				 const SvOnlineSituation *situation);
static bool alter(SvOnlinePlan *plan, SvOperation *operation,
				  const SvOnlineSituation *situation);
static bool alter_key(SvOnlinePlan *plan, SvOperation *operation,
					  const SvOnlineSituation *situation);
static bool move(SvOnlinePlan *plan, SvOperation *operation, int property,
				 const char *index, const SvOnlineSituation *situation);
static bool create_beside(SvOnlinePlan *plan, const SvOperation *operation);
static void write_extras(SvOnlinePlan *plan, const SvOperation *operation);
static void replace(SvOnlinePlan *plan, const SvFact *index, const char *old);
static const char *name_for_now(SvOnlinePlan *plan, const SvFact *index,
								const SvOnlineSituation *situation);
static bool needs_alias(const SvOnlinePlan *plan, const SvFact *index,
						const SvOnlineSituation *situation);
static const char *current_identity(const SvOnlinePlan *plan,
									const char *identity);
static bool is_taken(const SvFact *index,
					 const SvOnlineSituation *situation);
static void take_names(SvOnlinePlan *plan, const char *old);
static bool create_partitioned(SvOnlinePlan *plan,
							   const SvOperation *operation,
							   const SvOnlineSituation *situation);
static const char *index_identity(const SvOnlinePlan *plan,
								  const SvFact *index);
static bool is_key(const SvFact *fact);
static const char *create_text(const SvFact *index, const char *name);

const SvOnlineRecipe sv_indexes_recipes[] = {
	{&sv_kind_index, SV_ACTION_CREATE, create},
	{&sv_kind_index, SV_ACTION_DROP, drop},
	{&sv_kind_index, SV_ACTION_ALTER, alter},
	{&sv_kind_constraint, SV_ACTION_ALTER, alter_key},
	{NULL}
};

/*
 * CREATE INDEX
 */
static bool
create(SvOnlinePlan *plan, SvOperation *operation,
	   const SvOnlineSituation *situation)
{
	const SvFact *index = operation->to;
	const SvFact *table = sv_relations_of(index->parent);
	char	   *old;

	if (create_beside(plan, operation))
		return true;
	if (!sv_online_is_large(situation, table) &&
		!needs_alias(plan, index, situation))
		return false;
	if (sv_whole_is_partitioned(table))
		return create_partitioned(plan, operation, situation);
	if (!list_member_oid(situation->built, table->address.objid) ||
		index->values[SV_INDEX_INVALID] != NULL)
		return false;
	old = sv_online_take_drop(plan, &sv_kind_index, index->identity);
	if (old != NULL)
		replace(plan, index, old);
	else
		sv_online_step(plan, SV_PHASE_EXPAND, 0,
					   create_text(index, name_for_now(plan, index, situation)));
	write_extras(plan, operation);
	return true;
}

/*
 * CREATE INDEX on a view that has another name so far, and is used by nobody.
 */
static bool
create_beside(SvOnlinePlan *plan, const SvOperation *operation)
{
	const SvFact *index = operation->to;
	SvFact		named = *index;
	SvFact		view = *index->parent;
	ListCell   *lc;

	foreach(lc, plan->views)
	{
		const SvOnlineAlias *alias = lfirst(lc);

		if (strcmp(alias->identity, view.identity) != 0)
			continue;
		view.identity = alias->current;
		named.parent = &view;
		named.name = sv_online_name("index", index->identity);
		sv_online_step(plan, SV_PHASE_EXPAND, 0,
					   sv_template_fill(CREATE_INDEX("", ""),
										&named, NULL, NULL));
		((SvOnlineStep *) llast(plan->steps))->early = true;
		sv_online_step(plan, SV_PHASE_SWAP, alias->group,
					   psprintf("ALTER INDEX %s RENAME TO %s",
								sv_online_beside(index, named.name), index->name));
		for (int i = 1; i < list_length(operation->statements); i++)
			sv_online_step(plan, SV_PHASE_SWAP, alias->group,
						   list_nth(operation->statements, i));
		return true;
	}
	return false;
}

/*
 * The statement that builds an index under a name, without its extras.
 */
static const char *
create_text(const SvFact *index, const char *name)
{
	SvFact		named = *index;

	named.name = unconstify(char *, name);
	return sv_template_fill(CREATE_INDEX("CONCURRENTLY ", ""),
							&named, NULL, NULL);
}

/*
 * What follows the statement that creates an index: a comment and the like.
 */
static void
write_extras(SvOnlinePlan *plan, const SvOperation *operation)
{
	SvPhase		phase = ((SvOnlineStep *) llast(plan->steps))->phase;

	for (int i = 1; i < list_length(operation->statements); i++)
		sv_online_step(plan, phase, 0, list_nth(operation->statements, i));
}

/*
 * Build an index under another name, and give it its own when the old one, which
 * the statement "old" drops, is gone.
 */
static void
replace(SvOnlinePlan *plan, const SvFact *index, const char *old)
{
	char	   *name = sv_online_name("index", index->identity);

	sv_online_step(plan, SV_PHASE_EXPAND, 0, create_text(index, name));
	sv_online_step(plan, SV_PHASE_SWAP, 0, old);
	sv_online_step(plan, SV_PHASE_SWAP, 0,
				   psprintf("ALTER INDEX %s RENAME TO %s",
							sv_online_beside(index, name), index->name));
}

/*
 * The name that an index gets when it is created: another one if an index has its
 * own that will be dropped along with that of the partitioned table, the root of
 * those to which it belongs.
 */
static const char *
name_for_now(SvOnlinePlan *plan, const SvFact *index,
			 const SvOnlineSituation *situation)
{
	SvOnlineAlias *alias;
	char	   *name;

	if (!needs_alias(plan, index, situation))
		return index->name;
	alias = palloc0(sizeof(SvOnlineAlias));
	alias->identity = pstrdup(index->identity);
	alias->name = pstrdup(index->name);
	name = sv_online_name("index", index->identity);
	alias->current = sv_online_beside(index, name);
	plan->aliases = lappend(plan->aliases, alias);
	return name;
}

static bool
needs_alias(const SvOnlinePlan *plan, const SvFact *index,
			const SvOnlineSituation *situation)
{
	const SvFact *root = index;

	while (sv_indexes_whole(root) != NULL)
		root = sv_indexes_whole(root);
	return (root != index || sv_whole_is_partitioned(index->parent)) &&
		plan->drops != SV_ONLINE_DROPS_IN_PLACE &&
		sv_online_has_drop(plan, &sv_kind_index, root->identity) &&
		is_taken(index, situation);
}

/*
 * An index as it is called until its own name is free.
 */
static const char *
current_identity(const SvOnlinePlan *plan, const char *identity)
{
	ListCell   *lc;

	foreach(lc, plan->aliases)
	{
		const SvOnlineAlias *alias = lfirst(lc);

		if (strcmp(alias->identity, identity) == 0)
			return alias->current;
	}
	return identity;
}

/*
 * True if an index of this name was there before the script.
 */
static bool
is_taken(const SvFact *index, const SvOnlineSituation *situation)
{
	ListCell   *lc;

	foreach(lc, situation->start->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_index && strcmp(fact->identity, index->identity) == 0)
			return true;
	}
	return false;
}

/*
 * Give all that has another name its own, in the transaction in which the
 * statement "old" drops what has it.
 */
static void
take_names(SvOnlinePlan *plan, const char *old)
{
	int			group = sv_online_group(plan);
	ListCell   *lc;

	/* that of a table which is not partitioned */
	if (strncmp(old, DROP_CONCURRENTLY, strlen(DROP_CONCURRENTLY)) == 0)
		sv_online_step(plan, SV_PHASE_SWAP, 0, old);
	else
		sv_online_step(plan, SV_PHASE_SWAP, group, old);
	foreach(lc, plan->aliases)
	{
		const SvOnlineAlias *alias = lfirst(lc);

		sv_online_step(plan, SV_PHASE_SWAP, group,
					   psprintf("ALTER INDEX %s RENAME TO %s", alias->current,
								alias->name));
	}
	plan->aliases = NIL;
}

/*
 * DROP INDEX.  Those of partitions, and of partitioned tables, have no way.
 */
static bool
drop(SvOnlinePlan *plan, SvOperation *operation,
	 const SvOnlineSituation *situation)
{
	const SvFact *index = operation->from;
	const SvFact *table = sv_relations_of(index->parent);

	if (!sv_online_is_large(situation, table) || operation->replaces != NULL ||
		sv_whole_is_partitioned(table) || sv_indexes_whole(index) != NULL)
		return false;
	sv_online_step(plan, SV_PHASE_CONTRACT, 0,
				   psprintf(DROP_CONCURRENTLY " %s", index->identity));
	return true;
}

/*
 * ALTER INDEX ... SET TABLESPACE
 */
static bool
alter(SvOnlinePlan *plan, SvOperation *operation,
	  const SvOnlineSituation *situation)
{
	return move(plan, operation, SV_INDEX_TABLESPACE, operation->to->identity,
				situation);
}

/*
 * The same of the index of a key.
 */
static bool
alter_key(SvOnlinePlan *plan, SvOperation *operation,
		  const SvOnlineSituation *situation)
{
	const char *index = operation->to->values[SV_CONSTRAINT_INDEX];

	return index != NULL && !sv_indexes_is_exclusion(operation->to) &&
		move(plan, operation, SV_CONSTRAINT_TABLESPACE, index, situation);
}

/*
 * Build an index anew in the tablespace that a property says.  That of a
 * partitioned table has no rows.
 */
static bool
move(SvOnlinePlan *plan, SvOperation *operation, int property,
	 const char *index, const SvOnlineSituation *situation)
{
	const SvFact *table = sv_relations_of(operation->to->parent);
	const char *tablespace = operation->to->values[property];

	if (!SV_SINCE_14(true, false) || !operation->differs[property] ||
		!sv_online_is_large(situation, table) || sv_whole_is_partitioned(table))
		return false;
	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   psprintf("REINDEX (TABLESPACE %s) INDEX CONCURRENTLY %s",
							tablespace == NULL ? "pg_default" : tablespace, index));
	operation->differs[property] = false;
	return true;
}

/*
 * True if a constraint excludes rows by more than equal values: the server does
 * not build its index concurrently.
 */
bool
sv_indexes_is_exclusion(const SvFact *constraint)
{
	const char *definition = constraint->values[SV_CONSTRAINT_DEFINITION];

	return strncmp(definition, "EXCLUDE ", strlen("EXCLUDE ")) == 0 ||
		strstr(definition, " WITHOUT OVERLAPS)") != NULL;
}

/*
 * The index, or the constraint, of the parent to which that of a partition
 * belongs; NULL: none.
 */
const SvFact *
sv_indexes_whole(const SvFact *index)
{
	ListCell   *lc;

	foreach(lc, index->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == DEPENDENCY_PARTITION_PRI)
			return need->fact;
	}
	return NULL;
}

/*
 * CREATE INDEX of a partitioned table, when the indexes of its partitions are
 * there: these are operations of their own.
 */
static bool
create_partitioned(SvOnlinePlan *plan, const SvOperation *operation,
				   const SvOnlineSituation *situation)
{
	const SvFact *index = operation->to;
	SvFact		named = *index;
	int			first = list_length(plan->steps);
	char	   *old;
	ListCell   *lc;

	if (index->values[SV_INDEX_ONLY] != NULL)
		return false;
	named.name = unconstify(char *, name_for_now(plan, index, situation));
	sv_online_step(plan, SV_PHASE_EXPAND, 0,
				   sv_template_fill(CREATE_INDEX("", "ONLY "),
									&named, NULL, NULL));
	sv_indexes_attach(plan, index, SV_PHASE_EXPAND, 0);
	for_each_from(lc, plan->steps, first)
		((SvOnlineStep *) lfirst(lc))->joins = true;
	old = plan->aliases == NIL ? NULL :
		sv_online_take_drop(plan, &sv_kind_index, index->identity);
	if (old != NULL)
		take_names(plan, old);
	write_extras(plan, operation);
	return true;
}

/*
 * The indexes, or constraints, of partitions that belong to that of their parent.
 * An index of the parent takes those of keys, too.
 */
List *
sv_indexes_parts(const SvFact *index)
{
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, index->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == DEPENDENCY_PARTITION_PRI &&
			(need->fact->kind == index->kind || is_key(need->fact)))
			parts = list_append_unique_ptr(parts, need->fact);
	}
	return parts;
}

/*
 * Attach what belongs to an index, in a group or, if that is 0, in none.
 */
void
sv_indexes_attach(SvOnlinePlan *plan, const SvFact *index, SvPhase phase,
				  int group)
{
	ListCell   *lc;

	foreach(lc, sv_indexes_parts(index))
	{
		sv_online_step(plan, phase, group,
					   psprintf("ALTER INDEX %s ATTACH PARTITION %s",
								index_identity(plan, index),
								index_identity(plan, lfirst(lc))));
	}
}

/*
 * An index, or that of a constraint, as it is called for now.
 */
static const char *
index_identity(const SvOnlinePlan *plan, const SvFact *index)
{
	return index->kind == &sv_kind_index ?
		current_identity(plan, index->identity) : sv_fact_value(index, "index");
}

static bool
is_key(const SvFact *fact)
{
	return fact->kind == &sv_kind_constraint &&
		fact->values[SV_CONSTRAINT_INDEX] != NULL;
}
