/*-------------------------------------------------------------------------
 *
 * aside.c
 *	  Names of what is moved out of the way.
 *
 * An object that is to be replaced by another one of its name gets a name that no
 * relation, type or function has on either side, and no other object that is
 * moved out of the way: the old name after "old_", or after "old1_" and so on,
 * cut to the length of a name.  Once it has been chosen it stays the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_constraint.h"
#include "catalog/pg_proc.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "compat.h"
#include "fact/aside.h"

/* A qualified name, quoted: no identity of a relation is longer. */
#define QUALIFIED_SIZE (NAMEDATALEN * 4 + 8)

/* A name that is taken, and what it becomes if it is moved out of the way. */
typedef struct NameEntry
{
	char		qualified[QUALIFIED_SIZE];	/* key */
	char	   *aside;			/* NULL: it is not */
} NameEntry;

struct SvAsideNames
{
	const SvFacts *from;
	const SvFacts *to;
	HTAB	   *taken;			/* NULL until a name is asked for */
};

static void collect(SvAsideNames *names);
static void add_facts(HTAB *taken, const SvFacts *facts);
static void add_name(HTAB *taken, const char *qualified, size_t length);
static char *unquote(const char *name);

/*
 * The names to be chosen in a comparison of facts.
 */
SvAsideNames *
sv_aside_make(const SvFacts *from, const SvFacts *to)
{
	SvAsideNames *names = palloc0(sizeof(SvAsideNames));

	names->from = from;
	names->to = to;
	return names;
}

/*
 * True if a name, quoted or not, is such as is given to what is moved out of the
 * way.
 */
bool
sv_aside_is_name(const char *name)
{
	if (name == NULL)
		return false;
	if (*name == '"')
		name++;
	if (strncmp(name, "old", strlen("old")) != 0)
		return false;
	name += strlen("old");
	return name[strspn(name, "0123456789")] == '_';
}

/*
 * The name, palloc'd and quoted if need be, of an object that is moved out of the
 * way.  "identity" is its qualified name, which ends in its name; both are quoted
 * if need be.
 */
char *
sv_aside_name(SvAsideNames *names, const char *identity,
			  const char *name)
{
	int			schema = strlen(identity) - strlen(name);
	char	   *plain = unquote(name);
	NameEntry  *entry;
	bool		found;
	char	   *aside;

	if (names->taken == NULL)
		collect(names);
	entry = hash_search(names->taken, identity, HASH_ENTER, &found);
	if (!found)
		entry->aside = NULL;
	for (int i = 0; entry->aside == NULL; i++)
	{
		char	   *qualified;

		aside = i == 0 ? psprintf("old_%s", plain) : psprintf("old%d_%s", i, plain);
		aside[pg_mbcliplen(aside, strlen(aside), NAMEDATALEN - 1)] = '\0';
		aside = pstrdup(quote_identifier(aside));
		qualified = psprintf("%.*s%s", schema, identity, aside);
		if (hash_search(names->taken, qualified, HASH_FIND, NULL) != NULL)
			continue;
		add_name(names->taken, qualified, strlen(qualified));
		entry->aside = aside;
	}
	return entry->aside;
}

/*
 * Collect the names of both sides.
 */
static void
collect(SvAsideNames *names)
{
	HASHCTL		control = {0};

	control.keysize = QUALIFIED_SIZE;
	control.entrysize = sizeof(NameEntry);
	control.hcxt = CurrentMemoryContext;
	names->taken = hash_create("schemaver taken names", 256, &control,
							   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	add_facts(names->taken, names->from);
	add_facts(names->taken, names->to);
}

static void
add_facts(HTAB *taken, const SvFacts *facts)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);
		const char *relation = sv_fact_relation(fact);

		if (relation != NULL)
			add_name(taken, relation, strlen(relation));
		if (fact->kind->flags & (SV_KIND_IS_RELATION | SV_KIND_IS_TYPE))
			add_name(taken, fact->identity, strlen(fact->identity));
		else if (fact->kind->classid == ProcedureRelationId)
			add_name(taken, fact->identity,
					 strstr(fact->identity, fact->name) - fact->identity +
					 strlen(fact->name));
		else if (fact->kind->classid == ConstraintRelationId && fact->parent != NULL)
		{
			/* it may have an index of its name */
			const SvFact *table = fact->parent;
			char	   *index = psprintf("%.*s%s",
										 (int) (strlen(table->identity) - strlen(table->name)),
										 table->identity, fact->name);

			add_name(taken, index, strlen(index));
		}
	}
}

static void
add_name(HTAB *taken, const char *qualified, size_t length)
{
	char	   *key = pnstrdup(qualified, length);
	NameEntry  *entry;
	bool		found;

	if (length >= QUALIFIED_SIZE)
		return;
	entry = hash_search(taken, key, HASH_ENTER, &found);
	if (!found)
		entry->aside = NULL;
	pfree(key);
}

/*
 * A name without its quotes, palloc'd.
 */
static char *
unquote(const char *name)
{
	char	   *plain = pstrdup(name);
	char	   *end = plain;

	if (name[0] != '"')
		return plain;
	for (name++; *name != '\0'; name++)
	{
		/* a quote is doubled, or the end */
		if (*name == '"')
			name++;
		if (*name == '\0')
			break;
		*end++ = *name;
	}
	*end = '\0';
	return plain;
}
