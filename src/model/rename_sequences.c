/*-------------------------------------------------------------------------
 *
 * rename_sequences.c
 *	  Sequences that go with the columns that own them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "kind/kinds.h"
#include "model/rename_sequences.h"

static List *owned_sequences(const SvFacts *snapshot);
static int	compare_owner_cells(const ListCell *a, const ListCell *b);
static int	compare_owners(const SvFact *a, const SvFact *b);
static void rename_sequence(List **found, const SvFact *from,
							const SvFact *to);

/*
 * Sequences that columns own are not named in a model, mostly: one whose
 * column owns a sequence of another name there is the same sequence.
 */
List *
sv_rename_sequences_find(const SvFacts *database, const SvFacts *declared)
{
	List	   *there = owned_sequences(database);
	List	   *wanted = owned_sequences(declared);
	List	   *found = NIL;
	int			t = 0;
	int			w = 0;

	while (t < list_length(there) && w < list_length(wanted))
	{
		const SvFact *from = list_nth(there, t);
		const SvFact *to = list_nth(wanted, w);
		int			order = compare_owners(from, to);

		if (order == 0 && strcmp(from->identity, to->identity) != 0)
			rename_sequence(&found, from, to);
		if (order <= 0)
			t++;
		if (order >= 0)
			w++;
	}
	return found;
}

static List *
owned_sequences(const SvFacts *snapshot)
{
	List	   *owners = NIL;
	ListCell   *lc;

	foreach(lc, snapshot->facts)
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

static void
rename_sequence(List **found, const SvFact *from, const SvFact *to)
{
	Oid			oid = from->address.objid;
	const char *schema = quote_identifier(get_namespace_name(get_rel_namespace(oid)));
	List	   *names;
	SvMarkedRename *marked;

	if (strncmp(to->identity, schema, strlen(schema)) != 0 ||
		!SplitIdentifierString(pstrdup(to->identity), '.', &names) ||
		OidIsValid(get_relname_relid(llast(names), get_rel_namespace(oid))))
		return;
	marked = sv_renames_make("sequence", from->identity, to->identity,
							 psprintf("ALTER SEQUENCE %s RENAME TO %s",
									  from->identity, to->name),
							 psprintf("ALTER SEQUENCE %s RENAME TO %s",
									  to->identity, from->name));
	sv_renames_add_object(marked, RelationRelationId, oid, 0, llast(names));
	*found = lappend(*found, marked);
}
