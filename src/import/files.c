/*-------------------------------------------------------------------------
 *
 * files.c
 *	  The files of another tool: their names, and the order of these.
 *
 * Most tools read the files of one folder, and none of those below it; what a
 * reader takes is marked, so that what no reader has taken can be told.  Each
 * tool has an order of its own: byte by byte, or by numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "import/import.h"

/* A file, and whether a reader has taken it. */
typedef struct Source
{
	SvFile		file;			/* the first member: readers have its address */
	bool		used;
} Source;

/* A file and its version. */
typedef struct Versioned
{
	const SvFile *file;
	const char *version;
} Versioned;

static int	compare_versions(const void *a, const void *b);
static int	compare_names(const ListCell *a, const ListCell *b);
static int	compare_naturally(const ListCell *a, const ListCell *b);
static int	compare_numbers(const char **a, const char **b);

/*
 * Copies of files (SvFile), sorted by name, byte by byte.
 */
List *
sv_import_copy_files(List *files)
{
	List	   *copies = NIL;
	ListCell   *lc;

	foreach(lc, files)
	{
		Source	   *source = palloc0(sizeof(Source));

		source->file = *(const SvFile *) lfirst(lc);
		copies = lappend(copies, source);
	}
	list_sort(copies, compare_names);
	return copies;
}

/*
 * Mark a file as taken.
 */
void
sv_import_use(const SvFile *file)
{
	((Source *) unconstify(SvFile *, file))->used = true;
}

bool
sv_import_is_used(const SvFile *file)
{
	return ((const Source *) file)->used;
}

/*
 * The file of a name, which is marked as taken; NULL if there is none.
 */
const SvFile *
sv_import_find_file(const SvImport *import, const char *name)
{
	int			low = 0;
	int			high = list_length(import->files);

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		const SvFile *file = list_nth(import->files, middle);
		int			result = strcmp(file->name, name);

		if (result == 0)
		{
			sv_import_use(file);
			return file;
		}
		if (result < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * Those files that are in no folder, and whose names have the ending, in the
 * order of the bytes of their names.
 */
List *
sv_import_top_files(const SvImport *import, const char *ending)
{
	List	   *files = NIL;
	ListCell   *lc;

	foreach(lc, import->files)
	{
		SvFile	   *file = lfirst(lc);

		if (strchr(file->name, '/') == NULL &&
			sv_import_ends_with(file->name, ending))
			files = lappend(files, file);
	}
	return files;
}

/*
 * Sort files so that 9 is before 10.
 */
void
sv_import_sort_by_name(List *files)
{
	list_sort(files, compare_naturally);
}

/*
 * Refuse two files of one version.
 */
void
sv_import_check_versions(List *files, char *(*version_of) (const char *name))
{
	int			count = list_length(files);
	Versioned  *versions = palloc(sizeof(Versioned) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		versions[i].file = list_nth(files, i);
		versions[i].version = version_of(versions[i].file->name);
	}
	qsort(versions, count, sizeof(Versioned), compare_versions);
	for (int i = 1; i < count; i++)
		if (strcmp(versions[i - 1].version, versions[i].version) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_OBJECT),
					 errmsg("version \"%s\" has two files: \"%s\" and \"%s\"",
							versions[i].version, versions[i - 1].file->name,
							versions[i].file->name)));
}

/*
 * Compare names so that 9 is before 10; "_" and "." are the same.  Returns a
 * number like strcmp().
 */
int
sv_import_compare_names(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0')
	{
		if (isdigit((unsigned char) *a) && isdigit((unsigned char) *b))
		{
			int			result = compare_numbers(&a, &b);

			if (result != 0)
				return result;
			continue;
		}
		if (*a != *b && !(strchr("._", *a) && strchr("._", *b)))
			return (unsigned char) *a - (unsigned char) *b;
		a++;
		b++;
	}
	return (unsigned char) *a - (unsigned char) *b;
}

/*
 * The title in a part of a file name: with blanks in place of "_" and "-".
 */
char *
sv_import_title(const char *name)
{
	char	   *message = pstrdup(name);

	for (char *p = message; *p != '\0'; p++)
		if (*p == '_' || *p == '-')
			*p = ' ';
	return message;
}

/*
 * The number that the base name of a file begins with, without leading zeros;
 * empty if there is none.
 */
char *
sv_import_number(const char *name)
{
	const char *base = sv_import_base_name(name);
	int			length = strspn(base, "0123456789");
	int			zeros = Min(strspn(base, "0"), Max(length - 1, 0));

	return pnstrdup(base + zeros, length - zeros);
}

/*
 * The name of a file without its folders.
 */
const char *
sv_import_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/*
 * True if a text ends with the ending, and has more than that.
 */
bool
sv_import_ends_with(const char *text, const char *ending)
{
	size_t		length = strlen(text);

	return length > strlen(ending) &&
		strcmp(text + length - strlen(ending), ending) == 0;
}

/*
 * True if a file is a program, by its name: not a test, and no declarations.
 */
bool
sv_import_is_code(const char *name)
{
	static const char *const endings[] = {".go", ".js", ".ts", ".cjs", ".mjs",
	".cts", ".mts", ".java", ".kt", ".groovy", ".rb", ".py"};

	if (sv_import_ends_with(name, "_test.go") ||
		sv_import_ends_with(name, ".d.ts"))
		return false;
	for (int i = 0; i < lengthof(endings); i++)
		if (sv_import_ends_with(name, endings[i]))
			return true;
	return false;
}

char *
sv_import_without_dashes(const char *text)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (const char *p = text; *p != '\0'; p++)
		if (*p != '-')
			appendStringInfoChar(&buf, *p);
	return buf.data;
}

/*
 * True if a file of settings has a line "name = value"; the file may be NULL.
 */
bool
sv_import_has_setting(const SvFile *file, const char *name, const char *value)
{
	const char *line = file ? file->text : "";

	while (*line != '\0')
	{
		const char *p = line + strspn(line, " \t");

		if (strncmp(p, name, strlen(name)) == 0)
		{
			p += strlen(name);
			p += strspn(p, " \t=\"");
			if (pg_strncasecmp(p, value, strlen(value)) == 0)
				return true;
		}
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return false;
}

/* qsort callback of sv_import_check_versions() */
static int
compare_versions(const void *a, const void *b)
{
	const Versioned *version_a = a;
	const Versioned *version_b = b;
	int			result = strcmp(version_a->version, version_b->version);

	return result != 0 ? result :
		strcmp(version_a->file->name, version_b->file->name);
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(((const SvFile *) lfirst(a))->name,
				  ((const SvFile *) lfirst(b))->name);
}

static int
compare_naturally(const ListCell *a, const ListCell *b)
{
	int			result = sv_import_compare_names(((const SvFile *) lfirst(a))->name,
												 ((const SvFile *) lfirst(b))->name);

	return result != 0 ? result : compare_names(a, b);
}

static int
compare_numbers(const char **a, const char **b)
{
	int			length_a;
	int			length_b;
	int			result;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	length_a = strspn(*a, "0123456789");
	length_b = strspn(*b, "0123456789");
	result = length_a != length_b ? length_a - length_b :
		strncmp(*a, *b, length_a);
	*a += length_a;
	*b += length_b;
	return result;
}
