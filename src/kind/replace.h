/*-------------------------------------------------------------------------
 *
 * replace.h
 *	  Statements that create or replace.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_REPLACE_H
#define SV_REPLACE_H

#include "pure/operation.h"

extern void sv_replace_say(SvOperation *operation, const char *statement);
extern void sv_replace_create(SvOperation *operation);

#endif							/* SV_REPLACE_H */
