/*-------------------------------------------------------------------------
 *
 * rename_sequences.c
 *	  Sequences to be renamed with the columns that own them.
 *
 * A model that has serial or identity columns does not name their sequences,
 * and the server derives their names from those of the table and the column at
 * the time.  When these have been renamed since, the names differ, although it
 * is the same sequence.  So what identifies a sequence that a column owns is
 * the column, and it is renamed rather than dropped and created again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "kind/kinds.h"
#include "model/rename_sequences.h"

static List *sequence_owners(const SvFacts *facts);
static int	compare_owner_cells(const ListCell *a, const ListCell *b);
static int	compare_owners(const SvFact *a, const SvFact *b);
static void rename_sequence(List **found, const SvFact *from,
							const SvFact *to);

/*
 * The sequences of the database, as SvMarkedRenames, whose column owns a
 * sequence of another name in the model.
 */
List *
sv_rename_sequences_find(const SvFacts *database, const SvFacts *declared)
{
	List	   *present = sequence_owners(database);
	List	   *wanted = sequence_owners(declared);
	List	   *found = NIL;
	int			p = 0;
	int			w = 0;

	/* both are in the order of the columns */
	while (p < list_length(present) && w < list_length(wanted))
	{
		const SvFact *from = list_nth(present, p);
		const SvFact *to = list_nth(wanted, w);
		int			order = compare_owners(from, to);

		if (order == 0 && strcmp(from->identity, to->identity) != 0)
			rename_sequence(&found, from, to);
		if (order <= 0)
			p++;
		if (order >= 0)
			w++;
	}
	return found;
}

/*
 * The facts about the columns that own sequences, in the order of the columns.
 */
static List *
sequence_owners(const SvFacts *facts)
{
	List	   *owners = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		if (((SvFact *) lfirst(lc))->kind == &sv_kind_sequence_owner)
			owners = lappend(owners, lfirst(lc));
	}
	list_sort(owners, compare_owner_cells);
	return owners;
}

static int
compare_owner_cells(const ListCell *a, const ListCell *b)
{
	return compare_owners(lfirst(a), lfirst(b));
}

static int
compare_owners(const SvFact *a, const SvFact *b)
{
	return strcmp(sv_fact_value(a, "column"), sv_fact_value(b, "column"));
}

/*
 * Adds the rename of a sequence, if it stays in the schema that it has now, or
 * has by another rename, and its new name is not taken.
 */
static void
rename_sequence(List **found, const SvFact *from, const SvFact *to)
{
	int			schema = strlen(from->identity) - strlen(from->name);
	Oid			namespace;
	List	   *names;
	SvMarkedRename *marked;

	if (strncmp(to->identity, from->identity, schema) != 0 ||
		!SplitIdentifierString(pstrdup(to->identity), '.', &names) ||
		list_length(names) != 2)
		return;
	namespace = get_namespace_oid(linitial(names), true);
	if (OidIsValid(namespace) &&
		OidIsValid(get_relname_relid(llast(names), namespace)))
		return;
	marked = sv_renames_make("sequence", from->identity, to->identity,
							 psprintf("ALTER SEQUENCE %s RENAME TO %s",
									  from->identity, to->name),
							 psprintf("ALTER SEQUENCE %s RENAME TO %s",
									  to->identity, from->name));
	sv_renames_add_row(marked, RelationRelationId, from->address.objid, 0,
					   llast(names));
	*found = lappend(*found, marked);
}
