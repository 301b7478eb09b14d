/*-------------------------------------------------------------------------
 *
 * operation.h
 *	  Operations: what leads from one set of facts to another.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_OPERATION_H
#define SV_FACT_OPERATION_H

#include "fact/fact.h"

typedef enum SvAction
{
	SV_ACTION_DROP,
	SV_ACTION_ASIDE,			/* moved out of the way: a type is renamed
								 * until its replacement is in use; a column
								 * becomes text for a while */
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
	bool	   *leaves;			/* alter: by property, what another operation
								 * does along; NULL: none */
	bool		comment_differs;
	bool		labels_differ;
	bool		owner_differs;
	bool		acl_differs;
	const char *role;			/* who will run it; NULL if not known */
	struct SvAsideNames *aside_names;	/* of what is moved out of the way */
	bool		recreates;		/* the drop or the create of an object that is
								 * on both sides */
	bool		early;			/* a table is detached before all else */
	bool		late;			/* it may run functions whose bodies use what
								 * is not known */
	bool		in_the_way;		/* recreates, though it does not differ */
	bool		breaks;			/* alter: what depends on it is dropped
								 * before, unless the server keeps it */
	bool		stub;			/* create: a view without its query, or the
								 * shell of a type */
	bool		completes;		/* alter: makes a stub what it is to be */
	SvOperation *rest;			/* create: the one that completes the stub */
	bool		cascades;		/* drop: with CASCADE */
	SvOperation *aside;			/* drop, alter: the one that moves it out of
								 * the way before */

	/* its place in the order */
	List	   *before;			/* of SvOperation: these come later */
	List	   *after;			/* of SvOperation: these come earlier */
	List	   *before_if;		/* of SvOperation: these come later if that is
								 * possible */
	int			waits;			/* for how many in "after" */
	int			waits_if;
	int			rank;			/* its place if it depends on no other one */
	int			position;		/* its place in the order */
	SvOperation *later;			/* the next one in a cycle */
	bool		queued_if;
	bool		done;			/* in its place already; or cancelled */
	SvOperation *folded;		/* whose statement does this one; NULL: its
								 * own */
	SvOperation *uses;			/* create: the drop of an index that becomes
								 * that of the constraint */
	SvOperation *replaces;		/* create: the drop that it does afterwards */
	SvOperation *merged;		/* whose statement has its commands, too */
	bool		inherited;		/* the same on what the object inherits from
								 * does this one */
	List	   *parts;			/* of SvOperation: clauses of its statement */
	List	   *along;			/* of SvOperation: what its statement does,
								 * too */

	/* what comes out of it */
	List	   *statements;		/* of char *, without semicolon */
	const char *search_path;	/* under which they are run; NULL: any */
	List	   *hazards;		/* of char *: codes of hazard.c */
	List	   *guesses;		/* those of them that are told because the
								 * facts do not say enough */
	const char *blocks;			/* the code for who waits if it works on rows;
								 * NULL: nobody */
	struct SvPart *part;		/* what it has in the script, or NULL */
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
extern void sv_operation_guess(SvOperation *operation, const char *hazard);
extern void sv_operation_warn_along(SvOperation *operation,
									const SvOperation *along);

#endif							/* SV_FACT_OPERATION_H */
