/*-------------------------------------------------------------------------
 *
 * extension_moves.h
 *	  Extensions to be moved to another schema.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_EXTENSION_MOVES_H
#define SV_MODEL_EXTENSION_MOVES_H

#include "fact/fact.h"

extern List *sv_extension_moves_find(const SvFacts *database,
									 const SvFacts *declared);

#endif							/* SV_MODEL_EXTENSION_MOVES_H */
