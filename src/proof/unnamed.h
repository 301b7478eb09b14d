/*-------------------------------------------------------------------------
 *
 * unnamed.h
 *	  What statements touch and do not name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_UNNAMED_H
#define SV_PROOF_UNNAMED_H

#include "nodes/pg_list.h"

extern char *sv_unnamed_words(List *scripts);
extern List *sv_unnamed_emptied(const List *relations);

#endif							/* SV_PROOF_UNNAMED_H */
