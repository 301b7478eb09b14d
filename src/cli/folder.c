/*-------------------------------------------------------------------------
 *
 * folder.c
 *	  Files of the folder: listed, read, hashed, written, removed.
 *
 * A revision file is one that is called *.sql, in the folder or in a folder in
 * it; names that begin with a dot are none.  The server knows a file by its
 * place in the folder, so that it has one name wherever the folder is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres_fe.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/report.h"

bool
cli_folder_exists(const char *folder)
{
	struct stat about;

	return stat(folder, &about) == 0 && S_ISDIR(about.st_mode);
}

void
cli_folder_check(const char *folder, bool to_write)
{
	if (!cli_folder_exists(folder))
		cli_report_fail(CLI_ERROR, "folder \"%s\" does not exist; \"schemaver init\" creates it", folder);
	if (access(folder, R_OK | X_OK) != 0)
		cli_report_fail(CLI_ERROR, "could not read folder \"%s\"", folder);
	if (to_write && access(folder, W_OK) != 0)
		cli_report_fail(CLI_ERROR, "could not write to folder \"%s\"", folder);
}

void
cli_folder_create(const char *folder)
{
	char	   *path = pg_strdup(folder);

	if (cli_folder_exists(folder))
		return;
	if (pg_mkdir_p(path, S_IRWXU | S_IRWXG | S_IRWXO) != 0)
		cli_report_fail(CLI_ERROR, "could not create folder \"%s\": %m", folder);
}

/* Messages about names must not be taken for others. */
static void
check_name(const char *path)
{
	if (strchr(path, '\n') != NULL)
		cli_report_fail(CLI_ERROR, "file name contains a line end: \"%s\"", path);
	for (const char *s = path; *s; s++)
	{
		if ((unsigned char) *s < 0x20 || *s == 0x7f)
			cli_report_fail(CLI_ERROR, "file name contains a control character: \"%s\"", path);
	}
}

static void
read_file(CliFile *file)
{
	int			fd = open(file->path, O_RDONLY | PG_BINARY);
	struct stat about;
	ssize_t		count = 0;

	if (fd < 0 && errno == EACCES)
		cli_report_fail(CLI_ERROR, "could not read file \"%s\": %m", file->path);
	if (fd < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		cli_report_fail(CLI_ERROR, "\"%s\" is not a file", file->path);
	file->content = pg_malloc(about.st_size + 1);
	while (file->length < about.st_size
		   && (count = read(fd, file->content + file->length, about.st_size - file->length)) > 0)
		file->length += count;
	if (count < 0)
		cli_report_fail(CLI_ERROR, "could not read file \"%s\": %m", file->path);
	if (file->length < about.st_size)
		cli_report_fail(CLI_ERROR, "file \"%s\" changed while it was read", file->path);
	file->content[file->length] = '\0';
	close(fd);
}

void
cli_folder_add(CliFiles *files, const char *name, const char *path)
{
	CliFile    *file;

	check_name(path);
	if (files->count == files->allocated)
	{
		files->allocated = Max(64, 2 * files->allocated);
		files->files = pg_realloc(files->files, files->allocated * sizeof(CliFile));
	}
	file = &files->files[files->count++];
	memset(file, 0, sizeof(CliFile));
	file->name = pg_strdup(name);
	file->path = pg_strdup(path);
	read_file(file);
}

static bool
is_revision_file(const char *name)
{
	size_t		length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".sql") == 0;
}

/* Adds what is in a folder, whose place in the folder of all is the prefix. */
static void
read_folder(CliFiles *files, const char *folder, const char *prefix)
{
	DIR		   *directory = opendir(folder);
	struct dirent *entry;

	if (directory == NULL)
		cli_report_fail(CLI_ERROR, "could not read folder \"%s\"", folder);
	while (errno = 0, (entry = readdir(directory)) != NULL)
	{
		char	   *path;

		if (entry->d_name[0] == '.')
			continue;
		path = psprintf("%s/%s", folder, entry->d_name);
		if (is_revision_file(entry->d_name))
			cli_folder_add(files, psprintf("%s%s", prefix, entry->d_name), path);
		else if (cli_folder_exists(path))
			read_folder(files, path, psprintf("%s%s/", prefix, entry->d_name));
	}
	if (errno != 0)
		cli_report_fail(CLI_ERROR, "could not read folder \"%s\": %m", folder);
	closedir(directory);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const CliFile *) a)->name, ((const CliFile *) b)->name);
}

CliFiles *
cli_folder_read(const char *folder)
{
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));

	cli_folder_check(folder, false);
	read_folder(files, folder, "");
	if (files->count > 0)
		qsort(files->files, files->count, sizeof(CliFile), compare_names);
	return files;
}

void
cli_folder_hash(CliFiles *files)
{
	for (int i = 0; i < files->count; i++)
	{
		CliFile    *file = &files->files[i];

		if (!cli_compat_sha256(file->content, file->length, file->sha256))
			cli_report_fail(CLI_ERROR, "could not compute the SHA-256 of file \"%s\"", file->path);
	}
}

CliFile *
cli_folder_find(CliFiles *files, const char *name)
{
	for (int i = 0; files != NULL && i < files->count; i++)
	{
		if (strcmp(files->files[i].name, name) == 0 || strcmp(files->files[i].path, name) == 0)
			return &files->files[i];
	}
	return NULL;
}
