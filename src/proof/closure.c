/*-------------------------------------------------------------------------
 *
 * closure.c
 *	  The objects that scripts can touch, and those that these need.
 *
 * To execute scripts takes what their operations are about, what that needs,
 * and, so that a failure shows, what depends on it: a view would be in the way
 * of a change, or be dropped along with a table.  All else stays as it is, and
 * need not be there.
 *
 * A fact is "affected" if an operation is about it, or if it depends on one that
 * is: what is recorded in pg_depend is all that the server checks or changes
 * along.  All facts that an affected one needs are "needed", and so on.  Of a
 * table that is needed there are all columns, and no other part that nothing
 * needs; except that tables that inherit and partitions are whole, as what is
 * done to one is done to others.
 *
 * Dependencies that are not recorded are those on names: a name that is taken,
 * and what the body of a function names, should that be executed.  So all facts
 * that have one of the words of the scripts for a name are needed, and those of
 * the bodies of functions that are there.
 *
 * That leaves functions that put together the names of what they use, and are
 * executed while objects are created.  Without these, such a function fails:
 * the caller takes a failure for one only if it occurs with all objects.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "fact/aside.h"
#include "kind/constraint.h"
#include "kind/kinds.h"
#include "kind/table.h"
#include "model/identifiers.h"
#include "proof/closure.h"

/* The longest name, quoted. */
#define QUOTED_NAME_SIZE (2 * NAMEDATALEN + 2)

/* Why a fact is there. */
typedef enum Reach
{
	NEEDED,
	AFFECTED
} Reach;

typedef struct Reached
{
	const SvFact *fact;			/* key */
	Reach		reach;
} Reached;

/* The facts that have a name. */
typedef struct Named
{
	char		name[QUOTED_NAME_SIZE]; /* key: quoted */
	List	   *facts;			/* of SvFact */
} Named;

struct SvClosure
{
	HTAB	   *reached;		/* of Reached */
	HTAB	   *named;			/* of Named */
	List	   *queue;			/* of SvFact: those to go on from */
};

/* While facts are copied: the copy of a fact. */
typedef struct Copied
{
	const SvFact *fact;			/* key */
	SvFact	   *copy;
} Copied;

static void add_names(SvClosure *closure, const SvFacts *facts);
static void add_name(SvClosure *closure, const char *name, SvFact *fact);
static void reach_operations(SvClosure *closure, const SvDiff *diff,
							 const SvFacts *facts);
static bool is_renamed(const SvDiff *diff, const SvFact *fact);
static SvClosure *make_closure(void);
static void complete(SvClosure *closure);
static bool is_affected(const SvClosure *closure, List *words);
static void reach_primary_keys(SvClosure *closure, List *words);
static void reach_primary_key(SvClosure *closure, const SvFact *table);
static List *find_named(const SvClosure *closure, const char *word);
static void reach_words(SvClosure *closure, List *words, Reach reach_);
static void reach(SvClosure *closure, SvFact *fact, Reach reach);
static void go_on(SvClosure *closure, const SvFact *fact);
static void reach_dependents(SvClosure *closure, const SvFact *fact);
static void reach_parts(SvClosure *closure, const SvFact *fact);
static bool is_whole(const SvFact *table);
static HTAB *make_table(const char *name, Size size);
static bool is_reached(const SvClosure *closure, const SvFact *fact);
static SvFact *copy_fact(const SvFact *fact);
static void copy_needs(HTAB *copies, const SvFact *fact, SvFact *copy);

/*
 * The closure of a difference between facts of the database and those that are
 * declared, both with dependencies, which sv_diff_find() has linked with each
 * other.
 */
SvClosure *
sv_closure_find(const SvDiff *diff, const SvFacts *database,
				const SvFacts *declared)
{
	SvClosure  *closure = make_closure();

	add_names(closure, database);
	add_names(closure, declared);
	reach_operations(closure, diff, database);
	reach_operations(closure, diff, declared);
	reach_words(closure, sv_identifiers_find(diff->upgrade), NEEDED);
	reach_words(closure, sv_identifiers_find(diff->downgrade), NEEDED);
	complete(closure);
	return closure;
}

