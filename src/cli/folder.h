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
	char	   *content;		/* ends with a zero byte, too */
	size_t		length;
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
 * of their names
 */
extern CliFiles *cli_folder_read(const char *folder);

/* Adds one file, read; an error if it cannot be. */
extern void cli_folder_add(CliFiles *files, const char *name, const char *path);

/* Computes the hashes of all. */
extern void cli_folder_hash(CliFiles *files);

/* The file of that name or path; NULL: there is none. */
extern CliFile *cli_folder_find(CliFiles *files, const char *name);

#endif							/* CLI_FOLDER_H */
