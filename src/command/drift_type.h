/*-------------------------------------------------------------------------
 *
 * drift_type.h
 *	  What was changed in the schemas without a revision: the types.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_TYPE_H
#define SV_COMMAND_DRIFT_TYPE_H

#include "datatype/timestamp.h"

#include "fact/fact.h"

/* What is asked for. */
typedef struct SvDriftOptions
{
	List	   *schemas;		/* of char *: only these; NIL: all of users */
	bool		replay;			/* compare with what the revisions make */
	bool		partitions;		/* partitions that come and go count */
} SvDriftOptions;

/* The schemas as they should be, and as they are. */
typedef struct SvDriftSides
{
	const char *layer;			/* where "then" comes from; NULL: nowhere */
	SvFacts    *then;			/* NULL: not read, as nothing has changed */
	SvFacts    *now;			/* likewise; with dependencies if they differ */
	SvFacts    *all;			/* of now, whatever is asked for; likewise */
	bool		privileges;		/* owners and privileges are compared */
	bool		same;
	char	   *state;			/* of the catalogs, before they were read */
	const char *stale;			/* why facts that are stored do not count; or
								 * NULL */
} SvDriftSides;

/* An object that was changed. */
typedef struct SvDriftRow
{
	const char *kind;
	const char *identity;
	const char *action;			/* NULL: not known */
	char	   *before;			/* how it was; NULL: not known, or not there */
	char	   *after;
	char	   *upgrade;		/* NULL: done along with another one */
	char	   *downgrade;
	char	   *hazard;
	char	   *hazard_code;
	TransactionId xid;			/* that has changed it; invalid: not known */
	TimestampTz changed_at;		/* 0: not known */
	List	   *seen_by;		/* of char *: layers */
	char	   *changed_by;		/* NULL: not known */
	const SvFact *fact;			/* what it is about; NULL: not known */
} SvDriftRow;

/* The layers. */
#define SV_DRIFT_FACTS "facts"
#define SV_DRIFT_REPLAY "replay"
#define SV_DRIFT_TRANSACTIONS "transactions"
#define SV_DRIFT_WATCH "watch"

#endif							/* SV_COMMAND_DRIFT_TYPE_H */
