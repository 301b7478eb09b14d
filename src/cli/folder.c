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

#include "common/hashfn.h"
#include "pqexpbuffer.h"

#include "cli/ending.h"
#include "cli/folder.h"
#include "cli/report.h"
#include "cli/signals.h"

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

/*
 * Reads a file from its descriptor.  Most files fit into the buffer: of a plain
 * file, a read gets less than was asked for at its end only.  False: it failed.
 */
static bool
read_to_end(int fd, CliFile *file)
{
	static char buffer[65536];
	PQExpBuffer all = NULL;
	ssize_t		count;

	while ((count = read(fd, buffer, sizeof(buffer))) == sizeof(buffer))
	{
		if (all == NULL)
			all = createPQExpBuffer();
		appendBinaryPQExpBuffer(all, buffer, count);
	}
	if (count < 0)
		return false;
	if (all != NULL)
	{
		appendBinaryPQExpBuffer(all, buffer, count);
		if (PQExpBufferBroken(all))
			cli_report_fail(CLI_ERROR, "file \"%s\" is too large", file->path);
		file->content = all->data;
		file->length = all->len;
		return true;
	}
	file->content = pg_malloc(count + 1);
	memcpy(file->content, buffer, count);
	file->content[count] = '\0';
	file->length = count;
	return true;
}

/* After so many files, something else has its turn. */
#define SOME	16

/*
 * Reads a file by its name in a folder that is open, or by its path: AT_FDCWD.
 * is_plain: it is known to be no folder and no link.
 */
static void
read_file(CliFile *file, int folder, const char *name, bool is_plain)
{
	int			fd = openat(folder, name, O_RDONLY | PG_BINARY);
	struct stat about;

	if (fd < 0 && errno == EACCES)
		cli_report_fail(CLI_ERROR, "could not read file \"%s\": %m", file->path);
	if (fd < 0 || (!is_plain && (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))))
		cli_report_fail(CLI_ERROR, "\"%s\" is not a file", file->path);
	if (!read_to_end(fd, file))
		cli_report_fail(CLI_ERROR, "could not read file \"%s\": %m", file->path);
	close(fd);
}

static CliFile *
new_file(CliFiles *files, const char *name, const char *path)
{
	CliFile    *file;

	if (files->count == files->allocated)
	{
		files->allocated = Max(64, 2 * files->allocated);
		files->files = pg_realloc(files->files, files->allocated * sizeof(CliFile));
	}
	file = &files->files[files->count++];
	memset(file, 0, sizeof(CliFile));
	file->name = (char *) name;
	file->path = (char *) path;
	return file;
}

void
cli_folder_add(CliFiles *files, const char *name, const char *path)
{
	check_name(path);
	read_file(new_file(files, name, path), AT_FDCWD, path, false);
}

static bool
is_revision_file(const char *name)
{
	size_t		length = strlen(name);

	return length > 4 && strcmp(name + length - 4, ".sql") == 0;
}

static char *
joined(const char *a, const char *b, const char *c)
{
	size_t		lengths[] = {strlen(a), strlen(b), strlen(c) + 1};
	char	   *text = pg_malloc(lengths[0] + lengths[1] + lengths[2]);

	memcpy(text, a, lengths[0]);
	memcpy(text + lengths[0], b, lengths[1]);
	memcpy(text + lengths[0] + lengths[1], c, lengths[2]);
	return text;
}

static bool
is_plain(const struct dirent *entry)
{
#ifdef DT_REG
	return entry->d_type == DT_REG;
#else
	return false;
#endif
}

/*
 * Adds what is in a folder, whose place in the folder of all is the prefix:
 * revision files, read, or all files, not read.
 */
static void
read_folder(CliFiles *files, const char *folder, const char *prefix, bool all, void (*meanwhile) (void))
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
		path = joined(folder, "/", entry->d_name);
		if (!all && is_revision_file(entry->d_name))
		{
			check_name(path);
			read_file(new_file(files, joined(prefix, "", entry->d_name), path), dirfd(directory), entry->d_name, is_plain(entry));
			if (meanwhile != NULL && files->count % SOME == 0)
				meanwhile();
		}
		else if (!is_plain(entry) && cli_folder_exists(path))
		{
			if (!all || strcmp(entry->d_name, "node_modules") != 0)
				read_folder(files, path, psprintf("%s%s/", prefix, entry->d_name), all, meanwhile);
		}
		else if (all)
		{
			check_name(path);
			new_file(files, joined(prefix, "", entry->d_name), path);
		}
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

