/*-------------------------------------------------------------------------
 *
 * options.h
 *	  The table of verbs and options, and a command line taken apart by it.
 *
 * How a verb is added: write a function and a row in one of the files
 * verb_*.c, side by side: the row has the name, operands, options and all
 * texts.  Help, the man page and completion are made of these rows.  A new
 * file of verbs ends in an array of rows, cli_verb_<subject>[], which verb.h
 * declares and the list of groups in verb.c names.  A new option gets a member
 * of CliOptionId and a row in options.c.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/cli_compat.h"

/* Every option of any verb.  Alphabetically; options.c says how they are written. */
typedef enum CliOptionId
{
	CLI_NO_OPTION = 0,			/* ends lists */
	CLI_AGAIN,
	CLI_AUTOGENERATE,
	CLI_BRANCH_LABEL,
	CLI_CHECK_HEADS,
	CLI_CONFIG,
	CLI_DBNAME,
	CLI_DEPENDS_ON,
	CLI_DIR,
	CLI_DOWNGRADE,
	CLI_ENV,
	CLI_FORCE,
	CLI_FORMAT,
	CLI_HEAD,
	CLI_HELP,
	CLI_IN_PLACE,
	CLI_INDICATE_CURRENT,
	CLI_JSON,
	CLI_LIMIT,
	CLI_LOG,
	CLI_MESSAGE,
	CLI_MODEL,
	CLI_NO_LOAD,
	CLI_NO_ONLINE,
	CLI_NO_TRANSACTION,
	CLI_ONLINE,
	CLI_PAUSE,
	CLI_PRIVILEGES,
	CLI_PURGE,
	CLI_RENAME,
	CLI_REPLAY,
	CLI_RESOLVE_DEPENDENCIES,
	CLI_RESUME,
	CLI_REV_ID,
	CLI_REV_RANGE,
	CLI_ROLE,
	CLI_ROWS,
	CLI_SAMPLE,
	CLI_SARIF,
	CLI_SCHEMA,
	CLI_SPLICE,
	CLI_SQL,
	CLI_STATUS_EXIT_CODE,
	CLI_STDOUT,
	CLI_UNTIL,
	CLI_VERBOSE,
	CLI_VERSION,
	CLI_WRITE,
	CLI_OPTION_COUNT
} CliOptionId;

/* How an option is written, whichever verb it belongs to. */
typedef struct CliOption
{
	char		letter;			/* '\0': none */
	const char *name;			/* without the dashes */
	const char *value;			/* what the help calls its value; NULL: it
								 * takes none */
} CliOption;

/* An option of a verb, and what it does there. */
typedef struct CliVerbOption
{
	CliOptionId id;
	const char *help;			/* lines after the first are indented by us */
} CliVerbOption;

typedef struct CliArguments CliArguments;

/* A verb.  Lists of verbs end with a row whose name is NULL. */
typedef struct CliVerb
{
	const char *name;
	const char *operands;		/* as in a usage line, such as "[TARGET]" */
	int			min_operands;
	int			max_operands;	/* -1: any number */
	const char *summary;		/* for the list of verbs: below 60 characters */
	const char *description;	/* lines of at most 79 characters */
	const CliVerbOption *options;	/* besides those of all verbs; or NULL */
	int			(*run) (CliArguments *arguments);	/* returns the exit status */
	bool		hidden;			/* in no list: called by make */
} CliVerb;

/* Verbs of one subject, under a heading of the list of verbs */
typedef struct CliVerbGroup
{
	const char *title;
	const CliVerb *verbs;
} CliVerbGroup;

/* A command line, taken apart */
struct CliArguments
{
	const CliVerb *verb;
	int			operand_count;
	char	  **operands;		/* ends with NULL */
	int			counts[CLI_OPTION_COUNT];	/* how often each was given */
	char	  **values[CLI_OPTION_COUNT];	/* its values, in that order */
};

/* The options of all verbs; ends with CLI_NO_OPTION. */
extern const CliVerbOption cli_options_common[];

/* Never NULL. */
extern const CliOption *cli_options_option(CliOptionId id);

/* The verb of that name, also a hidden one; NULL: there is none. */
extern const CliVerb *cli_options_verb(const char *name);

/*
 * Takes the command line apart, by the verbs of the groups.  Does not return if
 * it is wrong (exit status 2), or asks for help or the version.
 */
extern CliArguments *cli_options_parse(int argc, char **argv, const CliVerbGroup *groups);

/* What --help prints: about the verb, or about all if it is NULL. */
extern void cli_options_help(const CliVerb *verb);

/* True if the option was given on the command line. */
extern bool cli_options_given(const CliArguments *arguments, CliOptionId id);

/*
 * The last value of the option; that of the configuration if none was given;
 * or NULL.
 */
extern const char *cli_options_value(const CliArguments *arguments, CliOptionId id);

/* As if the option, which takes no value, had been given */
extern void cli_options_override(CliArguments *arguments, CliOptionId id);

/*
 * What cli_options_value() returns if the option is not given: the
 * configuration sets it.
 */
extern void cli_options_set_default(CliOptionId id, const char *value);

/* An operand, or what is meant if it was not given. */
extern const char *cli_options_operand(const CliArguments *arguments, int number, const char *otherwise);

/* Says what is wrong with the command line, and exits with 2. */
pg_noreturn extern void cli_options_misuse(const CliVerb *verb, const char *format,...) pg_attribute_printf(2, 3);

#endif							/* CLI_OPTIONS_H */
