/*-------------------------------------------------------------------------
 *
 * load_repeatables.h
 *	  Repeatable scripts and checks from files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_REPEATABLES_H
#define SV_COMMAND_LOAD_REPEATABLES_H

#include "store/repeats.h"

/* What a load does with them. */
typedef struct SvLoadRepeatables
{
	List	   *entries;		/* of SvRepeatableEntry: those in the files */
	List	   *gone;			/* of SvRepeatable: their files are gone */
	List	   *others;			/* of SvRepeatable: those that stay as they
								 * are */
	bool		differ;			/* there is something to write */
	bool		files_differ;	/* only about the files that they came from */
} SvLoadRepeatables;

typedef struct SvRepeatableEntry
{
	const SvRepeatable *given;
	const SvRepeatable *stored; /* NULL: it is new */
	bool		changed;
	bool		file_changed;
} SvRepeatableEntry;

extern SvLoadRepeatables sv_load_repeatables_compare(List *given, bool complete);
extern void sv_load_repeatables_write(const SvLoadRepeatables *load);
extern List *sv_load_repeatables_preview(const SvLoadRepeatables *load);
extern const char *sv_load_repeatables_action(const SvRepeatableEntry *entry);

#endif							/* SV_COMMAND_LOAD_REPEATABLES_H */
