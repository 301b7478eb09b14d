/*-------------------------------------------------------------------------
 *
 * document.h
 *	  A revision with its scripts, as it is in a file.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FILE_DOCUMENT_H
#define SV_FILE_DOCUMENT_H

#include "file/online_line.h"
#include "file/verdict_line.h"
#include "graph/graph.h"

/* A place in a file, for messages. */
typedef struct SvFilePosition
{
	const char *filename;		/* NULL: a text without a name */
	int			line;			/* 0: the file as a whole */
} SvFilePosition;

/* A revision with its scripts. */
typedef struct SvDocument
{
	SvRevision	revision;
	char	   *upgrade;
	char	   *downgrade;		/* NULL: there is none */
	char	   *online;			/* online form of the upgrade; NULL: none */
	char	   *online_downgrade;	/* of the downgrade; NULL: none */
	SvOnlineLine *online_line;	/* what the file says of them; NULL: nothing */
	SvVerdictLine *verified;	/* what the file says; NULL: nothing */
	bytea	   *file_sha256;	/* of the file; NULL: not known, or it has
								 * other revisions too */
	bool		as_stored;		/* the file has not been read: it is known
								 * that it has what is stored */
	SvFilePosition position;	/* of its header: the line with the id */
	int			verified_line;	/* the line with the verdict; 0: there is none */
	int			upgrade_line;	/* the first line of its scripts */
	int			downgrade_line;
	int			online_form_line;	/* and of its online forms */
	int			online_downgrade_line;
	int			online_header_line; /* the line about them; 0: there is none */
	int			end_line;		/* the line before which another section might
								 * begin */
} SvDocument;

#endif							/* SV_FILE_DOCUMENT_H */
