/*-------------------------------------------------------------------------
 *
 * fill.h
 *	  Backfills: an UPDATE in batches, with a commit after each.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_FILL_H
#define SV_BACKFILL_FILL_H

#include "nodes/pg_list.h"

/* What to do.  It must live as long as the statement of the client. */
typedef struct SvFill
{
	const char *relation;
	const char *assignments;	/* or NULL, for a copy: */
	const char *copy;			/* INSERT INTO ... SELECT ..., up to FROM;
								 * rows that are there already stay */
	const char *copied;			/* a column, which is no part of a key */
	const char *condition;		/* NULL: all rows */
	List	   *key;			/* columns; NIL: the best key is used */
	int			batch;			/* rows; 0: as many as fit the time */
	int			target;			/* milliseconds; 0: as set */
	double		rest;			/* a part of that time; negative: as set */

	/* the statement that it is; NULL and 0 if it was called by itself */
	const char *revision;
	const char *direction;
	int			statement;

	Oid			keeper;			/* the role that writes records */
	bool		as_owners;		/* functions that it calls, such as triggers,
								 * have no more rights than their owners */
} SvFill;

extern void sv_fill_run(const SvFill *fill);

#endif							/* SV_BACKFILL_FILL_H */
