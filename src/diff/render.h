/*-------------------------------------------------------------------------
 *
 * render.h
 *	  Operations as statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_RENDER_H
#define SV_DIFF_RENDER_H

#include "fact/operation.h"

extern void sv_render_operations(List *operations);

#endif							/* SV_DIFF_RENDER_H */
