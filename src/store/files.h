/*-------------------------------------------------------------------------
 *
 * files.h
 *	  From which files revisions came.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_FILES_H
#define SV_STORE_FILES_H

#include "graph/graph.h"

/* The file that a revision came from. */
typedef struct SvSource
{
	const char *revision;
	const char *filename;
	const bytea *sha256;		/* NULL: unknown */
} SvSource;

extern bool sv_files_writable(void);
extern List *sv_files_changed(Datum filenames, Datum sha256s);
extern bool sv_files_checksum(const SvGraph *graph, uint64 seed, uint64 *sum);
extern void sv_files_record(List *sources);
extern void sv_files_mark_absent(List *revisions, bool absent);
extern char *sv_files_hex(const bytea *sha256);

#endif							/* SV_STORE_FILES_H */
