/*-------------------------------------------------------------------------
 *
 * impact_plpgsql.c
 *	  Analyzes the statements and expressions of functions in PL/pgSQL.
 *
 * The tree of a compiled function is walked in the order of its text, and each
 * expression and query in it is analyzed (impact_body.c); nothing is executed.
 * What a query assigns to a variable of type record is known from its analysis,
 * so fields of such a variable are looked up as they would be when the function
 * runs.  Where its structure is not known (EXECUTE), the expressions that use it
 * are not judged.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/expandedrecord.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "proof/impact_body.h"
#include "proof/impact_plpgsql.h"

static void walk_list(SvImpactBody *body, List *statements);
static void walk(SvImpactBody *body, PLpgSQL_stmt *statement);
static bool walk_loop(SvImpactBody *body, PLpgSQL_stmt *statement);
static bool walk_sql(SvImpactBody *body, PLpgSQL_stmt *statement);
static void walk_others(SvImpactBody *body, PLpgSQL_stmt *statement);
static void walk_variables(SvImpactBody *body, const PLpgSQL_stmt_block *block);
static void walk_block(SvImpactBody *body, const PLpgSQL_stmt_block *block);
static void walk_if(SvImpactBody *body, const PLpgSQL_stmt_if *statement);
static void walk_case(SvImpactBody *body, const PLpgSQL_stmt_case *statement);
static void walk_open(SvImpactBody *body, const PLpgSQL_stmt_open *statement);
static void walk_raise(SvImpactBody *body, const PLpgSQL_stmt_raise *statement);
static void take_list(SvImpactBody *body, List *expressions);
static void take(SvImpactBody *body, PLpgSQL_expr *expr);
static void take_into(SvImpactBody *body, PLpgSQL_expr *expr, PLpgSQL_datum *target);
static void take_cursor(SvImpactBody *body, int variable, PLpgSQL_datum *target);
static void assign(SvImpactBody *body, PLpgSQL_datum *target, TupleDesc desc);
static TupleDesc value_of(TupleDesc result);

/*
 * Analyzes a function in PL/pgSQL.  Returns SvImpactOutcomes: of its
 * compilation, and of each statement and expression.
 */
List *
sv_impact_plpgsql_run(const SvImpactQuery *query)
{
	SvImpactBody body = {query, CurrentMemoryContext};
	ErrorData  *error;

	error = sv_impact_body_compile(&body);
	if (error == NULL && body.function == NULL)
		return NIL;
	body.outcomes = list_make1(sv_impact_query_outcome(query->text, error));
	if (error != NULL)
		return body.outcomes;
	PG_TRY();
	{
		walk(&body, (PLpgSQL_stmt *) body.function->action);
	}
	PG_FINALLY();
	{
		sv_impact_body_release(&body);
	}
	PG_END_TRY();
	return body.outcomes;
}

static void
walk_list(SvImpactBody *body, List *statements)
{
	ListCell   *lc;

	foreach(lc, statements)
		walk(body, lfirst(lc));
}

/*
 * Analyzes what is in a statement.
 */
static void
walk(SvImpactBody *body, PLpgSQL_stmt *statement)
{
	PLpgSQL_stmt *outer = body->statement;

	check_stack_depth();
	body->statement = statement;
	if (!walk_loop(body, statement) && !walk_sql(body, statement))
		walk_others(body, statement);
	body->statement = outer;
}

/*
 * Analyzes a loop; false if the statement is none.
 */
static bool
walk_loop(SvImpactBody *body, PLpgSQL_stmt *statement)
{
	switch (statement->cmd_type)
	{
		case PLPGSQL_STMT_LOOP:
			walk_list(body, ((PLpgSQL_stmt_loop *) statement)->body);
			return true;
		case PLPGSQL_STMT_WHILE:
			take(body, ((PLpgSQL_stmt_while *) statement)->cond);
			walk_list(body, ((PLpgSQL_stmt_while *) statement)->body);
			return true;
		case PLPGSQL_STMT_FORI:
			take(body, ((PLpgSQL_stmt_fori *) statement)->lower);
			take(body, ((PLpgSQL_stmt_fori *) statement)->upper);
			take(body, ((PLpgSQL_stmt_fori *) statement)->step);
			walk_list(body, ((PLpgSQL_stmt_fori *) statement)->body);
			return true;
		case PLPGSQL_STMT_FORS:
			take_into(body, ((PLpgSQL_stmt_fors *) statement)->query,
					  (PLpgSQL_datum *) ((PLpgSQL_stmt_fors *) statement)->var);
			walk_list(body, ((PLpgSQL_stmt_fors *) statement)->body);
			return true;
		case PLPGSQL_STMT_FORC:
			take(body, ((PLpgSQL_stmt_forc *) statement)->argquery);
			take_cursor(body, ((PLpgSQL_stmt_forc *) statement)->curvar,
						(PLpgSQL_datum *) ((PLpgSQL_stmt_forc *) statement)->var);
			walk_list(body, ((PLpgSQL_stmt_forc *) statement)->body);
			return true;
		case PLPGSQL_STMT_DYNFORS:
			take(body, ((PLpgSQL_stmt_dynfors *) statement)->query);
			take_list(body, ((PLpgSQL_stmt_dynfors *) statement)->params);
			assign(body,
				   (PLpgSQL_datum *) ((PLpgSQL_stmt_dynfors *) statement)->var,
				   NULL);
			walk_list(body, ((PLpgSQL_stmt_dynfors *) statement)->body);
			return true;
		case PLPGSQL_STMT_FOREACH_A:
			take(body, ((PLpgSQL_stmt_foreach_a *) statement)->expr);
			walk_list(body, ((PLpgSQL_stmt_foreach_a *) statement)->body);
			return true;
		default:
			return false;
	}
}

