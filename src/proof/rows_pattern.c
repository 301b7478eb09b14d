/*-------------------------------------------------------------------------
 *
 * rows_pattern.c
 *	  Texts that match a pattern.
 *
 * A regular expression is compiled by the server, and the automaton that comes
 * out of it is walked from its initial state to the final one on a shortest way:
 * the characters on that way are a text that matches as a whole.  Lookaround
 * and back references are not in the automaton, so a text is a guess.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "regex/regexport.h"
#include "utils/builtins.h"

#include "error.h"
#include "proof/rows_pattern.h"

/* Texts for one expression; states of an automaton beyond which we give up. */
#define MAX_TEXTS 8
#define MAX_STATES 10000

/* The color of characters that an expression does not mention. */
#define UNMENTIONED 0

/* Characters of a class that are looked at. */
#define MAX_CHARACTERS 128

/* How a state was reached first. */
typedef struct Way
{
	bool		reached;
	int			from;			/* -1: it is the first one */
	int color;					/* -1: without a character */
} Way;

static regex_t *compile(const char *pattern, int flags, Oid collation);
static int *shortest_way(const regex_t *regex, int *length);
static bool try_arcs(const regex_t *regex, int state, Way *ways, int *queue,
					 int *queued);
static char *text_on_way(const regex_t *regex, const int *colors, int length,
						 int number);
static pg_wchar character_of(const regex_t *regex, int color, int number);
static bool is_used(const regex_t *regex, pg_wchar character);

/*
 * Texts that match a regular expression, if it is not too complex.
 */
List *
sv_rows_pattern_regex(const char *pattern, bool ignores_case, Oid collation)
{
	regex_t    *regex = compile(pattern, REG_ADVANCED |
								(ignores_case ? REG_ICASE : 0), collation);
	List	   *texts = NIL;
	int			length;
	int		   *colors;

	if (regex == NULL || pg_reg_getnumstates(regex) > MAX_STATES)
		return NIL;
	colors = shortest_way(regex, &length);
	for (int i = 0; colors != NULL && i < MAX_TEXTS; i++)
	{
		texts = lappend(texts, text_on_way(regex, colors, length, i));
	}
	return texts;
}

/*
 * A text that matches a pattern of LIKE: as if each "_" stood for one "1", and
 * each "%" as well.
 */
char *
sv_rows_pattern_like(const char *pattern)
{
	char	   *text = pstrdup(pattern);
	char	   *end = text;

	for (const char *c = pattern; *c != '\0'; c++)
	{
		if (*c == '\\' && c[1] != '\0')
			*end++ = *++c;
		else
			*end++ = *c == '%' || *c == '_' ? '1' : *c;
	}
	*end = '\0';
	return text;
}

/*
 * Compile an expression; NULL if it is none.  The server keeps it for a while,
 * in any case until the next one is compiled.
 */
static regex_t *
compile(const char *pattern, int flags, Oid collation)
{
	MemoryContext context = CurrentMemoryContext;
	text	   *value = cstring_to_text(pattern);
	regex_t    *volatile regex = NULL;

	PG_TRY();
	{
		regex = RE_compile_and_cache(value, flags, collation);
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	return regex;
}

/*
 * The colors of the arcs on a shortest way, in their order; NULL if there is
 * none.  A color is a class of characters.
 */
static int *
shortest_way(const regex_t *regex, int *length)
{
	int			nstates = pg_reg_getnumstates(regex);
	int			initial = pg_reg_getinitialstate(regex);
	int			final = pg_reg_getfinalstate(regex);
	Way		   *ways = palloc0(sizeof(Way) * nstates);
	int		   *queue = palloc(sizeof(int) * nstates);
	int		   *colors = palloc(sizeof(int) * nstates);
	int			queued = 0;

	ways[initial] = (Way)
	{
		true, -1, -1
	};
	queue[queued++] = initial;
	for (int i = 0; i < queued; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (try_arcs(regex, queue[i], ways, queue, &queued))
			break;
	}
	if (!ways[final].reached)
		return NULL;

	*length = 0;
	for (int state = final; state != initial; state = ways[state].from)
	{
		if (ways[state].color !=-1)
			colors[(*length)++] = ways[state].color;
	}
	for (int i = 0, j = *length - 1; i < j; i++, j--)
	{
		int color = colors[i];

		colors[i] = colors[j];
		colors[j] = color;
	}
	return colors;
}

/*
 * Reach states from one; returns true if the final one was reached.  The way
 * begins at the beginning of the text and ends at its end, which the automaton
 * has as characters.
 */
static bool
try_arcs(const regex_t *regex, int state, Way *ways, int *queue, int *queued)
{
	bool		at_start = ways[state].from == -1;
	int			narcs = pg_reg_getnumoutarcs(regex, state);
	regex_arc_t *arcs = palloc(sizeof(regex_arc_t) * (narcs + 1));
	int			final = pg_reg_getfinalstate(regex);

	pg_reg_getoutarcs(regex, state, arcs, narcs);
	for (int i = 0; i < narcs; i++)
	{
		int color = arcs[i].co;
		bool		begins = pg_reg_colorisbegin(regex, color);
		bool		ends = pg_reg_colorisend(regex, color);

		if (ways[arcs[i].to].reached || begins != at_start ||
			ends != (arcs[i].to == final))
			continue;
		ways[arcs[i].to] = (Way)
		{
			true, state, begins || ends ? -1 : color
		};
		queue[(*queued)++] = arcs[i].to;
		if (ends)
			break;
	}
	pfree(arcs);
	return ways[final].reached;
}

/*
 * One of the texts on a way; other numbers give other texts, if there are any.
 */
static char *
text_on_way(const regex_t *regex, const int *colors, int length, int number)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < length; i++)
	{
		pg_wchar	character = character_of(regex, colors[i], number);
		char		bytes[MAX_MULTIBYTE_CHAR_LEN + 1];

		CHECK_FOR_INTERRUPTS();
		bytes[pg_wchar2mb_with_len(&character, bytes, 1)] = '\0';
		appendStringInfoString(&buf, bytes);
	}
	return buf.data;
}

/*
 * A character of a color.
 */
static pg_wchar
character_of(const regex_t *regex, int color, int number)
{
	static const char usual[] = "1a2b3c4d5e6f7g8h9iAB ._-";
	pg_wchar	characters[MAX_CHARACTERS] = {0};
	int			count = 0;

	if (color >UNMENTIONED)
	{
		pg_reg_getcharacters(regex, color, characters, MAX_CHARACTERS);
		/* no control characters, if there are others */
		for (int i = 0; i < MAX_CHARACTERS; i++)
		{
			if (characters[i] > ' ' && characters[i] < 127)
				characters[count++] = characters[i];
		}
		if (count == 0)
			return characters[0] != 0 ? characters[0] : ' ';
		return characters[number % count];
	}
	/* any character, or any that the expression does not mention */
	for (int i = 0; usual[i] != '\0'; i++)
	{
		if (color !=UNMENTIONED || !is_used(regex, usual[i]))
			characters[count++] = usual[i];
	}
	return count == 0 ? '~' : characters[number % count];
}

/*
 * True if a character has a color of its own.
 */
static bool
is_used(const regex_t *regex, pg_wchar character)
{
	for (int color = UNMENTIONED + 1; color <pg_reg_getnumcolors(regex); color ++)
	{
		pg_wchar	characters[MAX_CHARACTERS] = {0};

		pg_reg_getcharacters(regex, color, characters, MAX_CHARACTERS);
		for (int i = 0; i < MAX_CHARACTERS; i++)
		{
			if (characters[i] == character)
				return true;
		}
	}
	return false;
}
