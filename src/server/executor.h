/*-------------------------------------------------------------------------
 *
 * executor.h
 *	  Executes the statements of a script.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_EXECUTOR_H
#define SV_SERVER_EXECUTOR_H

#include "file/script.h"
#include "server/statement_limit.h"

/*
 * An observer of a script: the functions are called before and after each
 * statement, which counts from 1; their errors are reported as those of the
 * statement.  Either may be NULL.  If "limits" is set, "before" applies the limit
 * of the statement.
 */
typedef struct SvWatch
{
	void		(*before) (const SvScript *script, int number, void *arg);
	void		(*after) (const SvScript *script, int number, void *arg);
	void	   *arg;
	bool		limits;
	SvStatementLimit limit;		/* that the script sets */
	uint64		rows;			/* inserted, updated and deleted so far */
	int			number;			/* of the statement that failed, from 1 */
	int			line;			/* of the error; 0: unknown */
} SvWatch;

extern void sv_executor_run(const SvScript *script, SvWatch *watch);
extern void sv_executor_run_chosen(const SvScript *script, List *numbers,
								   SvWatch *watch);
extern void sv_executor_run_group(const SvScript *script, int first, int last,
								  SvWatch *watch);
extern bool sv_executor_is_running(void);
extern void sv_executor_run_outside(const SvScript *script, int number,
									SvWatch *watch);

#endif							/* SV_SERVER_EXECUTOR_H */
