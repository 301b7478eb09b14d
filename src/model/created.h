/*-------------------------------------------------------------------------
 *
 * created.h
 *	  What a statement creates, by its parse tree.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_CREATED_H
#define SV_MODEL_CREATED_H

#include "nodes/parsenodes.h"

extern const RangeVar *sv_created_relation(const Node *node);
extern List *sv_created_names(const Node *node);
extern const char *sv_created_name(const Node *node);

#endif							/* SV_MODEL_CREATED_H */
