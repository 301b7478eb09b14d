/*-------------------------------------------------------------------------
 *
 * template.c
 *	  Templates of statements, filled in.
 *
 * The syntax of templates is described in fact.h.  They are constants of this
 * library, so a mistake in one is an internal error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fact/template.h"

typedef struct Filling
{
	const SvFact *fact;
	const char *old_value;
	const char *new_value;
	const char *at;				/* what is left of the template */
	bool		missing;		/* a value was NULL */
} Filling;

static void fill(Filling *filling, StringInfo out, bool optional);
static const char *value_at(Filling *filling);
static const char *braced_value(Filling *filling);

/*
 * The template with the values of a fact, palloc'd.  A NULL in brackets leaves
 * out all of the brackets, elsewhere it stands for an empty string.
 */
char *
sv_template_fill(const char *template_, const SvFact *fact,
				 const char *old_value, const char *new_value)
{
	Filling		filling = {fact, old_value, new_value, template_, false};
	StringInfoData out;

	initStringInfo(&out);
	fill(&filling, &out, false);
	return out.data;
}

/*
 * Fill in up to the end of the template, or of the brackets if "optional".
 */
static void
fill(Filling *filling, StringInfo out, bool optional)
{
	while (*filling->at != '\0')
	{
		char		c = *filling->at++;

		if (c == ']' && optional)
			return;
		if (c == '[')
		{
			bool		missing = filling->missing;
			StringInfoData part;

			initStringInfo(&part);
			filling->missing = false;
			fill(filling, &part, true);
			if (!filling->missing)
				appendStringInfoString(out, part.data);
			filling->missing = missing;
			pfree(part.data);
		}
		else if (c == '%')
		{
			const char *value = value_at(filling);

			if (value == NULL)
				filling->missing = true;
			else
				appendStringInfoString(out, value);
		}
		else
			appendStringInfoChar(out, c);
	}
}

/*
 * The value of the character after %, or NULL.
 */
static const char *
value_at(Filling *filling)
{
	const SvFact *fact = filling->fact;
	char		sign = *filling->at++;

	switch (sign)
	{
		case 'i':
			return fact->identity;
		case 'n':
			return fact->name;
		case 'p':
			return fact->parent->identity;
		case 'q':
			return fact->parent->name;
		case 'g':
			return fact->parent->parent->identity;
		case 'o':
			return filling->old_value;
		case 'v':
			return filling->new_value;
		case '{':
			return braced_value(filling);
		case '[':
			return "[";
		case ']':
			return "]";
		case '%':
			return "%";
	}
	elog(ERROR, "bad sign \"%c\" in template of kind \"%s\"", sign,
		 fact->kind->name);
	return NULL;				/* keep the compiler quiet */
}

/*
 * The value of the property whose name is in braces, or NULL.
 */
static const char *
braced_value(Filling *filling)
{
	const char *end = strchr(filling->at, '}');
	char	   *name = pnstrdup(filling->at, end - filling->at);

	filling->at = end + 1;
	return sv_fact_value(filling->fact, name);
}
