/*-------------------------------------------------------------------------
 *
 * fn_files.c
 *	  SQL functions for revisions as files: load, export, squash.
 *
 * Files come as a text, as arrays of names and contents, or from a directory of
 * the server; from there on there is no difference.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "api/args.h"
#include "api/rows.h"
#include "command/load.h"
#include "command/squash.h"
#include "file/encoding.h"
#include "file/write.h"
#include "graph/order.h"
#include "graph/plan.h"
#include "server/directory.h"
#include "store/cache.h"
#include "store/files.h"
#include "store/online_form.h"
#include "store/preview.h"
#include "store/repeats.h"
#include "store/verdict.h"

/* How many revisions are fetched at a time. */
#define SV_EXPORT_SIZE 100

PG_FUNCTION_INFO_V1(schemaver_load);
PG_FUNCTION_INFO_V1(schemaver_load_files);
PG_FUNCTION_INFO_V1(schemaver_preview);
PG_FUNCTION_INFO_V1(schemaver_load_directory);
PG_FUNCTION_INFO_V1(schemaver_changed_files);
PG_FUNCTION_INFO_V1(schemaver_files_checksum);
PG_FUNCTION_INFO_V1(schemaver_file_lines);
PG_FUNCTION_INFO_V1(schemaver_export);
PG_FUNCTION_INFO_V1(schemaver_squash);

static void add_line(SvRows *rows, int line);
static List *parse_files(List *files, List **repeatables);
static List *parse_file(const SvFile *file);
static bool take_repeatable(const SvFile *file, List **repeatables);
static bool is_everything(const SvState *state, const char *target);
static void put_repeatables(SvRows *rows);
static Datum return_loaded(FunctionCallInfo fcinfo, List *results);
static List *nodes_to_export(const SvState *state, const char *target);
static void put_file(SvRows *rows, const SvGraph *graph, int node,
					 const SvStored *stored, const SvStanding *standing);

Datum
schemaver_load(PG_FUNCTION_ARGS)
{
	SvFile		file = {NULL, sv_args_require_text(fcinfo, 0, "content"), NULL};
	bool		force = sv_args_bool(fcinfo, 2, false);
	List	   *repeatables;
	List	   *documents;

	file.name = sv_args_text(fcinfo, 1);
	file.sha256 = DatumGetByteaPP(sv_store_sha256(file.text));
	documents = parse_files(list_make1(&file), &repeatables);
	return return_loaded(fcinfo, sv_load_documents(documents, repeatables, false, force));
}

Datum
schemaver_load_files(PG_FUNCTION_ARGS)
{
	List	   *repeatables;
	List	   *documents = parse_files(sv_args_files(fcinfo, 0, 1, true), &repeatables);
	bool		complete = sv_args_bool(fcinfo, 2, false);
	bool		force = sv_args_bool(fcinfo, 3, false);

	return return_loaded(fcinfo, sv_load_documents(documents, repeatables, complete, force));
}

/*
 * What is read afterwards in this transaction finds the files loaded.
 */
Datum
schemaver_preview(PG_FUNCTION_ARGS)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(sv_preview_context());
	List	   *repeatables;
	List	   *documents = parse_files(sv_args_files(fcinfo, 0, 1, true), &repeatables);
	List	   *results = sv_load_preview(documents, repeatables,
										  sv_args_bool(fcinfo, 2, true));

	MemoryContextSwitchTo(oldcontext);
	return return_loaded(fcinfo, results);
}

Datum
schemaver_load_directory(PG_FUNCTION_ARGS)
{
	const char *path = sv_args_require_text(fcinfo, 0, "path");
	bool		force = sv_args_bool(fcinfo, 1, false);
	List	   *repeatables;
	List	   *documents = parse_files(sv_directory_read(path, ".sql"), &repeatables);

	return return_loaded(fcinfo, sv_load_documents(documents, repeatables, true, force));
}

/*
 * The files of which a load needs the contents.
 */
Datum
schemaver_changed_files(PG_FUNCTION_ARGS)
{
	List	   *filenames = sv_args_require_list(fcinfo, 0, "filenames");
	ArrayType  *sha256s;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", "sha256s")));
	sha256s = PG_GETARG_ARRAYTYPE_P(1);
	if (ArrayGetNItems(ARR_NDIM(sha256s), ARR_DIMS(sha256s)) != list_length(filenames))
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("number of file names (%d) does not match number of checksums (%d)",
						list_length(filenames),
						ArrayGetNItems(ARR_NDIM(sha256s), ARR_DIMS(sha256s)))));
	return sv_rows_return_texts(fcinfo, sv_files_changed(PG_GETARG_DATUM(0),
														 PointerGetDatum(sha256s)));
}

