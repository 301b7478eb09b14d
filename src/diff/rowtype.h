/*-------------------------------------------------------------------------
 *
 * rowtype.h
 *	  Rows of a table as values elsewhere.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DIFF_ROWTYPE_H
#define SV_DIFF_ROWTYPE_H

#include "fact/operation.h"

extern SvFact *sv_rowtype_table(const SvOperation *operation);
extern List *sv_rowtype_users(const SvFact *table);
extern bool sv_rowtype_stays(const SvFact *user);
extern bool sv_rowtype_is_empty(const SvFact *user);
extern bool sv_rowtype_evaluates(const SvFact *fact);
extern void sv_rowtype_link(SvOperation *operation);

#endif							/* SV_DIFF_ROWTYPE_H */
