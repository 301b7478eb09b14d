/*-------------------------------------------------------------------------
 *
 * impact_analysis.c
 *	  Analyzes queries without executing anything of them.
 *
 * A query is parsed, analyzed and rewritten as PREPARE does it, and not planned:
 * the planner would execute functions.  What is executed are the input functions
 * of types, for constants, as in any query that names such a type; they are
 * written in C.
 *
 * Each analysis is a subtransaction that is rolled back, so it releases its
 * locks, and settings are as before.  The hooks of extensions are not called
 * meanwhile: pg_stat_statements would make an entry for each text, and push out
 * those of real queries.
 *
 * Functions are analyzed under the search_path that they set.  Of their other
 * settings only those that change the meaning of a body are taken: what a
 * function SETs is not by the role that looks at it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/analyze.h"
#include "rewrite/rewriteHandler.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "error.h"
#include "proof/impact_analysis.h"
#include "server/settings.h"

/* Work that may fail. */
typedef struct Attempt
{
	SvSubtransactionCallback work;
	void	   *arg;
	const SvImpactQuery *query;
	MemoryContext context;		/* of the trees */
	post_parse_analyze_hook_type hook;	/* that of the session */
} Attempt;

/* Statements that are analyzed, or a function that is. */
typedef struct Analysis
{
	const SvImpactQuery *query;
	MemoryContext context;		/* of the result */
	List	   *known;			/* types of parameters, or NIL: as in outcomes */
	List	   *parameters;		/* those found */
	List	   *columns;		/* of the last statement */
} Analysis;

static void attempt_work(void *arg);
static void attempt_leave(void *arg);
static void set_path(const SvImpactQuery *query);
static void analyze_statements(void *arg);
static Oid *array_of(List *list, int *count);
static List *list_of(const Oid *array, int count);
static bool is_analyzed(const Node *statement);
static Query *contained_query(Query *query);
static void validate_sql(void *arg);
static List *columns_of(Oid relation);

/*
 * Runs work that analyzes a query, in a subtransaction that is rolled back,
 * under the settings of the query.  The work gets a memory context that ends
 * with it.  Returns NULL, or the error in the current memory context.
 */
ErrorData *
sv_impact_analysis_try(SvSubtransactionCallback work, void *arg,
					   const SvImpactQuery *query)
{
	Attempt		attempt = {work, arg, query};
	ErrorData  *error;

	CHECK_FOR_INTERRUPTS();
	attempt.context = AllocSetContextCreate(CurrentMemoryContext,
											"schemaver analysis",
											ALLOCSET_DEFAULT_SIZES);
	attempt.hook = post_parse_analyze_hook;
	error = sv_subtransaction_run(attempt_work, attempt_leave, &attempt,
								  SV_SUBTRANSACTION_ROLLBACK);
	MemoryContextDelete(attempt.context);
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	return error;
}

static void
attempt_work(void *arg)
{
	Attempt    *attempt = arg;

	post_parse_analyze_hook = NULL;
	MemoryContextSwitchTo(attempt->context);
	sv_settings_set("client_min_messages", "error", true);
	sv_settings_set("check_function_bodies", "on", true);
	set_path(attempt->query);
	attempt->work(attempt->arg);
}

static void
attempt_leave(void *arg)
{
	post_parse_analyze_hook = ((const Attempt *) arg)->hook;
}

/*
 * Sets the search_path of a query, or what its function sets that gives the
 * body its meaning.
 */
static void
set_path(const SvImpactQuery *query)
{
	HeapTuple	tuple;
	Datum		settings;
	Datum	   *elements;
	bool		isnull;
	int			count;

	sv_settings_set("search_path", query->search_path, true);
	if (query->kind != SV_IMPACT_SQL && query->kind != SV_IMPACT_PLPGSQL)
		return;
	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(query->object));
	if (!HeapTupleIsValid(tuple))
		return;
	settings = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proconfig, &isnull);
	if (!isnull)
	{
		deconstruct_array(DatumGetArrayTypeP(settings), TEXTOID, -1, false,
						  TYPALIGN_INT, &elements, NULL, &count);
		for (int i = 0; i < count; i++)
		{
			char	   *name = TextDatumGetCString(elements[i]);
			char	   *value = strchr(name, '=');

			if (value == NULL)
				continue;
			*value++ = '\0';
			if (strcmp(name, "search_path") == 0 ||
				strcmp(name, "plpgsql.variable_conflict") == 0)
				sv_settings_set(name, value, true);
		}
	}
	ReleaseSysCache(tuple);
}

/*
 * Analyzes statements; returns one SvImpactOutcome, whose columns are those of
 * the last one, or NIL if no statement is a query.
 *
 * Statements that were analyzed before are good if they are with the types that
 * their parameters had then, too: f($1) was f(1), perhaps, and does not become
 * ambiguous by another function f.
 */
List *
sv_impact_analysis_statements(const SvImpactQuery *query)
{
	Analysis	analysis = {query, CurrentMemoryContext};
	ErrorData  *error = sv_impact_analysis_try(analyze_statements, &analysis,
											   query);
	SvImpactOutcome *outcome;

	if (error != NULL && query->before != NIL)
	{
		Analysis	again = {query, CurrentMemoryContext};

		again.known = ((SvImpactOutcome *) linitial(query->before))->parameters;
		if (sv_impact_analysis_try(analyze_statements, &again, query) == NULL)
		{
			analysis = again;
			error = NULL;
		}
	}
	if (error == NULL && analysis.parameters == NIL)
		return NIL;
	outcome = sv_impact_query_outcome(query->text, error);
	outcome->columns = analysis.columns;
	outcome->parameters = analysis.parameters;
	return list_make1(outcome);
}

