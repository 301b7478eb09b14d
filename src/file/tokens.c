/*-------------------------------------------------------------------------
 *
 * tokens.c
 *	  SQL as the server's lexer sees it: tokens, and what is between them.
 *
 * The lexer is the core scanner of the server.  It knows where strings,
 * dollar quotes, quoted names and nested comments begin and end, under the
 * settings of the session (standard_conforming_strings); nothing here finds
 * that out by itself.  A gap between two tokens is known to hold nothing but
 * white space and comments, so these can be told apart by their first
 * characters.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"
#include "parser/scanner.h"
#include "utils/memutils.h"

#include "compat.h"
#include "error.h"
#include "file/tokens.h"

/*
 * What the grammar calls the tokens that have a value: bison counts from 258,
 * in the order that parser/scanner.h asks of every grammar.
 */
enum
{
	TOKEN_IDENT = 258,
	TOKEN_UIDENT,
	TOKEN_FCONST,
	TOKEN_SCONST,
	TOKEN_USCONST,
	TOKEN_BCONST,
	TOKEN_XCONST,
	TOKEN_OP,
	TOKEN_ICONST,
	TOKEN_PARAM
};

struct SvTokens
{
	const char *text;
	int			end;			/* of the last token */
	core_yyscan_t scanner;
	core_yy_extra_type extra;
};

/* A question about texts that the lexer may fail to read. */
typedef struct LexerCheck
{
	bool		(*function) (const struct LexerCheck *check);
	const char *text;
	const char *other;
	SvToken    *first;
} LexerCheck;

/* How much of a text the search for its first token begins with. */
#define SV_FIRST_PIECE 1024

static void take_value(SvTokens *tokens, SvToken *token,
					   const core_YYSTYPE *value);
static bool holds(const LexerCheck *check);
static bool has_whole_token(const LexerCheck *check);
static bool same_tokens(const LexerCheck *check);
static bool read_to_end(const LexerCheck *check);
static int	line_comment_end(const char *text, int start, int end);
static int	block_comment_end(const char *text, int start, int end);
static bool same_bytes(const char *a, int a_length, const char *b, int b_length);
static int	next_byte(const char *text, int length, int *at);

/*
 * Begin to read a text, of which the lexer makes a copy.  All is in the
 * current memory context; it may also be given up without sv_tokens_end().
 */
SvTokens *
sv_tokens_begin(const char *text)
{
	SvTokens   *tokens = palloc0(sizeof(SvTokens));

	tokens->text = text;
	tokens->scanner = scanner_init(text, &tokens->extra, &ScanKeywords,
								   ScanKeywordTokens);

	/* whoever runs the text is warned, and that once */
	scanner_be_silent(tokens->extra);
	return tokens;
}

/*
 * The same of a text that was written with standard_conforming_strings on,
 * whatever the session has.
 */
SvTokens *
sv_tokens_begin_standard(const char *text)
{
	SvTokens   *tokens = sv_tokens_begin(text);

	scanner_be_standard(tokens->extra);
	return tokens;
}

/*
 * The next token; false, with the rest of the text as gap of a token of kind
 * 0, at the end.
 *
 * Errors: those of the lexer (an unterminated string, say), with the position
 * in the text.  What was returned until then is well.
 */
bool
sv_tokens_next(SvTokens *tokens, SvToken *token)
{
	core_YYSTYPE value;
	YYLTYPE		at = 0;

	CHECK_FOR_INTERRUPTS();
	token->gap = tokens->end;
	token->kind = core_yylex(&value, &at, tokens->scanner);
	if (token->kind == 0)
	{
		token->start = tokens->end + strlen(tokens->text + tokens->end);
		token->end = token->start;
	}
	else
	{
		/*
		 * The lexer has put a zero byte behind the token in its copy of the
		 * text, until the next call (so does PL/pgSQL measure tokens).
		 */
		token->start = at;
		token->end = at + strlen(tokens->extra.scanbuf + at);
	}
	tokens->end = token->end;
	take_value(tokens, token, &value);
	return token->kind != 0;
}

/*
 * The operators that have a kind of their own are as the lexer has left them
 * in its copy of the text.
 */
static void
take_value(SvTokens *tokens, SvToken *token, const core_YYSTYPE *value)
{
	const char *text = tokens->extra.scanbuf + token->start;

	token->is_string = token->kind == TOKEN_SCONST ||
		token->kind == TOKEN_USCONST;
	if (token->is_string || token->kind == TOKEN_IDENT ||
		token->kind == TOKEN_UIDENT || token->kind == TOKEN_OP)
		token->value = value->str;
	else if (token->kind == 0 ||
			 (token->kind >= TOKEN_FCONST && token->kind <= TOKEN_PARAM))
		token->value = NULL;
	else
		token->value = isalpha((unsigned char) *text) ? value->keyword : text;
}

/*
 * Free what sv_tokens_begin() allocated.
 */
void
sv_tokens_end(SvTokens *tokens)
{
	scanner_finish(tokens->scanner);
	pfree(tokens);
}

/*
 * The first piece of a gap, or of the rest of one, from "start" to before
 * "end": returns where it ends.  The gap must not be empty.
 */