static void
sort(CliFiles *files)
{
	if (files->count > 0)
		qsort(files->files, files->count, sizeof(CliFile), compare_names);
}

CliFiles *
cli_folder_read(const char *folder, void (*meanwhile) (void))
{
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));

	cli_folder_check(folder, false);
	read_folder(files, folder, "", false, meanwhile);
	sort(files);
	return files;
}

CliFiles *
cli_folder_list_tree(const char *folder)
{
	CliFiles   *files = pg_malloc0(sizeof(CliFiles));

	read_folder(files, folder, "", true, NULL);
	sort(files);
	return files;
}

void
cli_folder_fill(CliFile *file)
{
	read_file(file, AT_FDCWD, file->path, false);
}

void
cli_folder_hash(CliFiles *files, void (*meanwhile) (void))
{
	for (int i = 0; i < files->count; i++)
	{
		CliFile    *file = &files->files[i];

		if (!cli_compat_sha256(file->content, file->length, file->sha256))
			cli_report_fail(CLI_ERROR, "could not compute the SHA-256 of file \"%s\"", file->path);
		if (meanwhile != NULL && i % SOME == 0)
			meanwhile();
	}
}

uint64
cli_folder_checksum(const CliFiles *files, uint64 seed)
{
	uint64		sum = 0;

	for (int i = 0; i < files->count; i++)
	{
		const CliFile *file = &files->files[i];
		uint64		hash = hash_bytes_extended((const unsigned char *) file->name, strlen(file->name), seed);

		hash = hash_bytes_extended(file->sha256, CLI_SHA256_LENGTH / 2, hash);
		sum += hash_bytes_extended(file->sha256 + CLI_SHA256_LENGTH / 2, CLI_SHA256_LENGTH / 2, hash);
	}
	return sum;
}

CliFile *
cli_folder_find(CliFiles *files, const char *name)
{
	CliFile		key = {0};
	CliFile    *found;

	if (files == NULL || files->count == 0)
		return NULL;
	key.name = (char *) name;
	found = bsearch(&key, files->files, files->count, sizeof(CliFile), compare_names);
	for (int i = 0; found == NULL && i < files->count; i++)
	{
		if (strcmp(files->files[i].name, name) == 0 || strcmp(files->files[i].path, name) == 0)
			found = &files->files[i];
	}
	return found;
}

/* ----------
 * Writing
 * ----------
 */

/* Names of the files that have not got theirs yet, in the order of files */
static char **unplaced;
static int	unplaced_count;

static void
remove_unplaced(void)
{
	for (int i = 0; i < unplaced_count; i++)
	{
		if (unplaced[i] != NULL)
			unlink(unplaced[i]);
	}
}

/* Repeatable scripts and checks may be in folders of the folder. */
static bool
may_be_within(const char *name)
{
	return strncmp(name, "repeatable/", 11) == 0 || strncmp(name, "checks/", 7) == 0
		|| strncmp(strrchr(name, '/') + 1, "R__", 3) == 0;
}

