/*-------------------------------------------------------------------------
 *
 * new_label.c
 *	  Labels of enumerated types that are used as soon as they are added.
 *
 * A label cannot be used in the transaction that adds it: the server refuses to
 * read it, be it as a constant in a definition, within one of an array, a row or
 * a range, or as a value that an expression computes from rows.  What another
 * operation of the script reads is not known before it runs.  So this errs on
 * the safe side.  A label is taken for used if what the script creates or changes
 *
 *	- needs the type, directly or not, and has the label in some constant, or
 *	- is computed from rows, by an expression that makes values of the type out
 *	  of others or calls a function that may do so, or
 *	- is a column that gets the type, or one that contains it, so that its
 *	  values are read as labels.
 *
 * Bodies of functions that are strings are not read when the function is
 * created, but when something that is computed calls it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/hsearch.h"

#include "file/tokens.h"
#include "kind/kinds.h"
#include "kind/new_label.h"

/* A type that gets labels. */
typedef struct Search
{
	List	   *labels;			/* of char *: as literals */
	HTAB	   *users;			/* facts that need the type afterwards... */
	HTAB	   *old_users;		/* ...and those that needed it before */
} Search;

static HTAB *collect_users(SvFact *type);
static List *add_user(HTAB *users, List *found, SvFact *user);
static bool is_in(HTAB *facts, const SvFact *fact);
static bool uses(const Search *search, const SvOperation *operation);
static bool gets_type(const Search *search, const SvOperation *operation);
static bool is_computed(const SvOperation *operation);
static bool may_compute(const Search *search, const SvFact *fact);
static bool calls(const Search *search, const SvFact *fact);
static bool any_value(const Search *search, const SvFact *fact,
					  bool (*is_so) (const Search *search, const SvFact *fact,
									 const char *value));
static bool has_constant(const Search *search, const SvFact *fact,
						 const char *value);
static bool has_label(const Search *search, const SvFact *fact,
					  const char *value);
static bool makes_values(const Search *search, const SvFact *fact,
						 const char *value);
static bool is_cast_to_user(const Search *search, const char *text);
static bool contains(const Search *search, const char *text);
static bool contains_label(const char *text, const char *label);
static char *without_quotes(const char *text);
static bool is_word(char c);

/*
 * True if one of the operations may use a label that another one adds.
 */
bool
sv_new_label_is_used(const SvOperation *operation, List *labels,
					 List *operations)
{
	Search		search = {labels};
	ListCell   *lc;

	search.users = collect_users(operation->to);
	search.old_users = collect_users(operation->from);
	foreach(lc, operations)
	{
		const SvOperation *other = lfirst(lc);

		if (other != operation && !other->done && other->to != NULL &&
			other->action != SV_ACTION_RENAME && uses(&search, other))
			return true;
	}
	return false;
}

/*
 * All facts that need a type, directly or not.
 */
