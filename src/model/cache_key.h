/*-------------------------------------------------------------------------
 *
 * cache_key.h
 *	  A key of all that the facts of a model depend on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_CACHE_KEY_H
#define SV_MODEL_CACHE_KEY_H

#include "model/dependencies.h"
#include "model/model_type.h"

extern char *sv_cache_key_make(const SvModel *model, const SvDependencies *used);

#endif							/* SV_MODEL_CACHE_KEY_H */