/*
 * The closure of scripts that contain these words and may do anything to what
 * has such a name.  The facts have dependencies.
 */
SvClosure *
sv_closure_of_words(List *words, const SvFacts *facts)
{
	SvClosure  *closure = make_closure();

	ListCell   *lc;

	add_names(closure, facts);
	reach_words(closure, words, AFFECTED);
	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		/* whatever is created gets these; these names must not be given */
		if (fact->kind == &sv_kind_default_privileges ||
			sv_aside_is_name(fact->name))
			reach(closure, fact, NEEDED);
	}
	complete(closure);
	return closure;
}

/*
 * Adds what the words of a text name, and what that needs, if any of it is
 * affected, or always; returns whether it does.  With a table comes its primary key, as
 * a query that groups by it need not name the other columns.
 */
bool
sv_closure_add_text(SvClosure *closure, const char *text, bool always)
{
	List	   *words = sv_identifiers_find(text);

	if (!always && !is_affected(closure, words))
		return false;
	reach_words(closure, words, NEEDED);
	reach_primary_keys(closure, words);
	complete(closure);
	return true;
}

/*
 * True if one of these words is the name of a fact that is affected.  Nothing
 * is found by the name of a schema alone.
 */
static bool
is_affected(const SvClosure *closure, List *words)
{
	ListCell   *lc;

	foreach(lc, words)
	{
		ListCell   *lc2;

		foreach(lc2, find_named(closure, lfirst(lc)))
		{
			const SvFact *fact = lfirst(lc2);
			const Reached *entry = hash_search(closure->reached, &fact,
											   HASH_FIND, NULL);

			if (entry != NULL && entry->reach == AFFECTED &&
				fact->kind != &sv_kind_schema)
				return true;
		}
	}
	return false;
}

/*
 * Reach the primary keys of the tables that have one of these words for a name.
 */
static void
reach_primary_keys(SvClosure *closure, List *words)
{
	ListCell   *lc;

	foreach(lc, words)
	{
		ListCell   *lc2;

		foreach(lc2, find_named(closure, lfirst(lc)))
		{
			if (((SvFact *) lfirst(lc2))->kind == &sv_kind_table)
				reach_primary_key(closure, lfirst(lc2));
		}
	}
}

static void
reach_primary_key(SvClosure *closure, const SvFact *table)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_PARENT &&
			need->fact->kind == &sv_kind_constraint &&
			strncmp(need->fact->values[SV_CONSTRAINT_DEFINITION],
					"PRIMARY KEY", strlen("PRIMARY KEY")) == 0)
			reach(closure, need->fact, NEEDED);
	}
}

/*
 * The facts that have a word for a name.
 */
static List *
find_named(const SvClosure *closure, const char *word)
{
	const Named *entry = hash_search(closure->named, quote_identifier(word),
									 HASH_FIND, NULL);

	return entry == NULL ? NIL : entry->facts;
}