static HTAB *
collect_users(SvFact *type)
{
	HASHCTL		control = {0};
	List	   *found = list_make1(type);
	HTAB	   *users;

	control.keysize = sizeof(SvFact *);
	control.entrysize = sizeof(SvFact *);
	control.hcxt = CurrentMemoryContext;
	users = hash_create("schemaver users of a type", 256, &control,
						HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	(void) add_user(users, NIL, type);
	/* the list grows */
	for (int i = 0; i < list_length(found); i++)
	{
		const SvFact *fact = list_nth(found, i);
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		foreach(lc, fact->needed_by)
			found = add_user(users, found, ((SvNeed *) lfirst(lc))->fact);
		if (fact->kind != &sv_kind_column)
			continue;
		/* rows of its table contain it, too */
		foreach(lc, fact->parent->needed_by)
		{
			if (((SvNeed *) lfirst(lc))->type == SV_NEED_ROW)
				found = add_user(users, found, ((SvNeed *) lfirst(lc))->fact);
		}
	}
	return users;
}

/*
 * The list with a fact that is not in the set yet, and now is.
 */
static List *
add_user(HTAB *users, List *found, SvFact *user)
{
	bool		known;

	(void) hash_search(users, &user, HASH_ENTER, &known);
	return known ? found : lappend(found, user);
}

static bool
is_in(HTAB *facts, const SvFact *fact)
{
	return hash_search(facts, &fact, HASH_FIND, NULL) != NULL;
}

/*
 * True if an operation may use one of the labels.
 */
static bool
uses(const Search *search, const SvOperation *operation)
{
	const SvFact *fact = operation->to;

	if (is_in(search->users, fact) &&
		(any_value(search, fact, has_constant) || gets_type(search, operation)))
		return true;
	return is_computed(operation) && may_compute(search, fact);
}

/*
 * True if values of another type become values of the type.
 */
static bool
gets_type(const Search *search, const SvOperation *operation)
{
	const SvFact *from = operation->to->counterpart;

	if (from == NULL || is_in(search->old_users, from))
		return false;
	if (operation->to->kind == &sv_kind_column)
		return operation->action == SV_ACTION_ALTER &&
			operation->differs[sv_kind_property(from->kind, "type")];
	return operation->to->kind->classid == TypeRelationId;
}

/*
 * True if an operation computes something from rows that exist.
 */
static bool
is_computed(const SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const SvFact *part = fact;

	if (fact->kind == &sv_kind_materialized_view ||
		fact->kind == &sv_kind_domain_constraint)
		return true;
	if (fact->kind != &sv_kind_column && fact->kind != &sv_kind_constraint &&
		fact->kind != &sv_kind_index && fact->kind != &sv_kind_default)
		return false;
	/* for rows to come, a default is computed when they do */
	if (fact->kind == &sv_kind_default &&
		(fact->parent->change == NULL ||
		 fact->parent->change->action != SV_ACTION_CREATE))
		return false;
	/* new tables have none */
	while (part->parent != NULL && part->parent->kind != &sv_kind_schema)
		part = part->parent;
	return part->change == NULL || part->change->action != SV_ACTION_CREATE;
}

/*
 * True if an expression of a fact may make a value with a label: from others, or
 * from a constant of another type.
 */
static bool
may_compute(const Search *search, const SvFact *fact)
{
	return any_value(search, fact, makes_values) || calls(search, fact) ||
		(is_in(search->users, fact) && any_value(search, fact, has_label));
}

/*
 * True if a fact calls a function that may do so, or contains a view that may.
 */
static bool
calls(const Search *search, const SvFact *fact)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, fact->needs)
	{
		const SvNeed *need = lfirst(lc);
		const SvFact *used = need->fact;

		if (used->kind == &sv_kind_view_column)
			used = used->parent;
		if (need->type == SV_NEED_ORDER || need->type == SV_NEED_PARENT)
			continue;
		if (used->kind == &sv_kind_function || used->kind == &sv_kind_aggregate)
		{
			if (is_in(search->users, used) ||
				any_value(search, used, has_label) || calls(search, used))
				return true;
		}
		else if (used->kind == &sv_kind_view)
		{
			if (may_compute(search, used))
				return true;
		}
		else if (used->kind == &sv_kind_operator || used->kind == &sv_kind_cast)
		{
			if (calls(search, used))
				return true;
		}
	}
	return false;
}

static bool
any_value(const Search *search, const SvFact *fact,
		  bool (*is_so) (const Search *search, const SvFact *fact,
						 const char *value))
{
	for (int i = 0; i < fact->kind->property_count; i++)
	{
		if (fact->values[i] != NULL &&
			!(fact->kind->properties[i].flags & SV_PROPERTY_HIDDEN) &&
			is_so(search, fact, fact->values[i]))
			return true;
	}
	return false;
}

/*
 * True if there is a label in a constant of the type, or of one that contains
 * it; or in one of which the type is not known.  The body of a function is none.
 */
