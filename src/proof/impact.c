/*-------------------------------------------------------------------------
 *
 * impact.c
 *	  What upgrades do to queries: which break, which give another result.
 *
 * In a rehearsal queries are analyzed before the upgrades and afterwards.  A
 * query is affected if it could be analyzed before, and cannot be any more, or
 * has a result of other columns.  One that failed before is never reported, be
 * it because it is wrong, because of a search_path that is not the one it runs
 * under, or because it uses what is not in the copy: a false alarm is worse
 * than silence.
 *
 * Only queries that name something that the scripts can touch are analyzed, and
 * only what these need is copied with it (SvRehearsalText).
 *
 * Views and functions are known by their OID meanwhile, so one that is renamed
 * stays what it is.  One that is gone breaks if no statement of the scripts
 * drops something of that name: CASCADE has taken it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "error.h"
#include "model/identifiers.h"
#include "proof/impact.h"
#include "proof/impact_analysis.h"
#include "proof/impact_check.h"
#include "proof/impact_plpgsql.h"
#include "proof/impact_sources.h"
#include "proof/user_schemas.h"
#include "server/query.h"
#include "server/subtransaction.h"
#include "strings.h"

/* A query with the words that it needs. */
typedef struct Candidate
{
	SvRehearsalText words;
	SvImpactQuery *query;
} Candidate;

/* A search for what is affected. */
typedef struct Search
{
	List	   *steps;			/* of SvRehearsedStep */
	int			first;			/* the first step that is judged */
	List	   *candidates;		/* of Candidate */
	List	   *dropped;		/* last names of what statements drop */
	List	   *schemas;		/* those that they drop or rename */

	/* set by play() */
	const char *checker;		/* that of plpgsql_check; or NULL */
	List	   *impacts[SV_IMPACT_EFFECTS]; /* of SvImpact */
	ErrorData  *error;			/* of a script; NULL: there is none */
} Search;

static void take_dropped(Search *search, const SvRehearsedStep *step);
static const char *last_name(Node *object);
static Candidate *make_candidate(const Search *search, SvImpactQuery *query);
static bool names_schema(const Search *search, const Candidate *candidate);
static void play(SvRehearsal *rehearsal, void *arg);
static bool execute(SvRehearsal *rehearsal, Search *search, int from, int to);
static void analyze_before(const Search *search, SvImpactQuery *query);
static List *complaints_about(const Search *search,
							  const SvImpactQuery *query);
static bool find_object(SvImpactQuery *query);
static void look_up(void *arg);
static void take_objects(const SvRow *row, void *arg);
static List *analyze(const SvImpactQuery *query);
static void judge(Search *search, SvImpactQuery *query);
static bool is_there(SvImpactQuery *query);
static bool is_trigger_still(const SvImpactQuery *query);
static void take_answer(const SvRow *row, void *arg);
static void judge_parts(Search *search, const SvImpactQuery *query,
						List *after, List *complaints);
static bool judge_part(Search *search, const SvImpactQuery *query,
					   const SvImpactOutcome *before,
					   const SvImpactOutcome *after);
static bool is_consequence(const SvImpactQuery *query, const ErrorData *error);
static SvImpact *add(Search *search, const SvImpactQuery *query,
					 SvImpactEffect effect, const SvImpactOutcome *part);

/* The function and the table of these names, and whether it is its trigger. */
static SvQuery objects = {
	"SELECT f.oid, t.oid, EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g"
	"  WHERE g.tgrelid = t.oid AND g.tgfoid = f.oid AND NOT g.tgisinternal)"
	" FROM (SELECT COALESCE(pg_catalog.to_regprocedure($1)::oid, 0)) AS f(oid),"
	"  (SELECT COALESCE(pg_catalog.to_regclass($2)::oid, 0)) AS t(oid)",
	2, {TEXTOID, TEXTOID}
};

static SvQuery trigger = {
	"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger g"
	" WHERE g.tgrelid = $1 AND g.tgfoid = $2 AND NOT g.tgisinternal)",
	2, {OIDOID, OIDOID}
};

/*
 * What the upgrades of the steps from "first" on do to all queries: SvImpacts,
 * those that break first.  The steps before only lead there.
 *
 * Errors: those of the scripts.
 */
