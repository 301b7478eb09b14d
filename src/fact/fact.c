/*-------------------------------------------------------------------------
 *
 * fact.c
 *	  Facts: what a schema consists of, one by one.
 *
 * Facts are found by the addresses that their objects have in the catalogs.
 * Other addresses may be aliases of a fact's own one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "fact/fact.h"

/* The fact that an address belongs to. */
typedef struct AddressEntry
{
	SvAddress	address;		/* key */
	SvFact	   *fact;
} AddressEntry;

static int	find_flagged(const SvKind *kind, int flag);
static AddressEntry *enter(SvFacts *facts, SvAddress address);
static SvFact *find_exactly(const SvFacts *facts, SvAddress address);
static int	compare_cells(const ListCell *a, const ListCell *b);

/*
 * An empty set of facts, in the current memory context.
 */
SvFacts *
sv_facts_make(void)
{
	SvFacts    *facts = palloc0(sizeof(SvFacts));
	HASHCTL		control = {0};

	control.keysize = sizeof(SvAddress);
	control.entrysize = sizeof(AddressEntry);
	control.hcxt = CurrentMemoryContext;
	facts->context = CurrentMemoryContext;
	facts->by_address = hash_create("schemaver facts", 1024, &control,
									HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return facts;
}

/*
 * The same for facts that were read like others, or are some of them.
 */
SvFacts *
sv_facts_make_like(const SvFacts *others)
{
	SvFacts    *facts = sv_facts_make();

	facts->role = others->role;
	facts->search_path = others->search_path;
	facts->has_triggers = others->has_triggers;
	facts->secures_tables = others->secures_tables;
	facts->lasting = others->lasting;
	facts->type_parts = others->type_parts;
	return facts;
}

/*
 * Add a fact.  One without an address, as stored facts have none, is not
 * found by address.
 */
void
sv_facts_add(SvFacts *facts, SvFact *fact)
{
	facts->facts = lappend(facts->facts, fact);
	if (!OidIsValid(fact->address.objid))
		return;
	fact->created = fact->address.objid;
	enter(facts, fact->address)->fact = fact;
}

/*
 * Set the parents of the facts.  A fact whose parent does not exist is
 * removed, with all its parts.
 */
void
sv_facts_find_parents(SvFacts *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (OidIsValid(fact->parent_address.objid))
			fact->parent = find_exactly(facts, fact->parent_address);
	}
	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);
		const SvFact *root = fact;

		while (root->parent != NULL)
			root = root->parent;
		if (!OidIsValid(root->parent_address.objid))
			kept = lappend(kept, fact);
		else
			hash_search(facts->by_address, &fact->address, HASH_REMOVE, NULL);
	}
	facts->facts = kept;
}

/*
 * Make an address an alias of another one that has a fact: the row type of a
 * table, the index of a constraint.  Does nothing if there is no such fact.
 */
void
sv_facts_alias(SvFacts *facts, SvAddress address, SvAddress target)
{
	SvFact	   *fact = find_exactly(facts, target);

	if (fact != NULL && find_exactly(facts, address) == NULL)
		enter(facts, address)->fact = fact;
}

/*
 * The fact at an address, or that of the whole object if the sub-object has
 * none; or NULL.
 */
SvFact *
sv_facts_find(const SvFacts *facts, SvAddress address)
{
	SvFact	   *fact = find_exactly(facts, address);

	if (fact == NULL && address.subid != 0)
	{
		address.subid = 0;
		fact = find_exactly(facts, address);
	}
	return fact;
}

/*
 * The fact whose own address this is, not an alias; or NULL.
 */
SvFact *
sv_facts_find_own(const SvFacts *facts, SvAddress address)
{
	SvFact	   *fact = find_exactly(facts, address);

	if (fact != NULL && fact->address.objid == address.objid &&
		fact->address.classid == address.classid)
		return fact;
	return NULL;
}

/*
 * Sort the facts in the order of sv_fact_compare().
 */
void
sv_facts_sort(SvFacts *facts)
{
	list_sort(facts->facts, compare_cells);
}

/*
 * The fact of the same kind and identity among facts that are sorted; or NULL.
 */
SvFact *
sv_facts_find_same(const SvFacts *facts, const SvFact *fact)
{
	int			low = 0;
	int			high = list_length(facts->facts);

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		SvFact	   *other = list_nth(facts->facts, middle);
		int			order = sv_fact_compare(other, fact);

		if (order == 0)
			return other;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * Record that one fact needs another one.  That a fact needs itself is
 * ignored.
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
	if (!(kind->flags & SV_KIND_NO_STATEMENT) &&
		kind->create == NULL && kind->create_hook == NULL)
		elog(ERROR, "kind \"%s\" cannot be created", kind->name);
}

/*
 * The place of the property of a kind that has a flag, or -1 if none has it.
 */
static int
find_flagged(const SvKind *kind, int flag)
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
 * The number of the property of a kind that has a name.  Errors: there is no
 * such property.
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
 * Compares facts by their kinds, and then by their identities.
 */
int
sv_fact_compare(const SvFact *a, const SvFact *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return strcmp(a->identity, b->identity);
}

/*
 * True if one fact is a part of another one, or of a part of it.
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
 * True if a child has inherited the fact, and is not dropped with it.
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
 * The value of the property with a name, or NULL.  Errors: the kind has no
 * such property.
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
	int			property = find_flagged(fact->kind, SV_PROPERTY_IS_RELATION);

	return property < 0 ? NULL : fact->values[property];
}

/*
 * The number by which siblings are in order, or 0 if they have none.
 */
int
sv_fact_number(const SvFact *fact)
{
	int			property = find_flagged(fact->kind, SV_PROPERTY_IS_NUMBER);

	return property < 0 ? 0 : atoi(fact->values[property]);
}

/*
 * Set the value of the property with a name.  The value must live as long as
 * the fact.
 */
void
sv_fact_set_value(SvFact *fact, const char *property, char *value)
{
	fact->values[sv_kind_property(fact->kind, property)] = value;
}

static AddressEntry *
enter(SvFacts *facts, SvAddress address)
{
	return hash_search(facts->by_address, &address, HASH_ENTER, NULL);
}

static SvFact *
find_exactly(const SvFacts *facts, SvAddress address)
{
	AddressEntry *entry = hash_search(facts->by_address, &address,
									  HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->fact;
}

static int
compare_cells(const ListCell *a, const ListCell *b)
{
	return sv_fact_compare(lfirst(a), lfirst(b));
}
