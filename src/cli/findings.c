/*-------------------------------------------------------------------------
 *
 * findings.c
 *	  Findings about revisions, in the formats that others read: annotations
 *	  of GitHub, the code quality report of GitLab, SARIF.
 *
 * Text, JSON and Markdown have columns of their own for each verb, and are
 * printed there.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include "cli/cli_compat.h"
#include "cli/findings.h"
#include "cli/output.h"
#include "cli/query.h"
#include "pqexpbuffer.h"

CliFormat
cli_findings_format(const CliArguments *arguments)
{
	static const char *const names[] = {
		[CLI_FORMAT_TEXT] = "text",
		[CLI_FORMAT_JSON] = "json",
		[CLI_FORMAT_GITHUB] = "github",
		[CLI_FORMAT_GITLAB] = "gitlab",
		[CLI_FORMAT_SARIF] = "sarif",
		[CLI_FORMAT_MARKDOWN] = "markdown",
	};
	const char *name = cli_options_value(arguments, CLI_FORMAT);
	CliFormat	format = CLI_FORMAT_TEXT;

	if (name)
	{
		while (format < lengthof(names) && strcmp(names[format], name) != 0)
			format++;
		if (format == lengthof(names))
			cli_options_misuse(arguments->verb, "unrecognized format \"%s\"", name);
	}
	if (cli_options_given(arguments, CLI_SARIF))
		format = CLI_FORMAT_SARIF;
	return cli_output_is_json() ? CLI_FORMAT_JSON : format;
}

void
cli_findings_add(CliFindings *findings, const CliFinding *finding)
{
	findings->findings = pg_realloc(findings->findings,
									(findings->count + 1) * sizeof(CliFinding));
	findings->findings[findings->count++] = *finding;
}

bool
cli_findings_refuse(const CliFindings *findings)
{
	for (int i = 0; i < findings->count; i++)
	{
		if (strcmp(findings->findings[i].severity, "error") == 0)
			return true;
	}
	return false;
}

/*
 * Append the text with those characters as "%XX" that are in the set.  A slash
 * of a path is left alone.
 */
static void
append_percent(PQExpBuffer buffer, const char *text, const char *set)
{
	for (; *text; text++)
	{
		if (strchr(set, *text))
			appendPQExpBuffer(buffer, "%%%02X", (unsigned char) *text);
		else
			appendPQExpBufferChar(buffer, *text);
	}
}

/* ::error file=FILE,line=LINE,title=CODE::MESSAGE */
static void
append_github(PQExpBuffer buffer, const CliFinding *finding)
{
	const char *severity = finding->severity;

	appendPQExpBuffer(buffer, "::%s ", strcmp(severity, "note") == 0 ? "notice" : severity);
	if (finding->file)
	{
		appendPQExpBufferStr(buffer, "file=");
		append_percent(buffer, finding->file, "%,:\r\n");
		appendPQExpBuffer(buffer, ",line=%d,", finding->line);
	}
	appendPQExpBufferStr(buffer, "title=");
	append_percent(buffer, finding->code, "%,:\r\n");
	appendPQExpBufferStr(buffer, "::");
	append_percent(buffer, finding->message, "%\r\n");
	appendPQExpBufferChar(buffer, '\n');
}

/* What tells GitLab that it is the same finding as before: not the line */
static char *
fingerprint(const CliFinding *finding)
{
	char	   *text = psprintf("%s%s%s\n%s", finding->file ? finding->file : "",
								finding->file ? "\n" : "", finding->code, finding->message);
	uint8		digest[CLI_SHA256_LENGTH];
	PQExpBufferData hex;

	memset(digest, 0, sizeof(digest));
	cli_compat_sha256(text, strlen(text), digest);
	initPQExpBuffer(&hex);
	for (int i = 0; i < CLI_SHA256_LENGTH; i++)
		appendPQExpBuffer(&hex, "%02x", digest[i]);
	return hex.data;
}

