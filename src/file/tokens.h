/*-------------------------------------------------------------------------
 *
 * tokens.h
 *	  SQL as the server's lexer sees it: tokens, and what is between them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_TOKENS_H
#define SV_FILE_TOKENS_H

/* A text that is being read token by token. */
typedef struct SvTokens SvTokens;

/*
 * A token.  Places are byte offsets in the text.  The token is the text from
 * "start" to before "end"; the whitespace and the comments before it are the
 * text from "gap" to before "start".
 */
typedef struct SvToken
{
	int			kind;			/* the server's number of the token, or the
								 * character that it is; 0: end of the text */
	int			gap;
	int			start;
	int			end;
	const char *value;			/* the name, keyword or operator, or the
								 * content of a string; NULL for others. Valid
								 * until the next token is read */
	bool		is_string;
} SvToken;

/* The pieces of a gap. */
typedef enum SvGapKind
{
	SV_GAP_SPACE,
	SV_GAP_LINE_COMMENT,		/* from "--" to the end of the line, without
								 * the line end */
	SV_GAP_BLOCK_COMMENT
} SvGapKind;

extern SvTokens *sv_tokens_begin(const char *text);
extern SvTokens *sv_tokens_begin_standard(const char *text);
extern bool sv_tokens_next(SvTokens *tokens, SvToken *token);
extern void sv_tokens_end(SvTokens *tokens);

extern int	sv_tokens_gap_piece(const char *text, int start, int end,
								SvGapKind *kind);
extern bool sv_tokens_same(const char *a, const char *b);
extern int	sv_tokens_first(const char *text, int length);
extern int	sv_tokens_last(const char *text);
extern bool sv_tokens_well_formed(const char *text, SvToken *first);

#endif							/* SV_FILE_TOKENS_H */
