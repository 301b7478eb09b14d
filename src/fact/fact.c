/*-------------------------------------------------------------------------
 *
 * fact.c
 *	  Facts: what there is in a schema, one by one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "fact/fact.h"

/* Which fact an address belongs to. */
typedef struct AddressEntry
{
	SvAddress	address;		/* key */
	SvFact	   *fact;
} AddressEntry;

static AddressEntry *enter(SvFacts *snapshot, SvAddress address);
static SvFact *find_exactly(const SvFacts *snapshot, SvAddress address);
static int	compare_cells(const ListCell *a, const ListCell *b);

/*
 * A snapshot without facts, in the current memory context.
 */
SvFacts *
sv_facts_make(void)
{
	SvFacts    *snapshot = palloc0(sizeof(SvFacts));
	HASHCTL		control = {0};

	control.keysize = sizeof(SvAddress);
	control.entrysize = sizeof(AddressEntry);
	control.hcxt = CurrentMemoryContext;
	snapshot->context = CurrentMemoryContext;
	snapshot->by_address = hash_create("schemaver facts", 1024, &control,
									   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return snapshot;
}

/*
 * Add a fact.  One without address, as those that were kept from an earlier
 * look have it, is not found by address.
 */
void
sv_facts_add(SvFacts *snapshot, SvFact *fact)
{
	snapshot->facts = lappend(snapshot->facts, fact);
	if (OidIsValid(fact->address.objid))
		enter(snapshot, fact->address)->fact = fact;
}

/*
 * Find what the facts belong to.  Those that belong to something that is not
 * there are left out, and those that belong to these.
 */
void
sv_facts_find_parents(SvFacts *snapshot)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, snapshot->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (OidIsValid(fact->parent_address.objid))
			fact->parent = find_exactly(snapshot, fact->parent_address);
	}
	foreach(lc, snapshot->facts)
	{
		SvFact	   *fact = lfirst(lc);
		const SvFact *root = fact;

		while (root->parent != NULL)
			root = root->parent;
		if (!OidIsValid(root->parent_address.objid))
			kept = lappend(kept, fact);
		else
			hash_search(snapshot->by_address, &fact->address, HASH_REMOVE, NULL);
	}
	snapshot->facts = kept;
}

/*
 * Let an address stand for another one that has a fact: the row type of a
 * table, the index of a constraint.  Nothing happens if there is none.
 */
void
sv_facts_alias(SvFacts *snapshot, SvAddress address, SvAddress target)
{
	SvFact	   *fact = find_exactly(snapshot, target);

	if (fact != NULL && find_exactly(snapshot, address) == NULL)
		enter(snapshot, address)->fact = fact;
}

/*
 * The fact at an address, or the one of the whole object if the sub-object
 * has none; NULL if there is none.
 */
SvFact *
sv_facts_find(const SvFacts *snapshot, SvAddress address)
{
	SvFact	   *fact = find_exactly(snapshot, address);

	if (fact == NULL && address.subid != 0)
	{
		address.subid = 0;
		fact = find_exactly(snapshot, address);
	}
	return fact;
}

/*
 * The fact that has the address itself; NULL if there is none.
 */
SvFact *
sv_facts_find_own(const SvFacts *snapshot, SvAddress address)
{
	SvFact	   *fact = find_exactly(snapshot, address);

	if (fact != NULL && fact->address.objid == address.objid &&
		fact->address.classid == address.classid)
		return fact;
	return NULL;
}

/*
 * Put the facts in the order of sv_fact_compare().
 */
void
sv_facts_sort(SvFacts *snapshot)
{
	list_sort(snapshot->facts, compare_cells);
}

/*
 * Note that one fact needs another.  That a fact needs itself is no news.
 */
void
sv_facts_need(SvFact *fact, SvFact *needed, char type)
{
	SvNeed	   *need;			/* one for each of them */

	if (fact == needed)
		return;
	if (type == SV_NEED_PARENT && (fact->kind->flags & SV_KIND_IS_ATTACHMENT))
		needed->attachment = fact;
	need = palloc(sizeof(SvNeed) * 2);
	need[0].fact = needed;
	need[0].type = type;
	fact->needs = lappend(fact->needs, &need[0]);
	need[1].fact = fact;
	need[1].type = type;
	needed->needed_by = lappend(needed->needed_by, &need[1]);
}

/*
 * Raises an error if a row is missing among the properties of a kind, or part of
 * one: called when the library is loaded.
 */
