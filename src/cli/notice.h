/*-------------------------------------------------------------------------
 *
 * notice.h
 *	  What the server says while a statement runs.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_NOTICE_H
#define CLI_NOTICE_H

#include "libpq-fe.h"

/* Prints a notice: a PQnoticeReceiver. */
extern void cli_notice_receive(void *arg, const PGresult *result);

/* Time has passed: the line of progress says how much. */
extern void cli_notice_update(void);

/* True if a deploy has stopped before a phase of an online form. */
extern bool cli_notice_stopped(void);

/* The last step that was announced is done. */
extern void cli_notice_end_step(void);

/* A time as people write it: "1.2 s" */
extern char *cli_notice_duration(double seconds);

/* How many repeatable scripts, and checks, were announced so far */
extern int	cli_notice_repeated(void);
extern int	cli_notice_checked(void);

/* Seconds, to be subtracted from each other */
extern double cli_notice_now(void);

#endif							/* CLI_NOTICE_H */
