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
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "file/encoding.h"
#include "server/directory.h"

static void check_may_read(void);
static List *list_names(const char *path, const char *ending);
static int	compare_names(const ListCell *a, const ListCell *b);
static void read_file(const char *path, SvFile *result);

/*
 * The files of a directory whose names end with "ending" and do not begin with
 * a dot, in the order of their names (as bytes): a list of SvFile, with the
 * texts in the encoding of the database.
 *
 * Errors: the caller may not read files of the server; the path is not
 * absolute; those of the operating system and of sv_encoding_decode().
 */
List *
sv_directory_read(const char *path, const char *ending)
{
	List	   *files = NIL;
	ListCell   *lc;

	check_may_read();
	if (!is_absolute_path(path))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("path of a directory on the server must be absolute: \"%s\"",
						path)));
	foreach(lc, list_names(path, ending))
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

static List *
list_names(const char *path, const char *ending)
{
	DIR		   *directory = AllocateDir(path);
	List	   *names = NIL;
	struct dirent *item;

	while ((item = ReadDir(directory, path)) != NULL)
	{
		int			length = strlen(item->d_name);
		int			rest = length - (int) strlen(ending);

		if (rest > 0 && item->d_name[0] != '.' &&
			strcmp(item->d_name + rest, ending) == 0)
			names = lappend(names, pstrdup(item->d_name));
	}
	FreeDir(directory);
	list_sort(names, compare_names);
	return names;
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
