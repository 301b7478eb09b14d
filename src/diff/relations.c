/*-------------------------------------------------------------------------
 *
 * relations.c
 *	  The relations that an operation is about.
 *
 * What belongs to a relation, such as a column or a trigger, is locked with it.
 * A relation that the script creates is nobody's concern yet.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "diff/relations.h"
#include "kind/kinds.h"
#include "kind/whole.h"

/*
 * The relation that a fact is, or belongs to; NULL if it is none.
 */
const SvFact *
sv_relations_of(const SvFact *fact)
{
	while (fact->parent != NULL)
		fact = fact->parent;
	return (fact->kind->flags & SV_KIND_IS_RELATION) &&
		!(fact->kind->flags & SV_KIND_IS_TYPE) ? fact : NULL;
}

/*
 * True if the same script creates the relation.
 */
bool
sv_relations_is_new(const SvFact *relation)
{
	return relation->change != NULL &&
		relation->change->action == SV_ACTION_CREATE;
}

/*
 * True if a table is created without any partition that is there already.
 */
bool
sv_relations_is_empty(const SvFact *relation)
{
	ListCell   *lc;

	if (!sv_relations_is_new(relation))
		return false;
	foreach(lc, sv_whole_attachments(NIL, relation))
	{
		if (!sv_relations_is_new(((SvFact *) lfirst(lc))->parent))
			return false;
	}
	return true;
}

/*
 * The other table that a constraint refers to, or NULL.
 */
const SvFact *
sv_relations_referenced(const SvFact *constraint)
{
	const SvFact *table = sv_relations_of(constraint);
	ListCell   *lc;

	if (!sv_relations_is_foreign_key(constraint))
		return NULL;
	foreach(lc, constraint->needs)
	{
		const SvFact *other = sv_relations_of(((SvNeed *) lfirst(lc))->fact);

		if (other != NULL && other != table && other->kind == &sv_kind_table)
			return other;
	}
	return NULL;
}

/*
 * True if a fact is a foreign key.
 */
bool
sv_relations_is_foreign_key(const SvFact *constraint)
{
	return constraint->kind == &sv_kind_constraint &&
		strncmp(sv_fact_value(constraint, "definition"), "FOREIGN KEY ",
				strlen("FOREIGN KEY ")) == 0;
}

/*
 * True if a table may have rows, which are not those of another server.
 */
bool
sv_relations_has_rows(const SvFact *relation)
{
	return relation->kind != &sv_kind_table ||
		sv_fact_value(relation, "foreign") == NULL;
}
