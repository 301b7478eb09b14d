/*-------------------------------------------------------------------------
 *
 * query.h
 *	  Statements with parameters, and their results.
 *
 * In statements, "@." stands for the schema of the extension's functions.  All
 * values are parameters, and each has exactly the type that the function has,
 * so that no function of another role can be meant.  Calls are qualified.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_QUERY_H
#define CLI_QUERY_H

#include "libpq-fe.h"

#define CLI_MAX_PARAMETERS	16

/* Parameters $1, $2 ...; all zeroes: there are none. */
typedef struct CliParameters
{
	int			count;
	Oid			types[CLI_MAX_PARAMETERS];
	char	   *values[CLI_MAX_PARAMETERS];
	int			lengths[CLI_MAX_PARAMETERS];
	int			formats[CLI_MAX_PARAMETERS];
} CliParameters;

/* Each adds one; values need to stay until the query. */
extern void cli_query_add_text(CliParameters *parameters, const char *value);	/* NULL: null */
extern void cli_query_add_bool(CliParameters *parameters, bool value);
extern void cli_query_add_int(CliParameters *parameters, int value);
extern void cli_query_add_texts(CliParameters *parameters, int count, char *const *values);

/* bytea[]; an element of NULL is null. */
extern void cli_query_add_byteas(CliParameters *parameters, int count, char *const *values, const size_t *lengths);

/*
 * Runs a statement.  Does not return if it fails: the error is reported.
 * parameters may be NULL.
 */
extern PGresult *cli_query_run(const char *statement, const CliParameters *parameters);

/* The same, but returns the failed result. */
extern PGresult *cli_query_try(const char *statement, const CliParameters *parameters);

/*
 * Runs several statements, separated by semicolons, in one trip to the server;
 * so many of them return rows, which are stored in their order.  Does not return
 * if one fails: those after it are not run.  "$1" in them is replaced by the value
 * as a literal.
 */
extern void cli_query_run_together(const char *statements, const char *value, int count, PGresult **answers);

/* The rows of a query as one JSON array, printed */
extern void cli_query_print_json(const char *query, const CliParameters *parameters);

/* The one value of a query, copied; NULL if it is null, or there is no row. */
extern char *cli_query_value(const char *statement, const CliParameters *parameters);

/* ----------
 * Columns by name, of a row of a result.  Unknown names are errors of ours.
 * ----------
 */
extern bool cli_query_is_null(const PGresult *result, int row, const char *column);
extern char *cli_query_column(const PGresult *result, int row, const char *column); /* "" if null */
extern bool cli_query_flag(const PGresult *result, int row, const char *column);
extern int	cli_query_number(const PGresult *result, int row, const char *column);

/* The elements of an array, ending with NULL; *count may be NULL. */
extern char **cli_query_elements(const PGresult *result, int row, const char *column, int *count);

/* The values of a column, by its number, joined: "a, b" */
extern char *cli_query_list(const PGresult *result, int column);

/* The elements of an array joined, "a, b" */
extern char *cli_query_joined(const PGresult *result, int row, const char *column);

#endif							/* CLI_QUERY_H */
