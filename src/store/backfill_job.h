/*-------------------------------------------------------------------------
 *
 * backfill_job.h
 *	  How far backfills have got: the rows of schemaver.backfill.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_BACKFILL_JOB_H
#define SV_STORE_BACKFILL_JOB_H

#include "nodes/pg_list.h"

/* What a backfill is: the first members are its identity. */
typedef struct SvBackfillJob
{
	const char *relation;		/* with schema, quoted */
	const char *assignments;	/* of a copy: the INSERT, up to FROM */
	const char *condition;		/* or NULL */
	const char *revision;		/* whose script has the call; NULL: none has */
	const char *direction;		/* of that */
	int			statement;		/* of that */

	bool		copies;			/* rows into another table */
	const char *id;				/* hash of all that */
	bool		finished;
	bool		begun;			/* some rows are done */

	List	   *tables_done;	/* names */
	const char *table;			/* name of the one that is being worked on, or
								 * NULL */
	List	   *key;			/* its columns; NIL: by place */
	List	   *done_to;		/* values of them, as text, or a place; NIL:
								 * nothing is done */
	List	   *skipped;		/* values of keys, one row after the other */
	List	   *xids;			/* text */

	int64		rows_total;		/* -1: unknown */
	int64		rows_done;
	int64		rows_changed;
	int64		batches;
	int			batch;			/* size of the next one; 0: unknown */
} SvBackfillJob;

extern void sv_backfill_job_identify(SvBackfillJob *job);
extern bool sv_backfill_job_find(SvBackfillJob *job);
extern void sv_backfill_job_begin(const SvBackfillJob *job);
extern void sv_backfill_job_enter_table(const SvBackfillJob *job);
extern void sv_backfill_job_move(const SvBackfillJob *job);
extern void sv_backfill_job_finish(const SvBackfillJob *job);
extern bool sv_backfill_job_is_paused(const SvBackfillJob *job);
extern int64 sv_backfill_job_pause(const char *relation, bool paused);
extern void sv_backfill_job_forget(const char *revision);
extern bool sv_backfill_job_lock(const SvBackfillJob *job);
extern void sv_backfill_job_unlock(const SvBackfillJob *job);

#endif							/* SV_STORE_BACKFILL_JOB_H */
