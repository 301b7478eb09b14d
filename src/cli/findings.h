/*-------------------------------------------------------------------------
 *
 * findings.h
 *	  Findings about revisions, in the formats that others read.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "libpq-fe.h"
#include "cli/options.h"

typedef struct CliFinding
{
	const char *severity;		/* "error", "warning" or "note" */
	const char *code;
	const char *message;		/* may have several lines */
	const char *file;			/* NULL: it is in none */
	int			line;
} CliFinding;

typedef struct CliFindings
{
	CliFinding *findings;
	int			count;
} CliFindings;

typedef enum CliFormat
{
	CLI_FORMAT_TEXT,
	CLI_FORMAT_JSON,
	CLI_FORMAT_GITHUB,
	CLI_FORMAT_GITLAB,
	CLI_FORMAT_SARIF,
	CLI_FORMAT_MARKDOWN
} CliFormat;

/* That of the command line, which is wrong if it is another one. */
extern CliFormat cli_findings_format(const CliArguments *arguments);

extern void cli_findings_add(CliFindings *findings, const CliFinding *finding);

/* True if one of them is an error. */
extern bool cli_findings_refuse(const CliFindings *findings);

/* Prints them, in any format but the first two, and Markdown. */
extern void cli_findings_print(const CliFindings *findings, CliFormat format);

/* Prints the rows of a result as JSON, of their column "json". */
extern void cli_findings_print_json(const PGresult *result);

#endif							/* CLI_FINDINGS_H */