static void
analyze_statements(void *arg)
{
	Analysis   *analysis = arg;
	const char *text = analysis->query->text;
	List	   *statements = pg_parse_query(text);
	List	   *known = analysis->known;
	ListCell   *lc;

	foreach(lc, statements)
	{
		RawStmt    *statement = lfirst(lc);
		Oid		   *types = NULL;
		int			count = 0;
		Query	   *query;
		MemoryContext before;

		if (!is_analyzed(statement->stmt))
			continue;
		if (known != NIL)
		{
			types = array_of(linitial(known), &count);
			known = list_copy_tail(known, 1);
		}
		query = contained_query(parse_analyze_varparams(statement, text,
														&types, &count, NULL));
		before = MemoryContextSwitchTo(analysis->context);
		analysis->columns = sv_impact_analysis_targets(query);
		analysis->parameters = lappend(analysis->parameters,
									   list_of(types, count));
		MemoryContextSwitchTo(before);
		sv_impact_analysis_rewrite(query);
	}
}

static Oid *
array_of(List *list, int *count)
{
	Oid		   *array = palloc(sizeof(Oid) * (list_length(list) + 1));
	ListCell   *lc;

	*count = list_length(list);
	foreach(lc, list)
	{
		array[foreach_current_index(lc)] = lfirst_oid(lc);
	}
	return array;
}

static List *
list_of(const Oid *array, int count)
{
	List	   *list = NIL;

	for (int i = 0; i < count; i++)
		list = lappend_oid(list, array[i]);
	return list;
}

/*
 * True if a statement is a query, or is one to be executed otherwise.
 */
static bool
is_analyzed(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_SelectStmt:
		case T_InsertStmt:
		case T_UpdateStmt:
		case T_DeleteStmt:
		case T_CallStmt:
		case T_DeclareCursorStmt:
			return true;
		default:
			return sv_is_merge(statement);
	}
}

/*
 * The query that a utility statement has in it, or the statement itself.
 */
static Query *
contained_query(Query *query)
{
	Node	   *contained = NULL;

	if (query->commandType != CMD_UTILITY)
		return query;
	if (IsA(query->utilityStmt, DeclareCursorStmt))
		contained = ((DeclareCursorStmt *) query->utilityStmt)->query;
	else if (IsA(query->utilityStmt, CreateTableAsStmt))
		contained = ((CreateTableAsStmt *) query->utilityStmt)->query;
	return contained != NULL && IsA(contained, Query) ? (Query *) contained :
		query;
}

/*
 * The columns of the result of a query, SvImpactColumns.
 */
List *
sv_impact_analysis_targets(Query *query)
{
	List	   *targets = query->commandType == CMD_SELECT ?
	query->targetList : query->returningList;
	List	   *columns = NIL;
	ListCell   *lc;

	foreach(lc, targets)
	{
		const TargetEntry *target = lfirst(lc);
		Node	   *value = (Node *) target->expr;

		if (!target->resjunk)
			columns = lappend(columns,
							  sv_impact_query_column(target->resname == NULL ? "?column?" :
													 target->resname,
													 exprType(value), exprTypmod(value)));
	}
	return columns;
}

/*
 * Rewrites a query, which is modified, by the rules and views that it uses.
 */
void
sv_impact_analysis_rewrite(Query *query)
{
	if (query->commandType != CMD_UTILITY)
		(void) QueryRewrite(query);
}

/*
 * The columns of a view, as an SvImpactOutcome; NIL if there is none, under its
 * name or as the object that it was.
 */
List *
sv_impact_analysis_view(const SvImpactQuery *query)
{
	Oid			relation = query->object;
	SvImpactOutcome *outcome;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)))
		relation = RangeVarGetRelid(makeRangeVarFromNameList(sv_name_list(query->name)),
									NoLock, true);
	if (!OidIsValid(relation))
		return NIL;
	outcome = sv_impact_query_outcome(query->text, NULL);
	outcome->columns = columns_of(relation);
	return list_make1(outcome);
}

static List *
columns_of(Oid relid)
{
	Relation	relation = relation_open(relid, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(relation);
	List	   *columns = NIL;

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, i);

		if (!column->attisdropped)
			columns = lappend(columns, sv_impact_query_column(NameStr(column->attname),
															  column->atttypid,
															  column->atttypmod));
	}
	relation_close(relation, AccessShareLock);
	return columns;
}

/*
 * Analyzes a function in SQL; returns an SvImpactOutcome without columns: those
 * that the function returns are part of its name.
 */
List *
sv_impact_analysis_sql(const SvImpactQuery *query)
{
	Analysis	analysis = {query, CurrentMemoryContext};
	ErrorData  *error = sv_impact_analysis_try(validate_sql, &analysis, query);

	return list_make1(sv_impact_query_outcome(query->text, error));
}

/*
 * What CREATE FUNCTION does.
 */
static void
validate_sql(void *arg)
{
	(void) OidFunctionCall1(F_FMGR_SQL_VALIDATOR,
							ObjectIdGetDatum(((const Analysis *) arg)->query->object));
}
