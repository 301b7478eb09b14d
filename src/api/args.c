/*-------------------------------------------------------------------------
 *
 * args.c
 *	  Arguments of the SQL functions.
 *
 * Most SQL functions are not strict, as some of their arguments may be null;
 * they read their arguments here, by position.  An argument that may not be
 * null has a name, for the message.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "api/args.h"
#include "compat.h"
#include "file/encoding.h"

pg_noreturn static void refuse_null(const char *name);
static void check_counts(List *filenames, int contents);

/*
 * A text argument; NULL for null.
 */
char *
sv_args_text(FunctionCallInfo fcinfo, int number)
{
	return PG_ARGISNULL(number) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(number));
}

/*
 * A text argument that may not be null; "name" is that of the argument.
 */
char *
sv_args_require_text(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		refuse_null(name);
	return sv_args_text(fcinfo, number);
}

/*
 * A text[] argument as a list of strings; NIL for null.
 *
 * Errors: nulls in the array, more than one dimension.
 */
List *
sv_args_list(FunctionCallInfo fcinfo, int number, const char *name)
{
	ArrayType  *array;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *list = NIL;

	if (PG_ARGISNULL(number))
		return NIL;
	array = PG_GETARG_ARRAYTYPE_P(number);
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("argument \"%s\" must be a one-dimensional array",
						name)));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not contain null", name)));
		list = lappend(list, TextDatumGetCString(elements[i]));
	}
	return list;
}

/*
 * A text[] argument that may not be null.
 */
List *
sv_args_require_list(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		refuse_null(name);
	return sv_args_list(fcinfo, number, name);
}

/*
 * Two arguments, names text[] and contents bytea[], as a list of SvFile.  If
 * contents may be null, so may the texts.
 *
 * Errors: those of the arrays; one has more elements than the other; contents
 * that are not text in UTF-8.
 */
List *
sv_args_files(FunctionCallInfo fcinfo, int names, int contents, bool may_be_null)
{
	List	   *filenames = sv_args_require_list(fcinfo, names, "filenames");
	List	   *files = NIL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	ListCell   *lc;

	if (PG_ARGISNULL(contents))
		refuse_null("contents");
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(contents), BYTEAOID, -1, false,
					  TYPALIGN_INT, &elements, &nulls, &count);
	check_counts(filenames, count);
	foreach(lc, filenames)
	{
		SvFile	   *file = palloc0(sizeof(SvFile));
		int			i = foreach_current_index(lc);
		bytea	   *bytes;

		file->name = lfirst(lc);
		files = lappend(files, file);
		if (nulls[i] && may_be_null)
			continue;
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not contain null",
							"contents")));
		bytes = DatumGetByteaPP(elements[i]);
		file->text = sv_encoding_decode(VARDATA_ANY(bytes),
										VARSIZE_ANY_EXHDR(bytes), file->name);
		file->sha256 = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea,
														   elements[i]));
	}
	return files;
}

/*
 * The same where the contents are text[].
 */
List *
sv_args_text_files(FunctionCallInfo fcinfo, int names, int contents)
{
	List	   *filenames = sv_args_require_list(fcinfo, names, "filenames");
	List	   *texts = sv_args_require_list(fcinfo, contents, "contents");
	List	   *files = NIL;

	check_counts(filenames, list_length(texts));
	for (int i = 0; i < list_length(texts); i++)
	{
		SvFile	   *file = palloc0(sizeof(SvFile));

		file->name = list_nth(filenames, i);
		file->text = list_nth(texts, i);
		files = lappend(files, file);
	}
	return files;
}

static void
check_counts(List *filenames, int contents)
{
	if (contents != list_length(filenames))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("number of file names (%d) does not match number of contents (%d)",
						list_length(filenames), contents)));
}

/*
 * A boolean argument; null is the default.
 */
bool
sv_args_bool(FunctionCallInfo fcinfo, int number, bool default_value)
{
	return PG_ARGISNULL(number) ? default_value : PG_GETARG_BOOL(number);
}

static void
refuse_null(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("argument \"%s\" must not be null", name)));
}
