/*-------------------------------------------------------------------------
 *
 * read.h
 *	  Revisions as text: what is in a revision file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_READ_H
#define SV_FILE_READ_H

#include "graph/graph.h"

/* A place in a file, for messages. */
typedef struct SvFilePosition
{
	const char *filename;		/* NULL: a text without a name */
	int			line;			/* 0: the file as a whole */
} SvFilePosition;

/* A revision as a file has it. */
typedef struct SvDocument
{
	SvRevision	revision;
	char	   *upgrade;
	char	   *downgrade;		/* NULL: there is none */
	SvFilePosition position;	/* where its header is */
	int			upgrade_line;	/* where its scripts begin */
	int			downgrade_line;
} SvDocument;

extern List *sv_read_documents(const char *text, const char *filename);
extern bool sv_read_is_section(const char *comment);
extern void sv_read_error_callback(void *arg);

#endif							/* SV_FILE_READ_H */
