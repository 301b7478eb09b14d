/*-------------------------------------------------------------------------
 *
 * script_alone.c
 *	  A statement of a script as the server is to see it: alone.
 *
 * The server wants a text along with the tree of a statement.  Whoever looks
 * over its shoulder, such as Citus, auditing, and logs, takes that text for the
 * statement, so it is not the script.  The other statements are blank in it, one
 * space for each byte, as the places in the tree are those of the script.
 *
 * Scripts may be long, so there is one such text for each, in which statements
 * take turns.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "file/script_alone.h"

/*
 * The text for a statement, which ends with it.  It is valid until the next call
 * for this script, and belongs to it.
 */
const char *
sv_script_alone_text(const SvScript *script, const RawStmt *statement)
{
	SvScriptAlone *alone = script->alone;
	int			begin = statement->stmt_location;
	int			end = sv_script_statement_end(script, statement);

	if (alone->text == NULL)
	{
		Size		length = strlen(script->text);

		alone->text = MemoryContextAllocHuge(GetMemoryChunkContext(alone),
											 length + 1);
		memset(alone->text, ' ', length);
	}
	else
		memset(alone->text + alone->begin, ' ', alone->end - alone->begin + 1);
	memcpy(alone->text + begin, script->text + begin, end - begin);
	alone->text[end] = '\0';
	alone->begin = begin;
	alone->end = end;
	return alone->text;
}
