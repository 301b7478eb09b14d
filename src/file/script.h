/*-------------------------------------------------------------------------
 *
 * script.h
 *	  The script of a revision: its statements, and where they stand.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_SCRIPT_H
#define SV_FILE_SCRIPT_H

#include "nodes/parsenodes.h"

/*
 * The text of a script in which a single statement stands and all else is blank,
 * up to the end of that statement; see file/script_alone.c.
 */
typedef struct SvScriptAlone
{
	char	   *text;			/* NULL: not made yet */
	int			begin;			/* of the part that is not blank */
	int			end;
} SvScriptAlone;

typedef struct SvScript
{
	const char *revision;		/* NULL: the script is a model */
	const char *direction;		/* "upgrade", "downgrade" or "model" */
	const char *text;
	List	   *files;			/* of SvScriptFile; NIL if there are none */
	List	   *statements;		/* of RawStmt */
	bool		trial;			/* run in a copy: no event triggers */
	bool		with_rows;		/* of a trial: what it does to rows matters */
	bool		repeatable;		/* copies of its statements are run, so that
								 * they can be run again */
	bool		grouped;		/* BEGIN and COMMIT may stand in it */
	SvScriptAlone *alone;
} SvScript;

/*
 * The current statement, for the context of errors.  Places are byte offsets in
 * the text of the script.
 */
typedef struct SvScriptCursor
{
	const SvScript *script;
	int			number;			/* counts from 1; 0: no statement, no context */
	int			begin;			/* where its part of the text begins */
	int			start;			/* where the statement starts, past comments */
	int			end;
	const char *stray;			/* a hint, see file/stray.c; or NULL */
	int			line;			/* of the last error or notice */

	/* a place up to which lines have been counted */
	int			counted;
	int			counted_line;

	ErrorContextCallback callback;
} SvScriptCursor;

extern SvScript *sv_script_parse(const char *revision, const char *direction,
								 const char *text);
extern SvScript *sv_script_parse_grouped(const char *revision,
										 const char *direction,
										 const char *text);
extern SvScript *sv_script_parse_files(const char *direction,
									   const char *text, List *files);
extern ErrorData *sv_script_check(const char *revision, const char *direction,
								  const char *text);
extern SvScript *sv_script_try(const char *revision, const char *direction,
							   const char *text, ErrorData **error);
extern int	sv_script_statement_start(const SvScript *script,
									  const RawStmt *statement);
extern int	sv_script_statement_end(const SvScript *script,
									const RawStmt *statement);
extern void sv_script_warn(const char *revision, const char *upgrade,
						   const char *downgrade);
extern char *sv_script_statement_text(const SvScript *script,
									  const RawStmt *statement);
extern char *sv_script_text_until(const SvScript *script, int number);

extern void sv_script_begin_context(SvScriptCursor *cursor,
									const SvScript *script);
extern void sv_script_move_context(SvScriptCursor *cursor, int number);
extern void sv_script_end_context(SvScriptCursor *cursor);

#endif							/* SV_FILE_SCRIPT_H */
