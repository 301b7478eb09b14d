/*-------------------------------------------------------------------------
 *
 * extension_moves.c
 *	  Extensions to be moved to another schema.
 *
 * An extension takes its members along: what uses them needs no change, though
 * the server writes their names with another schema then.  So extensions are
 * moved before all else, like what is renamed, and the facts of the database are
 * read as if that were done.  A schema that does not exist yet is created
 * before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "utils/varlena.h"

#include "kind/kinds.h"
#include "model/extension_moves.h"
#include "model/renames.h"
#include "strings.h"

static const SvFact *find_fact(const SvFacts *facts, const SvKind *kind,
							   const char *identity);
static SvMarkedRename *create_schema(const SvFact *schema, const char *name);
static SvMarkedRename *move_extension(const SvFact *extension,
									  const char *schema, const char *name);
static char *unquote(const char *name);

/*
 * The extensions of the database that are in another schema in the model, as
 * SvMarkedRenames, each after the schema that it needs.  Those that cannot be
 * moved are not among them.
 */
List *
sv_extension_moves_find(const SvFacts *database, const SvFacts *declared)
{
	List	   *found = NIL;
	List	   *created = NIL;
	ListCell   *lc;

	foreach(lc, database->facts)
	{
		const SvFact *present = lfirst(lc);
		const SvFact *wanted;
		const SvFact *schema;
		char	   *quoted;
		char	   *name;

		if (present->kind != &sv_kind_extension ||
			sv_fact_value(present, "fixed") != NULL)
			continue;
		wanted = find_fact(declared, &sv_kind_extension, present->identity);
		if (wanted == NULL ||
			sv_strings_equal(sv_fact_value(present, "schema"),
							 sv_fact_value(wanted, "schema")))
			continue;
		quoted = pstrdup(sv_fact_value(wanted, "schema"));
		name = unquote(quoted);
		schema = find_fact(declared, &sv_kind_schema, quoted);
		if (schema != NULL && !sv_strings_member(created, quoted) &&
			find_fact(database, &sv_kind_schema, quoted) == NULL)
		{
			created = lappend(created, quoted);
			found = lappend(found, create_schema(schema, name));
		}
		found = lappend(found, move_extension(present, quoted, name));
	}
	return found;
}

static const SvFact *
find_fact(const SvFacts *facts, const SvKind *kind, const char *identity)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == kind && strcmp(fact->identity, identity) == 0)
			return fact;
	}
	return NULL;
}

static SvMarkedRename *
create_schema(const SvFact *schema, const char *name)
{
	SvMarkedRename *marked =
	sv_renames_make(schema->kind->name, NULL, schema->identity,
					psprintf("CREATE SCHEMA %s", schema->identity),
					psprintf("DROP SCHEMA %s", schema->identity));

	sv_renames_add_row(marked, NamespaceRelationId, InvalidOid, 0, name);
	return marked;
}

static SvMarkedRename *
move_extension(const SvFact *extension, const char *schema, const char *name)
{
	const char *statement = "ALTER EXTENSION %s SET SCHEMA %s";
	char	   *identity = extension->identity;
	SvMarkedRename *marked =
	sv_renames_make(extension->kind->name, identity, identity,
					psprintf(statement, identity, schema),
					psprintf(statement, identity,
							 sv_fact_value(extension, "schema")));

	sv_renames_add_row(marked, ExtensionRelationId, extension->address.objid,
					   0, name);
	return marked;
}

/*
 * The name that, quoted if need be, is this one.
 */
static char *
unquote(const char *name)
{
	char	   *copy = pstrdup(name);
	List	   *names;

	if (!SplitIdentifierString(copy, '.', &names) || list_length(names) != 1)
		elog(ERROR, "invalid name of a schema: %s", name);
	return linitial(names);
}
