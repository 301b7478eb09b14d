/*-------------------------------------------------------------------------
 *
 * fn_import.c
 *	  SQL functions that import the migrations of other tools.
 *
 * The migrations become revisions, are loaded as the files of these would be,
 * and are returned as such files.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/import_applied.h"
#include "command/load.h"
#include "file/write.h"
#include "graph/name.h"
#include "import/import.h"
#include "strings.h"

PG_FUNCTION_INFO_V1(schemaver_import);
PG_FUNCTION_INFO_V1(schemaver_import_alembic);
PG_FUNCTION_INFO_V1(schemaver_import_wants);

static List *take_files(FunctionCallInfo fcinfo, const char *format);
static char *read_content(Datum content, const char *filename);
static Datum import(FunctionCallInfo fcinfo, const SvImportTool *tool,
					List *imported, List *repeatables);
static SvRepeatable *without_file(const SvImportedRepeatable *imported);
static void put_repeatable(SvRows *rows, const SvImportedRepeatable *imported,
						   const char *action);

Datum
schemaver_import(PG_FUNCTION_ARGS)
{
	const char *format = sv_args_require_text(fcinfo, 0, "format");
	List	   *repeatables = NIL;
	List	   *imported = sv_import_read(format, take_files(fcinfo, format),
										  &repeatables);

	return import(fcinfo, sv_import_tool(format), imported, repeatables);
}

Datum
schemaver_import_wants(PG_FUNCTION_ARGS)
{
	const char *format = sv_args_require_text(fcinfo, 0, "format");
	List	   *names = sv_args_require_list(fcinfo, 1, "filenames");

	return sv_rows_return_texts(fcinfo, sv_import_wanted(format, names));
}

Datum
schemaver_import_alembic(PG_FUNCTION_ARGS)
{
	const char *upgrade = sv_args_require_text(fcinfo, 0, "upgrade_sql");
	const char *downgrade = sv_args_text(fcinfo, 1);
	const char *history = sv_args_text(fcinfo, 2);

	SvImportTool tool;
	List	   *imported = sv_import_read_alembic(upgrade, downgrade, history, &tool);

	return import(fcinfo, &tool, imported, NIL);
}

/*
 * The files of arguments 1 and 2, names and contents.  The content of those that
 * the format does not want may be null, and is not looked at.
 *
 * Errors: those of the arrays; one has more elements than the other; contents
 * that are wanted, and missing or not text in UTF-8.
 */
static List *
take_files(FunctionCallInfo fcinfo, const char *format)
{
	List	   *filenames = sv_args_require_list(fcinfo, 1, "filenames");
	List	   *files = NIL;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	ListCell   *lc;

	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", "contents")));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), BYTEAOID, -1, false,
					  TYPALIGN_INT, &elements, &nulls, &count);
	if (count != list_length(filenames))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("number of file names (%d) does not match number of contents (%d)",
						list_length(filenames), count)));
	foreach(lc, filenames)
	{
		SvFile	   *file = palloc0(sizeof(SvFile));
		int			i = foreach_current_index(lc);

		file->name = lfirst(lc);
		file->text = "";
		files = lappend(files, file);
		if (!sv_import_wants(format, file->name))
			continue;
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not contain null", "contents"),
					 errdetail("The format needs file \"%s\".", file->name)));
		file->text = read_content(elements[i], file->name);
	}
	return files;
}

static char *
read_content(Datum content, const char *filename)
{
	bytea	   *bytes = DatumGetByteaPP(content);

	return sv_encoding_decode(VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes),
							  filename);
}

/*
 * Load the revisions that the migrations have become, record which of them are
 * applied, and return their files.
 */
static Datum
import(FunctionCallInfo fcinfo, const SvImportTool *tool, List *imported,
	   List *repeatables)
{
	List	   *documents = NIL;
	List	   *scripts = NIL;
	List	   *applied;
	List	   *loaded;
	SvRows		rows;
	ListCell   *lc;

	foreach(lc, imported)
		documents = lappend(documents, &((SvImported *) lfirst(lc))->document);
	foreach(lc, repeatables)
		scripts = lappend(scripts, without_file(lfirst(lc)));
	loaded = sv_load_documents(documents, scripts, false, false);
	applied = sv_import_applied_record(tool, imported, repeatables);

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, imported)
	{
		const SvDocument *document = &((SvImported *) lfirst(lc))->document;
		const SvLoaded *result = list_nth(loaded, foreach_current_index(lc));

		sv_rows_add_text(&rows, document->revision.id);
		sv_rows_add_text(&rows, result->action);
		sv_rows_add(&rows, BoolGetDatum(sv_strings_member(applied, document->revision.id)));
		sv_rows_add_text(&rows, sv_write_filename(&document->revision));
		sv_rows_add_text(&rows, sv_write_document(document));
		sv_rows_add_null(&rows);
		sv_rows_put(&rows);
	}
	foreach(lc, repeatables)
	{
		const SvLoaded *result = list_nth(loaded, list_length(imported) +
										  foreach_current_index(lc));

		put_repeatable(&rows, lfirst(lc), result->action);
	}
	return sv_rows_end(&rows);
}

/*
 * A script as it is stored: the file is only written from that.
 */
static SvRepeatable *
without_file(const SvImportedRepeatable *imported)
{
	SvRepeatable *repeatable = palloc(sizeof(SvRepeatable));

	*repeatable = imported->repeatable;
	repeatable->filename = NULL;
	return repeatable;
}

static void
put_repeatable(SvRows *rows, const SvImportedRepeatable *imported,
			   const char *action)
{
	sv_rows_add_null(rows);
	sv_rows_add_text(rows, action);
	sv_rows_add(rows, BoolGetDatum(imported->applied));
	sv_rows_add_text(rows, sv_repeatable_filename(&imported->repeatable));
	sv_rows_add_text(rows, imported->repeatable.script);
	sv_rows_add_text(rows, imported->repeatable.name);
	sv_rows_put(rows);
}
