/*-------------------------------------------------------------------------
 *
 * pairs.h
 *	  Files for each direction that belong together.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_IMPORT_PAIRS_H
#define SV_IMPORT_PAIRS_H

#include "import/import.h"

/* The files of a migration. */
typedef struct SvPair
{
	const char *version;		/* what tells it from the others */
	const char *name;			/* its id is made from it */
	const char *message;
	const SvFile *up;			/* either may be NULL */
	const SvFile *down;
	bool		up_special;		/* it is for PostgreSQL, not for all */
	bool		down_special;
	bool		no_transaction;
	const char *refusal;		/* why its upgrade cannot be had as SQL */
} SvPair;

extern SvPair *sv_pairs_find(List **pairs, const char *version);
extern void sv_pairs_put(List **pairs, const char *version, const char *name,
						 const char *message, const SvFile *file, bool down);
extern void sv_pairs_add(SvImport *import, const SvPair *pair, const char *key);

#endif							/* SV_IMPORT_PAIRS_H */
