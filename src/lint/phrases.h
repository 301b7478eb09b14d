/*-------------------------------------------------------------------------
 *
 * phrases.h
 *	  Pieces of the statements that rules suggest.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_PHRASES_H
#define SV_LINT_PHRASES_H

#include "lint/relation.h"
#include "nodes/parsenodes.h"

extern char *sv_phrases_relation(const SvLintRelation *relation);
extern char *sv_phrases_type(const SvLintColumn *column);
extern Node *sv_phrases_default_tree(Oid relation, AttrNumber column);
extern char *sv_phrases_default(Oid relation, AttrNumber column);
extern char *sv_phrases_columns(const SvLintRelation *relation,
								const List *columns);
extern char *sv_phrases_constraint(Oid constraint);
extern char *sv_phrases_concurrent_index(Oid index);
extern List *sv_phrases_names(const RangeVar *relation);

#endif							/* SV_LINT_PHRASES_H */
