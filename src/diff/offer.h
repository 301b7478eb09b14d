/*-------------------------------------------------------------------------
 *
 * offer.h
 *	  Drops and creations that might be meant as renames.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_OFFER_H
#define SV_DIFF_OFFER_H

#include "fact/operation.h"

/* What may be meant as a rename. */
typedef struct SvOffer
{
	char	   *text;			/* a sentence that ends with the marker */
	char	   *rename;			/* the same as an entry of renames; NULL: none */
} SvOffer;

extern List *sv_offer_find(List *operations, const char *schema);

#endif							/* SV_DIFF_OFFER_H */