static SvClosure *
make_closure(void)
{
	SvClosure  *closure = palloc(sizeof(SvClosure));
	HASHCTL		control = {0};

	closure->reached = make_table("schemaver closure", sizeof(Reached));
	control.keysize = QUOTED_NAME_SIZE;
	control.entrysize = sizeof(Named);
	control.hcxt = CurrentMemoryContext;
	closure->named = hash_create("schemaver names", 1024, &control,
								 HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	closure->queue = NIL;
	return closure;
}

/*
 * Go on from what was reached until nothing new is.
 */
static void
complete(SvClosure *closure)
{
	while (closure->queue != NIL)
	{
		SvFact	   *fact = llast(closure->queue);

		CHECK_FOR_INTERRUPTS();
		closure->queue = list_delete_last(closure->queue);
		go_on(closure, fact);
	}
}

/*
 * Those of the facts that are in a closure, or all of them if it is NULL: copies
 * that need each other as the facts do, and are linked to nothing else.  "same"
 * is NULL, or the set in which the closure was found, if "facts" are of the same
 * objects under other names.
 */
SvFacts *
sv_closure_subset(const SvClosure *closure, const SvFacts *facts,
				  const SvFacts *same)
{
	SvFacts    *subset = sv_facts_make_like(facts);
	HTAB	   *copies = make_table("schemaver copies", sizeof(Copied));
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);
		const SvFact *known = same == NULL ? fact :
		sv_facts_find_own(same, fact->address);
		Copied	   *entry;

		if (closure != NULL && known != NULL && !is_reached(closure, known))
			continue;
		entry = hash_search(copies, &fact, HASH_ENTER, NULL);
		entry->copy = copy_fact(fact);
		sv_facts_add(subset, entry->copy);
	}
	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);
		const Copied *entry = hash_search(copies, &fact, HASH_FIND, NULL);

		if (entry != NULL)
			copy_needs(copies, fact, entry->copy);
	}
	hash_destroy(copies);
	return subset;
}

/*
 * Add the names of facts, and of the relations that come along with them.
 * Columns and their defaults are found by nothing but their tables.
 */
static void
add_names(SvClosure *closure, const SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);
		const char *relation = sv_fact_relation(fact);

		if (relation != NULL)
			add_name(closure,
					 quote_identifier(strVal(llast(sv_name_list(relation)))),
					 fact);
		if (fact->kind != &sv_kind_column && fact->kind != &sv_kind_default)
			add_name(closure, fact->name, fact);
	}
}

static void
add_name(SvClosure *closure, const char *name, SvFact *fact)
{
	bool		found;
	Named	   *entry = hash_search(closure->named, name, HASH_ENTER, &found);

	entry->facts = lappend(found ? entry->facts : NIL, fact);
}

/*
 * Reach all facts that the operations of either direction are about.
 */
static void
reach_operations(SvClosure *closure, const SvDiff *diff, const SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->fact != NULL)
			reach(closure, difference->fact, AFFECTED);
	}
	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		/* the facts are linked to the operations of the downgrade */
		if (fact->drop != NULL || fact->change != NULL ||
			fact->counterpart == NULL || is_renamed(diff, fact))
			reach(closure, fact, AFFECTED);
	}
}

/*
 * True if a fact has a new name already, which the scripts give it.
 */
static bool
is_renamed(const SvDiff *diff, const SvFact *fact)
{
	ListCell   *lc;

	/* renames come first, and have no facts */
	foreach(lc, diff->differences)
	{
		const SvDifference *difference = lfirst(lc);

		if (difference->fact != NULL)
			break;
		if (strcmp(difference->identity, fact->identity) == 0)
			return true;
	}
	return false;
}

/*
 * Reach the facts that have one of these words for a name.
 */
static void
reach_words(SvClosure *closure, List *words, Reach reach_)
{
	ListCell   *lc;

	foreach(lc, words)
	{
		ListCell   *lc2;

		foreach(lc2, find_named(closure, lfirst(lc)))
			reach(closure, lfirst(lc2), reach_);
	}
}

/*
 * Reach a fact, and the same one on the other side, which may need something
 * else.
 */
static void
reach(SvClosure *closure, SvFact *fact, Reach reach_)
{
	for (int i = 0; i < 2 && fact != NULL; i++)
	{
		bool		found;
		Reached    *entry = hash_search(closure->reached, &fact, HASH_ENTER,
										&found);

		if (!found || entry->reach < reach_)
		{
			entry->reach = reach_;
			closure->queue = lappend(closure->queue, fact);
		}
		fact = fact->counterpart;
	}
}

/*
 * Reach what has to be there with a fact that was reached.
 */
