/*-------------------------------------------------------------------------
 *
 * runnable.h
 *	  Which statements of a script can be run where nothing of it stays.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_RUNNABLE_H
#define SV_PROOF_RUNNABLE_H

#include "file/script.h"
#include "proof/new_subscriptions.h"

/* What scripts have created that belongs to the cluster. */
typedef struct SvRunnable
{
	MemoryContext context;		/* in which the lists are */
	bool		in_place;		/* extensions are the real ones */
	bool		passes_vacuum;	/* VACUUM, and what else copies tables outside
								 * of transactions, counts as run: it changes
								 * no facts */
	List	   *roles;			/* of char *: roles... */
	List	   *extensions;		/* ...and extensions that are not the real
								 * ones */
	SvNewSubscriptions subscriptions;	/* the same */
} SvRunnable;

extern void sv_runnable_note_copy(SvRunnable *runnable, const SvScript *copy);
extern char *sv_runnable_adapt(SvScript *script, SvRunnable *runnable);

#endif							/* SV_PROOF_RUNNABLE_H */
