/*-------------------------------------------------------------------------
 *
 * verdict.h
 *	  What verifications have found out about revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_VERDICT_H
#define SV_STORE_VERDICT_H

#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

#include "file/verdict_line.h"
#include "graph/graph.h"

/* A row of schemaver.verified. */
typedef struct SvVerdict
{
	const char *revision;
	Datum		upgrade_sha256;
	Datum		downgrade_sha256;	/* if has_downgrade */
	bool		has_downgrade;
	const char *state;			/* hash of the state before, as text */
	int			rows;
	const char *verdict;
	const char *finding;		/* or NULL */
	const char *restore;		/* or NULL */
} SvVerdict;

/* What is known about a revision with the scripts that it has now. */
typedef struct SvStanding
{
	char	   *revision;
	bool		good;			/* it is verified, or has nothing to verify */
	char	   *verdict;		/* the one that counts; NULL: there is none */
	char	   *finding;		/* or NULL */
	int			rows;
	int			server_version; /* as server_version_num */
	TimestampTz verified_at;
} SvStanding;

/* A verdict that comes with a file. */
typedef struct SvBroughtVerdict
{
	char	   *revision;
	const char *upgrade;
	const char *downgrade;		/* NULL: there is none */
	const SvVerdictLine *line;
} SvBroughtVerdict;

extern void sv_verdict_store(const SvVerdict *verdict);
extern SvVerdict *sv_verdict_find(const char *revision, Datum upgrade_sha256,
								  Datum downgrade_sha256, bool has_downgrade,
								  const char *state, int rows);
extern void sv_verdict_confirm(const SvVerdict *verdict);
extern List *sv_verdict_standings(List *revisions);
extern SvStanding **sv_verdict_fetch(const SvGraph *graph, List *nodes);
extern bool sv_verdict_readable(void);
extern Datum sv_verdict_sha256(const char *upgrade, const char *downgrade);
extern char *sv_verdict_digest(const char *upgrade, const char *downgrade);
extern void sv_verdict_bring(List *brought);
extern void sv_verdict_forget(const char *revision);

#endif							/* SV_STORE_VERDICT_H */
