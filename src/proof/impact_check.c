/*-------------------------------------------------------------------------
 *
 * impact_check.c
 *	  What plpgsql_check says about functions, where it is installed.
 *
 * The extension follows the flow of a function further than our own analysis
 * does.  It plans the queries, so functions that are immutable may be executed,
 * with the rights that server/rights.c leaves them.  What it fails at, it has
 * nothing to say about.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "error.h"
#include "proof/impact_analysis.h"
#include "proof/impact_check.h"
#include "server/query.h"

/* A call of the extension. */
typedef struct Check
{
	const char *checker;
	const SvImpactQuery *query;
	MemoryContext context;		/* of the outcomes */
	List	   *outcomes;		/* of SvImpactOutcome */
} Check;

static void take_name(const SvRow *row, void *arg);
static void check(void *arg);
static void take_complaint(const SvRow *row, void *arg);
static int	code_of(const char *sqlstate);

/* The function of the extension, which is where the extension's members are. */
static SvQuery checker = {
	"SELECT pg_catalog.quote_ident(n.nspname) || '.plpgsql_check_function_tb'"
	" FROM pg_catalog.pg_extension e"
	" JOIN pg_catalog.pg_depend d ON d.refobjid = e.oid AND d.deptype = 'e'"
	"  AND d.refclassid = 'pg_catalog.pg_extension'::regclass"
	"  AND d.classid = 'pg_catalog.pg_proc'::regclass"
	" JOIN pg_catalog.pg_proc p ON p.oid = d.objid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace"
	" WHERE e.extname = 'plpgsql_check'"
	"  AND p.proname = 'plpgsql_check_function_tb' LIMIT 1"
};

/*
 * The function of the extension, as SQL; NULL if it is not installed.
 */
const char *
sv_impact_check_find(void)
{
	char	   *name = NULL;

	sv_query_begin_latest();
	sv_query_fetch(&checker, NULL, NULL, take_name, &name);
	sv_query_end_fresh();
	return name;
}

static void
take_name(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_text(row, 1);
}

/*
 * What the extension calls errors in a function: SvImpactOutcomes.
 */
List *
sv_impact_check_run(const char *checker, const SvImpactQuery *query)
{
	Check		checked = {checker, query, CurrentMemoryContext};
	ErrorData  *error = sv_impact_analysis_try(check, &checked, query);

	return error == NULL ? checked.outcomes : NIL;
}

static void
check(void *arg)
{
	Check	   *checked = arg;
	SvQuery		query = {.nargs = 2,.types = {OIDOID, OIDOID}};
	Datum		values[2];

	query.text = psprintf("SELECT c.sqlstate, c.message, c.detail, c.hint,"
						  " COALESCE(c.query, ''), pg_catalog.format('line %%s at %%s',"
						  "  c.lineno, c.statement)"
						  " FROM %s(funcoid => $1::regprocedure, relid => $2::regclass,"
						  "  fatal_errors => false, other_warnings => false,"
						  "  performance_warnings => false, extra_warnings => false) c"
						  " WHERE c.level = 'error'", checked->checker);
	values[0] = ObjectIdGetDatum(checked->query->object);
	values[1] = ObjectIdGetDatum(checked->query->relation_oid);
	sv_query_begin_latest();
	sv_query_fetch(&query, values, NULL, take_complaint, checked);
	sv_query_end_fresh();
}

static void
take_complaint(const SvRow *row, void *arg)
{
	Check	   *checked = arg;
	MemoryContext before = MemoryContextSwitchTo(checked->context);
	ErrorData  *error = palloc0(sizeof(ErrorData));
	SvImpactOutcome *outcome = sv_impact_query_outcome(sv_row_text(row, 5),
													   error);

	error->sqlerrcode = code_of(sv_row_text(row, 1));
	error->message = sv_row_text(row, 2);
	error->detail = sv_row_string(row, 3);
	error->hint = sv_row_string(row, 4);
	outcome->context = sv_row_text(row, 6);
	checked->outcomes = lappend(checked->outcomes, outcome);
	MemoryContextSwitchTo(before);
}

static int
code_of(const char *sqlstate)
{
	return strlen(sqlstate) != 5 ? ERRCODE_INTERNAL_ERROR :
		MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3],
					  sqlstate[4]);
}
