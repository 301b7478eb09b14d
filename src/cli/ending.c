/*-------------------------------------------------------------------------
 *
 * ending.c
 *	  The end of the program.
 *
 * What has to be done in the end is done here, and not by atexit(), as the
 * libraries do there what takes longer than to ask a server whether there is
 * anything to do: they free memory, which the end of a process frees anyway.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "cli/ending.h"

#define MAX_FUNCTIONS	4

static void (*functions[MAX_FUNCTIONS]) (void);
static int	count;

void
cli_ending_add(void (*function) (void))
{
	for (int i = 0; i < count; i++)
	{
		if (functions[i] == function)
			return;
	}
	Assert(count < MAX_FUNCTIONS);
	functions[count++] = function;
}

void
cli_ending_exit(int status)
{
	while (count > 0)
		functions[--count] ();
#ifdef SCHEMAVER_COVERAGE
	/* which is written by the libraries' end */
	exit(status);
#else
	_exit(status);
#endif
}
