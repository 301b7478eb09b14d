/*-------------------------------------------------------------------------
 *
 * options.c
 *	  The table of options, help, and the command line.
 *
 * Options may come before the verb, after it, and between operands; "--" ends
 * them.  What looks like a negative number is an operand, as -1 is a target.
 * There are no abbreviations: what is written into a script keeps its meaning
 * when options are added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/ending.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/report.h"

static const CliOption kinds[CLI_OPTION_COUNT] = {
	[CLI_AGAIN] = {0, "again", NULL},
	[CLI_AUTOGENERATE] = {0, "autogenerate", NULL},
	[CLI_BRANCH_LABEL] = {0, "branch-label", "NAME"},
	[CLI_CHECK_HEADS] = {0, "check-heads", NULL},
	[CLI_CONFIG] = {0, "config", "FILE"},
	[CLI_DBNAME] = {'d', "dbname", "CONNECTION"},
	[CLI_DEPENDS_ON] = {0, "depends-on", "TARGET"},
	[CLI_DIR] = {0, "dir", "FOLDER"},
	[CLI_DOWNGRADE] = {0, "downgrade", NULL},
	[CLI_ENV] = {0, "env", "NAME"},
	[CLI_FORCE] = {0, "force", NULL},
	[CLI_FORMAT] = {0, "format", "FORMAT"},
	[CLI_HEAD] = {0, "head", "TARGET"},
	[CLI_HELP] = {'h', "help", NULL},
	[CLI_IN_PLACE] = {0, "in-place", NULL},
	[CLI_INDICATE_CURRENT] = {'i', "indicate-current", NULL},
	[CLI_JSON] = {0, "json", NULL},
	[CLI_LIMIT] = {'n', "limit", "N"},
	[CLI_LOG] = {0, "log", NULL},
	[CLI_MESSAGE] = {'m', "message", "MESSAGE"},
	[CLI_MODEL] = {0, "model", "MODEL"},
	[CLI_NO_LOAD] = {0, "no-load", NULL},
	[CLI_NO_ONLINE] = {0, "no-online", NULL},
	[CLI_NO_TRANSACTION] = {0, "no-transaction", NULL},
	[CLI_ONLINE] = {0, "online", NULL},
	[CLI_PAUSE] = {0, "pause", NULL},
	[CLI_PRIVILEGES] = {0, "privileges", NULL},
	[CLI_PURGE] = {0, "purge", NULL},
	[CLI_RENAME] = {0, "rename", "OLD=NEW"},
	[CLI_REPLAY] = {0, "replay", NULL},
	[CLI_RESOLVE_DEPENDENCIES] = {0, "resolve-dependencies", NULL},
	[CLI_RESUME] = {0, "resume", NULL},
	[CLI_REV_ID] = {0, "rev-id", "ID"},
	[CLI_REV_RANGE] = {'r', "rev-range", "A:B"},
	[CLI_ROLE] = {0, "role", "NAME"},
	[CLI_ROWS] = {0, "rows", "N"},
	[CLI_SAMPLE] = {0, "sample", NULL},
	[CLI_SARIF] = {0, "sarif", NULL},
	[CLI_SCHEMA] = {0, "schema", "NAME"},
	[CLI_SPLICE] = {0, "splice", NULL},
	[CLI_SQL] = {0, "sql", NULL},
	[CLI_STATUS_EXIT_CODE] = {0, "exit-code", NULL},
	[CLI_STDOUT] = {0, "stdout", NULL},
	[CLI_UNTIL] = {0, "until", "PHASE"},
	[CLI_VERBOSE] = {'v', "verbose", NULL},
	[CLI_VERSION] = {'V', "version", NULL},
	[CLI_WRITE] = {0, "write", NULL},
};

const CliVerbOption cli_options_common[] = {
	{CLI_DBNAME, "database name or connection string, as in psql; or the\nURL of a framework, such as postgresql+psycopg2://..."},
	{CLI_ENV, "section of schemaver.conf (default: $SCHEMAVER_ENV)"},
	{CLI_CONFIG, "configuration file (default: schemaver.conf, searched\nfrom here upwards)"},
	{CLI_DIR, "folder of the revision files (default: migrations)"},
	{CLI_NO_LOAD, "do not load the folder"},
	{CLI_JSON, "results and errors as JSON"},
	{CLI_HELP, "help, after a command about it"},
	{CLI_VERSION, "the version of this program"},
	{CLI_NO_OPTION}
};

/* Of all verbs */
static const CliVerbGroup *all_groups;

/* Of the configuration */
static const char *defaults[CLI_OPTION_COUNT];

static void
add_option(CliArguments *arguments, CliOptionId id, char *value)
{
	int			count = arguments->counts[id]++;

	arguments->values[id] = pg_realloc(arguments->values[id], (count + 1) * sizeof(char *));
	arguments->values[id][count] = value;
}

