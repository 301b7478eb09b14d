/*-------------------------------------------------------------------------
 *
 * reconcile.c
 *	  Leaves out of a comparison what a model does not declare.
 *
 * The facts of a model, read in a shadow, contain more than it declares: the
 * extensions of the database, which were there when it was executed; the
 * objects outside schemas that were moved out of the way; the owner and the
 * privileges of a schema that it uses but does not create.  On the other hand a
 * comment on an extension, or its version, is declared but was not executed.
 * Here the declared facts become what the model means, given those of the
 * database; these stay as they are, but for privileges if they are not
 * compared.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "catalog/initial_privileges.h"
#include "catalog/shadow_name.h"
#include "compat.h"
#include "fact/acl.h"
#include "kind/kinds.h"
#include "model/reconcile.h"
#include "model/shadow_globals.h"
#include "model/statements.h"
#include "server/query.h"

static bool is_declared(const SvModel *model, const SvFact *fact);
static bool has_extension(const SvModel *model, const SvFact *schema);
static bool is_needed(const SvModel *model, const SvFact *fact);
static bool is_quoted_name(List *names, const char *quoted);
static const SvModelExtension *find_extension(const SvModel *model,
											  const SvFact *fact);
static void declare_extension(SvFact *fact, const SvModelExtension *extension);
static void declare_version(SvFact *fact, const SvModelExtension *extension);
static void take_update_path(const SvRow *row, void *arg);
static void keep_schema(SvFact *fact, const SvFacts *database);
static void keep_subscription(SvFact *fact, const SvFacts *database);

/*
 * The update paths of an extension from one version to another, and back; the
 * versions are literals.  True for the path from $2.  An extension without
 * files has none.
 */
static SvQuery update_paths = {
	"SELECT quote_literal(p.source) = $2"
	" FROM pg_catalog.pg_available_extensions a,"
	"  pg_catalog.pg_extension_update_paths(a.name) p"
	" WHERE a.name = $1 AND p.path IS NOT NULL"
	"  AND (quote_literal(p.source), quote_literal(p.target)) IN (($2, $3), ($3, $2))",
	3, {TEXTOID, TEXTOID, TEXTOID}
};

/*
 * Leaves out of both sides what a model does not declare.
 *
 * A schema that the model uses but does not create stays as it is in the
 * database, and so does public in any case, but for a comment that a new
 * database does not have.  A schema in which the model
 * creates nothing, not even an extension, is not declared, except public; nor is an extension that the
 * model does not name, unless an object of the model needs it; nor is what was
 * moved out of the way.
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
			 !is_quoted_name(model->statements->created, fact->identity)))
			keep_schema(fact, database);
		if (fact->kind == &sv_kind_extension)
			declare_extension(fact, find_extension(model, fact));
		if (fact->kind == &sv_kind_subscription)
			keep_subscription(fact, database);
		kept = lappend(kept, fact);
	}
	declared->facts = kept;
	if (!model->privileges)
	{
		sv_acl_keep(declared, database);
		sv_acl_keep_defaults(declared, database);
	}
}

/*
 * True if a model declares the object of a fact.
 */
static bool
is_declared(const SvModel *model, const SvFact *fact)
{
	if (fact->kind == &sv_kind_schema)
		return strcmp(fact->identity, "public") == 0 ||
			is_quoted_name(model->statements->schemas, fact->identity) ||
			has_extension(model, fact);
	if (fact->kind == &sv_kind_extension)
		return find_extension(model, fact) != NULL || is_needed(model, fact);
	if (fact->kind == &sv_kind_subscription && !may_read_subscriptions())
		return false;
	return !(fact->kind->flags & SV_KIND_GLOBAL) ||
		strstr(fact->identity, SV_SHADOW_PREFIX) == NULL;
}

/*
 * True if an extension that the model declares is in a schema.
 */
static bool
has_extension(const SvModel *model, const SvFact *schema)
{
	ListCell   *lc;

	foreach(lc, schema->needed_by)
	{
		const SvFact *user = ((SvNeed *) lfirst(lc))->fact;

		if (user->kind == &sv_kind_extension && is_declared(model, user))
			return true;
	}
	return false;
}