static bool
has_constant(const Search *search, const SvFact *fact, const char *value)
{
	SvTokens   *tokens;
	SvToken		token;
	bool		found = false;

	if (!sv_tokens_well_formed(value, &token))
		return contains(search, value);
	tokens = sv_tokens_begin_standard(value);
	while (!found && sv_tokens_next(tokens, &token))
		found = token.is_string &&
			(fact->kind != &sv_kind_function || value[token.start] != '$') &&
			(strncmp(value + token.end, "::", 2) != 0 ||
			 is_cast_to_user(search, value + token.end + 2)) &&
			contains(search, token.value);
	sv_tokens_end(tokens);
	return found;
}

/*
 * True if there is a label anywhere in a text.
 */
static bool
has_label(const Search *search, const SvFact *fact, const char *value)
{
	return contains(search, value);
}

/*
 * True if an expression makes values of the type, or of one that contains it,
 * from anything but a constant; or lists the labels.
 */
static bool
makes_values(const Search *search, const SvFact *fact, const char *value)
{
	SvTokens   *tokens;
	SvToken		token;
	bool		found = false;
	bool		constant = false;

	if (!sv_tokens_well_formed(value, &token))
		return contains(search, value);
	tokens = sv_tokens_begin_standard(value);
	while (!found && sv_tokens_next(tokens, &token))
	{
		bool		is_cast = token.end - token.start == 2 &&
		strncmp(value + token.start, "::", 2) == 0;

		if (is_cast)
			found = !constant && is_cast_to_user(search, value + token.end);
		else if (token.value != NULL && !token.is_string)
			found = strncmp(token.value, "enum_", strlen("enum_")) == 0;
		constant = token.is_string ||
			(token.value != NULL && strcmp(token.value, "null") == 0);
	}
	sv_tokens_end(tokens);
	return found;
}

/*
 * True if a text begins with the name of the type, or of one that contains it;
 * among these are row types of tables.
 */
static bool
is_cast_to_user(const Search *search, const char *text)
{
	HASH_SEQ_STATUS status;
	SvFact	  **entry;
	bool		found = false;

	hash_seq_init(&status, search->users);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		const SvFact *type = (*entry)->kind == &sv_kind_column ?
		(*entry)->parent : *entry;

		if (type->kind->classid == TypeRelationId ||
			type->kind->classid == RelationRelationId)
			found = found ||
				strncmp(text, type->identity, strlen(type->identity)) == 0;
	}
	return found;
}

/*
 * True if a text contains one of the labels.
 */
static bool
contains(const Search *search, const char *text)
{
	const char *plain = without_quotes(text);
	ListCell   *lc;

	foreach(lc, search->labels)
	{
		if (contains_label(plain, lfirst(lc)))
			return true;
	}
	return false;
}

/*
 * True if a text contains a label, as a whole.  Both are without quotes and
 * backslashes, which are different within arrays, rows and strings.
 */
static bool
contains_label(const char *text, const char *label)
{
	const char *plain = without_quotes(strchr(label, '\''));
	size_t		length = strlen(plain);

	if (length == 0)
		return true;
	for (const char *at = strstr(text, plain); at != NULL;
		 at = strstr(at + 1, plain))
	{
		if ((at == text || !is_word(at[-1]) || !is_word(plain[0])) &&
			(!is_word(at[length]) || !is_word(plain[length - 1])))
			return true;
	}
	return false;
}

static char *
without_quotes(const char *text)
{
	char	   *plain = palloc(strlen(text) + 1);
	char	   *end = plain;

	for (; *text != '\0'; text++)
	{
		if (*text != '"' && *text != '\'' && *text != '\\')
			*end++ = *text;
	}
	*end = '\0';
	return plain;
}

static bool
is_word(char c)
{
	return IS_HIGHBIT_SET(c) || isalnum((unsigned char) c) || c == '_';
}
