/*-------------------------------------------------------------------------
 *
 * rename_sequences.h
 *	  Sequences to be renamed with the columns that own them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_RENAME_SEQUENCES_H
#define SV_MODEL_RENAME_SEQUENCES_H

#include "model/renames.h"

extern List *sv_rename_sequences_find(const SvFacts *database,
									  const SvFacts *declared);

#endif							/* SV_MODEL_RENAME_SEQUENCES_H */
