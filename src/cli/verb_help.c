/*-------------------------------------------------------------------------
 *
 * verb_help.c
 *	  help; and what make prints from the table of options: the man page and
 *	  the completions.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/completion.h"
#include "cli/man.h"
#include "cli/output.h"
#include "cli/verb.h"

static int
help(CliArguments *arguments)
{
	const char *name = cli_options_operand(arguments, 0, NULL);
	const CliVerb *verb = name ? cli_options_verb(name) : NULL;

	if (name && !verb)
		cli_options_misuse(NULL, "unrecognized command \"%s\"", name);
	cli_options_help(verb);
	return CLI_FINE;
}

static int
print_man(CliArguments *arguments)
{
	cli_man_print(cli_verb_groups);
	return CLI_FINE;
}

static int
print_completion(CliArguments *arguments)
{
	if (strcmp(arguments->operands[0], "bash") == 0)
		cli_completion_print_bash(cli_verb_groups);
	else if (strcmp(arguments->operands[0], "zsh") == 0)
		cli_completion_print_zsh(cli_verb_groups);
	else
		cli_options_misuse(arguments->verb, "unrecognized shell \"%s\"", arguments->operands[0]);
	return CLI_FINE;
}

const CliVerb cli_verb_help[] = {
	{
		"help", "[COMMAND]", 0, 1, "help, or help about a command",
		"Prints the list of commands, or help about one of them.",
		NULL, help
	},
	{
		"print-man", "", 0, 0, "print the man page",
		"Prints the man page.",
		NULL, print_man, true
	},
	{
		"print-completion", "bash|zsh", 1, 1, "print the completions of a shell",
		"Prints the completions of a shell.",
		NULL, print_completion, true
	},
	{NULL}
};
