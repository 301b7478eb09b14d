/*-------------------------------------------------------------------------
 *
 * links.h
 *	  Which operations have to come before which.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_LINKS_H
#define SV_DIFF_LINKS_H

#include "fact/operation.h"

extern void sv_links_add(List *operations);

#endif							/* SV_DIFF_LINKS_H */
