/*-------------------------------------------------------------------------
 *
 * key.h
 *	  All that the facts of a model depend on, as a key.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KEY_H
#define SV_KEY_H

#include "model/model.h"
#include "model/used.h"

extern char *sv_key_make(const SvModel *model, const SvUsed *used);

#endif							/* SV_KEY_H */
