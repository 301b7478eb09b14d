/*-------------------------------------------------------------------------
 *
 * signals.c
 *	  SIGINT, SIGTERM and SIGHUP: what they do, and that they were received.
 *
 * A signal cancels the statement that runs in the server; its error is what
 * ends the program, so that it can say what is left behind.  If none runs, the
 * program ends at once, and the server rolls back what was not committed.  A
 * second signal ends it in any case.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <signal.h>
#include <unistd.h>

#include "cli/signals.h"

static PGcancel *volatile cancel;
static volatile sig_atomic_t received;
static volatile sig_atomic_t in_statement;
static volatile sig_atomic_t is_held;

static void
handle(SIGNAL_ARGS)
{
	int			signal_number = postgres_signal_arg;
	int			saved_errno = errno;
	char		error[256];

	if (received || !(in_statement || is_held))
		_exit(128 + signal_number);
	received = signal_number;
	if (in_statement && cancel != NULL)
		PQcancel(cancel, error, sizeof(error));
	errno = saved_errno;
}

void
cli_signals_catch(void)
{
	pqsignal(SIGINT, handle);
	pqsignal(SIGTERM, handle);
#ifdef SIGHUP
	pqsignal(SIGHUP, handle);
#endif
}

void
cli_signals_set_cancel(PGcancel *new_cancel)
{
	cancel = new_cancel;
}

void
cli_signals_begin_statement(void)
{
	in_statement = true;
}

void
cli_signals_end_statement(void)
{
	in_statement = false;
}

void
cli_signals_hold(void)
{
	is_held = true;
}

void
cli_signals_release(void)
{
	is_held = false;
}

int
cli_signals_received(void)
{
	return received;
}

void
cli_signals_forget(void)
{
	received = 0;
}
