/*-------------------------------------------------------------------------
 *
 * rehearsal_words.h
 *	  The scripts of a rehearsal, and the words in them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_REHEARSAL_WORDS_H
#define SV_PROOF_REHEARSAL_WORDS_H

#include "nodes/pg_list.h"

/* The scripts of a revision. */
typedef struct SvRehearsedStep
{
	const char *revision;		/* its id */
	const char *upgrade;
	const char *downgrade;		/* NULL: there is none */
	bool		transactional;
	bool		passes_vacuum;	/* what cannot be run, and changes no facts,
								 * is no obstacle: VACUUM and its like */
} SvRehearsedStep;

extern List *sv_rehearsal_words_find(List *steps, bool only_names);
extern bool sv_rehearsal_words_need_all(List *words);

#endif							/* SV_PROOF_REHEARSAL_WORDS_H */
