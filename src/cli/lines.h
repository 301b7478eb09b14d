/*-------------------------------------------------------------------------
 *
 * lines.h
 *	  Where revisions are in the files of the folder, and their verdicts there.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "cli/folder.h"

/* Where a revision is; what is not there is 0. */
typedef struct CliLines
{
	char	   *revision;
	CliFile    *file;
	char	   *path;			/* of the file */
	int			id_line;
	int			verified_line;
	int			upgrade_line;
	int			downgrade_line;
	int			online_line;	/* of the header */
	int			online_upgrade_line;
	int			online_downgrade_line;
	int			end_line;		/* before which another section might begin */
} CliLines;

/*
 * Where the revision is; NULL: in no file of the folder.  In the transaction of
 * cli_files_preview() or cli_files_load(); what it returned stays after it.
 */
extern const CliLines *cli_lines_find(const char *revision);

/* Line number "number" of a text, copied without its end; the first is 1. */
extern char *cli_lines_text(const char *text, int number);

/*
 * Finds the lines with the present verdicts of the revisions, of which the last
 * is NULL, in that transaction; then writes them into the files.
 */
extern void cli_lines_find_verdicts(char **revisions);
extern void cli_lines_write_verdicts(void);

#endif							/* CLI_LINES_H */
