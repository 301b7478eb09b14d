/*-------------------------------------------------------------------------
 *
 * operation.h
 *	  Operations: what leads from one snapshot to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_OPERATION_H
#define SV_OPERATION_H

#include "pure/fact.h"

typedef enum SvAction
{
	SV_ACTION_DROP,
	SV_ACTION_ASIDE,			/* a type makes place for its new self */
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
	bool		recreates;		/* one half of a recreation */
	bool		breaks;			/* dependents must be out of the way */
	bool		aside;			/* drop: it has made place before */
	bool		stub;			/* create: a view without its query, which
								 * follows by CREATE OR REPLACE */

	/* how it is arranged */
	List	   *before;			/* of SvOperation: these come later */
	List	   *before_if;		/* of SvOperation: these better come later */
	int			waits;			/* for how many of the first kind */
	int			waits_if;
	int			rank;
	int			position;
	SvOperation *folded;		/* into which statement it goes, or NULL */
	List	   *parts;			/* of SvOperation: what is folded into this */

	/* what it says */
	List	   *statements;		/* of char * */
	List	   *hazards;		/* of char *: codes */
};

typedef struct SvPlanOptions
{
	bool		privileges;		/* owners and privileges are compared */
} SvPlanOptions;

extern List *sv_operation_plan(SvSnapshot *from, SvSnapshot *to,
							   const SvPlanOptions *options);
extern char *sv_operation_clause(const SvOperation *operation);
extern void sv_operation_say(SvOperation *operation, const char *template_);
extern void sv_operation_say_text(SvOperation *operation, char *statement);
extern void sv_operation_warn(SvOperation *operation, const char *hazard);

#endif							/* SV_OPERATION_H */
