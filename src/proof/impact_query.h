/*-------------------------------------------------------------------------
 *
 * impact_query.h
 *	  Queries that upgrades may break, and what an analysis finds out.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_QUERY_H
#define SV_PROOF_IMPACT_QUERY_H

#include "nodes/pg_list.h"

/* How a query is analyzed. */
typedef enum SvImpactKind
{
	SV_IMPACT_STATEMENTS,		/* the text is SQL */
	SV_IMPACT_VIEW,				/* a view or a materialized view */
	SV_IMPACT_SQL,				/* a function in SQL */
	SV_IMPACT_PLPGSQL			/* a function in PL/pgSQL */
} SvImpactKind;

/* Something that contains queries, and may depend on what upgrades change. */
typedef struct SvImpactQuery
{
	SvImpactKind kind;
	const char *source;			/* for the user: "view" */
	const char *name;			/* that of an object: as regclass and
								 * regprocedure have it */
	const char *text;			/* statements, or the body of a function */
	const char *search_path;	/* under which statements are analyzed */
	const char *relation;		/* of a trigger function: a table; or NULL */

	/* in a rehearsal: the function or view, and the table */
	Oid			object;
	const char *object_name;	/* its last name */
	const char *object_schema;
	Oid			relation_oid;
	bool		is_trigger;		/* the table has such a trigger */
	List	   *before;			/* of SvImpactOutcome */
	List	   *complaints;		/* of plpgsql_check: SvImpactOutcomes */
} SvImpactQuery;

/* A column of a result. */
typedef struct SvImpactColumn
{
	const char *name;
	const char *type;
} SvImpactColumn;

/* What an analysis has found out about a query, or a part of it. */
typedef struct SvImpactOutcome
{
	const char *text;			/* of the part */
	const char *context;		/* where it stands; or NULL */
	ErrorData  *error;			/* NULL: there is none */
	List	   *columns;		/* of SvImpactColumn: the result */
	List	   *parameters;		/* of Lists of OIDs: the types of those of
								 * each statement */
} SvImpactOutcome;

extern SvImpactOutcome *sv_impact_query_outcome(const char *text,
												ErrorData *error);
extern SvImpactColumn *sv_impact_query_column(const char *name, Oid type,
											  int32 typmod);
extern const SvImpactOutcome *sv_impact_query_find_part(List *before,
														int index,
														const SvImpactOutcome *after);
extern bool sv_impact_query_has_error(List *parts,
									  const SvImpactOutcome *complaint);
extern char *sv_impact_query_describe(List *before, List *after);

#endif							/* SV_PROOF_IMPACT_QUERY_H */
