/*-------------------------------------------------------------------------
 *
 * identifiers.c
 *	  The words of a text that could be names.
 *
 * What a statement looks up, it names: as a name, a keyword that may be one,
 * an operator; or in a string, be it a name by itself ('t'::regclass), the body
 * of a function, or a statement that is put together and executed there.  So
 * what is in strings is read as if it were SQL too, by the server's lexer, as
 * far as it can be.  Too many words do no harm.
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

/* Strings in strings, from the body of a function on. */
#define MAX_DEPTH 10

typedef struct Words
{
	MemoryContext context;		/* where the words are */
	HTAB	   *set;			/* of char[NAMEDATALEN] */
	List	   *list;			/* of char * */
} Words;

static void find(Words *words, const char *text, int depth);
static void read_tokens(Words *words, const char *text, int depth);
static void add(Words *words, const char *word);

/*
 * The words of a text, each once, palloc'd.
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

	/* that an identifier is too long is said when it is used as one */
	(void) set_config_option("client_min_messages", "error", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	find(&words, text, 0);
	AtEOXact_GUC(true, nest_level);
	hash_destroy(words.set);
	return words.list;
}

/*
 * Does a text, which must be well-formed, say of a type that it is that of a
 * column, as in t.c%TYPE?  That is all that is left of it then.
 */
bool
sv_identifiers_take_type(const char *text)
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
 * Of a text that is beyond the lexer, there are the words until there.
 */
static void
find(Words *words, const char *text, int depth)
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
		add(words, token.value);
		if (token.is_string && depth < MAX_DEPTH)
			find(words, token.value, depth + 1);
	}
}

/*
 * What is too long is no name.
 */
static void
add(Words *words, const char *word)
{
	MemoryContext before;
	bool		found;

	/* the other name that the lexer has for it */
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
