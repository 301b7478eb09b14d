/*-------------------------------------------------------------------------
 *
 * document.h
 *	  A revision as a file has it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_DOCUMENT_H
#define SV_FILE_DOCUMENT_H

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

#endif							/* SV_FILE_DOCUMENT_H */
