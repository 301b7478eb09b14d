/*-------------------------------------------------------------------------
 *
 * completion.c
 *	  Completions for shells, from the table of verbs and options.
 *
 * Nothing is asked of a server while somebody types.  After an option that has a
 * value, or where a verb has operands, the words are those that are known (the
 * formats, from the help text of the option; the targets that are words), and
 * files.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <ctype.h>

#include "cli/completion.h"
#include "cli/output.h"
#include "pqexpbuffer.h"

/*
 * The words that a help text lists: "text (default), sql or markdown", or
 * "mermaid: ..."
 */
static char *
listed_words(const char *help)
{
	PQExpBufferData words;
	const char *end = help + strcspn(help, ":;\n");

	initPQExpBuffer(&words);
	while (help < end)
	{
		size_t		length = strspn(help, "abcdefghijklmnopqrstuvwxyz");

		if (*help == '(')
			length = strcspn(help, ")") + 1;
		else if (length > 0 && !(length == 2 && strncmp(help, "or", 2) == 0))
			appendPQExpBuffer(&words, "%s%.*s", words.len > 0 ? " " : "", (int) length, help);
		help += Max(length, 1);
	}
	return words.data;
}

/* What may follow the option: words, "-f" or "-d" for files, or NULL */
static char *
words_of(const CliVerbOption *option)
{
	switch (option->id)
	{
		case CLI_FORMAT:
			return listed_words(option->help);
		case CLI_CONFIG:
		case CLI_MODEL:
			return "-f";
		case CLI_DIR:
			return "-d";
		case CLI_HEAD:
		case CLI_DEPENDS_ON:
			return "head heads base current";
		default:
			return cli_options_option(option->id)->value ? "" : NULL;
	}
}

/* The words for operands of a verb */
static const char *
operand_words(const CliVerb *verb)
{
	if (strcmp(verb->name, "help") == 0)
		return "$verbs";
	if (strcmp(verb->name, "import") == 0)
		return "alembic dbmate diesel flyway golang-migrate goose liquibase node-pg-migrate sqitch -d";
	if (strstr(verb->operands, "FILE") || strstr(verb->operands, "FOLDER"))
		return "-f";
	if (strstr(verb->operands, "TARGET") || strstr(verb->operands, "REVISION") || strstr(verb->operands, "RANGE"))
		return "head heads base current";
	return "";
}

static char *
option_words(const CliVerbOption *options)
{
	PQExpBufferData words;

	initPQExpBuffer(&words);
	for (; options && options->id != CLI_NO_OPTION; options++)
	{
		const CliOption *option = cli_options_option(options->id);

		appendPQExpBuffer(&words, " --%s%s", option->name, option->value ? "=" : "");
		if (option->letter)
			appendPQExpBuffer(&words, " -%c", option->letter);
	}
	return words.data;
}

static char *
verb_words(const CliVerbGroup *groups)
{
	PQExpBufferData words;

	initPQExpBuffer(&words);
	for (; groups->title; groups++)
	{
		for (const CliVerb *verb = groups->verbs; verb->name; verb++)
		{
			if (!verb->hidden)
				appendPQExpBuffer(&words, "%s%s", words.len > 0 ? " " : "", verb->name);
		}
	}
	return words.data;
}

/* ----------
 * bash
 * ----------
 */

/* Cases for the values of the options of a verb */
static void
print_bash_values(const char *verb, const CliVerbOption *options)
{
	for (; options && options->id != CLI_NO_OPTION; options++)
	{
		const CliOption *option = cli_options_option(options->id);
		char	   *words = words_of(options);

		if (!words)
			continue;
		cli_output_print("\t\t%s:--%s", verb, option->name);
		if (option->letter)
			cli_output_print("|%s:-%c", verb, option->letter);
		cli_output_print(") words=\"%s\" ;;\n", words);
	}
}

static const char *const bash_begin =
"# bash completion for schemaver; made from its table of options\n"
"# shellcheck disable=SC2207\n"
"_schemaver()\n"
"{\n"
"\tlocal current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
"\tlocal verb='' words='' option='' word i\n";

/* A value is after a space, or after "=", which bash takes for a word. */
static const char *const bash_option =
"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
"\t\tword=${COMP_WORDS[i]}\n"
"\t\t[[ \" $verbs \" == *\" $word \"* ]] && verb=$word && break\n"
"\tdone\n"
"\tif [[ $current == = ]]; then\n"
"\t\toption=$previous current=\n"
"\telif [[ $previous == = ]]; then\n"
"\t\toption=${COMP_WORDS[COMP_CWORD-2]}\n"
"\telif [[ $previous == -* ]]; then\n"
"\t\toption=$previous\n"
"\tfi\n"
"\tcase $verb:$option in\n";

static const char *const bash_end =
"\tesac\n"
"\tcase $words in\n"
"\t\t-f) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$current\")) ;;\n"
"\t\t-d) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- \"$current\")) ;;\n"
"\t\t*-d) COMPREPLY=($(compgen -d -W \"${words% -d}\" -- \"$current\")) ;;\n"
"\t\t*) COMPREPLY=($(compgen -W \"$words\" -- \"$current\")) ;;\n"
"\tesac\n"
"\t[[ ${COMPREPLY-} == *= ]] && compopt -o nospace 2>/dev/null\n"
"\treturn 0\n"
"}\n"
"complete -F _schemaver schemaver\n";

