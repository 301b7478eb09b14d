/*-------------------------------------------------------------------------
 *
 * convert.h
 *	  What a conversion does to the values of a column, and to its table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_CONVERT_H
#define SV_KIND_CONVERT_H

#include "fact/operation.h"

extern void sv_convert_warn(SvOperation *operation, const char *using);
extern bool sv_convert_is_checked(const SvFact *user);
extern const SvFact *sv_convert_domain(const SvFact *user);

#endif							/* SV_KIND_CONVERT_H */
