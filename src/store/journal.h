/*-------------------------------------------------------------------------
 *
 * journal.h
 *	  The progress of a deploy, as it is recorded and announced.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_JOURNAL_H
#define SV_STORE_JOURNAL_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

#include "graph/graph.h"

/* A revision that is to be run in one direction. */
typedef struct SvStep
{
	const char *id;
	const char *message;
	const char *parents;		/* ids, joined */
	bool		upgrade;
	bool		transactional;
	const char *filename;		/* of the revision; NULL: none */
	bool		is_repeated;	/* it is no revision, but what "message" says:
								 * a repeatable script or a check */
} SvStep;

/* Where a deploy is. */
typedef struct SvDeployPosition
{
	const char *target;
	bool		upgrade;
	int			number;			/* of the step, from 1 */
	int			total;			/* of steps */
	const SvStep *step;			/* NULL: before the first, after the last */
	int			statement;		/* 0: the step is one transaction */
	int			statements;
	const char *phase;			/* of an online form; or NULL */
} SvDeployPosition;

/* The failure of a step. */
typedef struct SvFailure
{
	TimestampTz started_at;
	int			statement;		/* 0: none, or unknown */
	int			line;			/* of the script; 0: unknown */
	const char *sqlstate;
	const char *message;
} SvFailure;

/* How much of a revision was executed, if that is not one transaction. */
typedef struct SvPartial
{
	bool		upgrade;
	bool		online;			/* it is the online form */
	int			done;			/* number of statements that are committed */
	bool		started;		/* the next one was begun, and may have left
								 * something behind */
	int			statements;		/* in the script */
	Datum		sha256;			/* of the script up to the last one done */
	List	   *invalid_indexes;	/* OIDs: existed before the next one */
} SvPartial;

extern bool sv_journal_begin(const SvDeployPosition *position);
extern void sv_journal_move(const SvDeployPosition *position);
extern void sv_journal_end(const char *state);
extern void sv_journal_pause(const SvDeployPosition *position,
							 TimestampTz started_at);
extern void sv_journal_fail(const SvDeployPosition *position,
							const SvFailure *failure);

extern SvPartial *sv_journal_partial(const char *revision);
extern List *sv_journal_partials(void);
extern char *sv_journal_undone_below(const SvGraph *graph,
									 const char *revision);
extern void sv_journal_put_partial(const char *revision,
								   const SvPartial *partial);
extern void sv_journal_drop_partial(const char *revision);

extern List *sv_journal_hooks(const char *event);
extern char *sv_journal_event(const char *event, const SvDeployPosition *position,
							  const SvFailure *failure);
extern void sv_journal_notify(const char *event);

#endif							/* SV_STORE_JOURNAL_H */
