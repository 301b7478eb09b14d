/*-------------------------------------------------------------------------
 *
 * executor.h
 *	  Hands the statements of a script to the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_EXECUTOR_H
#define SV_SERVER_EXECUTOR_H

#include "file/script.h"

/*
 * Who wants to know of the statements of a script: the function is called
 * before each, where that may fail as the statement may.
 */
typedef struct SvWatch
{
	void		(*before) (const SvScript *script, int number, void *arg);
	void	   *arg;
	uint64		rows;			/* inserted, updated and deleted until now */
	int			number;			/* of the statement that failed, from 1 */
	int			line;			/* of the error; 0: not known */
} SvWatch;

extern void sv_executor_run(const SvScript *script, SvWatch *watch);
extern void sv_executor_run_outside(const SvScript *script, int number,
									SvWatch *watch);

#endif							/* SV_SERVER_EXECUTOR_H */