const CliOption *
cli_options_option(CliOptionId id)
{
	return &kinds[id];
}

const CliVerb *
cli_options_verb(const char *name)
{
	for (const CliVerbGroup *group = all_groups; group->title != NULL; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name != NULL; verb++)
		{
			if (strcmp(verb->name, name) == 0)
				return verb;
		}
	}
	return NULL;
}

bool
cli_options_given(const CliArguments *arguments, CliOptionId id)
{
	return arguments->counts[id] > 0;
}

const char *
cli_options_value(const CliArguments *arguments, CliOptionId id)
{
	return cli_options_given(arguments, id) ? arguments->values[id][arguments->counts[id] - 1] : defaults[id];
}

void
cli_options_override(CliArguments *arguments, CliOptionId id)
{
	add_option(arguments, id, NULL);
}

void
cli_options_set_default(CliOptionId id, const char *value)
{
	defaults[id] = value;
}

const char *
cli_options_operand(const CliArguments *arguments, int number, const char *otherwise)
{
	return number < arguments->operand_count ? arguments->operands[number] : otherwise;
}

void
cli_options_misuse(const CliVerb *verb, const char *format,...)
{
	char	   *message;
	char	   *hint = psprintf("Try \"schemaver %s%s--help\".", verb ? verb->name : "", verb ? " " : "");
	va_list		args;

	va_start(args, format);
	message = cli_output_format(format, args);
	va_end(args);
	cli_report_fail_hint(CLI_MISUSE, hint, "%s", message);
}

/* ----------
 * Help
 * ----------
 */

/* One option: two columns, of which the second may have several lines. */
static void
print_option(const CliVerbOption *option)
{
	const CliOption *kind = &kinds[option->id];
	char		letter[8] = "    ";
	char	   *left;

	if (kind->letter)
		snprintf(letter, sizeof(letter), "-%c, ", kind->letter);
	left = psprintf("  %s--%s%s%s", letter, kind->name, kind->value ? "=" : "", kind->value ? kind->value : "");
	cli_output_print("%-28s %s%s\n", left, strlen(left) > 28 ? "\n                             " : "",
					 cli_output_indented(option->help, 29));
}

static void
print_verb_help(const CliVerb *verb)
{
	cli_output_print("Usage: schemaver %s%s%s%s\n\n%s\n", verb->name, verb->options ? " [OPTION]..." : "",
					 verb->operands[0] ? " " : "", verb->operands, verb->description);
	if (verb->options != NULL)
	{
		cli_output_print("\n");
		for (const CliVerbOption *option = verb->options; option->id != CLI_NO_OPTION; option++)
			print_option(option);
	}
	cli_output_print("\nOptions of all commands: -d CONNECTION, --dir=FOLDER, --no-load, --json; see\n"
					 "schemaver --help.\n");
}

void
cli_options_help(const CliVerb *verb)
{
	if (verb != NULL)
	{
		print_verb_help(verb);
		return;
	}
	cli_output_print("schemaver: schema versions inside PostgreSQL, with Alembic's words\n\n"
					 "Usage: schemaver [OPTION]... COMMAND [ARGUMENT]...\n");
	for (const CliVerbGroup *group = all_groups; group->title != NULL; group++)
	{
		cli_output_print("\n%s:\n", group->title);
		for (verb = group->verbs; verb->name != NULL; verb++)
		{
			if (!verb->hidden)
				cli_output_print("  %-12s %s\n", verb->name, verb->summary);
		}
	}
	cli_output_print("\nOptions, before or after the command:\n");
	for (const CliVerbOption *option = cli_options_common; option->id != CLI_NO_OPTION; option++)
		print_option(option);
	cli_output_print("\n"
					 "The connection is that of psql: PGHOST, PGUSER, PGSERVICE and so on count.\n"
					 "Results are on the standard output, messages on the standard error.\n\n"
					 "Exit status: 0 if all went well, 1 after an error, 2 if the command line is\n"
					 "wrong, 3 if there is no connection, 4 if something differs (check, diff,\n"
					 "current --check-heads, --exit-code), 5 if a gate refuses (verify, lint,\n"
					 "impact), 130 or 143 after SIGINT or SIGTERM.\n");
}

/* ----------
 * The command line
 * ----------
 */

/* By its long name, of some length, or else by its letter */
static CliOptionId
find_option(const char *name, size_t length, char letter)
{
	for (CliOptionId id = CLI_NO_OPTION + 1; id < CLI_OPTION_COUNT; id++)
	{
		if (name != NULL ? strlen(kinds[id].name) == length && memcmp(kinds[id].name, name, length) == 0
			: kinds[id].letter == letter)
			return id;
	}
	return CLI_NO_OPTION;
}