void
sv_kind_check(const SvKind *kind)
{
	for (int i = 0; i < kind->property_count; i++)
	{
		if (kind->properties[i].name == NULL ||
			(kind->from != NULL && kind->properties[i].item == NULL))
			elog(ERROR, "kind \"%s\" has no property or no item at %d",
				 kind->name, i);
	}
	if (kind->from != NULL &&
		(kind->select_oid == NULL || kind->select_identity == NULL ||
		 kind->select_name == NULL))
		elog(ERROR, "kind \"%s\" has an incomplete query", kind->name);
}

/*
 * The place of the property of a kind that has a flag, or -1 if none has it.
 */
int
sv_kind_flagged(const SvKind *kind, int flag)
{
	for (int i = 0; i < kind->property_count; i++)
	{
		if (kind->properties[i].flags & flag)
			return i;
	}
	return -1;
}

/*
 * The query that reads the facts of a kind, or NULL if it has none: in the
 * current memory context.
 */
char *
sv_kind_query(const SvKind *kind)
{
	const char *const columns[SV_KIND_COLUMNS] = {
		kind->select_oid,
		kind->select_subid ? kind->select_subid : "0",
		kind->select_parent ? kind->select_parent : "0::oid",
		kind->select_parent_subid ? kind->select_parent_subid : "0",
		kind->select_identity,
		kind->select_name,
		kind->select_owner ? kind->select_owner : "NULL::text",
		kind->select_acl ? kind->select_acl : "NULL::text"
	};
	StringInfoData buf;

	if (kind->from == NULL)
		return NULL;
	initStringInfo(&buf);
	for (int i = 0; i < SV_KIND_COLUMNS; i++)
		appendStringInfo(&buf, "%s%s", i == 0 ? "SELECT " : ", ", columns[i]);
	for (int i = 0; i < kind->property_count; i++)
		appendStringInfo(&buf, ", %s", kind->properties[i].item);
	appendStringInfoString(&buf, kind->from);
	return buf.data;
}

/*
 * The place of a property among those of a kind.
 */
int
sv_kind_property(const SvKind *kind, const char *property)
{
	for (int i = 0; i < kind->property_count; i++)
		if (strcmp(kind->properties[i].name, property) == 0)
			return i;
	elog(ERROR, "kind \"%s\" has no property \"%s\"", kind->name, property);
	return -1;					/* keep the compiler quiet */
}

/*
 * Facts are in the order of their kinds, and then of their identities.
 */
int
sv_fact_compare(const SvFact *a, const SvFact *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->identity, b->identity);
}

/*
 * Is one fact a part of another one?
 */
bool
sv_fact_contains(const SvFact *fact, const SvFact *part)
{
	for (part = part->parent; part != NULL; part = part->parent)
		if (part == fact)
			return true;
	return false;
}

/*
 * Is there something that has inherited the fact, and stays when it goes?
 */
bool
sv_fact_leaves_children(const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, fact->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact->drop == NULL)
			return true;
	}
	return false;
}

/*
 * The value of a property by name, or NULL.
 */
const char *
sv_fact_value(const SvFact *fact, const char *property)
{
	return fact->values[sv_kind_property(fact->kind, property)];
}

/*
 * The name of the relation that comes along with an object, or NULL.
 */
const char *
sv_fact_relation(const SvFact *fact)
{
	int			property = sv_kind_flagged(fact->kind, SV_PROPERTY_IS_RELATION);

	return property < 0 ? NULL : fact->values[property];
}

/*
 * The number by which siblings are in order, or 0 if they have none.
 */
int
sv_fact_number(const SvFact *fact)
{
	int			property = sv_kind_flagged(fact->kind, SV_PROPERTY_IS_NUMBER);

	return property < 0 ? 0 : atoi(fact->values[property]);
}

/*
 * Give a property another value, which must live as long as the fact.
 */
void
sv_fact_set_value(SvFact *fact, const char *property, char *value)
{
	fact->values[sv_kind_property(fact->kind, property)] = value;
}

static AddressEntry *
enter(SvFacts *snapshot, SvAddress address)
{
	return hash_search(snapshot->by_address, &address, HASH_ENTER, NULL);
}

static SvFact *
find_exactly(const SvFacts *snapshot, SvAddress address)
{
	AddressEntry *entry = hash_search(snapshot->by_address, &address,
									  HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->fact;
}

static int
compare_cells(const ListCell *a, const ListCell *b)
{
	return sv_fact_compare(lfirst(a), lfirst(b));
}
