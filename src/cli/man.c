/*-------------------------------------------------------------------------
 *
 * man.c
 *	  The man page, from the table of verbs and options.
 *
 * What the table does not say is here: the configuration file, the environment,
 * exit statuses and examples.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/man.h"
#include "cli/output.h"

/* Sections after those about commands and options, as roff */
static const char *const sections =
".SH TARGETS\n"
"A revision is named by its id, the beginning of its id, or a label.\n"
".BR head ,\n"
".B heads\n"
"and\n"
".B base\n"
"are the ends of the graph,\n"
".B current\n"
"is the version of the database,\n"
".BI + N\n"
"and\n"
".BI \\- N\n"
"count from there, and\n"
".IB label @head\n"
"is the head of a branch.\n"
"A range is\n"
".IR a : b .\n"
".SH CONFIGURATION\n"
".I schemaver.conf\n"
"is searched in the current folder and in those above it.  It has lines\n"
".IR \"name = value\" ;\n"
"a line that begins with # is a comment.  Lines below\n"
".BI [ environment ]\n"
"count if that is chosen, by\n"
".BR \\-\\-env ,\n"
".B SCHEMAVER_ENV\n"
"or a line\n"
".IR \"environment = name\" .\n"
"A value may contain\n"
".BI ${ NAME },\n"
"an environment variable.  Paths are relative to the file.\n"
".TP\n"
".B connection\n"
"connection string, name of a database or URL\n"
".TP\n"
".B folder\n"
"folder of the revision files\n"
".TP\n"
".B model\n"
"file, folder or\n"
".BI ! COMMAND\n"
"that has the model, several lines for several\n"
".TP\n"
".B schemas\n"
"schemas that are compared, with commas between them\n"
".TP\n"
".B privileges\n"
"on: owners and privileges are part of the model\n"
".TP\n"
".B schema_file\n"
"file that gets the schema of the database after each upgrade, downgrade or deploy\n"
".TP\n"
".B environment\n"
"section that is used if none is asked for\n"
".TP\n"
".IB name . name\n"
"a setting of the server, such as schemaver.verify, for the session\n"
".SH ENVIRONMENT\n"
".TP\n"
".BR SCHEMAVER_CONNECTION \", \" SCHEMAVER_FOLDER \", \" SCHEMAVER_MODEL \", \" SCHEMAVER_SCHEMAS \", \" SCHEMAVER_PRIVILEGES \", \" SCHEMAVER_SCHEMA_FILE\n"
"go before what the file has under the same name\n"
".TP\n"
".BR SCHEMAVER_ENV \", \" SCHEMAVER_CONFIG\n"
"as\n"
".B \\-\\-env\n"
"and\n"
".BR \\-\\-config ;\n"
"if SCHEMAVER_CONFIG is empty, no file is read\n"
".TP\n"
".B DATABASE_URL\n"
"the connection, unless the command line, SCHEMAVER_CONNECTION, or the environment that was asked for has one\n"
".TP\n"
".BR PGHOST \", \" PGUSER \", \" PGSERVICE\n"
"and so on: as in\n"
".BR psql (1)\n"
".TP\n"
".BR VISUAL \", \" EDITOR\n"
"the editor\n"
".TP\n"
".B NO_COLOR\n"
"if set, there are no colors\n"
".SH EXIT STATUS\n"
".TP\n"
".B 0\n"
"all went well\n"
".TP\n"
".B 1\n"
"an error\n"
".TP\n"
".B 2\n"
"the command line is wrong\n"
".TP\n"
".B 3\n"
"there is no connection\n"
".TP\n"
".B 4\n"
"something differs: check, current \\-\\-check\\-heads, diff and status with \\-\\-exit\\-code\n"
".TP\n"
".B 5\n"
"a gate refuses: verify, lint, impact, preflight, dry\\-run\n"
".TP\n"
".BR 130 \", \" 143\n"
"after SIGINT, SIGTERM\n"
".SH EXAMPLES\n"
"Adopt a database, change its model, and bring it up to date:\n"
".PP\n"
".nf\n"
"schemaver \\-d shop baseline\n"
"vi model.sql\n"
"schemaver \\-d shop revision \\-\\-autogenerate \\-m \"add mail\"\n"
"schemaver \\-d shop upgrade\n"
".fi\n"
".PP\n"
"In a pipeline:\n"
".PP\n"
".nf\n"
"schemaver verify base:heads \\-\\-format=github && schemaver upgrade && schemaver check\n"
".fi\n"
".SH SEE ALSO\n"
".BR psql (1)\n";

/* Text as roff: a line must not begin like a request. */
static void
print_text(const char *text)
{
	PQExpBufferData roff;
	bool		at_start = true;

	initPQExpBuffer(&roff);
	for (; *text; text++)
	{
		if (at_start && (*text == '.' || *text == '\''))
			appendPQExpBufferStr(&roff, "\\&");
		if (*text == '\\')
			appendPQExpBufferStr(&roff, "\\e");
		else if (*text == '-')
			appendPQExpBufferStr(&roff, "\\-");
		else if (*text == '\n' && text[1] == '\n')
		{
			appendPQExpBufferStr(&roff, "\n.PP\n");
			text++;
		}
		else
			appendPQExpBufferChar(&roff, *text);
		at_start = *text == '\n';
	}
	cli_output_text(roff.data);
}

static void
print_options(const CliVerbOption *options)
{
	for (; options && options->id != CLI_NO_OPTION; options++)
	{
		const CliOption *option = cli_options_option(options->id);

		cli_output_text(".TP\n.B ");
		print_text(psprintf(option->letter ? "-%c, " : "", option->letter));
		print_text(psprintf("--%s%s", option->name, option->value ? "=" : ""));
		cli_output_print("%s%s%s\n", option->value ? "\\fI" : "", option->value ? option->value : "",
						 option->value ? "\\fR" : "");
		print_text(options->help);
		cli_output_text("\n");
	}
}

static void
print_verb(const CliVerb *verb)
{
	cli_output_text(".SS \"");
	print_text(verb->name);
	cli_output_text(verb->options ? " [OPTION]..." : "");
	print_text(psprintf("%s%s", verb->operands[0] ? " " : "", verb->operands));
	cli_output_text("\"\n");
	print_text(verb->description);
	cli_output_text("\n");
	print_options(verb->options);
}

void
cli_man_print(const CliVerbGroup *groups)
{
	cli_output_text(".TH SCHEMAVER 1 \"\" \"schemaver " SCHEMAVER_VERSION "\" \"schemaver\"\n"
					".SH NAME\n"
					"schemaver \\- schema versions inside PostgreSQL\n"
					".SH SYNOPSIS\n"
					".B schemaver\n"
					".RI [ OPTION ]... \" COMMAND \" [ ARGUMENT ]...\n"
					".SH DESCRIPTION\n"
					"The command line of the PostgreSQL extension schemaver.  Revisions are files of a\n"
					"folder, or rows of the database; what they declare, need and do is found out by the\n"
					"server.  Results are on the standard output, messages on the standard error.\n"
					".SH OPTIONS\n"
					"These are for all commands, and may come before or after the command.\n");
	print_options(cli_options_common);
	cli_output_text(".SH COMMANDS\n");
	for (const CliVerbGroup *group = groups; group->title; group++)
	{
		for (const CliVerb *verb = group->verbs; verb->name; verb++)
		{
			if (!verb->hidden)
				print_verb(verb);
		}
	}
	cli_output_text(sections);
}
