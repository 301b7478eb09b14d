/*-------------------------------------------------------------------------
 *
 * statement_counts.c
 *	  What pg_stat_statements has counted.
 *
 * It is read as the caller: it hides the statements of other roles from those who
 * may not see them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "error.h"
#include "server/query.h"
#include "server/statement_counts.h"
#include "server/subtransaction.h"

static void take_string(const SvRow *row, void *arg);
static void read_none(void *arg);

/*
 * The schema of the extension, quoted; NULL if it is not there.
 */
char *
sv_statement_counts_schema(void)
{
	static SvQuery query = {
		"SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e"
		" JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
		" WHERE e.extname = 'pg_stat_statements'"
	};
	char	   *schema = NULL;

	sv_query_fetch(&query, NULL, NULL, take_string, &schema);
	return schema;
}

/*
 * Why nothing that was counted can be read, as a sentence; NULL if it can.
 */
char *
sv_statement_counts_missing(void)
{
	static SvQuery settings = {
		"SELECT CASE WHEN current_setting('pg_stat_statements.track', true) = 'none'"
		"  THEN 'pg_stat_statements.track'"
		" WHEN current_setting('compute_query_id', true) = 'off' THEN 'compute_query_id' END"
	};
	char	   *schema = sv_statement_counts_schema();
	char	   *setting = NULL;
	ErrorData  *error;

	if (schema == NULL)
		return pstrdup(_("Extension pg_stat_statements is not installed in this database."));
	error = sv_subtransaction_run(read_none, NULL, schema,
								  SV_SUBTRANSACTION_COMMIT);
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	if (error != NULL)
		return psprintf(_("It is not to be had: %s."), error->message);
	sv_query_fetch(&settings, NULL, NULL, take_string, &setting);
	return setting == NULL ? NULL :
		psprintf(_("Statements are not counted, by setting \"%s\"."), setting);
}

static void
take_string(const SvRow *row, void *arg)
{
	*(char **) arg = sv_row_string(row, 1);
}

/* sv_subtransaction_run callback of sv_statement_counts_missing */
static void
read_none(void *arg)
{
	SvQuery		query = {psprintf("SELECT FROM %s.pg_stat_statements(false) LIMIT 1",
								  (char *) arg)};

	sv_query_fetch(&query, NULL, NULL, NULL, NULL);
}
