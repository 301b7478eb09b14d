/*-------------------------------------------------------------------------
 *
 * load.h
 *	  Revisions from files: what they change in the database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_H
#define SV_COMMAND_LOAD_H

#include "nodes/pg_list.h"

/* What became of a revision, or of a repeatable script. */
typedef struct SvLoaded
{
	const char *revision;		/* NULL: it is a repeatable script or a check */
	const char *repeatable;		/* its name, or NULL */
	const char *action;
	const char *filename;		/* NULL: none is known */
} SvLoaded;

extern List *sv_load_documents(List *documents, List *repeatables,
							   bool complete, bool force);
extern List *sv_load_preview(List *documents, List *repeatables, bool complete);

#endif							/* SV_COMMAND_LOAD_H */
