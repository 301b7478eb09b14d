/*-------------------------------------------------------------------------
 *
 * trash_fill.h
 *	  Values of columns that are being kept before they are dropped.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_TRASH_FILL_H
#define SV_COMMAND_TRASH_FILL_H

#include "store/trash.h"

/* The arguments of the trigger: these, and the columns of the key. */
enum
{
	SV_FILL_KEPT_IN,
	SV_FILL_COLUMN,
	SV_FILL_REVISION,
	SV_FILL_DIRECTION,
	SV_FILL_MADE_OF,
	SV_FILL_FIRST_KEY
};

/*
 * In a query: an expression for a column "a" of type "y" that depends on
 * nothing.
 */
#define SV_TRASH_VALUE_OF \
	"CASE WHEN y.oid >= 16384" \
	" THEN format('CASE WHEN num_nulls(%1$I) = 0 THEN format(''%%s'', %1$I) END AS %1$I', a.attname)" \
	" WHEN y.typcollation <> 0" \
	" THEN format('%1$I COLLATE pg_catalog.\"default\" AS %1$I', a.attname)" \
	" ELSE quote_ident(a.attname) END"

/* A column whose values are being kept, as its trigger says. */
typedef struct SvTrashFill
{
	Oid			table;
	char	   *trigger;		/* quoted; NULL: it is gone */
	bool		always;			/* it fires in any case */
	char	   *kept_in;		/* a name in SV_TRASH_SCHEMA */
	char	   *column;
	char	   *revision;		/* that drops it */
	char	   *direction;
	char	   *made_of;		/* what the table was like at the beginning */
	List	   *keys;			/* names of columns */
	int64		rows;			/* when it was complete */
} SvTrashFill;

extern List *sv_trash_fill_list(Oid table);
extern SvTrashFill *sv_trash_fill_find(Oid table, const char *column);
extern bool sv_trash_fill_is_possible(Oid table, const SvTrashEntry *entry);
extern bool sv_trash_fill_is_good(const SvTrashFill *fill, const List *keys);
extern List *sv_trash_fill_begin(Oid table, const SvTrashEntry *entry,
								 const char *list);
extern char *sv_trash_fill_insert(const SvTrashFill *fill, const char *list);
extern void sv_trash_fill_run(const char *revision, const char *text);
extern void sv_trash_fill_complete(SvTrashFill *fill);
extern bool sv_trash_fill_take(List *complete, Oid table, SvTrashEntry *entry);
extern int64 sv_trash_fill_rows(const SvTrashFill *fill, int64 *bytes);
extern char *sv_trash_fill_drop(const SvTrashFill *fill);
extern void sv_trash_fill_discard(const SvTrashFill *fill);
extern char *sv_trash_fill_identity(const SvTrashFill *fill);
extern SvTrashFill *sv_trash_fill_copy(const SvTrashFill *fill);
extern char *sv_trash_fill_mark(Oid table);

#endif							/* SV_COMMAND_TRASH_FILL_H */