/* Names of the server: in no other folder, no hidden file, no option, no escape. */
static void
check_sent_name(const char *name)
{
	bool		fine = is_revision_file(name) && (strchr(name, '/') == NULL || may_be_within(name));

	for (const char *part = name; part != NULL && fine; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
		fine = part[0] != '.' && part[0] != '-' && part[0] != '/' && part[0] != '\0';

	for (const char *s = name; *s && fine; s++)
		fine = (unsigned char) *s >= 0x20 && *s != 0x7f;
	if (!fine)
		cli_report_fail(CLI_ERROR, "the server named a file that cannot be one of a revision");
}

static void
set_content(CliFile *file, const char *content)
{
	file->content = pg_strdup(content);
	file->length = strlen(content);
}

void
cli_folder_put(CliFiles *files, const char *folder, const char *name, const char *content)
{
	check_sent_name(name);
	set_content(new_file(files, pg_strdup(name), psprintf("%s/%s", folder, name)), content);
}

void
cli_folder_put_path(CliFiles *files, const char *path, const char *content)
{
	set_content(new_file(files, path, path), content);
}

void
cli_folder_replace(CliFiles *files, const CliFile *file, const char *content)
{
	set_content(new_file(files, file->name, file->path), content);
}

static bool
has_content(const CliFile *file)
{
	CliFile		old = {.path = file->path};

	read_file(&old, AT_FDCWD, old.path, false);
	return old.length == file->length && memcmp(old.content, file->content, old.length) == 0;
}

void
cli_folder_check_places(const CliFiles *files, CliReplace replace, CliFiles *known)
{
	for (int i = 0; i < files->count; i++)
	{
		const CliFile *file = &files->files[i];
		struct stat about;

		if (lstat(file->path, &about) != 0)
			continue;
		if (replace == CLI_REPLACE_NOTHING)
			cli_report_fail(CLI_ERROR, "file \"%s\" already exists", file->path);
		if (!S_ISREG(about.st_mode))
			cli_report_fail(CLI_ERROR, "\"%s\" is not a file", file->path);
		if (replace == CLI_REPLACE_SAME && !has_content(file))
			cli_report_fail(CLI_ERROR, "file \"%s\" already exists", file->path);
		if (replace == CLI_REPLACE_KNOWN && cli_folder_find(known, file->path) == NULL)
			cli_report_fail(CLI_ERROR, "the server named a file that it was not sent: \"%s\"", file->path);
	}
}

/* Writes a new file in the folder of another, with its content. */
static void
write_beside(const CliFile *file)
{
	const char *slash = strrchr(file->path, '/');
	int			length = slash ? slash - file->path + 1 : 0;
	char	   *path = psprintf("%.*s.schemaver.%d.%d", length, file->path, (int) getpid(), unplaced_count);
	int			fd = open(path, O_WRONLY | O_CREAT | O_EXCL | PG_BINARY, 0666);
	struct stat about;
	ssize_t		count = 0;
	size_t		done = 0;

	if (fd < 0)
		cli_report_fail(CLI_ERROR, "could not write file \"%s\": %m", file->path);
	unplaced[unplaced_count++] = path;
	while (done < file->length && (count = write(fd, file->content + done, file->length - done)) > 0)
		done += count;
	if (stat(file->path, &about) == 0 && fchmod(fd, about.st_mode & 07777) != 0)
		count = -1;
	if (count < 0 || fsync(fd) != 0 || close(fd) != 0)
		cli_report_fail(CLI_ERROR, "could not write file \"%s\": %m", file->path);
}

void
cli_folder_prepare(CliFiles *files)
{
	sort(files);
	unplaced = pg_malloc0((files->count + 1) * sizeof(char *));
	unplaced_count = 0;
	cli_ending_add(remove_unplaced);
	cli_signals_hold();
	for (int i = 0; i < files->count; i++)
	{
		const char *slash = strrchr(files->files[i].path, '/');

		if (strchr(files->files[i].name, '/') != NULL && slash != NULL)
			cli_folder_create(pnstrdup(files->files[i].path, slash - files->files[i].path));
	}
	for (int i = 0; i < files->count; i++)
		write_beside(&files->files[i]);
}

void
cli_folder_place(CliFiles *files)
{
	for (int i = 0; i < files->count; i++)
	{
		if (rename(unplaced[i], files->files[i].path) != 0)
			cli_report_fail(CLI_ERROR, "could not write file \"%s\": %m", files->files[i].path);
		unplaced[i] = NULL;
	}
	cli_signals_release();
}

void
cli_folder_write(const char *path, const char *content)
{
	CliFiles	files = {0};

	cli_folder_put_path(&files, path, content);
	cli_folder_check_places(&files, CLI_REPLACE_ANY, NULL);
	cli_folder_prepare(&files);
	cli_folder_place(&files);
}

void
cli_folder_remove(const CliFile *file)
{
	if (unlink(file->path) != 0)
		cli_report_fail(CLI_ERROR, "could not remove file \"%s\": %m", file->path);
}
