/*-------------------------------------------------------------------------
 *
 * serialize.h
 *	  Snapshots as bytes, to be kept.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SERIALIZE_H
#define SV_MODEL_SERIALIZE_H

#include "fact/fact.h"
#include "model/statements.h"

/*
 * To be changed when the same catalogs have other facts, or the same facts
 * become other bytes: what was kept before is not taken for what is now.
 */
#define SV_FACTS_VERSION 4

extern bytea *sv_frozen_write(const SvSnapshot *snapshot, const SvScan *scan,
							  const char *key);
extern SvSnapshot *sv_frozen_read(bytea *bytes, const char *key,
								  SvScan **scan);

#endif							/* SV_MODEL_SERIALIZE_H */
