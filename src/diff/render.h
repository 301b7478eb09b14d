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
extern char *sv_render_script(List *operations, const char *current,
							  bool with_hazards);
extern void sv_render_append(StringInfo script, const char *separator,
							 const char *statement);

#endif							/* SV_DIFF_RENDER_H */
