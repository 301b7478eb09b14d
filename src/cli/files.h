/*-------------------------------------------------------------------------
 *
 * files.h
 *	  The folder on its way to the server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "libpq-fe.h"
#include "cli/folder.h"
#include "cli/options.h"
#include "cli/query.h"

/*
 * Begins a transaction that sees the database as if the folder had been loaded;
 * it is to be rolled back, or just left to end with the program.  With
 * --no-load, or if there is no folder and none was named, it sees the database.
 */
extern void cli_files_preview(const CliArguments *arguments);

/* The same, and the answer to a query of a function of the extension then */
extern PGresult *cli_files_preview_and_ask(const CliArguments *arguments, const char *query);

/*
 * Begins a transaction and loads the folder, for good if that is committed.
 * With --no-load, it loads nothing.
 */
extern void cli_files_load(const CliArguments *arguments);

/*
 * The same, and the answer to a query of a function of the extension; NULL if
 * something had to be loaded, or if it was not asked.
 */
extern PGresult *cli_files_load_and_ask(const CliArguments *arguments, const char *query);

/* Prints what the folder has changed: to be called once that is committed. */
extern void cli_files_print_loaded(void);

/* The same of some files, which need not be all */
extern PGresult *cli_files_load_these(const CliArguments *arguments, CliFiles *files);

/*
 * What was loaded, or would be: revision, action, filename; NULL: nothing.  Asks
 * the server if nothing had to be loaded, so in the same transaction.
 */
extern const PGresult *cli_files_loaded(void);

/* What a row of that, or of an import, is about: "repeatable script totals"; of a revision, its id */
extern char *cli_files_subject(const PGresult *result, int row);

/* One row of that, as a line without its end */
extern char *cli_files_loaded_line(const PGresult *result, int row);

/* The folder is read again the next time. */
extern void cli_files_forget(void);

/* The folder: of --dir, the configuration, or "migrations" */
extern const char *cli_files_folder(const CliArguments *arguments);

/* Files that are sent by other means: errors in them are shown. */
extern void cli_files_know(CliFiles *files);

/* The files that were read for either of them; NULL: none were. */
extern CliFiles *cli_files_known(void);

/* The name of a file of the server, as people know it: its path */
extern const char *cli_files_path(const char *name);

/*
 * The file that a revision of the folder is in; NULL if that is not known.  An
 * error if the server names one that it was not sent.
 */
extern CliFile *cli_files_of_revision(const char *revision);

/* Prints the paths of files: lines, or a JSON array. */
extern void cli_files_print_paths(const CliFiles *files);

/* Adds parameters: the names (text[]) and contents (bytea[]) of files. */
extern void cli_files_add_parameters(CliParameters *parameters, const CliFiles *files);

#endif							/* CLI_FILES_H */
