/*-------------------------------------------------------------------------
 *
 * fn_repeatable.c
 *	  SQL functions for repeatable scripts and checks.
 *
 * Most of them come from files; schemaver_repeatable() is for those who have
 * none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/begin.h"
#include "command/load_repeatables.h"
#include "store/store.h"

PG_FUNCTION_INFO_V1(schemaver_repeatables);
PG_FUNCTION_INFO_V1(schemaver_repeatable);

static void add_bytes(SvRows *rows, bytea *bytes);
static const char *put(SvRepeatable *repeatable);
static const char *discard(SvRepeatable *repeatable);

Datum
schemaver_repeatables(PG_FUNCTION_ARGS)
{
	List	   *repeatables = sv_repeats_all();
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, repeatables)
	{
		const SvRepeatable *repeatable = lfirst(lc);

		sv_rows_add_text(&rows, repeatable->name);
		sv_rows_add_text(&rows, sv_repeatable_kind(repeatable));
		sv_rows_add_text(&rows, sv_repeats_state(repeatable));
		sv_rows_add_text(&rows, repeatable->filename);
		if (repeatable->applied_by != NULL)
			sv_rows_add(&rows, TimestampTzGetDatum(repeatable->applied_at));
		else
			sv_rows_add_null(&rows);
		sv_rows_add_text(&rows, repeatable->applied_by);
		add_bytes(&rows, repeatable->sha256);
		add_bytes(&rows, repeatable->applied_sha256);
		sv_rows_add_text(&rows, repeatable->script);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

Datum
schemaver_repeatable(PG_FUNCTION_ARGS)
{
	SvRepeatable repeatable = {sv_args_require_text(fcinfo, 0, "name")};
	const char *action;

	repeatable.script = sv_args_text(fcinfo, 1);
	repeatable.is_check = sv_args_bool(fcinfo, 2, false);
	(void) sv_begin_changing("schemaver_repeatable()");
	sv_query_begin_fresh();
	action = repeatable.script != NULL ? put(&repeatable) : discard(&repeatable);
	sv_query_end_fresh();
	PG_RETURN_TEXT_P(cstring_to_text(action));
}

static void
add_bytes(SvRows *rows, bytea *bytes)
{
	if (bytes != NULL)
		sv_rows_add(rows, PointerGetDatum(bytes));
	else
		sv_rows_add_null(rows);
}

/*
 * Store a script; returns what became of it.  One that came from a file is not
 * what that says any more.
 */
static const char *
put(SvRepeatable *repeatable)
{
	SvLoadRepeatables load;
	const SvRepeatableEntry *entry;

	sv_repeatable_check_name(repeatable->name);
	load = sv_load_repeatables_compare(list_make1(repeatable), false);
	entry = linitial(load.entries);
	if (entry->stored != NULL)
		repeatable->filename = entry->stored->filename;
	sv_load_repeatables_write(&load);
	return sv_load_repeatables_action(entry);
}

/*
 * Remove a script; that is logged.
 *
 * Errors: there is none of this name.
 */
static const char *
discard(SvRepeatable *repeatable)
{
	SvLogEntry	entry = {"remove", repeatable->name,
	sv_repeatable_title(repeatable), GetCurrentTimestamp(), (Datum) 0};

	if (sv_repeats_find(sv_repeats_all(), repeatable->name, repeatable->is_check) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("%s does not exist", sv_repeatable_title(repeatable))));
	sv_repeats_delete(repeatable);
	sv_store_record(&entry, SV_CHANGE_NONE);
	return "removed";
}
