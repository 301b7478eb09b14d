/*-------------------------------------------------------------------------
 *
 * in_list.c
 *	  Lists of values under a cast, as the server writes them.
 *
 * From "s IN ('a', 'b')", with s of type varchar, the server makes a cast of an
 * array, and writes it as
 *
 *	(s)::text = ANY ((ARRAY['a'::character varying, ...])::text[])
 *
 * It reads that as an array of casts, which it then writes differently:
 *
 *	(s)::text = ANY (ARRAY[('a'::character varying)::text, ...])
 *
 * These mean the same.  To get the first one again, the cast has to be left
 * out: the server adds it.
 *
 * From "s IN (a, b, c)", with columns, it makes (((s = a) OR (s = b)) OR
 * (s = c)), and reads that as one OR of three.  There is no way to get the first
 * one again from what it writes.
 *
 * All texts here were written by the server, with standard_conforming_strings
 * on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "fact/in_list.h"
#include "file/tokens.h"

/* A token, and what becomes of it. */
typedef struct Piece
{
	SvToken		token;
	int			match;			/* of a bracket: the index of the other one */
	bool		left_out;
	bool		opens;			/* the beginning of a value under a cast */
	int			cast;			/* the index of the cast that is put behind
								 * it; 0: none */
} Piece;

/* The tokens of a text; the last is the end of the text. */
typedef struct Text
{
	const char *sql;
	Piece	   *pieces;
	int			count;
} Text;

static bool may_have_list(const char *sql);
static Text read_text(const char *sql);
static void match_brackets(Text *text);
static int	cast_after(const Text *text, int open);
static bool is_at(const Text *text, int place, const char *token);
static bool is_argument(const Text *text, int open, int close);
static void leave_out(Text *text, int first, int last);
static void push_down(Text *text, int open, int close);
static char *write_text(const Text *text);
static void append_piece(StringInfo buf, const Text *text, int place);
static char *as_read(const char *sql);
static bool is_flattened(const Text *text, int open);
static bool has_between(const Text *text, int open, const char *word);

/*
 * A statement, or a part of one, without the casts that the server adds when it
 * reads it; palloc'd, or the text itself.
 */
char *
sv_in_list_uncast(const char *sql)
{
	Text		text;

	if (!may_have_list(sql))
		return unconstify(char *, sql);
	text = read_text(sql);
	for (int i = 0; i < text.count; i++)
	{
		int			close = cast_after(&text, i);

		if (close == 0 || !is_argument(&text, i, close))
			continue;
		leave_out(&text, i, i);
		leave_out(&text, text.pieces[i].match, close - 1);
	}
	return write_text(&text);
}

/*
 * True if both texts mean the same, as far as lists of values go, or both are
 * NULL.
 */
bool
sv_in_list_same(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (strcmp(a, b) == 0)
		return true;
	if (!may_have_list(a) && !may_have_list(b) &&
		strstr(a, ")) ") == NULL && strstr(b, ")) ") == NULL)
		return false;
	return strcmp(as_read(a), as_read(b)) == 0;
}

/*
 * True if a text may have a list under a cast.
 */
static bool
may_have_list(const char *sql)
{
	return strstr(sql, "(ARRAY[") != NULL && strstr(sql, "])::") != NULL;
}

/*
 * The tokens of a text.
 */
static Text
read_text(const char *sql)
{
	Text		text = {sql};
	SvTokens   *tokens = sv_tokens_begin_standard(sql);
	int			room = 64;
	bool		more;

	text.pieces = palloc0(sizeof(Piece) * room);
	do
	{
		if (text.count == room)
		{
			text.pieces = repalloc(text.pieces, sizeof(Piece) * room * 2);
			memset(text.pieces + room, 0, sizeof(Piece) * room);
			room *= 2;
		}
		more = sv_tokens_next(tokens, &text.pieces[text.count++].token);
	} while (more);
	sv_tokens_end(tokens);
	match_brackets(&text);
	return text;
}

/*
 * Find the other bracket of each.
 */
static void
match_brackets(Text *text)
{
	int		   *open = palloc(sizeof(int) * text->count);
	int			depth = 0;

	for (int i = 0; i < text->count; i++)
	{
		int			kind = text->pieces[i].token.kind;

		if (kind == '(' || kind == '[')
			open[depth++] = i;
		else if ((kind == ')' || kind == ']') && depth > 0)
		{
			text->pieces[i].match = open[--depth];
			text->pieces[open[depth]].match = i;
		}
	}
	pfree(open);
}

