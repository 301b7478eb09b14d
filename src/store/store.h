/*-------------------------------------------------------------------------
 *
 * store.h
 *	  The tables of schema "schemaver", as structs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_STORE_H
#define SV_STORE_STORE_H

#include "nodes/parsenodes.h"

#include "graph/state.h"
#include "store/bookkeeping.h"

/* A row of schemaver.applied. */
typedef struct SvApplied
{
	TimestampTz applied_at;
	char	   *applied_by;
	Datum		sha256;			/* of the upgrade script that was run */
	bool		sha256_known;
	bool		changed;		/* the revision's script has another one now */
} SvApplied;

extern SvStored *sv_store_find(const char *revision);
extern SvStored **sv_store_fetch(const SvGraph *graph, List *nodes,
								 bool only_short);
extern SvApplied **sv_store_fetch_applied(const SvGraph *graph);
extern SvApplied **sv_store_fetch_applied_of(const SvGraph *graph,
											 List *nodes);
extern bool sv_store_is_applied(const char *revision);
extern bool sv_store_last_run(TimestampTz *started_at, char **operation);

extern void sv_store_insert(const SvRevision *revision, const SvStored *stored);
extern void sv_store_update(const SvRevision *revision, const SvStored *stored);
extern void sv_store_delete(const char *revision);
extern void sv_store_put_online(const char *revision, const char *online,
								const char *online_downgrade, bool edited);

extern void sv_store_lock_graph(void);
extern void sv_store_count_run(void);
extern void sv_store_require_row(const char *table, uint64 updated);
extern Oid	sv_store_table(const char *name);
extern bool sv_store_may(const char *table, AclMode mode);
extern bool sv_store_has_files(void);
extern void sv_store_record(const SvLogEntry *entry, SvChange change);
extern void sv_store_stamp_applied(const char *revision);
extern void sv_store_accept(const char *revision, Datum before, Datum after);
extern void sv_store_replace(const char *revision, bool applied);
extern void sv_store_stamp_squashed(const char *revision, const char *message);
extern void sv_store_remove_applied(const char *revision);

extern Datum sv_store_sha256(const char *script);

#endif							/* SV_STORE_STORE_H */
