/*-------------------------------------------------------------------------
 *
 * whole.h
 *	  Partitioned tables, and what is attached or refers to them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_WHOLE_H
#define SV_KIND_WHOLE_H

#include "fact/fact.h"

extern bool sv_whole_is_partitioned(const SvFact *relation);
extern SvFact *sv_whole_of(const SvFact *attachment);
extern const SvFact *sv_whole_root(const SvFact *whole);
extern List *sv_whole_attachments(List *attachments, const SvFact *whole);
extern List *sv_whole_references(const SvFact *whole);

#endif							/* SV_KIND_WHOLE_H */
