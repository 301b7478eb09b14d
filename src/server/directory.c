/*-------------------------------------------------------------------------
 *
 * directory.c
 *	  Reads the files of a directory on the server.
 *
 * This is for roles that may read any file of the server anyway; a name comes
 * from the directory itself, so it cannot lead out of it but by a symbolic
 * link.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <sys/stat.h>

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "file/encoding.h"
#include "server/directory.h"

static void check_may_read(void);
static List *list_names(List *names, const char *path, const char *within,
						const char *ending);
static bool is_directory(const char *path);
static int	compare_names(const ListCell *a, const ListCell *b);
static void read_file(const char *path, SvFile *result);

/*
 * The files of a directory, and of those within it, whose names end with
 * "ending", in the order of their names (as bytes), which are relative to the
 * path: a list of SvFile, with the texts in the encoding of the database.  What
 * begins with a dot is left out.
 *
 * Errors: the caller may not read files of the server; the path is not
 * absolute; those of the operating system and of sv_encoding_decode().
 */
List *
sv_directory_read(const char *path, const char *ending)
{
	List	   *files = NIL;
	List	   *names;
	ListCell   *lc;

	check_may_read();
	if (!is_absolute_path(path))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("path of a directory on the server must be absolute: \"%s\"",
						path)));
	names = list_names(NIL, path, NULL, ending);
	list_sort(names, compare_names);
	foreach(lc, names)
	{
		SvFile	   *file = palloc0(sizeof(SvFile));

		CHECK_FOR_INTERRUPTS();
		file->name = lfirst(lc);
		read_file(path, file);
		files = lappend(files, file);
	}
	return files;
}

static void
check_may_read(void)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to read files of the server"),
				 errdetail("Only roles with privileges of the \"%s\" role may do so.",
						   "pg_read_server_files"),
				 errhint("The command line program, \"schemaver load\", sends files from the client.")));
}

/*
 * Add the names of files in a directory, and in those within it, relative to
 * the path.  The directory itself is given as such a name, or as NULL.
 */
static List *
list_names(List *names, const char *path, const char *within, const char *ending)
{
	char	   *full = within == NULL ? pstrdup(path) :
	psprintf("%s/%s", path, within);
	DIR		   *directory;
	struct dirent *item;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	directory = AllocateDir(full);
	while ((item = ReadDir(directory, full)) != NULL)
	{
		int			rest = (int) strlen(item->d_name) - (int) strlen(ending);
		char	   *name = within == NULL ? pstrdup(item->d_name) :
		psprintf("%s/%s", within, item->d_name);

		if (item->d_name[0] == '.')
			continue;
		if (rest > 0 && strcmp(item->d_name + rest, ending) == 0)
			names = lappend(names, name);
		else if (is_directory(psprintf("%s/%s", path, name)))
			names = list_names(names, path, name, ending);
	}
	FreeDir(directory);
	return names;
}

static bool
is_directory(const char *path)
{
	struct stat status;

	if (stat(path, &status) == 0)
		return S_ISDIR(status.st_mode);
	if (errno != ENOENT)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not stat file \"%s\": %m", path)));
	return false;
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

static void
read_file(const char *path, SvFile *result)
{
	char	   *full = psprintf("%s/%s", path, result->name);
	struct stat status;
	FILE	   *file;
	bytea	   *bytes;
	size_t		length;

	if (stat(full, &status) != 0 ||
		(file = AllocateFile(full, PG_BINARY_R)) == NULL)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not open file \"%s\" for reading: %m", full)));
	if (!S_ISREG(status.st_mode))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a regular file", full)));
	if (status.st_size >= MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("file \"%s\" is too large", full)));
	bytes = palloc(status.st_size + VARHDRSZ);
	length = fread(VARDATA(bytes), 1, status.st_size, file);
	if (ferror(file))
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read file \"%s\": %m", full)));
	FreeFile(file);
	SET_VARSIZE(bytes, length + VARHDRSZ);
	result->text = sv_encoding_decode(VARDATA(bytes), length, result->name);
	result->sha256 = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea,
														 PointerGetDatum(bytes)));
	pfree(bytes);
	pfree(full);
}