/*
 * Whether a load would find nothing to do, in one value.
 */
Datum
schemaver_files_checksum(PG_FUNCTION_ARGS)
{
	uint64		sum;

	if (!sv_files_checksum(sv_cache_graph(), (uint64) PG_GETARG_INT64(0), &sum))
		PG_RETURN_NULL();
	PG_RETURN_INT64((int64) sum);
}

/*
 * For messages about scripts that are to lead to the files.
 */
Datum
schemaver_file_lines(PG_FUNCTION_ARGS)
{
	List	   *repeatables;
	List	   *documents = parse_files(sv_args_files(fcinfo, 0, 1, false), &repeatables);
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, documents)
	{
		const SvDocument *document = lfirst(lc);

		sv_rows_add_text(&rows, document->revision.id);
		sv_rows_add_text(&rows, document->position.filename);
		sv_rows_add(&rows, Int32GetDatum(document->position.line));
		add_line(&rows, document->verified_line);
		add_line(&rows, document->upgrade_line);
		add_line(&rows, document->downgrade_line);
		add_line(&rows, document->online_header_line);
		add_line(&rows, document->online_form_line);
		add_line(&rows, document->online_downgrade_line);
		add_line(&rows, document->end_line);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * The files of the target and of all revisions that it depends on, or of a
 * range; of the heads, with all repeatable scripts and checks.
 */
Datum
schemaver_export(PG_FUNCTION_ARGS)
{
	const char *target = sv_args_require_text(fcinfo, 0, "target");
	SvState    *state = sv_cache_state();
	List	   *nodes = nodes_to_export(state, target);
	int			count = list_length(nodes);
	SvRows		rows;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver export",
												  ALLOCSET_DEFAULT_SIZES);

	sv_rows_begin(&rows, fcinfo);
	for (int i = 0; i < count; i += SV_EXPORT_SIZE)
	{
		List	   *some = NIL;
		SvStored  **stored;
		SvStanding **standings;
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(context);
		MemoryContextSwitchTo(context);
		for (int j = i; j < Min(i + SV_EXPORT_SIZE, count); j++)
			some = lappend_int(some, list_nth_int(nodes, j));
		stored = sv_store_fetch(state->graph, some, false);
		standings = sv_verdict_fetch(state->graph, some);
		MemoryContextSwitchTo(rows.context);
		foreach(lc, some)
		{
			if (stored[lfirst_int(lc)] != NULL)
				put_file(&rows, state->graph, lfirst_int(lc),
						 stored[lfirst_int(lc)], standings[lfirst_int(lc)]);
		}
	}
	if (is_everything(state, target))
		put_repeatables(&rows);
	return sv_rows_end(&rows);
}

Datum
schemaver_squash(PG_FUNCTION_ARGS)
{
	const char *range = sv_args_require_text(fcinfo, 0, "range");
	const char *message = sv_args_text(fcinfo, 1);
	const char *id = sv_args_text(fcinfo, 2);

	PG_RETURN_TEXT_P(cstring_to_text(sv_squash_range(range, message, id)));
}

/*
 * Add the number of a line; 0 is null.
 */
static void
add_line(SvRows *rows, int line)
{
	if (line > 0)
		sv_rows_add(rows, Int32GetDatum(line));
	else
		sv_rows_add_null(rows);
}

/*
 * The revisions of files, and the repeatable scripts and checks (SvRepeatable).
 * One revision stands for a file without a text.
 */
static List *
parse_files(List *files, List **repeatables)
{
	List	   *documents = NIL;
	ListCell   *lc;

	*repeatables = NIL;
	foreach(lc, files)
	{
		const SvFile *file = lfirst(lc);
		SvDocument *unread;

		if (take_repeatable(file, repeatables))
			continue;
		if (file->text != NULL)
		{
			documents = list_concat(documents, parse_file(file));
			continue;
		}
		unread = palloc0(sizeof(SvDocument));
		unread->position.filename = file->name;
		unread->as_stored = true;
		documents = lappend(documents, unread);
	}
	return documents;
}

