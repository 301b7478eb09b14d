/*-------------------------------------------------------------------------
 *
 * trash.h
 *	  The list of what is in the trash.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_TRASH_H
#define SV_STORE_TRASH_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

/* The schema of what is kept; a member of the extension. */
#define SV_TRASH_SCHEMA "schemaver_trash"

/* The number of rows that were moved. */
#define SV_TRASH_NOT_COUNTED (-1)

/* A row of schemaver.trash: the rows of a table, or the values of a column. */
typedef struct SvTrashEntry
{
	int64		id;
	char	   *kind;
	char	   *schema;
	char	   *table;
	char	   *column;			/* NULL: all of the table */
	List	   *keys;			/* names of columns */
	char	   *revision;
	char	   *direction;		/* of the drop */
	char	   *kept_in;		/* a name in SV_TRASH_SCHEMA */
	int64		rows;			/* or SV_TRASH_NOT_COUNTED */
	List	   *sequence_columns;
	List	   *sequence_values;	/* as text */
} SvTrashEntry;

extern int64 sv_trash_next_id(void);
extern char *sv_trash_day(const char *interval);
extern void sv_trash_put(const SvTrashEntry *entry, const char *interval);
extern List *sv_trash_of_revision(const char *revision, const char *direction);
extern List *sv_trash_until(TimestampTz until);
extern void sv_trash_remove(const SvTrashEntry *entry);
extern Oid	sv_trash_relation(const SvTrashEntry *entry);
extern char *sv_trash_identity(const SvTrashEntry *entry);

#endif							/* SV_STORE_TRASH_H */
