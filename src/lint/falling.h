/*-------------------------------------------------------------------------
 *
 * falling.h
 *	  What a statement drops, and what falls with that.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_FALLING_H
#define SV_LINT_FALLING_H

#include "fact/fact.h"
#include "lint/relation.h"
#include "nodes/parsenodes.h"

/* An object that may be dropped with another one. */
typedef struct SvFallen
{
	SvAddress	address;
	bool		is_part;		/* of what is dropped: no CASCADE is needed */
	char	   *type;			/* as in pg_identify_object() */
	char	   *identity;
} SvFallen;

/* An object that a statement drops. */
typedef struct SvFalling
{
	SvAddress	address;
	char	   *type;
	char	   *identity;
	SvLintRelation *relation;	/* that it is, or is in; NULL: none */
	Oid			schema;			/* of a function... */
	char	   *name;			/* ...and its name; NULL: it is none */
	List	   *others;			/* of SvFallen */
} SvFalling;

extern List *sv_falling_find(const Node *node, const SvLintRelation *altered);
extern List *sv_falling_gone(const List *others);
extern char *sv_falling_list(const List *others);

#endif							/* SV_LINT_FALLING_H */
