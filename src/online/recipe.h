/*-------------------------------------------------------------------------
 *
 * recipe.h
 *	  Recipes: how one operation is done without stopping anybody.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RECIPE_H
#define SV_ONLINE_RECIPE_H

#include "fact/operation.h"
#include "nodes/parsenodes.h"
#include "online/script.h"

/* A backfill, by parts. */
typedef struct SvOnlineFill
{
	const char *relation;
	const char *assignments;
	const char *condition;
	const char *careful;		/* assignments that leave the columns as they
								 * are if the condition does not hold */
} SvOnlineFill;

/* In which case a step is written: what its statement takes away... */
typedef enum SvOnlineCase
{
	SV_ONLINE_CASE_ANY,
	SV_ONLINE_CASE_LEAVES,		/* ...does not come back in this script */
	SV_ONLINE_CASE_RETURNS		/* ...does */
} SvOnlineCase;

/*
 * What is run as one transaction: a statement or, in a group, several.
 */
typedef struct SvOnlineStep
{
	SvPhase		phase;
	int			group;			/* 0: none */
	char	   *text;			/* without semicolon */
	char	   *proof;			/* what leads to the same in a rehearsal;
								 * NULL: the text */
	char	   *comment;		/* a line above it, with its "--"; or NULL */
	SvOnlineFill *fill;			/* of a backfill of columns that its recipe
								 * adds: what else is done to the table need
								 * not wait, and others may be done along */
	SvOnlineCase only;
	bool		early;			/* what it is for is there already, under
								 * another name */
	bool		joins;			/* it reads nothing: a swap in the statements
								 * around it may do it along */

	/* set by sv_online_step() */
	Oid			relation;		/* that the operation is about, or InvalidOid */
	int			statement;		/* of the plain script, from 1 */

	/* set for what is in the plain script, too */
	bool		plain;			/* it may be in a group with others */
	bool		fixed;			/* what is before it stays before it, and what
								 * is after it after it: nobody knows what it
								 * reads and writes */
	bool		reads;			/* it reads rows, which are filled in before */
	bool		setting;		/* it is in effect for all that follows */
	bool		types;			/* it is about types only, which what a recipe
								 * adds may be of */
	const SvKind *drops;		/* all that it does is to drop one of these... */
	char	   *identity;		/* ...of this identity */

	bool		pulled;			/* set by the layout: it is part of a swap */
} SvOnlineStep;

/*
 * A name that a statement of the plain script takes away or gives, or what has it
 * is altered.
 */
typedef struct SvOnlineChange
{
	int			statement;
	int			from;			/* the same, or the one with which it is taken
								 * away in the online form */
	bool		adds;
	bool		matters;		/* somebody who looks for it does not find it
								 * while it is gone */
	char	   *identity;
	bool		alters;
	const SvKind *kind;
} SvOnlineChange;

/* A phase from which on an object is as the plain script makes it. */
typedef struct SvOnlineReady
{
	const SvKind *kind;
	char	   *identity;
	SvPhase		phase;
} SvOnlineReady;

/* What has another name until the one of its name is gone. */
typedef struct SvOnlineAlias
{
	char	   *identity;		/* that it will have... */
	char	   *name;			/* ...and the name in that */
	char	   *current;		/* identity that it has for now */
	int			group;			/* of the swap that gives it its name; 0: none
								 * yet */
} SvOnlineAlias;

/* Which drops wait until what takes the place of the dropped is ready. */
typedef enum SvOnlineDrops
{
	SV_ONLINE_DROPS_WAIT,
	SV_ONLINE_DROPS_OF_KEYS_WAIT,	/* and of indexes */
	SV_ONLINE_DROPS_IN_PLACE,	/* none does */
	SV_ONLINE_DROPS
} SvOnlineDrops;

/* The steps of a script, while they are written. */
typedef struct SvOnlinePlan
{
	List	   *steps;			/* of SvOnlineStep */
	List	   *changes;		/* of SvOnlineChange */
	List	   *ready;			/* of SvOnlineReady: what is not so in phase
								 * expand */
	List	   *reasons;		/* of char *: lines about what has no recipe */
	const char *impossible;		/* why there is no online form at all; or NULL */
	List	   *aliases;		/* of SvOnlineAlias: indexes... */
	List	   *views;			/* ...and materialized views */
	int			groups;			/* so far */
	int			recipes;		/* that have written something */
	SvOnlineDrops drops;
	int			taken;			/* steps taken back: drops that wait for what
								 * takes their places */

	/* of the statement that is being written */
	Oid			relation;
	int			statement;
} SvOnlinePlan;

typedef struct SvOnlineSituation SvOnlineSituation;

/*
 * How the values of a column become those of another type.
 */
typedef struct SvOnlineConversion
{
	char	   *expression;		/* NULL: they are assigned as they are */
	char	   *of_new;			/* the same of the record NEW of a trigger */
	bool		is_cast;		/* of the column alone: a cast leads back */
	bool		is_mutable;		/* it depends on settings */
	bool		calls;			/* functions that others may have no right to */
	const char *obstacle;		/* why a trigger cannot do it; NULL: it can */

	/* of the sequence of an identity column; NULL: there is nothing */
	char	   *numbers_acl;
	char	   *numbers_comment;
} SvOnlineConversion;

