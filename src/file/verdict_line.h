/*-------------------------------------------------------------------------
 *
 * verdict_line.h
 *	  A verdict as a line of a revision file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_VERDICT_LINE_H
#define SV_FILE_VERDICT_LINE_H

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"

typedef struct SvVerdictLine
{
	const char *verdict;
	int			rows;
	int			server_version; /* as server_version_num */
	TimestampTz verified_at;
	const char *digest;			/* of the scripts that it is about, in hex */
} SvVerdictLine;

extern SvVerdictLine *sv_verdict_line_parse(char *value);
extern bool sv_verdict_line_append(StringInfo buf, const SvVerdictLine *line);

#endif							/* SV_FILE_VERDICT_LINE_H */
