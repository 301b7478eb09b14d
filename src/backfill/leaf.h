/*-------------------------------------------------------------------------
 *
 * leaf.h
 *	  The tables that a backfill goes through, and their keys.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_BACKFILL_LEAF_H
#define SV_BACKFILL_LEAF_H

#include "nodes/pg_list.h"

/* A column of a key. */
typedef struct SvKeyColumn
{
	const char *name;
	Oid			type;			/* of the parameters that it is compared with */
	Oid			output;			/* functions of the type */
	Oid			input;
	Oid			io_param;
	int16		length;			/* of the type */
	bool		by_value;
} SvKeyColumn;

/* A table whose rows are changed by themselves. */
typedef struct SvLeaf
{
	Oid			oid;
	const char *name;			/* with schema, quoted */
	bool		whole;			/* with all of its partitions */
	bool		locks_key;		/* columns of a unique index are assigned */
	int			nkeys;			/* 0: by place */
	SvKeyColumn *keys;
	const char *operators;		/* schema of the operators of the key, quoted */
} SvLeaf;

extern Oid	sv_leaf_root(const char *relation);
extern List *sv_leaf_list(Oid root, const List *assigned);
extern SvLeaf *sv_leaf_one(Oid relation);
extern int64 sv_leaf_rows(const List *leaves);
extern void sv_leaf_find_key(SvLeaf *leaf, const List *wanted,
							 const List *assigned);
extern List *sv_leaf_key_names(const SvLeaf *leaf);
extern char *sv_leaf_name_of(const char *relation);

#endif							/* SV_BACKFILL_LEAF_H */
