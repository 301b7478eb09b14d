/*-------------------------------------------------------------------------
 *
 * online_line.h
 *	  What a revision file says of its online forms, as a line of its header.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_ONLINE_LINE_H
#define SV_FILE_ONLINE_LINE_H

#include "lib/stringinfo.h"

typedef struct SvOnlineLine
{
	bool		edited;			/* somebody wrote the online forms */
	const char *digest;			/* of the scripts that they belong to, in hex */
	const char *form_digest;	/* of forms that were derived, in hex */
} SvOnlineLine;

extern SvOnlineLine *sv_online_line_parse(const char *value);
extern void sv_online_line_append(StringInfo buf, const SvOnlineLine *line);

#endif							/* SV_FILE_ONLINE_LINE_H */
