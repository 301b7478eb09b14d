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

extern List *sv_offer_find(List *operations, const char *schema);

#endif							/* SV_DIFF_OFFER_H */
