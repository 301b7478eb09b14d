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
typedef struct SvPosition
{
	const char *filename;		/* NULL: a text without a name */
	int			line;			/* 0: the file as a whole */
} SvPosition;

/* A revision as a file has it. */
typedef struct SvDocument
{
	SvRevision	revision;
	char	   *upgrade;
	char	   *downgrade;		/* NULL: there is none */
	SvPosition	position;		/* where its header is */
	int			upgrade_line;	/* where its scripts begin */
	int			downgrade_line;
} SvDocument;

extern List *sv_document_parse(const char *text, const char *filename);
extern bool sv_document_is_mark(const char *comment);
extern void sv_document_error_callback(void *arg);

#endif							/* SV_FILE_READ_H */
