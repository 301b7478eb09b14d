/*-------------------------------------------------------------------------
 *
 * trash_keep.h
 *	  Keeps the rows of what a statement is about to drop.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_KEEP_H
#define SV_COMMAND_TRASH_KEEP_H

#include "file/script.h"
#include "store/trash.h"

/* The direction of a script that takes drift back, which is of no revision. */
#define SV_TRASH_UNDO "undo"

/* What would be kept: a table, or a column of it. */
typedef struct SvTrashKept
{
	Oid			table;
	char	   *column;			/* NULL: all of the table */
	SvTrashEntry *entry;		/* without id, revision and where it is */
	char	   *list;			/* what is selected of it; NULL: nothing */
} SvTrashKept;

extern List *sv_trash_keep_before(const char *revision, const char *direction,
								  const Node *statement, List *plain,
								  List *complete);
extern List *sv_trash_keep_list(const Node *statement);
extern List *sv_trash_keep_columns(const Node *statement, List *plain);
extern bool sv_trash_keep_has(List *list, Oid table, const char *column);
extern char *sv_trash_keep_told(char *sentences, const char *statements);
extern char *sv_trash_keep_told_now(char *sentences, const char *statements);

#endif							/* SV_COMMAND_TRASH_KEEP_H */
