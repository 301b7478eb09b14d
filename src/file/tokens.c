/*-------------------------------------------------------------------------
 *
 * tokens.c
 *	  SQL as the server's lexer sees it: tokens, and what is between them.
 *
 * The lexer is the core scanner of the server.  It knows where strings,
 * dollar quotes, quoted names and nested comments begin and end, under the
 * settings of the session (standard_conforming_strings).  The gap between two
 * tokens has nothing but whitespace and comments, which differ in their first
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
 * The numbers of the tokens that have a value: bison counts from 258, in the
 * order that parser/scanner.h requires of every grammar.
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

/* A condition on texts that the lexer may fail to read. */
typedef struct LexerCondition
{
	bool		(*function) (const struct LexerCondition *condition);
	const char *text;
	const char *other;
	SvToken    *first;
} LexerCondition;

/* Bytes with which the search for the first token of a text begins. */
#define SV_FIRST_PIECE 1024

static void take_value(SvTokens *tokens, SvToken *token,
					   const core_YYSTYPE *value);
static bool holds(const LexerCondition *condition);
static bool has_whole_token(const LexerCondition *condition);
static bool same_tokens(const LexerCondition *condition);
static bool read_to_end(const LexerCondition *condition);
static int	line_comment_end(const char *text, int start, int end);
static int	block_comment_end(const char *text, int start, int end);
static bool same_bytes(const char *a, int a_length, const char *b, int b_length);
static int	next_byte(const char *text, int length, int *at);

/*
 * Begin to read a text, of which the lexer makes a copy.  Everything is
 * allocated in the current memory context; sv_tokens_end() may be omitted if
 * that is reset.
 */
SvTokens *
sv_tokens_begin(const char *text)
{
	SvTokens   *tokens = palloc0(sizeof(SvTokens));

	tokens->text = text;
	tokens->scanner = scanner_init(text, &tokens->extra, &ScanKeywords,
								   ScanKeywordTokens);

	/* the warning of a backslash is for the run of the text, and only once */
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
 * The next token.  Returns false at the end, with the rest of the text as the
 * gap of a token of kind 0.
 *
 * Errors: those of the lexer (for example an unterminated string), with the
 * position in the text.  The tokens before it are valid.
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
 * Set the value of a token.  Operators that have a kind of their own are taken
 * from the lexer's copy of the text.
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
 * The kind of the first piece of a gap, or of the rest of one, from "start" to
 * before "end"; returns where it ends.  The gap must not be empty.
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
 * True if two texts are the same except for whitespace and comments between
 * tokens.  Ends of lines within a token (CR LF and LF) are the same too: they
 * change when a file passes through an editor or Git on another system.  False
 * if the lexer cannot read one of the texts, unless they are equal.
 */
bool
sv_tokens_same(const char *a, const char *b)
{
	LexerCondition condition = {same_tokens, a, b, NULL};

	return strcmp(a, b) == 0 || holds(&condition);
}

/*
 * True if the lexer can read a text to its end; then "first" is set to its first
 * token.
 */
bool
sv_tokens_well_formed(const char *text, SvToken *first)
{
	LexerCondition condition = {read_to_end, text, NULL, first};

	return holds(&condition);
}

/*
 * The kind of the last token of a text; a semicolon if there is none, or if
 * the lexer cannot read the text.
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
 * Where the first token of a text of this length starts; the length if there is
 * none, 0 if the lexer cannot read the text.
 *
 * The lexer makes a copy of what it reads, and a statement may be large: it
 * gets more of the text only if the beginning does not have a whole token.
 */
int
sv_tokens_first(const char *text, int length)
{
	int			size = Min(length, SV_FIRST_PIECE);

	for (;;)
	{
		char	   *piece = pnstrdup(text, size);
		SvToken		token = {0};
		LexerCondition condition = {has_whole_token, piece, NULL, &token};
		bool		found = holds(&condition);

		pfree(piece);
		if (found || size == length)
			return token.start;
		size = size > length / 8 ? length : size * 8;
	}
}

/*
 * True if a condition holds; false if the lexer fails on the way.  What is
 * allocated meanwhile is freed.
 */
static bool
holds(const LexerCondition *condition)
{
	MemoryContext context = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(context, "schemaver tokens",
											   ALLOCSET_DEFAULT_SIZES);
	volatile bool result = false;

	MemoryContextSwitchTo(work);
	PG_TRY();
	{
		result = condition->function(condition);
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
same_tokens(const LexerCondition *condition)
{
	SvTokens   *a = sv_tokens_begin(condition->text);
	SvTokens   *b = sv_tokens_begin(condition->other);
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
has_whole_token(const LexerCondition *condition)
{
	SvTokens   *tokens = sv_tokens_begin(condition->text);

	return sv_tokens_next(tokens, condition->first) &&
		condition->text[condition->first->end] != '\0';
}

/* for holds() */
static bool
read_to_end(const LexerCondition *condition)
{
	SvTokens   *tokens = sv_tokens_begin(condition->text);
	SvToken		token;
	bool		more = sv_tokens_next(tokens, condition->first);

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
