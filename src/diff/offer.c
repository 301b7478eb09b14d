/*-------------------------------------------------------------------------
 *
 * offer.c
 *	  Drops and creations that might be meant as renames.
 *
 * If exactly one column of a table goes and one of the same type comes, it may
 * be the same one with another name; so may a table of a schema, or a label of
 * an enumerated type.  That is not guessed, as rows depend on it: the marker is
 * offered that says so.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "utils/builtins.h"

#include "diff/describe.h"
#include "diff/offer.h"
#include "file/line.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "strings.h"

/* What goes and comes in one parent. */
typedef struct Exchange
{
	const char *parent;			/* its identity */
	const SvKind *kind;
	const SvFact *gone;
	const SvFact *come;
	int			others;			/* that go or come, too */
} Exchange;

static List *note(List *exchanges, const SvOperation *operation);
static char *schema_of(const SvFact *fact);
static SvOffer *offer(const Exchange *exchange, const char *schema);
static SvOffer *offer_label(const SvOperation *operation, const char *schema);
static char *plain(char *label);
static char *as_name(const char *label);
static char *only_one(List *labels, List *others);
static SvOffer *make_offer(const char *kind, const char *old, const char *new,
						   const char *from, const char *to,
						   const char *schema);

/*
 * The offers, a list of SvOffer, for operations of an upgrade.  Names of objects in "schema" (quoted; NULL: none) are without it.
 */
List *
sv_offer_find(List *operations, const char *schema)
{
	List	   *exchanges = NIL;
	List	   *offers = NIL;
	ListCell   *lc;

	foreach(lc, operations)
	{
		const SvOperation *operation = lfirst(lc);
		const SvFact *fact = sv_operation_fact(operation);
		SvOffer    *found = NULL;

		if (fact->kind == &sv_kind_enum)
			found = offer_label(operation, schema);
		else if (fact->kind == &sv_kind_column || fact->kind == &sv_kind_table)
			exchanges = note(exchanges, operation);
		if (found != NULL)
			offers = lappend(offers, found);
	}
	foreach(lc, exchanges)
	{
		SvOffer    *found = offer(lfirst(lc), schema);

		if (found != NULL)
			offers = lappend(offers, found);
	}
	return offers;
}

/*
 * The list with a column or table that goes or comes.
 */
static List *
note(List *exchanges, const SvOperation *operation)
{
	const SvFact *fact = sv_operation_fact(operation);
	Exchange   *exchange = NULL;
	const char *parent;
	ListCell   *lc;

	if (operation->recreates || (operation->action != SV_ACTION_DROP &&
								 operation->action != SV_ACTION_CREATE))
		return exchanges;
	/* a column of a table that is on both sides */
	if (fact->kind == &sv_kind_column &&
		(fact->parent->counterpart == NULL || fact->parent->drop != NULL))
		return exchanges;
	parent = fact->kind == &sv_kind_column ? fact->parent->identity :
		schema_of(fact);
	foreach(lc, exchanges)
	{
		Exchange   *other = lfirst(lc);

		if (other->kind == fact->kind && strcmp(other->parent, parent) == 0)
			exchange = other;
	}
	if (exchange == NULL)
	{
		exchange = palloc0(sizeof(Exchange));
		exchange->parent = parent;
		exchange->kind = fact->kind;
		exchanges = lappend(exchanges, exchange);
	}
	if (operation->action == SV_ACTION_DROP && exchange->gone == NULL)
		exchange->gone = fact;
	else if (operation->action == SV_ACTION_CREATE && exchange->come == NULL)
		exchange->come = fact;
	else
		exchange->others++;
	return exchanges;
}

/*
 * The part of an identity before the name.
 */
static char *
schema_of(const SvFact *fact)
{
	return pnstrdup(fact->identity,
					strlen(fact->identity) - strlen(fact->name));
}

/*
 * What is offered for a column or a table; NULL if nothing is.
 */
static SvOffer *
offer(const Exchange *exchange, const char *schema)
{
	const SvFact *gone = exchange->gone;
	const SvFact *come = exchange->come;

	if (gone == NULL || come == NULL || exchange->others > 0)
		return NULL;
	if (exchange->kind == &sv_kind_column &&
		strcmp(sv_fact_value(gone, "type"), sv_fact_value(come, "type")) != 0)
		return NULL;
	return make_offer(exchange->kind->name, gone->identity, come->identity,
					  gone->name, come->name, schema);
}

/*
 * What is offered for a label of a type; NULL if nothing is.
 */
static SvOffer *
offer_label(const SvOperation *operation, const char *schema)
{
	const SvFact *to = operation->to;
	List	   *old;
	List	   *new;
	char	   *gone;
	char	   *come;
	SvOffer    *made;

	if (operation->action != SV_ACTION_CREATE || !operation->recreates ||
		to->counterpart == NULL)
		return NULL;
	old = sv_options_split(sv_fact_value(to->counterpart, "labels"));
	new = sv_options_split(sv_fact_value(to, "labels"));
	gone = only_one(old, new);
	come = only_one(new, old);
	if (gone == NULL || come == NULL || sv_fact_value(to, "removed") != NULL)
		return NULL;
	made = make_offer("label", psprintf("%s.%s", to->identity, plain(gone)),
					  psprintf("%s.%s", to->identity, plain(come)), plain(gone),
					  "", schema);
	made->entry = sv_line_flat(psprintf("%s.%s=%s", to->identity, as_name(gone),
										as_name(come)));
	return made;
}

/*
 * A label as markers have it: without quotes if it is a word.
 */
static char *
plain(char *label)
{
	size_t		length = strlen(label);

	for (size_t i = 1; i + 1 < length; i++)
	{
		if (!IS_HIGHBIT_SET(label[i]) && !isalnum((unsigned char) label[i]) &&
			strchr("_-.", label[i]) == NULL)
			return label;
	}
	return length <= 2 ? label : pnstrdup(label + 1, length - 2);
}

/*
 * A label as lists of renames have it: as a name.
 */
static char *
as_name(const char *label)
{
	char	   *name = palloc(strlen(label) + 1);
	char	   *to = name;

	/* from after the quote to before the last one */
	for (const char *from = label + 1; from[0] != '\0' && from[1] != '\0'; from++)
	{
		*to++ = *from;
		if (from[0] == '\'' && from[1] == '\'')
			from++;
	}
	*to = '\0';
	return pstrdup(quote_identifier(name));
}

/*
 * The only label that is not among others; NULL if there is none, or several.
 */
static char *
only_one(List *labels, List *others)
{
	char	   *one = NULL;
	ListCell   *lc;

	foreach(lc, labels)
	{
		if (sv_strings_member(others, lfirst(lc)))
			continue;
		if (one != NULL)
			return NULL;
		one = lfirst(lc);
	}
	return one;
}

static SvOffer *
make_offer(const char *kind, const char *old, const char *new,
		   const char *from, const char *to, const char *schema)
{
	SvOffer    *made = palloc(sizeof(SvOffer));

	made->text = psprintf("if %s \"%s\" is \"%s\" by another name, put this above it: -- @renamed from=%s",
						  kind, sv_line_flat(sv_describe_short(new, schema)),
						  sv_line_flat(sv_describe_short(old, schema)),
						  sv_line_flat(from));
	made->entry = sv_line_flat(psprintf("%s=%s", old, to));
	return made;
}
