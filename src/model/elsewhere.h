/*-------------------------------------------------------------------------
 *
 * elsewhere.h
 *	  What a model makes in schemas that it is not about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ELSEWHERE_H
#define SV_ELSEWHERE_H

#include "nodes/pg_list.h"

extern void sv_elsewhere_refuse(List *namespaces, TransactionId since);

#endif							/* SV_ELSEWHERE_H */
