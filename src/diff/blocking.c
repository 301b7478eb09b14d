/*-------------------------------------------------------------------------
 *
 * blocking.c
 *	  Who waits while the statement of an operation works.
 *
 * A script runs in one transaction, so a lock is kept from the first statement
 * that takes it until the end.  Whoever has to wait while a statement reads or
 * writes the rows of a table waits for the strongest lock that this or an
 * earlier statement has taken on it: an index that is dropped and then created
 * again is built while nobody can read its table.
 *
 * The relations of an operation are those that relations.c finds.  The facts of one
 * relation on both sides are counted as one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "diff/blocking.h"
#include "diff/hazard.h"
#include "diff/relations.h"
#include "kind/kinds.h"

/* The strongest lock on a relation, as sv_hazard_lock() has it. */
typedef struct Locked
{
	const SvFact *relation;		/* key */
	int			strength;
} Locked;

static List *find_relations(const SvOperation *operation);
static List *add_relation(List *relations, const SvFact *relation);
static int	lock(HTAB *locks, const SvFact *relation, int strength);

/*
 * Add the hazards of those who wait to operations, which are in order and have
 * all their other hazards.
 */
void
sv_blocking_find(List *operations)
{
	HASHCTL		control = {0};
	HTAB	   *locks;
	ListCell   *lc;

	control.keysize = sizeof(const SvFact *);
	control.entrysize = sizeof(Locked);
	control.hcxt = CurrentMemoryContext;
	locks = hash_create("schemaver locks of a script", 256, &control,
						HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	foreach(lc, operations)
	{
		SvOperation *operation = lfirst(lc);
		int			strength = sv_hazard_lock(operation);
		List	   *relations = find_relations(operation);
		ListCell   *lc2;

		/* it happens at the end of the one that replaces it */
		if (operation->folded != NULL &&
			operation->folded->replaces == operation)
			continue;
		foreach(lc2, relations)
			strength = Max(strength, lock(locks, lfirst(lc2),
										  sv_hazard_lock(operation)));
		if (strength > 0)
			operation->blocks = strength == SV_HAZARD_STRONGEST ?
				"block_reads" : "block_writes";
		if (strength > 0 && sv_hazard_works(operation->hazards))
			sv_operation_warn(operation, operation->blocks);
		if (operation->replaces == NULL)
			continue;
		foreach(lc2, relations)
			lock(locks, lfirst(lc2), sv_hazard_lock(operation->replaces));
	}
	hash_destroy(locks);
}

/*
 * The relations that exist before and that an operation locks.
 */
static List *
find_relations(const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	List	   *relations = add_relation(NIL, sv_relations_of(fact));
	ListCell   *lc;

	if (fact->kind == &sv_kind_constraint)
		return add_relation(relations, sv_relations_referenced(fact));
	if (fact->kind != &sv_kind_partition)
		return relations;
	foreach(lc, fact->needs)
		relations = add_relation(relations,
								 sv_relations_of(((SvNeed *) lfirst(lc))->fact));
	return relations;
}

static List *
add_relation(List *relations, const SvFact *relation)
{
	if (relation == NULL || sv_relations_is_new(relation))
		return relations;
	if (relation->counterpart != NULL && relation->counterpart < relation)
		relation = relation->counterpart;
	return list_append_unique_ptr(relations, unconstify(SvFact *, relation));
}

/*
 * Take a lock; returns the strongest one that the relation has then.
 */
static int
lock(HTAB *locks, const SvFact *relation, int strength)
{
	bool		found;
	Locked	   *locked = hash_search(locks, &relation, HASH_ENTER, &found);

	locked->strength = found ? Max(locked->strength, strength) : strength;
	return locked->strength;
}