/*
 * True if an object that the model declares needs that of the fact; with
 * extensions that need each other this recurses.
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

/*
 * True if the list has the name that, quoted if need be, is this one.
 */
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
 * What a model declares of an extension; NULL if it does not name it.
 */
static const SvModelExtension *
find_extension(const SvModel *model, const SvFact *fact)
{
	ListCell   *lc;

	foreach(lc, model->statements->extensions)
	{
		const SvModelExtension *extension = lfirst(lc);

		if (strcmp(quote_identifier(extension->name), fact->name) == 0)
			return extension;
	}
	return NULL;
}

/*
 * Gives an extension the properties that the model declares: neither CREATE
 * EXTENSION nor COMMENT was executed for one that exists.
 */
static void
declare_extension(SvFact *fact, const SvModelExtension *extension)
{
	if (extension == NULL)
		return;
	if (extension->schema != NULL)
	{
		char	   *schema = pstrdup(quote_identifier(extension->schema));

		sv_fact_set_value(fact, "schema", schema);
		if (sv_fact_value(fact, "chosen_schema") != NULL)
			sv_fact_set_value(fact, "chosen_schema", schema);
	}
	if (extension->commented)
		fact->comment = extension->comment;
	if (extension->version != NULL)
		declare_version(fact, extension);
}

/*
 * Gives an extension the version that the model declares, and notes whether
 * there are update paths to it from the present one, and back.
 */
static void
declare_version(SvFact *fact, const SvModelExtension *extension)
{
	char	   *version = quote_literal_cstr(extension->version);
	const char *present = sv_fact_value(fact, "version");

	if (strcmp(present, version) != 0)
	{
		Datum		values[3];

		values[0] = CStringGetTextDatum(extension->name);
		values[1] = CStringGetTextDatum(present);
		values[2] = CStringGetTextDatum(version);
		sv_fact_set_value(fact, "no_way_to", "none");
		sv_fact_set_value(fact, "no_way_back", "none");
		sv_query_fetch(&update_paths, values, NULL, take_update_path, fact);
	}
	sv_fact_set_value(fact, "version", version);
	sv_fact_set_value(fact, "declared_version", version);
}

static void
take_update_path(const SvRow *row, void *arg)
{
	sv_fact_set_value(arg, sv_row_bool(row, 1) ? "no_way_to" : "no_way_back",
					  NULL);
}

/*
 * Gives a schema the properties that it has in the database.  That public has
 * no comment, as if it had been created again, need not be declared.
 */
static void
keep_schema(SvFact *fact, const SvFacts *database)
{
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		SvFact	   *present = lfirst(lc);

		if (present->kind != fact->kind ||
			strcmp(present->identity, fact->identity) != 0)
			continue;
		if (strcmp(fact->identity, "public") != 0 ?
			fact->comment == NULL :
			present->comment == NULL && fact->comment != NULL &&
			strcmp(fact->comment, SV_INITIAL_PUBLIC_COMMENT) == 0)
			fact->comment = present->comment;
		fact->labels = present->labels;
		fact->owner = present->owner;
		if (fact->acl == NULL)
			fact->acl = present->acl;
	}
}

/*
 * Gives a subscription what the model does not tell: whether it is enabled, which
 * pg_dump does not write; and the connection string, if the role may not read
 * it, or could not when the model was evaluated.
 */
static void
keep_subscription(SvFact *fact, const SvFacts *database)
{
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		SvFact	   *present = lfirst(lc);

		if (present->kind != fact->kind ||
			strcmp(present->identity, fact->identity) != 0)
			continue;
		if (sv_fact_value(present, "enabled") != NULL)
			sv_fact_set_value(fact, "enabled", pstrdup("ENABLE"));
		if (sv_fact_value(present, "server") != NULL ||
			sv_fact_value(fact, "server") != NULL)
			return;
		if (sv_fact_value(present, "connection") == NULL)
			ereport(NOTICE,
					(errmsg("the connection of subscription \"%s\" is not compared",
							present->name),
					 errdetail("The current role may not read it.")));
		if (sv_fact_value(present, "connection") == NULL ||
			sv_fact_value(fact, "connection") == NULL)
			sv_fact_set_value(fact, "connection",
							  unconstify(char *, sv_fact_value(present, "connection")));
	}
}