/* A column of an index that is not called as that of the table. */
typedef struct SvOnlineIndexColumn
{
	SvAddress	address;		/* of the index, or of its constraint */
	char	   *name;			/* quoted */
	char	   *wanted;			/* that of the column of the table, quoted */
} SvOnlineIndexColumn;

/*
 * Writes the steps of an operation, by the recipe that does it; false if there is
 * none.
 */
typedef bool (*SvOnlineWrite) (SvOnlinePlan *plan, SvOperation *operation,
							   const SvOnlineSituation *situation);

/*
 * What is known where a recipe is to be used.  All facts are of the rehearsal,
 * where an object keeps its address: the same address in two sets of facts is
 * the same object.
 */
struct SvOnlineSituation
{
	const SvFacts *start;		/* before the script */
	const SvFacts *before;		/* before the statement */
	const SvFacts *after;		/* after it */
	const RawStmt *raw;			/* the statement... */
	const char *text;			/* ...without semicolon */
	Oid			target;			/* the relation that it names first, before it
								 * is run; or InvalidOid */

	/* what the statement was seen to do to relations of "before" */
	List	   *rewritten;		/* OIDs of tables */
	List	   *scanned;		/* the same */
	List	   *built;			/* OIDs of tables: indexes were built on them */

	/*
	 * Of the live database, by address in the rehearsal: pages of a table
	 * with all its partitions and child tables, 0 if it is not there; what a
	 * row of a partition must fulfill, as an expression, after the statement:
	 * NULL if it is nothing.
	 */
	void	   *arg;
	double		(*pages) (void *arg, Oid relation);
	char	   *(*bound) (void *arg, Oid partition);
	double		min_pages;		/* smaller tables are not worth it */
	const char *no_repack;		/* why the server cannot do REPACK
								 * (CONCURRENTLY); NULL: it can */

	/*
	 * For a statement that changes types of columns, which is tried out
	 * before it is run; otherwise NULL.  Facts after the statement and some
	 * more, a list of char *; facts after steps, a list of SvOnlineStep, in
	 * place of the statement, and the columns of indexes that are called
	 * otherwise then, a list of SvOnlineIndexColumn: NULL if one of them
	 * failed.  How the statement converts a column: NULL if it does not.
	 */
	void	   *trial;
	SvFacts    *(*after_more) (void *trial, List *statements, char **problem);
	SvFacts    *(*after_steps) (void *trial, List *steps,
								List **index_columns, char **problem);
	const SvOnlineConversion *(*conversion) (void *trial, Oid table, int column);

	SvOnlineWrite write;		/* by all recipes, for parts of what one does */
};

/*
 * A recipe.  Its operation is that of one statement of the plain script, with
 * the statements and hazards that it would have.
 *
 * "write" appends steps and returns true, or returns false and has appended
 * none: another recipe is asked, and in the end the plain statements stay.
 *
 * Of an alteration, a recipe writes what it knows to do, and takes it out of the
 * operation: operation->differs[property] = false.  The next recipe sees what is
 * left, and what nobody takes is written plainly, after the steps.
 */
typedef struct SvOnlineRecipe
{
	const SvKind *kind;
	SvAction	action;
	bool		(*write) (SvOnlinePlan *plan, SvOperation *operation,
						  const SvOnlineSituation *situation);
} SvOnlineRecipe;

/*
 * A recipe for a statement as a whole, by the tag of its parse tree.  It is asked
 * before the operations are found, and "after" of the situation is known.
 */
typedef struct SvOnlineStatementRecipe
{
	NodeTag		tag;
	bool		(*write) (SvOnlinePlan *plan, const Node *statement,
						  const SvOnlineSituation *situation);
} SvOnlineStatementRecipe;

extern void sv_online_step(SvOnlinePlan *plan, SvPhase phase, int group,
						   const char *text);
extern void sv_online_step_into(SvOnlinePlan *plan, int group,
								const char *text);
extern void sv_online_backfill(SvOnlinePlan *plan, const char *relation,
							   const char *assignments,
							   const char *condition);
extern bool sv_online_has_drop(const SvOnlinePlan *plan, const SvKind *kind,
							   const char *identity);
extern SvOnlineStep *sv_online_fill(SvOnlinePlan *plan,
									const SvOnlineFill *fill);
extern void sv_online_fill_text(SvOnlineStep *step);
extern char *sv_online_take_drop(SvOnlinePlan *plan, const SvKind *kind,
								 const char *identity);
extern void sv_online_ready(SvOnlinePlan *plan, const SvFact *fact,
							SvPhase phase);
extern int	sv_online_group(SvOnlinePlan *plan);
extern void sv_online_reason(SvOnlinePlan *plan, const char *reason);
extern void sv_online_piece(SvOnlinePlan *plan, SvOperation *operation,
							SvPhase earliest,
							const SvOnlineSituation *situation);
extern char *sv_online_name(const char *what, const char *identity);
extern char *sv_online_beside(const SvFact *fact, const char *name);
extern List *sv_online_done(const List *operations,
							const SvOnlineSituation *situation);
extern bool sv_online_works(const SvOnlineSituation *situation);
extern bool sv_online_is_large(const SvOnlineSituation *situation,
							   const SvFact *relation);

#endif							/* SV_ONLINE_RECIPE_H */
