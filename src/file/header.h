/*-------------------------------------------------------------------------
 *
 * header.h
 *	  The comment lines of a revision file: headers, and names of sections.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_HEADER_H
#define SV_FILE_HEADER_H

#include "file/comment_lines.h"
#include "file/document.h"

/* The kinds of comment lines. */
typedef enum SvSection
{
	SV_SECTION_NONE,
	SV_SECTION_ID,
	SV_SECTION_UP,
	SV_SECTION_DOWN,
	SV_SECTION_ONLINE,
	SV_SECTION_ONLINE_DOWN,
	SV_SECTION_END,
	SV_SECTION_UNKNOWN			/* "migrate:" and something else */
} SvSection;

/* A header that is being read. */
typedef struct SvHeader
{
	SvDocument *document;
	char	   *marker;			/* the first word in names of sections; NULL:
								 * "migrate" */
	int			end;			/* where the line after it starts */
	uint32		seen;			/* fields, by number */
} SvHeader;

extern void sv_header_parse(SvCommentLines *reader, SvHeader *header,
							SvFilePosition *position);
extern SvSection sv_header_section(const char *comment);

#endif							/* SV_FILE_HEADER_H */
