/*-------------------------------------------------------------------------
 *
 * name.c
 *	  The names that revisions and branches may have.
 *
 * A name has 1 to 255 bytes.  It has no whitespace and no control characters,
 * so that it can be part of a line, and none of the characters and is none of
 * the words that have a meaning in targets (see target.c).
 *
 * The constraint revision_name_check of schemaver.revision has the same rules,
 * for rows that are inserted directly.  The two must be kept in step.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "graph/name.h"

/* Random bytes of an identifier; it has twice as many hex digits. */
#define SV_ID_BYTES 6

/* Bytes that sv_name_from() keeps: a number can be appended to them. */
#define SV_STEM_BYTES 200

static const char *const reserved[] = {"head", "heads", "base", "current"};

static const char *find_bad_character(const char *name);
static bool is_bad_character(const char *character);

/*
 * Check that a string may name a revision or a branch.
 *
 * Errors: a string that may not.
 */
void
sv_name_check(const char *name)
{
	if (name[0] == '\0' || strlen(name) >= SV_NAME_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid length of revision identifier or branch label \"%.64s%s\"",
						name, strlen(name) > 64 ? "..." : ""),
				 errdetail("A name has 1 to 255 bytes.")));
	if (*find_bad_character(name) != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid character in revision identifier or branch label \"%s\"",
						name),
				 errdetail("The characters @ : + - have a meaning in targets; whitespace and control characters are not allowed either.")));
	if (sv_name_is_reserved(name))
		ereport(ERROR,
				(errcode(ERRCODE_RESERVED_NAME),
				 errmsg("\"%s\" cannot name a revision or a branch", name),
				 errdetail("The words head, heads, base and current have a meaning in targets.")));
}

/*
 * True if a word has a meaning in targets.
 */
bool
sv_name_is_reserved(const char *name)
{
	for (int i = 0; i < lengthof(reserved); i++)
		if (strcmp(reserved[i], name) == 0)
			return true;
	return false;
}

/*
 * A name made from any text: a long one is cut, and each character that a name
 * cannot have becomes "_".  An empty text becomes a random identifier.  The
 * result may still be a reserved word; two texts may become the same.
 */
char *
sv_name_from(const char *text)
{
	int			length = pg_mbcliplen(text, strlen(text), SV_STEM_BYTES);
	const char *rest = pnstrdup(text, length);
	StringInfoData name;

	if (length == 0)
		return sv_name_make();
	initStringInfo(&name);
	while (*rest != '\0')
	{
		const char *bad = find_bad_character(rest);

		appendBinaryStringInfo(&name, rest, bad - rest);
		if (*bad != '\0')
		{
			appendStringInfoChar(&name, '_');
			bad += pg_mblen(bad);
		}
		rest = bad;
	}
	return name.data;
}

/*
 * A random identifier: hexadecimal digits, as Alembic makes them.
 */
char *
sv_name_make(void)
{
	char	   *id = palloc(SV_ID_BYTES * 2 + 1);
	unsigned char bytes[SV_ID_BYTES];

	if (!pg_strong_random(bytes, SV_ID_BYTES))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate random values")));
	for (int i = 0; i < SV_ID_BYTES; i++)
		snprintf(id + i * 2, 3, "%02x", bytes[i]);
	return id;
}

/*
 * The first character that a name cannot have, or the terminating zero byte.
 */
static const char *
find_bad_character(const char *name)
{
	while (*name != '\0' && !is_bad_character(name))
		name += IS_HIGHBIT_SET(*name) ? pg_mblen(name) : 1;
	return name;
}

/*
 * True for what has a meaning in targets, and for whitespace and control
 * characters: those of ASCII, and in UTF-8 those of Unicode
 * (General_Category Cc, White_Space) too.
 */
static bool
is_bad_character(const char *character)
{
	pg_wchar	c = (unsigned char) *character;

	if (!IS_HIGHBIT_SET(*character))
		return c <= 0x20 || c == 0x7F ||
			c == '@' || c == ':' || c == '+' || c == '-';
	if (GetDatabaseEncoding() != PG_UTF8)
		return false;
	c = utf8_to_unicode((const unsigned char *) character);
	return c <= 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
		c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
		c == 0x3000;
}
