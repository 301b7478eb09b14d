/*-------------------------------------------------------------------------
 *
 * name.c
 *	  The names that revisions and branches may have.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "graph/name.h"

/* Random bytes of an identifier; it has twice as many hex digits. */
#define SV_ID_BYTES 6

static bool has_space_or_control(const char *name);

/*
 * Check that a string may name a revision or a branch.
 */
void
sv_name_check(const char *name)
{
	if (name[0] == '\0' || strlen(name) > 255)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid length of revision identifier or branch label \"%.64s%s\"",
						name, strlen(name) > 64 ? "..." : ""),
				 errdetail("A name has 1 to 255 bytes.")));
	if (strpbrk(name, "@:+-") != NULL || has_space_or_control(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("invalid character in revision identifier or branch label \"%s\"",
						name),
				 errdetail("The characters @ : + - have a meaning in targets; white space and control characters are not allowed either.")));
	if (strcmp(name, "head") == 0 || strcmp(name, "heads") == 0 ||
		strcmp(name, "base") == 0 || strcmp(name, "current") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_RESERVED_NAME),
				 errmsg("\"%s\" cannot name a revision or a branch", name),
				 errdetail("The words head, heads, base and current have a meaning in targets.")));
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
 * White space and control characters: ASCII ones, and in UTF-8 those of
 * Unicode (General_Category Cc, White_Space) too.
 */
static bool
has_space_or_control(const char *name)
{
	bool		is_utf8 = GetDatabaseEncoding() == PG_UTF8;

	for (const char *p = name; *p != '\0';)
	{
		pg_wchar	c = (unsigned char) *p;

		if (c <= 0x20 || c == 0x7F)
			return true;
		if (!IS_HIGHBIT_SET(*p))
		{
			p++;
			continue;
		}
		if (is_utf8)
			c = utf8_to_unicode((const unsigned char *) p);
		if (is_utf8 &&
			(c <= 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
			 c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
			 c == 0x3000))
			return true;
		p += pg_mblen(p);
	}
	return false;
}
