/*-------------------------------------------------------------------------
 *
 * model_cache.h
 *	  What was found out about the model, in a table of this database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_MODEL_CACHE_H
#define SV_MODEL_MODEL_CACHE_H

#include "model/model_type.h"

extern void sv_model_cache_fetch(SvModel *model);
extern char *sv_model_cache_note(void);
extern void sv_model_cache_store(const SvModel *model);
extern void sv_model_cache_store_note(const char *note, const SvModel *model);

#endif							/* SV_MODEL_MODEL_CACHE_H */
