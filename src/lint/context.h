/*-------------------------------------------------------------------------
 *
 * context.h
 *	  What rules know while scripts are rehearsed, and how they report.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_LINT_CONTEXT_H
#define SV_LINT_CONTEXT_H

#include "catalog/relation_size.h"
#include "lint/relation.h"
#include "lint/rule.h"
#include "proof/rehearsal.h"
#include "storage/lockdefs.h"

/* What was found; texts are those of a row of schemaver_lint(). */
typedef struct SvLintFinding
{
	const char *revision;
	int			statement;		/* 0: it is about the script */
	int			line;
	const SvLintRule *rule;
	SvRuleSeverity severity;
	const char *relation;		/* NULL: it is about none */
	const SvRelationSize *size; /* NULL: the relation is not there yet */
	LOCKMODE	lock;			/* NoLock: none that is strong */
	const char *message;
	const char *instead;		/* NULL: there is no statement for it */
	int			place;			/* in the order in which they were reported */
} SvLintFinding;

/* A strong lock on a relation that was there before the script. */
typedef struct SvLintLock
{
	Oid			relation;
	LOCKMODE	mode;
	int			statement;
} SvLintLock;

/* A statement of a script. */
typedef struct SvLintStatement
{
	int			number;
	int			line;
	int			start;			/* byte offset in the script */
	const RawStmt *raw;			/* as it was parsed */
	const Node *node;			/* what is in that */
	bool		executed;		/* false: the rehearsal has left it out */
	List	   *locks;			/* of SvLintLock: those that its text shows */
	SvLintRelation *before;		/* what it is about, if it is about one */
	SvLintRelation *after;		/* the same relation; NULL: it is gone */
	Oid			attached;		/* the table that becomes a partition;
								 * InvalidOid: none */
	List	   *falling;		/* of SvFalling: what may be dropped with what
								 * it drops */
	List	   *measured;		/* of SvMeasured; known after it */
} SvLintStatement;

/* A label that a statement has added to an enumerated type that was there. */
typedef struct SvLintLabel
{
	Oid			type;
	Oid			label;
	const char *name;
	int			statement;
} SvLintLabel;

/* A relation of the rehearsal, and its size in the database. */
typedef struct SvLintLive
{
	Oid			relation;
	Oid			real;			/* InvalidOid: it is not there */
	SvRelationSize *size;		/* NULL: the same */
} SvLintLive;

/*
 * The script that is looked at, and what was found.  It is all in one memory
 * context, which is the current one while rules work.
 */
typedef struct SvLint
{
	SvRehearsal *rehearsal;
	SvRuleState *states;		/* of all rules... */
	int			state_count;
	List	   *findings;		/* of SvLintFinding */
	List	   *lives;			/* of SvLintLive */
	int			reported;		/* findings so far */

	/* of the script */
	const SvRehearsedStep *step;
	const SvScript *script;		/* parsed once more: what is executed is
								 * modified */
	Oid			mark;			/* objects with later OIDs are its own */
	List	   *statements;		/* of SvLintStatement: so far */
	List	   *locks;			/* of SvLintLock: held when the statement
								 * begins */
	List	   *labels;			/* of SvLintLabel: that it has added */
} SvLint;

extern void sv_context_report(SvLint *lint, const SvLintStatement *statement,
							  const SvLintRule *rule, Oid relation,
							  LOCKMODE lock, const char *message,
							  const char *instead);
extern void sv_context_sort(SvLint *lint, int first);
extern bool sv_context_is_new(const SvLint *lint, Oid object);
extern const SvRelationSize *sv_context_size(SvLint *lint, Oid relation);
extern Oid	sv_context_live(SvLint *lint, Oid relation);
extern bool sv_context_is_old(const SvLint *lint, const SvLintRelation *relation);
extern char *sv_context_use(SvLint *lint, Oid relation);
extern bool sv_context_has_found(const SvLint *lint,
								 const SvLintStatement *statement,
								 const SvLintRule *rule);

#endif							/* SV_LINT_CONTEXT_H */