static List *
parse_file(const SvFile *file)
{
	List	   *documents = sv_read_documents(file->text, file->name);
	ListCell   *lc;

	foreach(lc, documents)
	{
		SvDocument *document = lfirst(lc);

		document->revision.filename = file->name;
		if (list_length(documents) == 1)
			document->file_sha256 = file->sha256;
	}
	return documents;
}

/*
 * Adds what is in a file, unless that has revisions.
 */
static bool
take_repeatable(const SvFile *file, List **repeatables)
{
	SvRepeatable *repeatable = sv_repeatable_of_file(file->name);

	if (repeatable == NULL)
		return false;
	if (file->text != NULL)
	{
		sv_repeatable_check_text(file->text, file->name);
		repeatable->script = file->text;
		repeatable->file_sha256 = file->sha256;
	}
	*repeatables = lappend(*repeatables, repeatable);
	return true;
}

static Datum
return_loaded(FunctionCallInfo fcinfo, List *results)
{
	SvRows		rows;
	ListCell   *lc;

	sv_rows_begin(&rows, fcinfo);
	foreach(lc, results)
	{
		const SvLoaded *loaded = lfirst(lc);

		sv_rows_add_text(&rows, loaded->revision);
		sv_rows_add_text(&rows, loaded->action);
		sv_rows_add_text(&rows, loaded->filename);
		sv_rows_add_text(&rows, loaded->repeatable);
		sv_rows_put(&rows);
	}
	return sv_rows_end(&rows);
}

/*
 * The nodes to export, in the order in which they are run.
 */
static List *
nodes_to_export(const SvState *state, const char *target)
{
	SvSet		wanted = sv_set_make(state->graph);
	List	   *nodes;
	ListCell   *lc;

	if (strchr(target, ':') != NULL)
	{
		foreach(lc, sv_plan_history(state, target))
			wanted[lfirst_int(lc)] = true;
		return sv_order_sort(state->graph, wanted);
	}
	nodes = sv_target_resolve(state, target, NULL)->nodes;
	foreach(lc, nodes)
		sv_graph_visit_ancestors(state->graph, lfirst_int(lc), SV_EDGES_ALL,
								 wanted);
	return sv_order_sort(state->graph, wanted);
}

/*
 * True if a target is all heads.
 */
static bool
is_everything(const SvState *state, const char *target)
{
	List	   *heads;
	List	   *nodes;
	ListCell   *lc;

	if (strchr(target, ':') != NULL)
		return false;
	heads = sv_graph_heads(state->graph, SV_EDGES_DOWN_REVISION, NULL);
	nodes = sv_target_resolve(state, target, NULL)->nodes;
	foreach(lc, heads)
	{
		if (!list_member_int(nodes, lfirst_int(lc)))
			return false;
	}
	return true;
}

/*
 * The files of all repeatable scripts and checks.
 */
static void
put_repeatables(SvRows *rows)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(rows->oldcontext);
	List	   *repeatables = sv_repeats_all();
	ListCell   *lc;

	MemoryContextSwitchTo(oldcontext);
	foreach(lc, repeatables)
	{
		sv_rows_add_text(rows, sv_repeatable_filename(lfirst(lc)));
		sv_rows_add_text(rows, ((SvRepeatable *) lfirst(lc))->script);
		sv_rows_put(rows);
	}
}

/*
 * A file; "standing" may be NULL.
 */
static void
put_file(SvRows *rows, const SvGraph *graph, int node, const SvStored *stored,
		 const SvStanding *standing)
{
	SvDocument	document = {.revision = *graph->nodes[node].revision,
	.upgrade = stored->upgrade,.downgrade = stored->downgrade};
	SvVerdictLine line;

	if (standing != NULL && standing->verdict != NULL)
	{
		line.verdict = standing->verdict;
		line.rows = standing->rows;
		line.server_version = standing->server_version;
		line.verified_at = standing->verified_at;
		line.digest = sv_verdict_digest(stored->upgrade, stored->downgrade);
		document.verified = &line;
	}
	sv_online_form_document(stored, &document);

	sv_rows_add_text(rows, sv_write_filename(&document.revision));
	sv_rows_add_text(rows, sv_write_document(&document));
	sv_rows_put(rows);
}
