/*-------------------------------------------------------------------------
 *
 * impact_body.c
 *	  A function in PL/pgSQL, compiled, and the analysis of its expressions.
 *
 * The server's PL/pgSQL compiles the function, and its parser hooks resolve the
 * variables in each expression, as in an execution.  Its library is loaded if it
 * is not, and its functions are found by name, as debuggers and plpgsql_check
 * do; its structs are those of the server's header.
 *
 * A compiled function is kept by PL/pgSQL.  It is made invalid when it has been
 * analyzed, as types that it has copied may change.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupconvert.h"
#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "parser/analyze.h"
#include "parser/parse_node.h"
#include "parser/parser.h"
#include "utils/expandedrecord.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "proof/impact_analysis.h"
#include "proof/impact_body.h"

static void load(SvImpactBody *body);
static void compile(void *arg);
static void prepare(SvImpactBody *body);
static void assign_relation(SvImpactBody *body, int dno);
static void analyze(void *arg);
static void check_returned(const SvImpactBody *body, TupleDesc desc);
static TupleDesc returned(const SvImpactBody *body);

/*
 * Compiles the function of a query.  Returns NULL, or the error.  If the
 * function is being executed, and calls us, it stays as it is, and there is
 * none in "body" afterwards.
 */
ErrorData *
sv_impact_body_compile(SvImpactBody *body)
{
	ErrorData  *error;

	load(body);
	error = sv_impact_analysis_try(compile, body, body->query);
	if (error != NULL)
		return error;
	if (plpgsql_function_use_count(body->function) > 0)
		body->function = NULL;
	else
		prepare(body);
	return NULL;
}

/*
 * Finds the functions of PL/pgSQL.
 */
static void
load(SvImpactBody *body)
{
	static const char library[] = "$libdir/plpgsql";

	body->compile = (SvPlpgsqlCompile) (void *)
		load_external_function(library, "plpgsql_compile", true, NULL);
	body->setup = (SvPlpgsqlSetup) (void *)
		load_external_function(library, "plpgsql_parser_setup", true, NULL);
	body->name = (SvPlpgsqlName) (void *)
		load_external_function(library, "plpgsql_stmt_typename", true, NULL);
}

/*
 * What PL/pgSQL's validator does.
 */
static void
compile(void *arg)
{
	SvImpactBody *body = arg;

	LOCAL_FCINFO(call, 0);
	FmgrInfo	info;
	TriggerData trigger = {T_TriggerData};
	EventTriggerData event_trigger = {T_EventTriggerData};
	Oid			result = get_func_rettype(body->query->object);

	MemSet(call, 0, SizeForFunctionCallInfo(0));
	MemSet(&info, 0, sizeof(info));
	call->flinfo = &info;
	info.fn_oid = body->query->object;
	info.fn_mcxt = CurrentMemoryContext;
	if (result == TRIGGEROID)
		call->context = (Node *) &trigger;
	else if (result == EVENT_TRIGGEROID)
		call->context = (Node *) &event_trigger;
	body->function = body->compile(call, true);
}

/*
 * Sets up what PL/pgSQL's hooks look at, with the rows of a trigger.
 */
static void
prepare(SvImpactBody *body)
{
	PLpgSQL_execstate *state = &body->state;

	state->func = body->function;
	state->ndatums = body->function->ndatums;
	state->datums = body->function->datums;
	state->datum_context = body->context;
	state->fn_rettype = body->function->fn_rettype;
	body->function->cur_estate = state;
	if (body->function->fn_is_trigger == PLPGSQL_DML_TRIGGER &&
		OidIsValid(body->query->relation_oid))
	{
		assign_relation(body, body->function->new_varno);
		assign_relation(body, body->function->old_varno);
	}
}

/*
 * Lets a variable have a row of the table of the trigger.
 */
static void
assign_relation(SvImpactBody *body, int dno)
{
	Oid			type = get_rel_type_id(body->query->relation_oid);
	PLpgSQL_rec *variable = (PLpgSQL_rec *) body->function->datums[dno];

	if (OidIsValid(type))
		variable->erh = make_expanded_record_from_typeid(type, -1,
														 body->context);
}

/*
 * Frees a compiled function, and leaves what PL/pgSQL keeps of one that it has
 * found to be out of date.
 */
void
sv_impact_body_release(SvImpactBody *body)
{
	PLpgSQL_function *function = body->function;

	function->cur_estate = NULL;
	function->action = NULL;
	function->ndatums = 0;
	plpgsql_function_xmin(function) = InvalidTransactionId;
	MemoryContextDelete(function->fn_cxt);
	function->fn_cxt = NULL;
}

/*
 * Analyzes an expression, or a query.  Returns NULL, with the result in "body",
 * or the error.
 */
ErrorData *
sv_impact_body_analyze(SvImpactBody *body, PLpgSQL_expr *expr)
{
	body->expr = expr;
	expr->func = body->function;
	return sv_impact_analysis_try(analyze, body, body->query);
}

/*
 * Analyzes the current expression as PL/pgSQL does, and finds its result.
 */
static void
analyze(void *arg)
{
	SvImpactBody *body = arg;
	ListCell   *lc;

	foreach(lc, plpgsql_parse_expression(body->expr))
	{
		ParseState *pstate = make_parsestate(NULL);
		Query	   *query;
		MemoryContext before;

		pstate->p_sourcetext = body->expr->query;
		body->setup(pstate, body->expr);
		query = transformTopLevelStmt(pstate, lfirst(lc));
		free_parsestate(pstate);
		if (query->commandType == CMD_UTILITY)
			continue;
		before = MemoryContextSwitchTo(body->context);
		body->result = ExecCleanTypeFromTL(query->commandType == CMD_SELECT ?
										   query->targetList :
										   query->returningList);
		MemoryContextSwitchTo(before);
		if (body->is_returned)
			check_returned(body, body->result);
		sv_impact_analysis_rewrite(query);
	}
}

/*
 * Reports an error if the rows of a query are not those that the function
 * returns, as its execution would.
 */
static void
check_returned(const SvImpactBody *body, TupleDesc desc)
{
	TupleDesc	wanted = returned(body);

	if (wanted != NULL)
		(void) convert_tuples_by_position(desc, wanted,
										  gettext_noop("structure of query does not match function result type"));
}

/*
 * The structure of the rows that the function returns; NULL if it is given by
 * the query that calls it.
 */
static TupleDesc
returned(const SvImpactBody *body)
{
	Oid			type;
	TupleDesc	desc;

	switch (get_func_result_type(body->query->object, &type, &desc))
	{
		case TYPEFUNC_COMPOSITE:
		case TYPEFUNC_COMPOSITE_DOMAIN:
			return desc;
		case TYPEFUNC_SCALAR:
			desc = CreateTemplateTupleDesc(1);
			TupleDescInitEntry(desc, (AttrNumber) 1, NULL, type, -1, 0);
			return desc;
		default:
			return NULL;
	}
}