/* "--name", "--name=value" or "--name value".  Returns how many words it took. */
static int
parse_long(CliArguments *arguments, char **words)
{
	char	   *name = words[0] + 2;
	size_t		length = strcspn(name, "=");
	CliOptionId id = find_option(name, length, 0);
	char	   *value = name[length] ? name + length + 1 : NULL;
	int			used = 1;

	if (id == CLI_NO_OPTION)
		cli_options_misuse(arguments->verb, "unrecognized option \"%.*s\"", (int) (2 + length), words[0]);
	if (kinds[id].value == NULL && value != NULL)
		cli_options_misuse(arguments->verb, "option \"--%s\" does not take a value", kinds[id].name);
	if (kinds[id].value != NULL && value == NULL)
	{
		if (words[1] == NULL)
			cli_options_misuse(arguments->verb, "option \"--%s\" needs a value", kinds[id].name);
		value = words[1];
		used = 2;
	}
	add_option(arguments, id, value);
	return used;
}

/* Letters: "-vi", "-mtext" or "-m text".  Returns how many words they took. */
static int
parse_letters(CliArguments *arguments, char **words)
{
	for (char *letter = words[0] + 1; *letter; letter++)
	{
		CliOptionId id = find_option(NULL, 0, *letter == '?' ? 'h' : *letter);

		if (id == CLI_NO_OPTION)
			cli_options_misuse(arguments->verb, "unrecognized option \"%s\"", words[0]);
		if (kinds[id].value == NULL)
			add_option(arguments, id, NULL);
		else if (letter[1])
		{
			add_option(arguments, id, letter + 1);
			return 1;
		}
		else if (words[1] == NULL)
			cli_options_misuse(arguments->verb, "option \"-%c\" needs a value", *letter);
		else
		{
			add_option(arguments, id, words[1]);
			return 2;
		}
	}
	return 1;
}

/* The first operand is the verb. */
static void
add_operand(CliArguments *arguments, char *word)
{
	if (arguments->verb != NULL)
		arguments->operands[arguments->operand_count++] = word;
	else if (!word[0])
		cli_options_misuse(NULL, "the command is empty");
	else
	{
		arguments->verb = cli_options_verb(word);
		if (arguments->verb == NULL)
			cli_options_misuse(NULL, "unrecognized command \"%s\"", word);
	}
}

/* Refuse options that the verb does not have, and a wrong number of operands. */
static void
check(const CliArguments *arguments)
{
	const CliVerb *verb = arguments->verb;

	for (CliOptionId id = CLI_NO_OPTION + 1; id < CLI_OPTION_COUNT; id++)
	{
		const CliVerbOption *option = cli_options_common;

		if (!cli_options_given(arguments, id))
			continue;
		while (option->id != CLI_NO_OPTION && option->id != id)
			option++;
		if (option->id == CLI_NO_OPTION && verb->options != NULL)
		{
			for (option = verb->options; option->id != CLI_NO_OPTION && option->id != id;)
				option++;
		}
		if (option->id == CLI_NO_OPTION)
			cli_options_misuse(verb, "\"%s\" has no option \"--%s\"", verb->name, kinds[id].name);
	}
	if (arguments->operand_count < verb->min_operands)
		cli_options_misuse(verb, "\"%s\" needs an argument", verb->name);
	if (verb->max_operands >= 0 && arguments->operand_count > verb->max_operands)
		cli_options_misuse(verb, "\"%s\" has too many arguments", verb->name);
}

CliArguments *
cli_options_parse(int argc, char **argv, const CliVerbGroup *groups)
{
	CliArguments *arguments = pg_malloc0(sizeof(CliArguments));
	bool		only_operands = false;
	int			i = 1;

	all_groups = groups;
	arguments->operands = pg_malloc0((argc + 1) * sizeof(char *));

	/* errors are to be told as they were asked for */
	for (int j = 1; j < argc && strcmp(argv[j], "--") != 0; j++)
	{
		if (strcmp(argv[j], "--json") == 0)
			cli_output_set_json(true);
	}
	while (i < argc)
	{
		char	   *word = argv[i];

		if (only_operands || word[0] != '-' || !word[1] || (word[1] >= '0' && word[1] <= '9'))
		{
			add_operand(arguments, word);
			i++;
		}
		else if (strcmp(word, "--") == 0)
		{
			only_operands = true;
			i++;
		}
		else
			i += (word[1] == '-' ? parse_long : parse_letters) (arguments, argv + i);
	}
	if (cli_options_given(arguments, CLI_HELP))
	{
		cli_options_help(arguments->verb);
		cli_ending_exit(cli_output_finish(CLI_FINE));
	}
	if (cli_options_given(arguments, CLI_VERSION))
	{
		cli_output_print("schemaver %s\n", SCHEMAVER_VERSION);
		cli_ending_exit(cli_output_finish(CLI_FINE));
	}
	if (arguments->verb == NULL)
		cli_options_misuse(NULL, "no command was given");
	check(arguments);
	return arguments;
}
