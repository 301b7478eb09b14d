/*-------------------------------------------------------------------------
 *
 * main.c
 *	  schemaver, the client program: revision files, options and output; all
 *	  else is done by the functions of the extension.
 *
 * One process and one connection, by libpq.  Nothing in the database is
 * trusted: the search_path is empty, except where that of the caller has a
 * meaning (where scripts of revisions are run or written, and where the table
 * of another tool is searched); calls are qualified, with arguments of exactly
 * the types of the function; values are parameters; a name from the server is
 * used for a file only if it is that of one in the folder; and a terminal gets
 * no control characters.
 *
 * Memory is not freed: the program lives for one command.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "common/logging.h"

#include "cli/config.h"
#include "cli/ending.h"
#include "cli/output.h"
#include "cli/verb.h"

int
main(int argc, char **argv)
{
	CliArguments *arguments;

	pg_logging_init(argv[0]);
	cli_output_init();
	arguments = cli_options_parse(argc, argv, cli_verb_groups);
	cli_output_set_json(cli_options_given(arguments, CLI_JSON));
	cli_config_load(arguments);
	cli_ending_exit(cli_output_finish(arguments->verb->run(arguments)));
}
