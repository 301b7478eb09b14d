/*-------------------------------------------------------------------------
 *
 * circle.h
 *	  Operations that wait for each other.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CIRCLE_H
#define SV_CIRCLE_H

#include "pure/operation.h"

extern List *sv_circle_split_types(List *operations);
extern SvOperation *sv_circle_break(List *operations);

#endif							/* SV_CIRCLE_H */
