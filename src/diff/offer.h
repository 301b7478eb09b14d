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

/* What may be a rename. */
typedef struct SvOffer
{
	char	   *text;			/* a sentence that ends with the marker */
	char	   *entry;			/* of a list of renames */
} SvOffer;

extern List *sv_offer_find(List *operations, const char *schema);

#endif							/* SV_DIFF_OFFER_H */
