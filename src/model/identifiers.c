/*-------------------------------------------------------------------------
 *
 * identifiers.c
 *	  Finds the words of a text that could be names.
 *
 * An object that statements look up is named in them: as an identifier, a
 * keyword that may be one, or an operator; or in a string, which may be a name
 * ('t'::regclass), the body of a function, or a statement that is put together
 * and executed there.  So strings are scanned with the server's lexer as if
 * they were SQL, up to the first error.
 *
 * The result is used to decide when cached facts hold, so it may have too many
 * words, but none may be missing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "compat.h"
#include "error.h"
#include "file/tokens.h"
#include "model/identifiers.h"

/* How deep strings may be nested; a function body is the first level. */
#define MAX_DEPTH 10

/* The words found so far, each once. */
typedef struct Words
{
	MemoryContext context;		/* of the list */
	HTAB	   *set;			/* of char[NAMEDATALEN] */
	List	   *list;			/* of char * */
} Words;

static void collect_words(Words *words, const char *text, int depth);
static void read_tokens(Words *words, const char *text, int depth);
static void add_word(Words *words, const char *word);

/*
 * The words of a text, a list of strings, each once.
 */
List *
sv_identifiers_find(const char *text)
{
	Words		words = {CurrentMemoryContext};
	HASHCTL		control = {0};
	int			nest_level = NewGUCNestLevel();

	control.keysize = control.entrysize = NAMEDATALEN;
	control.hcxt = CurrentMemoryContext;
	words.set = hash_create("schemaver words", 1024, &control,
							HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);

	/* a NOTICE that an identifier is truncated comes when it is executed */
	(void) set_config_option("client_min_messages", "error", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	collect_words(&words, text, 0);
	AtEOXact_GUC(true, nest_level);
	hash_destroy(words.set);
	return words.list;
}

/*
 * True if a text, which the lexer must accept, declares something to have the
 * type of a column (t.c%TYPE).  The server keeps the type and no dependency.
 */
bool
sv_identifiers_copy_type(const char *text)
{
	SvTokens   *tokens = sv_tokens_begin(text);
	SvToken		token;
	int			last = 0;
	bool		found = false;

	while (!found && sv_tokens_next(tokens, &token))
	{
		found = last == '%' && token.value != NULL &&
			strcmp(token.value, "type") == 0;
		last = token.kind;
	}
	sv_tokens_end(tokens);
	return found;
}

/*
 * Adds the words of a text, up to the first error of the lexer.
 */
static void
collect_words(Words *words, const char *text, int depth)
{
	MemoryContext work = AllocSetContextCreate(words->context,
											   "schemaver words",
											   ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(work);

	PG_TRY();
	{
		read_tokens(words, text, depth);
	}
	PG_CATCH();
	{
		/* a cancel, say, is thrown again */
		sv_error_forget(before);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(before);
	MemoryContextDelete(work);
}

static void
read_tokens(Words *words, const char *text, int depth)
{
	SvTokens   *tokens = sv_tokens_begin(text);
	SvToken		token;

	while (sv_tokens_next(tokens, &token))
	{
		if (token.value == NULL)
			continue;
		add_word(words, token.value);
		if (token.is_string && depth < MAX_DEPTH)
			collect_words(words, token.value, depth + 1);
	}
}

/*
 * Adds a word, unless it is too long to be a name.
 */
static void
add_word(Words *words, const char *word)
{
	MemoryContext before;
	bool		found;

	/* the lexer has != for <> */
	if (strcmp(word, "!=") == 0)
		word = "<>";
	if (*word == '\0' || strlen(word) >= NAMEDATALEN)
		return;
	(void) hash_search(words->set, word, HASH_ENTER, &found);
	if (found)
		return;
	before = MemoryContextSwitchTo(words->context);
	words->list = lappend(words->list, pstrdup(word));
	MemoryContextSwitchTo(before);
}