static void
go_on(SvClosure *closure, const SvFact *fact)
{
	const Reached *entry = hash_search(closure->reached, &fact, HASH_FIND,
									   NULL);
	ListCell   *lc;

	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type != SV_NEED_ORDER)
			reach(closure, need->fact, NEEDED);
	}
	if (fact->parent != NULL)
		reach(closure, fact->parent, NEEDED);
	reach_parts(closure, fact);
	if (fact->kind->flags & SV_KIND_HAS_BODY)
	{
		for (int i = 0; i < fact->kind->property_count; i++)
			if (fact->values[i] != NULL)
				reach_words(closure, sv_identifiers_find(fact->values[i]),
							NEEDED);
	}
	if (entry->reach == AFFECTED)
		reach_dependents(closure, fact);
}

/*
 * Reach what depends on a fact that is affected, and, if it is a part, on the
 * rows of its table and on the table as a whole.
 */
static void
reach_dependents(SvClosure *closure, const SvFact *fact)
{
	ListCell   *lc;

	/* objects of the schema that an operation is not about stay in it */
	if (fact->kind == &sv_kind_schema)
		return;
	foreach(lc, fact->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type != SV_NEED_ORDER)
			reach(closure, need->fact, AFFECTED);
	}
	while (fact->parent != NULL)
		fact = fact->parent;
	if (fact->kind == &sv_kind_schema)
		return;
	foreach(lc, fact->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type != SV_NEED_ORDER && !sv_fact_contains(fact, need->fact))
			reach(closure, need->fact, AFFECTED);
	}
}

/*
 * Reach those parts of a fact without which it would be another one.
 */
static void
reach_parts(SvClosure *closure, const SvFact *fact)
{
	bool		whole = fact->kind != &sv_kind_table || is_whole(fact);
	ListCell   *lc;

	if (fact->kind == &sv_kind_schema)
		return;
	foreach(lc, fact->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_PARENT &&
			(whole || need->fact->kind == &sv_kind_column))
			reach(closure, need->fact, NEEDED);
	}
}

/*
 * True if all parts of a table have to be there: what is done to one of its
 * relatives is done to it, or one of its properties is about an index.
 */
static bool
is_whole(const SvFact *table)
{
	ListCell   *lc;

	if (table->attachment != NULL ||
		table->values[SV_TABLE_PARTITION_KEY] != NULL ||
		table->values[SV_TABLE_INHERITS] != NULL ||
		table->values[SV_TABLE_REPLICA_IDENTITY] != NULL ||
		table->values[SV_TABLE_CLUSTERED] != NULL)
		return true;
	foreach(lc, table->needed_by)
	{
		if (((SvNeed *) lfirst(lc))->fact->kind == &sv_kind_table)
			return true;
	}
	return false;
}

/*
 * A hash table whose keys are pointers, and of which this is the size of an
 * entry.
 */
static HTAB *
make_table(const char *name, Size size)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(const SvFact *);
	control.entrysize = size;
	control.hcxt = CurrentMemoryContext;
	return hash_create(name, 1024, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static bool
is_reached(const SvClosure *closure, const SvFact *fact)
{
	return hash_search(closure->reached, &fact, HASH_FIND, NULL) != NULL;
}

/*
 * A copy of a fact, without links to others.
 */
static SvFact *
copy_fact(const SvFact *fact)
{
	SvFact	   *copy = palloc(sizeof(SvFact));

	*copy = *fact;
	copy->needs = copy->needed_by = NIL;
	copy->parent = copy->attachment = copy->counterpart = NULL;
	copy->detached = copy->drop = copy->change = NULL;
	return copy;
}

/*
 * Let a copy need those that are there of what the fact needs.
 */
static void
copy_needs(HTAB *copies, const SvFact *fact, SvFact *copy)
{
	const Copied *entry = fact->parent == NULL ? NULL :
	hash_search(copies, &fact->parent, HASH_FIND, NULL);
	ListCell   *lc;

	copy->parent = entry == NULL ? NULL : entry->copy;
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		entry = hash_search(copies, &need->fact, HASH_FIND, NULL);
		if (entry != NULL)
			sv_facts_need(copy, entry->copy, need->type);
	}
}
