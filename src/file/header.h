/*-------------------------------------------------------------------------
 *
 * header.h
 *	  The header of a revision in a file, and its other comment lines.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_HEADER_H
#define SV_FILE_HEADER_H

#include "file/comment_lines.h"
#include "file/document.h"

/* What a comment line may be. */
typedef enum SvSection
{
	SV_SECTION_NONE,
	SV_SECTION_ID,
	SV_SECTION_UP,
	SV_SECTION_DOWN,
	SV_SECTION_END,
	SV_SECTION_UNKNOWN			/* "migrate:" and something else */
} SvSection;

/* A header that is being read. */
typedef struct SvHeader
{
	SvDocument *document;
	char	   *marker;			/* the word of the marks; NULL: the usual one */
	int			end;			/* where the line after it starts */
	uint32		seen;			/* fields, by number */
} SvHeader;

extern void sv_header_parse(SvCommentLines *reader, SvHeader *header,
							SvFilePosition *position);
extern SvSection sv_header_section(const char *comment);

#endif							/* SV_FILE_HEADER_H */
