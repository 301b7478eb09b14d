/*-------------------------------------------------------------------------
 *
 * elsewhere.h
 *	  What a model makes or changes outside the schemas that it is about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ELSEWHERE_H
#define SV_ELSEWHERE_H

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

extern void sv_elsewhere_refuse(List *namespaces, TransactionId since,
								Snapshot before);

#endif							/* SV_ELSEWHERE_H */
