/*-------------------------------------------------------------------------
 *
 * bookkeeping.h
 *	  The statements that record revisions and runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_BOOKKEEPING_H
#define SV_STORE_BOOKKEEPING_H

#include "datatype/timestamp.h"

#include "graph/graph.h"
#include "server/bound_query.h"

/* The part of a row of schemaver.revision that is not in SvRevision. */
typedef struct SvStored
{
	char	   *created_by;
	Datum		sha256;			/* of the upgrade script */
	char	   *upgrade;
	char	   *downgrade;		/* NULL: there is none */
	bytea	   *file_sha256;	/* of the file it came from; NULL: unknown */
	char	   *online;			/* online form of the upgrade; NULL: none */
	char	   *online_downgrade;	/* of the downgrade; NULL: none */
	bytea	   *online_sha256;	/* of the scripts that they belong to; or NULL */
	bool		online_edited;	/* somebody wrote them */
} SvStored;

/* A row to be written into schemaver.log. */
typedef struct SvLogEntry
{
	const char *operation;
	const char *revision;
	const char *message;
	TimestampTz started_at;
	Datum		sha256;			/* of the script; 0: there is none */
} SvLogEntry;

/* The change of schemaver.applied that is made along with a row of the log. */
typedef enum SvChange
{
	SV_CHANGE_NONE,
	SV_CHANGE_ADD,				/* with the checksum of the log */
	SV_CHANGE_REMOVE
} SvChange;

/* The columns of schemaver.revision that a client can set, in one order. */
#define SV_REVISION_COLUMNS \
	"revision, message, upgrade, downgrade, down_revisions, depends_on," \
	" branch_labels, replaces, transactional, created_at"
#define SV_REVISION_NCOLUMNS 10

extern SvBoundQuery sv_bookkeeping_lock(void);
extern SvBoundQuery sv_bookkeeping_count_run(void);

extern SvBoundQuery sv_bookkeeping_insert_revision(const SvRevision *revision,
												   const SvStored *stored);
extern SvBoundQuery sv_bookkeeping_register_revision(const SvRevision *revision,
													 const SvStored *stored);
extern SvBoundQuery sv_bookkeeping_update_revision(const SvRevision *revision,
												   const SvStored *stored);

extern SvBoundQuery sv_bookkeeping_add_applied(const char *revision,
											   Datum sha256);
extern SvBoundQuery sv_bookkeeping_remove_applied(const char *revision);
extern SvBoundQuery sv_bookkeeping_log(const SvLogEntry *entry);
extern SvBoundQuery sv_bookkeeping_record(const SvLogEntry *entry,
										  SvChange change);

#endif							/* SV_STORE_BOOKKEEPING_H */
