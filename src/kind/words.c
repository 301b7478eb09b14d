/*-------------------------------------------------------------------------
 *
 * words.c
 *	  Words for letters and types of the catalogs.
 *
 * See words.h.  Nothing that is returned may be changed or freed.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/words.h"

typedef struct Word
{
	char		letter;
	char	   *text;
} Word;

typedef struct Limit
{
	Oid			type;
	int64		value;
} Limit;

#define WORD(letter, text) {letter, text},
#define LIMIT(type, value) {type, INT64CONST(value)},

static const Word storage_words[] = {SV_STORAGE_WORDS(WORD)};
static const Word identity_words[] = {SV_IDENTITY_WORDS(WORD)};
static const Word constraint_nouns[] = {SV_CONSTRAINT_NOUNS(WORD)};
static const Limit sequence_limits[] = {SV_SEQUENCE_LIMITS(LIMIT)};

static char *find(const Word *words, int count, char letter);

/*
 * How values of a type are stored, by pg_type.typstorage.
 */
char *
sv_words_storage(char storage)
{
	return find(storage_words, lengthof(storage_words), storage);
}

/*
 * When an identity column is generated, by pg_attribute.attidentity.
 */
char *
sv_words_identity(char identity)
{
	return find(identity_words, lengthof(identity_words), identity);
}

/*
 * What a constraint of a table is called, by pg_constraint.contype.
 */
char *
sv_words_constraint(char type)
{
	return find(constraint_nouns, lengthof(constraint_nouns), type);
}

/*
 * The greatest value that a sequence of a type can have.
 */
int64
sv_words_sequence_limit(Oid type)
{
	for (int i = 0; i < lengthof(sequence_limits); i++)
		if (sequence_limits[i].type == type)
			return sequence_limits[i].value;
	elog(ERROR, "unexpected type of a sequence: %u", type);
	return 0;					/* keep the compiler quiet */
}

/*
 * The word for a letter; NULL, as SQL has it, if there is none.
 */
static char *
find(const Word *words, int count, char letter)
{
	for (int i = 0; i < count; i++)
		if (words[i].letter == letter)
			return words[i].text;
	return NULL;
}
