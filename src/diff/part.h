/*-------------------------------------------------------------------------
 *
 * part.h
 *	  Scripts as parts: the statements of one operation, and their hazards.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_PART_H
#define SV_DIFF_PART_H

#include "lib/stringinfo.h"

#include "fact/operation.h"

/* What an operation has in a script. */
typedef struct SvPart
{
	List	   *statements;		/* of char *, as in the script; NIL: those of
								 * another part do it along */
	List	   *hazards;		/* of char *: codes of hazard.c */
	List	   *guesses;		/* those of them that SvOperation calls so */
	const char *blocks;			/* as SvOperation has it */
	List	   *merged;			/* of SvPart: they are done along */
	int			start;			/* where it is in the script, in bytes */
	int			end;
} SvPart;

/* What statements were seen to do to relations that were there before. */
typedef struct SvPartWork
{
	bool		complete;		/* all of them were seen */
	bool		rewrites;		/* tables */
	bool		rebuilds;		/* indexes of tables */
	bool		scans;			/* tables */
} SvPartWork;

extern List *sv_part_list(List *operations, const char *current);
extern char *sv_part_script(List *parts, bool with_hazards);
extern List *sv_part_settle(SvPart *part, const SvPartWork *work);
extern void sv_part_append(StringInfo script, const char *separator,
						   const char *statement);

#endif							/* SV_DIFF_PART_H */
