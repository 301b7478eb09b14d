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

extern bytea *sv_serialize_write(const SvFacts *snapshot, const SvStatements *scan,
								 const char *key);
extern SvFacts *sv_serialize_read(bytea *bytes, const char *key,
								  SvStatements **scan);

#endif							/* SV_MODEL_SERIALIZE_H */