/*
 * If "(ARRAY[...])::type[]" begins at an index, the index after it; else 0.
 */
static int
cast_after(const Text *text, int open)
{
	int			place = text->pieces[open].match;

	if (!is_at(text, open, "(") || !is_at(text, open + 1, "ARRAY") ||
		!is_at(text, open + 2, "[") ||
		text->pieces[open + 2].match != place - 1 ||
		!is_at(text, place + 1, "::"))
		return 0;
	/* a name with dots, of several words, with numbers in parentheses */
	for (place += 2; place < text->count && !is_at(text, place, "["); place++)
		if (strchr("),;=<>", text->sql[text->pieces[place].token.start]) != NULL)
			return 0;
		else if (is_at(text, place, "("))
			place = text->pieces[place].match;
	return is_at(text, place + 1, "]") ? place + 2 : 0;
}

/*
 * True if this is the token at an index.
 */
static bool
is_at(const Text *text, int place, const char *token)
{
	const SvToken *there;

	if (place >= text->count)
		return false;
	there = &text->pieces[place].token;
	return there->end - there->start == strlen(token) &&
		strncmp(text->sql + there->start, token, strlen(token)) == 0;
}

/*
 * True if it is all that is in the parentheses of ANY or ALL.
 */
static bool
is_argument(const Text *text, int open, int close)
{
	return open >= 2 && is_at(text, open - 1, "(") &&
		text->pieces[open - 1].match == close &&
		(is_at(text, open - 2, "ANY") || is_at(text, open - 2, "ALL"));
}

static void
leave_out(Text *text, int first, int last)
{
	for (int i = first; i <= last; i++)
		text->pieces[i].left_out = true;
}

/*
 * Move the cast of a list to its values, as the server does when it reads it.
 */
static void
push_down(Text *text, int open, int close)
{
	int			end = text->pieces[open + 2].match;

	leave_out(text, open, open);
	leave_out(text, end + 1, close - 1);
	text->pieces[open + 3].opens = end > open + 3;
	for (int i = open + 3; i < end; i++)
	{
		if (text->pieces[i].match > i)
			i = text->pieces[i].match;
		if (i + 1 == end || is_at(text, i + 1, ","))
			text->pieces[i].cast = end + 2;
		if (is_at(text, i, ","))
			text->pieces[i + 1].opens = true;
	}
}

static char *
write_text(const Text *text)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < text->count; i++)
		append_piece(&buf, text, i);
	return buf.data;
}

static void
append_piece(StringInfo buf, const Text *text, int place)
{
	const Piece *piece = &text->pieces[place];
	const SvToken *token = &piece->token;

	if (piece->left_out)
		return;
	appendBinaryStringInfo(buf, text->sql + token->gap, token->start - token->gap);
	if (piece->opens)
		appendStringInfoChar(buf, '(');
	appendBinaryStringInfo(buf, text->sql + token->start, token->end - token->start);
	if (piece->cast == 0)
		return;
	appendStringInfoChar(buf, ')');
	for (int i = piece->cast; !is_at(text, i, "["); i++)
		appendBinaryStringInfo(buf, text->sql + text->pieces[i].token.gap,
							   text->pieces[i].token.end -
							   text->pieces[i].token.gap);
}

/*
 * The text as the server would write it after reading it.
 */
static char *
as_read(const char *sql)
{
	Text		text = read_text(sql);

	for (int i = 0; i < text.count; i++)
	{
		int			close = cast_after(&text, i);

		if (close != 0)
			push_down(&text, i, close);
		else if (is_flattened(&text, i))
		{
			leave_out(&text, i, i);
			leave_out(&text, text.pieces[i].match, text.pieces[i].match);
		}
	}
	return write_text(&text);
}

/*
 * True if it is the first argument of an OR, and an OR itself; and the same for
 * AND.
 */
static bool
is_flattened(const Text *text, int open)
{
	int			close = text->pieces[open].match;
	const char *word;

	if (open == 0 || !is_at(text, open, "(") || !is_at(text, open - 1, "("))
		return false;
	word = is_at(text, close + 1, "OR") ? "OR" : "AND";
	return is_at(text, close + 1, word) && has_between(text, open, word);
}

/*
 * True if a word is between a bracket and the other one, and in no inner ones.
 */
static bool
has_between(const Text *text, int open, const char *word)
{
	int			close = text->pieces[open].match;

	for (int i = open + 1; i < close; i++)
		if (text->pieces[i].match > i)
			i = text->pieces[i].match;
		else if (is_at(text, i, word))
			return true;
	return false;
}
