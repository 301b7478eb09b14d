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

/* What became of a revision. */
typedef struct SvLoaded
{
	const char *revision;
	const char *action;
	const char *filename;		/* NULL: none is known */
} SvLoaded;

extern List *sv_load_documents(List *documents, bool complete, bool force);
extern List *sv_load_preview(List *documents, bool complete);

#endif							/* SV_COMMAND_LOAD_H */
