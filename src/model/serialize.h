/*-------------------------------------------------------------------------
 *
 * serialize.h
 *	  Facts as bytes, to be stored.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_SERIALIZE_H
#define SV_MODEL_SERIALIZE_H

#include "fact/fact.h"
#include "model/statements.h"

/*
 * SV_FACTS_VERSION, of which sv_serialize_version() tells, is a checksum of all
 * source files, which the Makefile computes and defines for serialize.c alone.
 * What was stored is read only by a library of the same version: another one
 * may read other facts from the same catalogs, compare them in another way, or
 * write the same facts as other bytes.  So there is no number to remember when
 * the code is changed; the price is that a model is evaluated once more after
 * each update of the extension.
 *
 * Two builds of the same sources have the same version.  What differs between
 * builds for different releases of PostgreSQL depends on the release: so
 * server_version_num is part of the key of what is stored.
 */
extern const char *sv_serialize_version(void);
extern bytea *sv_serialize_write(const SvFacts *facts,
								 const SvStatements *statements,
								 const char *key);
extern SvFacts *sv_serialize_read(bytea *bytes, const char *key,
								  SvStatements **statements);

#endif							/* SV_MODEL_SERIALIZE_H */
