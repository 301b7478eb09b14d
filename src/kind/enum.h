/*-------------------------------------------------------------------------
 *
 * enum.h
 *	  Labels of enumerated types that go, and what becomes of rows with them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_ENUM_H
#define SV_KIND_ENUM_H

#include "fact/operation.h"

extern void sv_enum_map(const SvFacts *facts, const char *identity,
						const char *old_label, const char *new_label);
extern char *sv_enum_convert(SvOperation *operation, const SvFact *type,
							 const char *name, const char *value);

#endif							/* SV_KIND_ENUM_H */
