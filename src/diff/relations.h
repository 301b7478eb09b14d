/*-------------------------------------------------------------------------
 *
 * relations.h
 *	  The relations that an operation is about.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_RELATIONS_H
#define SV_DIFF_RELATIONS_H

#include "fact/operation.h"

extern const SvFact *sv_relations_of(const SvFact *fact);
extern bool sv_relations_is_new(const SvFact *relation);
extern bool sv_relations_is_empty(const SvFact *relation);
extern const SvFact *sv_relations_referenced(const SvFact *constraint);
extern bool sv_relations_is_foreign_key(const SvFact *fact);
extern bool sv_relations_has_rows(const SvFact *relation);

#endif							/* SV_DIFF_RELATIONS_H */
