/*-------------------------------------------------------------------------
 *
 * fast_check.h
 *	  The proof that the fast path reads what the queries would.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_FAST_CHECK_H
#define SV_CATALOG_FAST_CHECK_H

#include "catalog/fast.h"

/* The check of one kind. */
typedef struct SvFastCheck
{
	const SvKind *kind;
	HTAB	   *expected;		/* what the fast path has read, or left */

	/* all objects in the catalog of the kind, to be handed to its query */
	List	   *objects;		/* OIDs */
	List	   *numbers;		/* their sub-objects */
} SvFastCheck;

extern SvFastCheck *sv_fast_check_begin(const SvFast *fast);
extern void sv_fast_check_expect(SvFastCheck *check, Oid object, int number,
								 const SvFact *fact);
extern void sv_fast_check_list_objects(SvFast *fast);
extern void sv_fast_check_fact(SvFastCheck *check, const SvFact *queried);
extern void sv_fast_check_end(const SvFastCheck *check);

#endif							/* SV_CATALOG_FAST_CHECK_H */
