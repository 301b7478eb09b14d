/*-------------------------------------------------------------------------
 *
 * query.h
 *	  The queries of the extension itself.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_QUERY_H
#define SV_SERVER_QUERY_H

#include "nodes/pg_list.h"

#define SV_QUERY_MAX_ARGS 16

/*
 * A query and the types of its parameters.  One that is kept must be a static
 * variable, as it holds its plan for the rest of the session; there must be an
 * index for each condition on a table that may grow.
 */
typedef struct SvQuery
{
	const char *text;
	int			nargs;
	Oid			types[SV_QUERY_MAX_ARGS];
	bool		kept;
	struct _SPI_plan *plan;
	bool		is_of_tables;	/* reads or writes our tables; set by the
								 * first execution */
} SvQuery;

/* A row of a result, valid during the call of the callback only. */
typedef struct SvRow
{
	Datum	   *values;
	bool	   *nulls;
	struct TupleDescData *columns;
} SvRow;

typedef void (*SvRowCallback) (const SvRow *row, void *arg);

extern uint64 sv_query_execute(SvQuery *query, Datum *values,
							   const char *nulls);
extern uint64 sv_query_execute_text(SvQuery *query, const char *text);
extern uint64 sv_query_fetch(SvQuery *query, Datum *values, const char *nulls,
							 SvRowCallback callback, void *arg);
extern uint64 sv_query_fetch_definitions(SvQuery *query, Datum *values,
										 SvRowCallback callback, void *arg);
extern uint64 sv_query_scan(SvQuery *query, Datum *values,
							SvRowCallback callback, void *arg);
extern int	sv_query_pin(void);
extern void sv_query_unpin(int nest_level);
extern void sv_query_begin_fresh(void);
extern void sv_query_begin_latest(void);
extern void sv_query_end_fresh(void);

extern int	sv_row_count(const SvRow *row);
extern Datum sv_row_datum(const SvRow *row, int column);
extern Datum sv_row_value(const SvRow *row, int column, Oid type);
extern char *sv_row_text(const SvRow *row, int column);
extern char *sv_row_string(const SvRow *row, int column);
extern bytea *sv_row_bytes(const SvRow *row, int column);
extern bool sv_row_bool(const SvRow *row, int column);
extern List *sv_row_strings(const SvRow *row, int column);
extern List *sv_row_oids(const SvRow *row, int column);

#endif							/* SV_SERVER_QUERY_H */
