/*-------------------------------------------------------------------------
 *
 * bound_query.h
 *	  A statement together with the values of its parameters.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_BOUND_QUERY_H
#define SV_SERVER_BOUND_QUERY_H

#include "server/query.h"

typedef struct SvBoundQuery
{
	SvQuery    *query;
	Datum		values[SV_QUERY_MAX_ARGS];
	char		nulls[SV_QUERY_MAX_ARGS];	/* 'n' or ' ', as SPI has it */
} SvBoundQuery;

extern SvBoundQuery sv_bound_query_make(SvQuery *query);
extern void sv_bound_query_set(SvBoundQuery *bound, int number, Datum value);
extern void sv_bound_query_set_text(SvBoundQuery *bound, int number,
									const char *text);
extern uint64 sv_bound_query_execute(SvBoundQuery *bound);
extern uint64 sv_bound_query_fetch(SvBoundQuery *bound, SvRowCallback callback,
								   void *arg);
extern char *sv_bound_query_sql(const SvBoundQuery *bound);
extern char *sv_bound_query_literal(Datum value, Oid type);

#endif							/* SV_SERVER_BOUND_QUERY_H */
