/*-------------------------------------------------------------------------
 *
 * impact_body.h
 *	  A function in PL/pgSQL, compiled, and the analysis of its expressions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_IMPACT_BODY_H
#define SV_PROOF_IMPACT_BODY_H

#include "plpgsql.h"

#include "proof/impact_query.h"

/* The functions of PL/pgSQL that are used. */
typedef PLpgSQL_function *(*SvPlpgsqlCompile) (FunctionCallInfo fcinfo,
											   bool for_validator);
typedef void (*SvPlpgsqlSetup) (struct ParseState *pstate, PLpgSQL_expr *expr);
typedef const char *(*SvPlpgsqlName) (PLpgSQL_stmt *statement);

/* A function that is being analyzed. */
typedef struct SvImpactBody
{
	const SvImpactQuery *query;
	MemoryContext context;		/* of the outcomes and the variables */
	SvPlpgsqlCompile compile;
	SvPlpgsqlSetup setup;
	SvPlpgsqlName name;
	PLpgSQL_function *function;
	PLpgSQL_execstate state;	/* as far as the hooks look at it */
	List	   *outcomes;		/* of SvImpactOutcome */

	/* the statement, and the expression, being analyzed */
	PLpgSQL_stmt *statement;
	PLpgSQL_expr *expr;
	bool		is_returned;	/* by RETURN QUERY */
	TupleDesc	result;			/* of the expression; in the context */
} SvImpactBody;

extern ErrorData *sv_impact_body_compile(SvImpactBody *body);
extern ErrorData *sv_impact_body_analyze(SvImpactBody *body,
										 PLpgSQL_expr *expr);
extern void sv_impact_body_release(SvImpactBody *body);

#endif							/* SV_PROOF_IMPACT_BODY_H */
