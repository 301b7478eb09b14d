/*-------------------------------------------------------------------------
 *
 * operation.h
 *	  Operations: what leads from one snapshot to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_OPERATION_H
#define SV_FACT_OPERATION_H

#include "fact/fact.h"

typedef enum SvAction
{
	SV_ACTION_DROP,
	SV_ACTION_ASIDE,			/* a type makes place for its new self; a
								 * column becomes text for a while */
	SV_ACTION_CREATE,
	SV_ACTION_ALTER,
	SV_ACTION_RENAME
} SvAction;

struct SvOperation
{
	SvAction	action;
	SvFact	   *from;			/* NULL: create */
	SvFact	   *to;				/* NULL: drop */
	bool	   *differs;		/* alter: by property */
	bool	   *leaves;			/* alter: by property, what comes along with
								 * another operation; NULL: none */
	bool		comment_differs;
	bool		labels_differ;
	bool		owner_differs;
	bool		acl_differs;
	const char *role;			/* who will run it; NULL if nobody knows */
	bool		recreates;		/* one half of a recreation */
	bool		early;			/* a table is detached before all the rest */
	bool		in_the_way;		/* though nothing about it itself differs */
	bool		breaks;			/* dependents must be out of the way */
	bool		stub;			/* create: a view without its query, which
								 * follows by CREATE OR REPLACE */
	bool		completes;		/* alter: that a view is no stub any more */
	SvOperation *rest;			/* create: what completes the stub */
	bool		cascades;		/* drop: takes others along that need it */
	SvOperation *aside;			/* drop, alter: what has made place before */

	/* how it is arranged */
	List	   *before;			/* of SvOperation: these come later */
	List	   *after;			/* of SvOperation: these come earlier */
	List	   *before_if;		/* of SvOperation: these better come later */
	int			waits;			/* for how many in "after" */
	int			waits_if;
	int			rank;			/* its place if nothing is in the way */
	int			position;
	SvOperation *later;			/* the next one in a circle */
	bool		queued_if;
	bool		done;
	SvOperation *folded;		/* what does this along, or NULL */
	bool		inherited;		/* it is the same on what this inherits from */
	List	   *parts;			/* of SvOperation: clauses of this */

	/* what it says */
	List	   *statements;		/* of char * */
	List	   *hazards;		/* of char *: codes */
	struct SvDifference *difference;	/* as which diff.c reports it, or NULL */
};

extern SvOperation *sv_operation_make(SvAction action, SvFact *from,
									  SvFact *to);
extern const char *sv_operation_old(const SvOperation *operation,
									int property);
extern SvFact *sv_operation_fact(const SvOperation *operation);
extern void sv_operation_before(SvOperation *first, SvOperation *second);
extern void sv_operation_before_if(SvOperation *first, SvOperation *second);
extern void sv_operation_cancel(SvOperation *operation);
extern char *sv_operation_clause(const SvOperation *operation);
extern void sv_operation_emit(SvOperation *operation, const char *template_);
extern void sv_operation_emit_text(SvOperation *operation,
								   const char *statement);
extern void sv_operation_warn(SvOperation *operation, const char *hazard);

#endif							/* SV_FACT_OPERATION_H */