void
cli_completion_print_bash(const CliVerbGroup *groups)
{
	char	   *common = option_words(cli_options_common);

	cli_output_text(bash_begin);
	cli_output_print("\tlocal verbs=\"%s\"\n", verb_words(groups));
	cli_output_text(bash_option);
	print_bash_values("*", cli_options_common);
	for (const CliVerbGroup *group = groups; group->title; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name; verb++)
		{
			if (!verb->hidden)
				print_bash_values(verb->name, verb->options);
		}
	}
	cli_output_text("\t\t*)\n\t\t\toption=\n\t\t\t;;\n\tesac\n"
					"\tcase ${option:+value}$verb:$current in\n"
					"\t\tvalue*) ;;\n");
	cli_output_print("\t\t:-*) words=\"%s\" ;;\n\t\t:*) words=$verbs ;;\n", common + 1);
	for (const CliVerbGroup *group = groups; group->title; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name; verb++)
		{
			if (!verb->hidden)
				cli_output_print("\t\t%s:-*) words=\"%s%s\" ;;\n\t\t%s:*) words=\"%s\" ;;\n", verb->name,
								 common + 1, option_words(verb->options), verb->name, operand_words(verb));
		}
	}
	cli_output_text(bash_end);
}

/* ----------
 * zsh
 * ----------
 */

/* Text within single quotes and brackets of zsh: its first line */
static char *
zsh_text(const char *text)
{
	PQExpBufferData escaped;

	initPQExpBuffer(&escaped);
	for (; *text && *text != '\n'; text++)
	{
		if (*text == '\'')
			appendPQExpBufferStr(&escaped, "'\\''");
		else
		{
			if (strchr("[]:\\", *text))
				appendPQExpBufferChar(&escaped, '\\');
			appendPQExpBufferChar(&escaped, *text);
		}
	}
	return escaped.data;
}

/* What completes words of words_of() or operand_words(), as an action of _arguments */
static char *
zsh_action(const char *words)
{
	if (strcmp(words, "-f") == 0)
		return "_files";
	if (strcmp(words, "-d") == 0)
		return "_files -/";
	if (strcmp(words, "$verbs") == 0)
		return "_schemaver_verbs";
	if (strlen(words) > 3 && strcmp(words + strlen(words) - 3, " -d") == 0)
		return psprintf("(%.*s)", (int) strlen(words) - 3, words);
	return words[0] ? psprintf("(%s)", words) : " ";
}

static void
print_zsh_options(const CliVerbOption *options, const char *indent)
{
	for (; options && options->id != CLI_NO_OPTION; options++)
	{
		const CliOption *option = cli_options_option(options->id);
		char	   *help = zsh_text(options->help);
		char	   *words = words_of(options);
		char	   *value = words ? psprintf(":%s:%s", option->value, zsh_action(words)) : pg_strdup("");

		cli_output_print("%s'*--%s%s[%s]%s' \\\n", indent, option->name, option->value ? "=" : "", help, value);
		if (option->letter)
			cli_output_print("%s'*-%c%s[%s]%s' \\\n", indent, option->letter, option->value ? "+" : "", help, value);
	}
}

void
cli_completion_print_zsh(const CliVerbGroup *groups)
{
	cli_output_text("#compdef schemaver\n"
					"# zsh completion for schemaver; made from its table of options\n"
					"_schemaver_verbs()\n{\n"
					"\tlocal -a verbs=(\n");
	for (const CliVerbGroup *group = groups; group->title; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name; verb++)
		{
			if (!verb->hidden)
				cli_output_print("\t\t'%s:%s'\n", verb->name, zsh_text(verb->summary));
		}
	}
	cli_output_text("\t)\n\t_describe command verbs\n}\n\n"
					"_schemaver()\n{\n"
					"\tlocal curcontext=$curcontext state line\n"
					"\tlocal -a common=(\n");
	for (const CliVerbOption *option = cli_options_common; option->id != CLI_NO_OPTION; option++)
	{
		CliVerbOption one[2] = {*option, {CLI_NO_OPTION, NULL}};

		print_zsh_options(one, "\t\t");
	}
	cli_output_text("\t)\n"
					"\t_arguments -C $common '1: :_schemaver_verbs' '*:: :->operands'\n"
					"\t[[ $state == operands ]] || return\n"
					"\tcase $line[1] in\n");
	for (const CliVerbGroup *group = groups; group->title; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name; verb++)
		{
			if (verb->hidden)
				continue;
			cli_output_print("\t\t%s)\n\t\t\t_arguments $common \\\n", verb->name);
			print_zsh_options(verb->options, "\t\t\t\t");
			cli_output_print("\t\t\t\t'*:%s:%s'\n\t\t\t;;\n", verb->operands[0] ? "operand" : "", verb->operands[0] ? zsh_action(operand_words(verb)) : " ");
		}
	}
	cli_output_text("\tesac\n}\n\n_schemaver \"$@\"\n");
}
