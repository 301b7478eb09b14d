/*-------------------------------------------------------------------------
 *
 * extension.c
 *	  The extension schemaver as an object.
 *
 * A name in a script, such as schemaver_backfill, is that of a function of ours if
 * no schema is written before it, or the one of the extension.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "server/extension.h"
#include "server/query.h"

/*
 * True if a schema has our functions, or is none.
 */
bool
sv_extension_has_schema(const char *schema)
{
	static SvQuery query = {
		.kept = true,
		.text = "SELECT FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
		" WHERE e.extname = 'schemaver' AND n.nspname = $1",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value;
	bool		found;

	if (schema == NULL)
		return true;
	value = CStringGetTextDatum(schema);
	sv_query_begin_fresh();
	found = sv_query_fetch(&query, &value, NULL, NULL, NULL) > 0;
	sv_query_end_fresh();
	return found;
}
