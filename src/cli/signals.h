/*-------------------------------------------------------------------------
 *
 * signals.h
 *	  SIGINT, SIGTERM and SIGHUP: what they do, and that they were received.
 *
 * Code that asks the server something does not need this: cli_query_run() does.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H

#include "libpq-fe.h"

/* From here on, signals end the program with 128 + their number. */
extern void cli_signals_catch(void);

/* What cancels the statement that runs; NULL: none can. */
extern void cli_signals_set_cancel(PGcancel *cancel);

/*
 * Between these, a signal cancels the statement that runs, and does not end the
 * program: the error of the statement does.
 */
extern void cli_signals_begin_statement(void);
extern void cli_signals_end_statement(void);

/* Between these, a signal is noted only: files are being replaced. */
extern void cli_signals_hold(void);
extern void cli_signals_release(void);

/* The signal that was received and has not ended the program, or 0 */
extern int	cli_signals_received(void);

/* It has been told: it does not matter to what still is to be asked. */
extern void cli_signals_forget(void);

#endif							/* CLI_SIGNALS_H */
