/*-------------------------------------------------------------------------
 *
 * replace.h
 *	  CREATE and CREATE OR REPLACE.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_REPLACE_H
#define SV_KIND_REPLACE_H

#include "fact/operation.h"

extern void sv_replace_emit(SvOperation *operation, const char *statement);
extern void sv_replace_create(SvOperation *operation);

#endif							/* SV_KIND_REPLACE_H */