/*
 * Analyzes a statement that is SQL; false if it is none.
 */
static bool
walk_sql(SvImpactBody *body, PLpgSQL_stmt *statement)
{
	switch (statement->cmd_type)
	{
		case PLPGSQL_STMT_EXECSQL:
			take_into(body, ((PLpgSQL_stmt_execsql *) statement)->sqlstmt,
					  (PLpgSQL_datum *) ((PLpgSQL_stmt_execsql *) statement)->target);
			return true;
		case PLPGSQL_STMT_DYNEXECUTE:
			take(body, ((PLpgSQL_stmt_dynexecute *) statement)->query);
			take_list(body, ((PLpgSQL_stmt_dynexecute *) statement)->params);
			assign(body,
				   (PLpgSQL_datum *) ((PLpgSQL_stmt_dynexecute *) statement)->target,
				   NULL);
			return true;
		case PLPGSQL_STMT_OPEN:
			walk_open(body, (PLpgSQL_stmt_open *) statement);
			return true;
		case PLPGSQL_STMT_FETCH:
			take(body, ((PLpgSQL_stmt_fetch *) statement)->expr);
			take_cursor(body, ((PLpgSQL_stmt_fetch *) statement)->curvar,
						(PLpgSQL_datum *) ((PLpgSQL_stmt_fetch *) statement)->target);
			return true;
		case PLPGSQL_STMT_PERFORM:
			take(body, ((PLpgSQL_stmt_perform *) statement)->expr);
			return true;
		case PLPGSQL_STMT_CALL:
			take(body, ((PLpgSQL_stmt_call *) statement)->expr);
			return true;
		default:
			return false;
	}
}

/*
 * Analyzes any other statement.
 */
static void
walk_others(SvImpactBody *body, PLpgSQL_stmt *statement)
{
	switch (statement->cmd_type)
	{
		case PLPGSQL_STMT_BLOCK:
			walk_block(body, (PLpgSQL_stmt_block *) statement);
			break;
		case PLPGSQL_STMT_ASSIGN:
			{
				PLpgSQL_stmt_assign *set = (PLpgSQL_stmt_assign *) statement;

				take(body, set->expr);
				assign(body, body->function->datums[set->varno],
					   value_of(body->result));
			}
			break;
		case PLPGSQL_STMT_IF:
			walk_if(body, (PLpgSQL_stmt_if *) statement);
			break;
		case PLPGSQL_STMT_CASE:
			walk_case(body, (PLpgSQL_stmt_case *) statement);
			break;
		case PLPGSQL_STMT_EXIT:
			take(body, ((PLpgSQL_stmt_exit *) statement)->cond);
			break;
		case PLPGSQL_STMT_RETURN:
			take(body, ((PLpgSQL_stmt_return *) statement)->expr);
			break;
		case PLPGSQL_STMT_RETURN_NEXT:
			take(body, ((PLpgSQL_stmt_return_next *) statement)->expr);
			break;
		case PLPGSQL_STMT_RETURN_QUERY:
			body->is_returned = true;
			take(body, ((PLpgSQL_stmt_return_query *) statement)->query);
			body->is_returned = false;
			take(body, ((PLpgSQL_stmt_return_query *) statement)->dynquery);
			take_list(body, ((PLpgSQL_stmt_return_query *) statement)->params);
			break;
		case PLPGSQL_STMT_RAISE:
			walk_raise(body, (PLpgSQL_stmt_raise *) statement);
			break;
		case PLPGSQL_STMT_ASSERT:
			take(body, ((PLpgSQL_stmt_assert *) statement)->cond);
			take(body, ((PLpgSQL_stmt_assert *) statement)->message);
			break;
		default:
			/* nothing that is analyzed */
			break;
	}
}

/*
 * Analyzes the initial values of the variables that a block declares.
 */
