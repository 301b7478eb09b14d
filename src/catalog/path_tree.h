/*-------------------------------------------------------------------------
 *
 * path_tree.h
 *	  What in a tree is written so that its meaning depends on search_path.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_PATH_TREE_H
#define SV_CATALOG_PATH_TREE_H

#include "nodes/pg_list.h"

/* OIDs of schemas. */
typedef struct SvPathTree
{
	List	   *needs;			/* they must be in the search_path... */
	List	   *avoids;			/* ...and these must not be */
	bool		is_mixed;		/* rows are compared by operators of several
								 * schemas: the usual text cannot be read */
} SvPathTree;

extern void sv_path_tree_find(Node *node, SvPathTree *found);

#endif							/* SV_CATALOG_PATH_TREE_H */
