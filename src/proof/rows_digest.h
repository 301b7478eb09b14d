/*-------------------------------------------------------------------------
 *
 * rows_digest.h
 *	  What is in tables, to find out later what has been lost of it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_ROWS_DIGEST_H
#define SV_PROOF_ROWS_DIGEST_H

#include "proof/rehearsal.h"

/* The rows of all tables, as counts and hashes. */
typedef struct SvRowsDigest SvRowsDigest;

extern SvRowsDigest *sv_rows_digest(const SvRehearsal *rehearsal);
extern List *sv_rows_lost(const SvRowsDigest *before, const SvRowsDigest *after);

#endif							/* SV_PROOF_ROWS_DIGEST_H */
