/*-------------------------------------------------------------------------
 *
 * layout.h
 *	  The steps of an online form in their order, and as a text.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_LAYOUT_H
#define SV_ONLINE_LAYOUT_H

#include "online/recipe.h"

/* How far the order of the phases goes. */
typedef enum SvLayoutOrder
{
	SV_LAYOUT_BY_PHASES,
	SV_LAYOUT_DROPS_IN_PLACE,	/* what is dropped is not put off */
	SV_LAYOUT_AS_WRITTEN,		/* in the order of the plain script */
	SV_LAYOUT_ORDERS
} SvLayoutOrder;

extern bool sv_layout_possible(const SvOnlinePlan *plan, SvLayoutOrder order);
extern char *sv_layout_text(SvOnlinePlan *plan, SvLayoutOrder order,
							const char *note);
extern char *sv_layout_proof(SvOnlinePlan *plan, SvLayoutOrder order);

#endif							/* SV_ONLINE_LAYOUT_H */