int
sv_tokens_gap_piece(const char *text, int start, int end, SvGapKind *kind)
{
	int			at = start;

	Assert(start < end);
	if (text[at] == '-')
	{
		*kind = SV_GAP_LINE_COMMENT;
		return line_comment_end(text, start, end);
	}
	if (text[at] == '/')
	{
		*kind = SV_GAP_BLOCK_COMMENT;
		return block_comment_end(text, start, end);
	}
	*kind = SV_GAP_SPACE;
	while (at < end && text[at] != '-' && text[at] != '/')
		at++;
	return at;
}

/*
 * Are two texts the same but for white space and comments between tokens?
 * Ends of lines within a token (CR LF and LF) are the same too: they change
 * when a file goes through an editor or through Git on another system.  False
 * if one of the texts is beyond the lexer, unless they are equal.
 */
bool
sv_tokens_same(const char *a, const char *b)
{
	LexerCheck	check = {same_tokens, a, b, NULL};

	return strcmp(a, b) == 0 || holds(&check);
}

/*
 * Can the lexer read a text to its end?  Then "first" becomes its first token.
 */
bool
sv_tokens_well_formed(const char *text, SvToken *first)
{
	LexerCheck	check = {read_to_end, text, NULL, first};

	return holds(&check);
}

/*
 * The kind of the last token of a text; a semicolon if there is none, or if
 * the lexer can not read the text.
 */
int
sv_tokens_last(const char *text)
{
	SvToken		token;
	SvTokens   *tokens;
	int			last = ';';

	if (!sv_tokens_well_formed(text, &token))
		return last;
	tokens = sv_tokens_begin(text);
	while (sv_tokens_next(tokens, &token))
		last = token.kind;
	sv_tokens_end(tokens);
	return last;
}

/*
 * Where the first token of a text starts that has this length; at its end if
 * there is none.  What the lexer cannot read starts where the text does.
 *
 * The lexer makes a copy of what it reads, and a statement may be large: it
 * gets more of the text only if a beginning does not have a whole token.
 */
int
sv_tokens_first(const char *text, int length)
{
	int			size = Min(length, SV_FIRST_PIECE);

	for (;;)
	{
		char	   *piece = pnstrdup(text, size);
		SvToken		token = {0};
		LexerCheck	check = {has_whole_token, piece, NULL, &token};
		bool		found = holds(&check);

		pfree(piece);
		if (found || size == length)
			return token.start;
		size = size > length / 8 ? length : size * 8;
	}
}

/*
 * Does a check hold?  It does not if the lexer fails on the way.  What is
 * allocated meanwhile is freed.
 */
static bool
holds(const LexerCheck *check)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(context, "schemaver tokens",
											   ALLOCSET_DEFAULT_SIZES);
	volatile bool result = false;

	MemoryContextSwitchTo(work);
	PG_TRY();
	{
		result = check->function(check);
	}
	PG_CATCH();
	{
		sv_error_forget(context);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	MemoryContextDelete(work);
	return result;
}

static int
line_comment_end(const char *text, int start, int end)
{
	int			at = start;

	while (at < end && text[at] != '\n' && text[at] != '\r')
		at++;
	return at;
}

static int
block_comment_end(const char *text, int start, int end)
{
	int			depth = 0;
	int			at = start;

	while (at + 1 < end)
	{
		if (text[at] == '/' && text[at + 1] == '*')
		{
			depth++;
			at += 2;
		}
		else if (text[at] == '*' && text[at + 1] == '/')
		{
			at += 2;
			if (--depth == 0)
				return at;
		}
		else
			at++;
	}
	return end;
}

/* for holds() */
static bool
same_tokens(const LexerCheck *check)
{
	SvTokens   *a = sv_tokens_begin(check->text);
	SvTokens   *b = sv_tokens_begin(check->other);
	SvToken		token_a;
	SvToken		token_b;

	do
	{
		sv_tokens_next(a, &token_a);
		sv_tokens_next(b, &token_b);
		if (token_a.kind != token_b.kind ||
			!same_bytes(a->text + token_a.start, token_a.end - token_a.start,
						b->text + token_b.start, token_b.end - token_b.start))
			return false;
	} while (token_a.kind != 0);
	return true;
}

/*
 * For holds(): true if more text would not change the first token.
 */
static bool
has_whole_token(const LexerCheck *check)
{
	SvTokens   *tokens = sv_tokens_begin(check->text);

	return sv_tokens_next(tokens, check->first) &&
		check->text[check->first->end] != '\0';
}

/* for holds() */
static bool
read_to_end(const LexerCheck *check)
{
	SvTokens   *tokens = sv_tokens_begin(check->text);
	SvToken		token;
	bool		more = sv_tokens_next(tokens, check->first);

	while (more)
		more = sv_tokens_next(tokens, &token);
	return true;
}

static bool
same_bytes(const char *a, int a_length, const char *b, int b_length)
{
	int			at_a = 0;
	int			at_b = 0;
	int			byte;

	do
	{
		byte = next_byte(a, a_length, &at_a);
		if (byte != next_byte(b, b_length, &at_b))
			return false;
	} while (byte >= 0);
	return true;
}

/*
 * The byte at a place, with CR LF as LF; -1 at the end.
 */
static int
next_byte(const char *text, int length, int *at)
{
	if (*at < length - 1 && text[*at] == '\r' && text[*at + 1] == '\n')
		(*at)++;
	return *at < length ? (unsigned char) text[(*at)++] : -1;
}