List *
sv_impact_find(SvRehearsalStart start, List *steps, int first)
{
	Search		search = {steps, first};
	List	   *texts = NIL;
	List	   *all = NIL;
	ListCell   *lc;

	for (int i = first; i < list_length(steps); i++)
		take_dropped(&search, list_nth(steps, i));
	foreach(lc, sv_impact_sources_read())
	{
		Candidate  *candidate = make_candidate(&search, lfirst(lc));

		search.candidates = lappend(search.candidates, candidate);
		texts = lappend(texts, &candidate->words);
	}
	sv_rehearsal_run(start, steps, texts, play, &search);
	if (search.error != NULL)
		ReThrowError(search.error);
	for (int i = 0; i < SV_IMPACT_EFFECTS; i++)
		all = list_concat(all, search.impacts[i]);
	return all;
}

/*
 * Notes what the statements of an upgrade drop by name, and which schemas they
 * drop or rename.
 */
static void
take_dropped(Search *search, const SvRehearsedStep *step)
{
	const SvScript *script = sv_script_parse(step->revision, "upgrade",
											 step->upgrade);
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		Node	   *statement = ((RawStmt *) lfirst(lc))->stmt;
		ListCell   *lc2;

		if (IsA(statement, RenameStmt) &&
			((RenameStmt *) statement)->renameType == OBJECT_SCHEMA)
			search->schemas = lappend(search->schemas,
									  pstrdup(((RenameStmt *) statement)->subname));
		if (!IsA(statement, DropStmt))
			continue;
		foreach(lc2, ((DropStmt *) statement)->objects)
		{
			const char *name = last_name(lfirst(lc2));

			if (IsA(lfirst(lc2), String))
				search->schemas = lappend(search->schemas,
										  pstrdup(strVal(lfirst(lc2))));
			if (name != NULL)
				search->dropped = lappend(search->dropped, pstrdup(name));
		}
	}
}

/*
 * The last part of the name of a relation or a function; NULL for others.
 */
static const char *
last_name(Node *object)
{
	List	   *names = NIL;

	if (IsA(object, List))
		names = (List *) object;
	else if (IsA(object, ObjectWithArgs))
		names = ((ObjectWithArgs *) object)->objname;
	return names == NIL || !IsA(llast(names), String) ? NULL :
		strVal(llast(names));
}

/*
 * A query with the words that it needs: those of a function, with its own name,
 * and that of the table of which it is a trigger.
 */
static Candidate *
make_candidate(const Search *search, SvImpactQuery *query)
{
	Candidate  *candidate = palloc0(sizeof(Candidate));

	candidate->query = query;
	candidate->words.text = query->kind == SV_IMPACT_STATEMENTS ? query->text :
		psprintf("%s %s %s", query->name,
				 query->relation == NULL ? "" : query->relation, query->text);
	candidate->words.always = names_schema(search, candidate);
	return candidate;
}

/*
 * True if a query names a schema that is dropped or renamed, or looks into it.
 */
static bool
names_schema(const Search *search, const Candidate *candidate)
{
	List	   *words;
	ListCell   *lc;

	if (search->schemas == NIL)
		return false;
	words = list_concat(sv_identifiers_find(candidate->words.text),
						sv_identifiers_find(candidate->query->search_path));
	foreach(lc, words)
	{
		if (sv_strings_member(search->schemas, lfirst(lc)))
			return true;
	}
	return false;
}

/*
 * SvRehearsalCallback: analyzes, upgrades, analyzes again.  It may be called
 * twice, and then the second time counts.
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Search	   *search = arg;
	List	   *queries = NIL;
	ListCell   *lc;

	memset(search->impacts, 0, sizeof(search->impacts));
	search->error = NULL;
	if (!execute(rehearsal, search, 0, search->first))
		return;
	foreach(lc, search->candidates)
	{
		Candidate  *candidate = lfirst(lc);

		if (candidate->words.touched)
			queries = lappend(queries, candidate->query);
		else
			(void) add(search, candidate->query, SV_IMPACT_UNTOUCHED, NULL);
	}
	queries = list_concat(queries,
						  sv_impact_sources_views(sv_user_schemas_now()));
	search->checker = sv_impact_check_find();
	foreach(lc, queries)
		analyze_before(search, lfirst(lc));
	if (!execute(rehearsal, search, search->first, list_length(search->steps)))
		return;
	foreach(lc, queries)
		judge(search, lfirst(lc));
}

/*
 * Executes the upgrades of some steps; false if one fails.
 */
