/*-------------------------------------------------------------------------
 *
 * trash.h
 *	  The trash during the run of a script: rows are kept, and restored.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_H
#define SV_COMMAND_TRASH_H

#include "datatype/timestamp.h"
#include "file/script.h"

/* One run of a script. */
typedef struct SvTrash
{
	List	   *pending;		/* of Pending, private to trash.c */
	const char *direction;		/* upgrade or downgrade, also of an online
								 * form */
	List	   *plain;			/* for an online form: the statements of the
								 * script that it does the work of; or NIL */
	List	   *moved;			/* tables that the statement that runs has to
								 * drop, as their rows were moved */
	List	   *complete;		/* of SvTrashFill: what a deploy has kept
								 * before the drop; not changed here */
} SvTrash;

extern void sv_trash_begin(SvTrash *trash, const char *revision, bool upgrade);
extern void sv_trash_before(SvTrash *trash, const SvScript *script, int number);
extern void sv_trash_after(SvTrash *trash);
extern void sv_trash_end(SvTrash *trash);

extern List *sv_trash_empty(TimestampTz until);

/* What was dropped from the trash. */
typedef struct SvEmptied
{
	char	   *kind;
	char	   *identity;
	char	   *revision;		/* NULL: not known any more */
	int64		rows;			/* or SV_TRASH_NOT_COUNTED */
	int64		bytes;
} SvEmptied;

#endif							/* SV_COMMAND_TRASH_H */
