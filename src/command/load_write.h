/*-------------------------------------------------------------------------
 *
 * load_write.h
 *	  Writes revisions that come from files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_WRITE_H
#define SV_COMMAND_LOAD_WRITE_H

#include "command/load_repeatables.h"
#include "file/fileset.h"
#include "graph/state.h"

/* What a load has found out. */
typedef struct SvLoad
{
	List	   *documents;		/* of the files */
	List	   *given;			/* of SvRepeatable: those of the files */
	bool		complete;		/* there are no other files */
	SvState    *state;
	SvFileset  *fileset;
	List	   *others;			/* of SvRevision: as they will be; stored, and
								 * not in the files */
	List	   *relinked;		/* of them: those that change */
	SvSet		gone;			/* by node of the state: its file is gone */
	SvSet		removed;		/* of them: those that are to be removed */
	SvLoadRepeatables repeatables;
} SvLoad;

/* What a squashed revision replaces. */
typedef struct SvReplaced
{
	List	   *names;			/* of char *: revisions that go */
	List	   *applied;		/* of char *: names of those that are applied */
} SvReplaced;

extern void sv_load_write_all(const SvLoad *load);
extern SvReplaced sv_load_write_replaced(const SvLoad *load,
										 const SvEntry *entry);
extern void sv_load_write_files(const SvLoad *load);

#endif							/* SV_COMMAND_LOAD_WRITE_H */
