/*-------------------------------------------------------------------------
 *
 * encoding.c
 *	  Files: bytes as text in the encoding of the database.
 *
 * Files are in UTF-8, whatever the encoding of the client is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "compat.h"
#include "error.h"
#include "file/encoding.h"
#include "file/read.h"

static void check_text(const char *bytes, size_t length, SvFilePosition *position);
static int	valid_length(const char *at, const char *end);

/*
 * The text of a file, converted to the encoding of the database, without a byte
 * order mark.  The file name is for messages.
 *
 * Errors: bytes that are not text, or not in UTF-8, with file and line as
 * context; characters that the encoding of the database does not have.
 */
char *
sv_encoding_decode(const char *bytes, size_t length, const char *filename)
{
	SvFilePosition position = {filename, 0};
	ErrorContextCallback callback;
	char	   *text;

	sv_error_context_push(&callback, sv_read_error_callback, &position);

	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
	{
		bytes += 3;
		length -= 3;
	}
	check_text(bytes, length, &position);
	text = pnstrdup(bytes, length);
	text = pg_any_to_server(text, length, PG_UTF8);
	error_context_stack = callback.previous;
	return text;
}

static void
check_text(const char *bytes, size_t length, SvFilePosition *position)
{
	const char *end = bytes + length;

	position->line = 1;
	if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 ||
						memcmp(bytes, "\xFE\xFF", 2) == 0))
		ereport(ERROR,
				(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				 errmsg("the file is in UTF-16"),
				 errhint("Save it in UTF-8.")));
	for (const char *p = bytes; p < end;)
	{
		int			valid = IS_HIGHBIT_SET(*p) ? valid_length(p, end) : 1;

		if (*p == '\0')
			ereport(ERROR,
					(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					 errmsg("the file is not text: it has a zero byte")));
		if (valid < 0)
			ereport(ERROR,
					(errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
					 errmsg("the file is not in UTF-8: invalid byte 0x%02x",
							(unsigned char) *p)));
		if (*p == '\n')
		{
			CHECK_FOR_INTERRUPTS();
			position->line++;
		}
		p += valid;
	}
	position->line = 0;
}

/*
 * The length of the character at a place; -1 if there is no valid one.
 */
static int
valid_length(const char *at, const char *end)
{
	return pg_encoding_verifymbchar(PG_UTF8, at, end - at);
}
