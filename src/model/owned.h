/*-------------------------------------------------------------------------
 *
 * owned.h
 *	  Sequences that go with the columns that own them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_OWNED_H
#define SV_OWNED_H

#include "model/marker.h"

extern List *sv_owned_renames(const SvSnapshot *database,
							  const SvSnapshot *declared);

#endif							/* SV_OWNED_H */