static void
walk_variables(SvImpactBody *body, const PLpgSQL_stmt_block *block)
{
	for (int i = 0; i < block->n_initvars; i++)
	{
		PLpgSQL_datum *datum = body->function->datums[block->initvarnos[i]];

		if (datum->dtype == PLPGSQL_DTYPE_VAR)
			take(body, ((PLpgSQL_var *) datum)->default_val);
		else if (datum->dtype == PLPGSQL_DTYPE_REC)
		{
			PLpgSQL_expr *value = ((PLpgSQL_rec *) datum)->default_val;

			take(body, value);
			assign(body, datum,
				   value == NULL ? NULL : value_of(body->result));
		}
	}
}

static void
walk_block(SvImpactBody *body, const PLpgSQL_stmt_block *block)
{
	ListCell   *lc;

	walk_variables(body, block);
	walk_list(body, block->body);
	foreach(lc, block->exceptions == NULL ? NIL : block->exceptions->exc_list)
		walk_list(body, ((PLpgSQL_exception *) lfirst(lc))->action);
}

static void
walk_if(SvImpactBody *body, const PLpgSQL_stmt_if *statement)
{
	ListCell   *lc;

	take(body, statement->cond);
	walk_list(body, statement->then_body);
	foreach(lc, statement->elsif_list)
	{
		PLpgSQL_if_elsif *arm = lfirst(lc);

		take(body, arm->cond);
		walk_list(body, arm->stmts);
	}
	walk_list(body, statement->else_body);
}

/*
 * Analyzes CASE.  The type of the variable that the conditions compare is known
 * only when the statement is executed, so these are not judged then.
 */
static void
walk_case(SvImpactBody *body, const PLpgSQL_stmt_case *statement)
{
	ListCell   *lc;

	take(body, statement->t_expr);
	foreach(lc, statement->case_when_list)
	{
		PLpgSQL_case_when *arm = lfirst(lc);

		if (statement->t_expr == NULL)
			take(body, arm->expr);
		walk_list(body, arm->stmts);
	}
	walk_list(body, statement->else_stmts);
}

static void
walk_open(SvImpactBody *body, const PLpgSQL_stmt_open *statement)
{
	take(body, statement->argquery);
	take(body, statement->query);
	take(body, statement->dynquery);
	take_list(body, statement->params);
	if (statement->query == NULL && statement->dynquery == NULL)
		take_cursor(body, statement->curvar, NULL);
}

static void
walk_raise(SvImpactBody *body, const PLpgSQL_stmt_raise *statement)
{
	ListCell   *lc;

	take_list(body, statement->params);
	foreach(lc, statement->options)
		take(body, ((PLpgSQL_raise_option *) lfirst(lc))->expr);
}

static void
take_list(SvImpactBody *body, List *expressions)
{
	ListCell   *lc;

	foreach(lc, expressions)
		take(body, lfirst(lc));
}

/*
 * Analyzes an expression, or a query, unless it is NULL, and adds the outcome.
 */
static void
take(SvImpactBody *body, PLpgSQL_expr *expr)
{
	SvImpactOutcome *outcome;
	ErrorData  *error;

	body->result = NULL;
	if (expr == NULL)
		return;
	error = sv_impact_body_analyze(body, expr);
	outcome = sv_impact_query_outcome(pstrdup(expr->query), error);
	if (error != NULL)
		outcome->context = psprintf("line %d at %s", body->statement->lineno,
									body->name(body->statement));
	body->outcomes = lappend(body->outcomes, outcome);
}

/*
 * Analyzes a query, whose rows are assigned to a variable, unless it is NULL.
 */
static void
take_into(SvImpactBody *body, PLpgSQL_expr *expr, PLpgSQL_datum *target)
{
	take(body, expr);
	assign(body, target, body->result);
}

/*
 * Analyzes the query of a cursor variable, if it has one, whose rows are
 * assigned to a variable.
 */
static void
take_cursor(SvImpactBody *body, int variable, PLpgSQL_datum *target)
{
	const PLpgSQL_var *cursor = (PLpgSQL_var *) body->function->datums[variable];

	body->result = NULL;
	if (cursor->cursor_explicit_expr != NULL)
		take(body, cursor->cursor_explicit_expr);
	assign(body, target, body->result);
}

/*
 * Lets a variable of type record have this structure; NULL: it is not known.
 */
static void
assign(SvImpactBody *body, PLpgSQL_datum *target, TupleDesc desc)
{
	PLpgSQL_rec *variable = (PLpgSQL_rec *) target;

	if (target == NULL || target->dtype != PLPGSQL_DTYPE_REC ||
		variable->rectypeid != RECORDOID)
		return;
	variable->erh = desc == NULL ? NULL :
		make_expanded_record_from_tupdesc(desc, body->context);
}

/*
 * The structure of the composite value that a query has for its result; NULL if
 * there is none, or none that is known.
 */
static TupleDesc
value_of(TupleDesc result)
{
	Oid			type;

	if (result == NULL || result->natts != 1)
		return NULL;
	type = TupleDescAttr(result, 0)->atttypid;
	return get_typtype(type) == TYPTYPE_COMPOSITE ?
		lookup_rowtype_tupdesc_copy(type, -1) : NULL;
}
