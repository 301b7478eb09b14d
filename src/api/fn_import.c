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

static Datum import(FunctionCallInfo fcinfo, const char *format,
					List *imported);

Datum
schemaver_import(PG_FUNCTION_ARGS)
{
	const char *format = sv_args_require_text(fcinfo, 0, "format");
	List	   *files = sv_args_files(fcinfo, 1, 2, false);

	return import(fcinfo, format, sv_import_read(format, files));
}

Datum
schemaver_import_alembic(PG_FUNCTION_ARGS)
{
	const char *upgrade = sv_args_require_text(fcinfo, 0, "upgrade_sql");
	const char *downgrade = sv_args_text(fcinfo, 1);
	const char *history = sv_args_text(fcinfo, 2);

	return import(fcinfo, "alembic",
				  sv_import_read_alembic(upgrade, downgrade, history));
}

/*
 * Load the revisions that the migrations have become, record which of them are
 * applied, and return their files.
 */
static Datum
import(FunctionCallInfo fcinfo, const char *format, List *imported)
{
	List	   *documents = NIL;
	List	   *applied;
	List	   *loaded;
	SvRows		rows;
	ListCell   *lc;

	foreach(lc, imported)
		documents = lappend(documents, &((SvImported *) lfirst(lc))->document);
	loaded = sv_load_documents(documents, false, false);
	applied = sv_import_applied_record(format, imported);

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
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}