static void
append_gitlab(PQExpBuffer buffer, const CliFinding *finding)
{
	const char *severity = strcmp(finding->severity, "error") == 0 ? "critical" :
	strcmp(finding->severity, "warning") == 0 ? "major" : "info";

	appendPQExpBufferStr(buffer, "{\"description\": ");
	cli_output_append_json(buffer, finding->message);
	appendPQExpBufferStr(buffer, ", \"check_name\": ");
	cli_output_append_json(buffer, finding->code);
	appendPQExpBuffer(buffer, ", \"severity\": \"%s\", \"fingerprint\": \"%s\", \"location\": {\"path\": ",
					  severity, fingerprint(finding));
	cli_output_append_json(buffer, finding->file ? finding->file : "-");
	appendPQExpBuffer(buffer, ", \"lines\": {\"begin\": %d}}}",
					  finding->file ? finding->line : 1);
}

static void
append_sarif(PQExpBuffer buffer, const CliFinding *finding)
{
	PQExpBufferData uri;

	appendPQExpBufferStr(buffer, "{\"ruleId\": ");
	cli_output_append_json(buffer, finding->code);
	appendPQExpBuffer(buffer, ", \"level\": \"%s\", \"message\": {\"text\": ", finding->severity);
	cli_output_append_json(buffer, finding->message);
	appendPQExpBufferStr(buffer, "}, \"locations\": [");
	if (finding->file)
	{
		initPQExpBuffer(&uri);
		append_percent(&uri, finding->file, "% #?");
		appendPQExpBufferStr(buffer, "{\"physicalLocation\": {\"artifactLocation\": {\"uri\": ");
		cli_output_append_json(buffer, uri.data);
		appendPQExpBuffer(buffer, "}, \"region\": {\"startLine\": %d}}}", finding->line);
	}
	appendPQExpBufferStr(buffer, "]}");
}

/* The codes, each once, as the rules of a SARIF log */
static void
append_rules(PQExpBuffer buffer, const CliFindings *findings)
{
	const char *separator = "";

	for (int i = 0; i < findings->count; i++)
	{
		int			first = 0;

		while (strcmp(findings->findings[first].code, findings->findings[i].code) != 0)
			first++;
		if (first < i)
			continue;
		appendPQExpBuffer(buffer, "%s{\"id\": ", separator);
		cli_output_append_json(buffer, findings->findings[i].code);
		appendPQExpBufferChar(buffer, '}');
		separator = ", ";
	}
}

void
cli_findings_print(const CliFindings *findings, CliFormat format)
{
	PQExpBufferData text;

	initPQExpBuffer(&text);
	if (format == CLI_FORMAT_GITLAB)
		appendPQExpBufferChar(&text, '[');
	else if (format == CLI_FORMAT_SARIF)
	{
		appendPQExpBufferStr(&text, "{\"version\": \"2.1.0\", \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
							 " \"runs\": [{\"tool\": {\"driver\": {\"name\": \"schemaver\", \"version\": \"" SCHEMAVER_VERSION "\", \"rules\": [");
		append_rules(&text, findings);
		appendPQExpBufferStr(&text, "]}},\n  \"results\": [");
	}
	for (int i = 0; i < findings->count; i++)
	{
		const CliFinding *finding = &findings->findings[i];

		if (format == CLI_FORMAT_GITHUB)
			append_github(&text, finding);
		else
		{
			if (i > 0)
				appendPQExpBufferStr(&text, ",\n  ");
			(format == CLI_FORMAT_GITLAB ? append_gitlab : append_sarif) (&text, finding);
		}
	}
	if (format == CLI_FORMAT_GITLAB)
		appendPQExpBufferStr(&text, "]\n");
	else if (format == CLI_FORMAT_SARIF)
		appendPQExpBufferStr(&text, "]}]}\n");
	cli_output_text(text.data);
}

void
cli_findings_print_json(const PGresult *result)
{
	cli_output_text("[");
	for (int row = 0; row < PQntuples(result); row++)
	{
		cli_output_text(row > 0 ? ",\n " : "");
		cli_output_text(cli_query_column(result, row, "json"));
	}
	cli_output_text("]\n");
}
