/*-------------------------------------------------------------------------
 *
 * default.h
 *	  Defaults of columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_DEFAULT_H
#define SV_KIND_DEFAULT_H

#include "fact/operation.h"

extern const SvFact *sv_default_of(const SvFact *column);
extern const char *sv_default_inherited(const SvFact *column);

#endif							/* SV_KIND_DEFAULT_H */