static bool
execute(SvRehearsal *rehearsal, Search *search, int from, int to)
{
	for (int i = from; i < to; i++)
	{
		const SvRehearsedStep *step = list_nth(search->steps, i);

		search->error = sv_rehearsal_execute(rehearsal, step, true, NULL);
		if (search->error != NULL)
			return false;
		if (sv_rehearsal_not_run(rehearsal) != NULL)
			ereport(NOTICE,
					(errmsg("not all of revision \"%s\" could be run", step->revision),
					 errdetail_internal("%s", sv_rehearsal_not_run(rehearsal))));
	}
	CommandCounterIncrement();
	return true;
}

static void
analyze_before(const Search *search, SvImpactQuery *query)
{
	query->before = query->complaints = NIL;
	if (!find_object(query))
		return;
	query->complaints = complaints_about(search, query);
	query->before = analyze(query);
}

/*
 * What plpgsql_check says about a query.  It leaves a compiled function, which
 * our own analysis invalidates, so it comes first.
 */
static List *
complaints_about(const Search *search, const SvImpactQuery *query)
{
	return query->kind == SV_IMPACT_PLPGSQL && search->checker != NULL ?
		sv_impact_check_run(search->checker, query) : NIL;
}

/*
 * Finds the objects of a query in the copy; false if they are not there.
 */
static bool
find_object(SvImpactQuery *query)
{
	ErrorData  *error;

	if (query->kind == SV_IMPACT_STATEMENTS)
		return true;
	if (query->kind == SV_IMPACT_VIEW)
	{
		query->object_name = get_rel_name(query->object);
		query->object_schema =
			get_namespace_name(get_rel_namespace(query->object));
		return true;
	}
	/* it is an error if a type of an argument does not exist */
	query->object = query->relation_oid = InvalidOid;
	error = sv_subtransaction_run(look_up, NULL, query,
								  SV_SUBTRANSACTION_COMMIT);
	if (error != NULL && !sv_error_is_answer(error->sqlerrcode))
		ReThrowError(error);
	if (!OidIsValid(query->object))
		return false;
	query->object_name = get_func_name(query->object);
	query->object_schema = get_namespace_name(get_func_namespace(query->object));
	return true;
}

static void
look_up(void *arg)
{
	SvImpactQuery *query = arg;
	Datum		values[2];

	values[0] = CStringGetTextDatum(query->name);
	values[1] = CStringGetTextDatum(query->relation == NULL ? "" :
									query->relation);
	sv_query_begin_latest();
	sv_query_fetch(&objects, values, query->relation == NULL ? " n" : NULL,
				   take_objects, query);
	sv_query_end_fresh();
}

static void
take_objects(const SvRow *row, void *arg)
{
	SvImpactQuery *query = arg;

	query->object = DatumGetObjectId(sv_row_datum(row, 1));
	query->relation_oid = DatumGetObjectId(sv_row_datum(row, 2));
	query->is_trigger = sv_row_bool(row, 3);
}

/*
 * Analyzes a query; returns SvImpactOutcomes, or NIL if there is nothing to
 * analyze.
 */
static List *
analyze(const SvImpactQuery *query)
{
	switch (query->kind)
	{
		case SV_IMPACT_VIEW:
			return sv_impact_analysis_view(query);
		case SV_IMPACT_SQL:
			return sv_impact_analysis_sql(query);
		case SV_IMPACT_PLPGSQL:
			return sv_impact_plpgsql_run(query);
		default:
			return sv_impact_analysis_statements(query);
	}
}

/*
 * Analyzes a query after the upgrades, and compares.
 */
