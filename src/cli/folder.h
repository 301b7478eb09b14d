/*-------------------------------------------------------------------------
 *
 * folder.h
 *	  Files of the folder: listed, read, hashed, written, removed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include "cli/cli_compat.h"

/* A file, read */
typedef struct CliFile
{
	char	   *name;			/* for the server: its place in the folder */
	char	   *path;			/* for people, and to open it */
	char	   *content;		/* ends with a zero byte, too; NULL: not read */
	size_t		length;
	bool		is_stored;		/* the server has it: it need not be sent */
	uint8		sha256[CLI_SHA256_LENGTH];
} CliFile;

typedef struct CliFiles
{
	CliFile    *files;
	int			count;
	int			allocated;
} CliFiles;

/* True if there is such a folder. */
extern bool cli_folder_exists(const char *folder);

/* An error unless it exists and can be read; and written, if asked for. */
extern void cli_folder_check(const char *folder, bool to_write);

/* Creates it unless it exists. */
extern void cli_folder_create(const char *folder);

/*
 * The revision files of the folder and of the folders in it, read, in the order
 * of their names.  The function, which may be NULL, is called after some files
 * each.
 */
extern CliFiles *cli_folder_read(const char *folder, void (*meanwhile) (void));

/* Adds one file, read; an error if it cannot be. */
extern void cli_folder_add(CliFiles *files, const char *name, const char *path);

/* Computes the hashes of all; the function is as above. */
extern void cli_folder_hash(CliFiles *files, void (*meanwhile) (void));

/*
 * What the server's schemaver_files_checksum() is with the same seed if it has the
 * same files; their hashes are known.
 */
extern uint64 cli_folder_checksum(const CliFiles *files, uint64 seed);

/* The file of that name or path; NULL: there is none. */
extern CliFile *cli_folder_find(CliFiles *files, const char *name);

/* ----------
 * Writing.  First the files are collected, with names that may be the server's;
 * then it is checked what they would replace; then their bytes are on the disk
 * under other names, so that a full disk changes nothing; then they get their
 * names.
 * ----------
 */

/* An error unless a file of the folder may be called so. */
extern void cli_folder_put(CliFiles *files, const char *folder, const char *name, const char *content);

/* The same for a file of any name, which the user has given. */
extern void cli_folder_put_path(CliFiles *files, const char *path, const char *content);

/* The same for a file that was read: it is to have this content. */
extern void cli_folder_replace(CliFiles *files, const CliFile *file, const char *content);

/* What a file may replace */
typedef enum CliReplace
{
	CLI_REPLACE_NOTHING,
	CLI_REPLACE_SAME,			/* the same content */
	CLI_REPLACE_KNOWN,			/* a file that was read */
	CLI_REPLACE_ANY				/* any plain file */
} CliReplace;

/* An error if one would replace what it may not. */
extern void cli_folder_check_places(const CliFiles *files, CliReplace replace, CliFiles *known);

/* From here to cli_folder_place(), signals wait.  Orders the files. */
extern void cli_folder_prepare(CliFiles *files);
extern void cli_folder_place(CliFiles *files);

/* All of that for one file, which replaces any plain file. */
extern void cli_folder_write(const char *path, const char *content);

/* Removes a file that was read. */
extern void cli_folder_remove(const CliFile *file);

/*
 * The files of a folder and of those in it, but for what a package manager has
 * put there; not read yet
 */
extern CliFiles *cli_folder_list_tree(const char *folder);

/* Reads one of them. */
extern void cli_folder_fill(CliFile *file);

#endif							/* CLI_FOLDER_H */
