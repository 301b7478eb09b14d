/*-------------------------------------------------------------------------
 *
 * reconcile.c
 *	  What a model says nothing about.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "fact/acl.h"
#include "kind/kinds.h"
#include "model/reconcile.h"
#include "model/shadow.h"
#include "model/statements.h"
#include "server/query.h"

static bool is_declared(const SvModel *model, const SvFact *fact);
static bool is_needed(const SvModel *model, const SvFact *fact);
static bool is_quoted_name(List *names, const char *quoted);
static const SvModelExtension *find_extension(const SvModel *model,
											  const SvFact *fact);
static void declare_extension(SvFact *fact, const SvModelExtension *extension);
static void declare_version(SvFact *fact, const SvModelExtension *extension);
static void take_way(const SvRow *row, void *arg);
static void take_schema(SvFact *fact, const SvFacts *database);

/*
 * The ways of an extension between two versions, as literals.  One of which
 * there are no files has none.
 */
static SvQuery ways = {
	"SELECT quote_literal(p.source) = $2"
	" FROM pg_catalog.pg_available_extensions a,"
	"  pg_catalog.pg_extension_update_paths(a.name) p"
	" WHERE a.name = $1 AND p.path IS NOT NULL"
	"  AND (quote_literal(p.source), quote_literal(p.target)) IN (($2, $3), ($3, $2))",
	3, {TEXTOID, TEXTOID, TEXTOID}
};

/*
 * Leave out of both sides what a model says nothing about.
 *
 * A schema that the model uses but does not create is as it is, and public
 * always is.  One in which it has nothing is gone, but public stays.  An extension that the model does
 * not name is gone too, unless something in the model needs it.  What stepped
 * aside was in the way only.
 */
void
sv_reconcile_sides(const SvModel *model, SvFacts *declared,
				   SvFacts *database)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, declared->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (!is_declared(model, fact))
			continue;
		if (fact->kind == &sv_kind_schema &&
			(strcmp(fact->identity, "public") == 0 ||
			 !is_quoted_name(model->scan->created, fact->identity)))
			take_schema(fact, database);
		if (fact->kind == &sv_kind_extension)
			declare_extension(fact, find_extension(model, fact));
		kept = lappend(kept, fact);
	}
	declared->facts = kept;
	if (!model->privileges)
	{
		sv_acl_keep(declared, database);
		sv_acl_keep_defaults(declared, database);
	}
}

static bool
is_declared(const SvModel *model, const SvFact *fact)
{
	if (fact->kind == &sv_kind_schema)
		return strcmp(fact->identity, "public") == 0 ||
			is_quoted_name(model->scan->schemas, fact->identity);
	if (fact->kind == &sv_kind_extension)
		return find_extension(model, fact) != NULL || is_needed(model, fact);
	return !(fact->kind->flags & SV_KIND_GLOBAL) ||
		strstr(fact->identity, SV_ASIDE_PREFIX) == NULL;
}

/*
 * Does anything need it that the model declares?
 */
static bool
is_needed(const SvModel *model, const SvFact *fact)
{
	ListCell   *lc;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	foreach(lc, fact->needed_by)
	{
		if (is_declared(model, ((SvNeed *) lfirst(lc))->fact))
			return true;
	}
	return false;
}

static bool
is_quoted_name(List *names, const char *quoted)
{
	ListCell   *lc;

	foreach(lc, names)
	{
		if (strcmp(quote_identifier(lfirst(lc)), quoted) == 0)
			return true;
	}
	return false;
}

/*
 * What a model says of an extension; NULL if it does not name it.
 */
static const SvModelExtension *
find_extension(const SvModel *model, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, model->scan->extensions)
	{
		const SvModelExtension *extension = lfirst(lc);

		if (strcmp(quote_identifier(extension->name), fact->name) == 0)
			return extension;
	}
	return NULL;
}

/*
 * An extension that is there has not been touched by the model: let it be as
 * the model says.
 */
static void
declare_extension(SvFact *fact, const SvModelExtension *extension)
{
	if (extension == NULL)
		return;
	if (extension->schema != NULL)
		sv_fact_set_value(fact, "schema",
						  pstrdup(quote_identifier(extension->schema)));
	if (extension->commented)
		fact->comment = extension->comment;
	if (extension->version != NULL)
		declare_version(fact, extension);
}

/*
 * Let an extension have a version, and know whether the server has a way to
 * it from the one that is there, and back.
 */
static void
declare_version(SvFact *fact, const SvModelExtension *extension)
{
	char	   *version = quote_literal_cstr(extension->version);
	const char *there = sv_fact_value(fact, "version");

	if (strcmp(there, version) != 0)
	{
		Datum		values[3];

		values[0] = CStringGetTextDatum(extension->name);
		values[1] = CStringGetTextDatum(there);
		values[2] = CStringGetTextDatum(version);
		sv_fact_set_value(fact, "no_way_to", "none");
		sv_fact_set_value(fact, "no_way_back", "none");
		sv_query_fetch(&ways, values, NULL, take_way, fact);
	}
	sv_fact_set_value(fact, "version", version);
	sv_fact_set_value(fact, "declared_version", version);
}

static void
take_way(const SvRow *row, void *arg)
{
	sv_fact_set_value(arg, sv_row_bool(row, 1) ? "no_way_to" : "no_way_back",
					  NULL);
}

/*
 * Let a schema be as it is in the database.
 */
static void
take_schema(SvFact *fact, const SvFacts *database)
{
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		SvFact	   *there = lfirst(lc);

		if (there->kind != fact->kind ||
			strcmp(there->identity, fact->identity) != 0)
			continue;
		if (fact->comment == NULL)
			fact->comment = there->comment;
		fact->labels = there->labels;
		fact->owner = there->owner;
		if (fact->acl == NULL)
			fact->acl = there->acl;
	}
}
