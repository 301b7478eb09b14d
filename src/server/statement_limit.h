/*-------------------------------------------------------------------------
 *
 * statement_limit.h
 *	  The statement_timeout that a script sets for its statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_STATEMENT_LIMIT_H
#define SV_SERVER_STATEMENT_LIMIT_H

#include "datatype/timestamp.h"
#include "nodes/nodes.h"

/* Of a script.  All zero before its first statement. */
typedef struct SvStatementLimit
{
	bool		begun;
	int			before;			/* statement_timeout before the script */
	bool		own;			/* the script has set it */
	TimestampTz started;		/* when the statement began, if "own" */
	int64		spent;			/* microseconds for which "own" held */
} SvStatementLimit;

extern void sv_statement_limit_begin(SvStatementLimit *limit);
extern void sv_statement_limit_apply(SvStatementLimit *limit,
									 TimestampTz latest);
extern void sv_statement_limit_end(SvStatementLimit *limit,
								   const Node *statement);

#endif							/* SV_SERVER_STATEMENT_LIMIT_H */
