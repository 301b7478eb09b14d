/*-------------------------------------------------------------------------
 *
 * online.h
 *	  Online forms, written into the files of their revisions.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_ONLINE_H
#define CLI_ONLINE_H

#include "cli/folder.h"

/*
 * The file of a revision with the online forms that the preview has of it, to be
 * written; empty if it has them already.  In the transaction of
 * cli_files_preview(), where a file of the folder has the revision.
 */
extern CliFiles *cli_online_edit_file(const char *revision);

/* Writes that. */
extern void cli_online_write_file(CliFiles *changed);

#endif							/* CLI_ONLINE_H */