static void
judge(Search *search, SvImpactQuery *query)
{
	List	   *complaints = NIL;
	List	   *after = NIL;

	if (query->before == NIL)
		return;
	if (is_there(query))
	{
		/* a function that is a trigger no more does not run */
		if (query->is_trigger && !is_trigger_still(query))
			return;
		complaints = complaints_about(search, query);
		after = analyze(query);
	}
	if (after != NIL)
		judge_parts(search, query, after, complaints);
	else if (!sv_strings_member(search->dropped, query->object_name) &&
			 !sv_strings_member(search->schemas, query->object_schema))
		(void) add(search, query, SV_IMPACT_BREAKS, NULL);
}

/*
 * True if there is something to analyze after the upgrades: a function may have
 * been dropped and created.
 */
static bool
is_there(SvImpactQuery *query)
{
	return (query->kind != SV_IMPACT_SQL && query->kind != SV_IMPACT_PLPGSQL) ||
		SearchSysCacheExists1(PROCOID, ObjectIdGetDatum(query->object)) ||
		find_object(query);
}

static bool
is_trigger_still(const SvImpactQuery *query)
{
	Datum		values[2];
	bool		found = false;

	values[0] = ObjectIdGetDatum(query->relation_oid);
	values[1] = ObjectIdGetDatum(query->object);
	sv_query_begin_latest();
	sv_query_fetch(&trigger, values, NULL, take_answer, &found);
	sv_query_end_fresh();
	return found;
}

static void
take_answer(const SvRow *row, void *arg)
{
	*(bool *) arg = sv_row_bool(row, 1);
}

/*
 * Compares all parts of a query, and adds what was found: at least one
 * SvImpact.
 */
static void
judge_parts(Search *search, const SvImpactQuery *query, List *after,
			List *complaints)
{
	const SvImpactOutcome *first = linitial(query->before);
	bool		found = false;
	ListCell   *lc;

	foreach(lc, after)
	{
		const SvImpactOutcome *part = lfirst(lc);
		const SvImpactOutcome *before = sv_impact_query_find_part(query->before,
																  foreach_current_index(lc),
																  part);

		if (before != NULL && before->error == NULL)
			found |= judge_part(search, query, before, part);
	}
	foreach(lc, complaints)
	{
		const SvImpactOutcome *complaint = lfirst(lc);

		if (sv_impact_query_has_error(query->complaints, complaint) ||
			sv_impact_query_has_error(after, complaint) ||
			is_consequence(query, complaint->error))
			continue;
		(void) add(search, query, SV_IMPACT_BREAKS, complaint);
		found = true;
	}
	if (!found)
		(void) add(search, query, first->error == NULL ? SV_IMPACT_UNTOUCHED :
				   SV_IMPACT_NOT_JUDGED, first);
}

/*
 * Compares a part that could be analyzed before; true if an SvImpact was added.
 */
static bool
judge_part(Search *search, const SvImpactQuery *query,
		   const SvImpactOutcome *before, const SvImpactOutcome *after)
{
	SvImpact   *impact;
	char	   *change;

	if (after->error != NULL)
	{
		if (is_consequence(query, after->error))
			return false;
		(void) add(search, query, SV_IMPACT_BREAKS, after);
		return true;
	}
	change = sv_impact_query_describe(before->columns, after->columns);
	if (change == NULL)
		return false;
	impact = add(search, query, SV_IMPACT_CHANGES, after);
	impact->change = change;
	return true;
}

/*
 * True if an error is only that another one left a record without structure.
 */
static bool
is_consequence(const SvImpactQuery *query, const ErrorData *error)
{
	return query->kind == SV_IMPACT_PLPGSQL &&
		error->sqlerrcode == ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
}

/*
 * Adds an SvImpact about a part of a query; NULL: about all of it.
 */
static SvImpact *
add(Search *search, const SvImpactQuery *query, SvImpactEffect effect,
	const SvImpactOutcome *part)
{
	SvImpact   *impact = palloc0(sizeof(SvImpact));

	impact->query = query;
	impact->effect = effect;
	impact->text = part == NULL ? query->text : part->text;
	impact->context = part == NULL ? NULL : part->context;
	impact->error = part == NULL ? NULL : part->error;
	search->impacts[effect] = lappend(search->impacts[effect], impact);
	return impact;
}
