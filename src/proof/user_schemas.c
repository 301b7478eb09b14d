/*-------------------------------------------------------------------------
 *
 * user_schemas.c
 *	  The schemas of users, and which of them a rehearsal replaces.
 *
 * It replaces those that the caller owns.  The others stay: what scripts do in
 * them is done to the real objects, under the locks that it takes, and is rolled
 * back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "miscadmin.h"
#include "utils/acl.h"

#include "catalog/shadow_name.h"
#include "compat.h"
#include "model/model.h"
#include "proof/user_schemas.h"
#include "server/query.h"
#include "strings.h"

static void take_object(const SvRow *row, void *arg);

/*
 * All of them, as SvUserSchemas.
 */
List *
sv_user_schemas_find(void)
{
	List	   *schemas = NIL;
	ListCell   *lc;

	foreach(lc, sv_user_schemas_now())
	{
		SvUserSchema *schema = palloc(sizeof(SvUserSchema));

		schema->name = lfirst(lc);
		schema->oid = get_namespace_oid(schema->name, false);
		schema->replaced = object_ownercheck(NamespaceRelationId, schema->oid,
											 GetUserId());
		schemas = lappend(schemas, schema);
	}
	return schemas;
}

/*
 * The names of those that there are now and that are not out of the way.
 */
List *
sv_user_schemas_now(void)
{
	List	   *schemas = NIL;
	ListCell   *lc;

	sv_query_begin_latest();
	foreach(lc, sv_model_user_schemas())
	{
		if (!sv_shadow_name_is(lfirst(lc)))
			schemas = lappend(schemas, lfirst(lc));
	}
	sv_query_end_fresh();
	return schemas;
}

/*
 * The OIDs of those that are replaced, or of those that stay.
 */
List *
sv_user_schemas_oids(const List *schemas, bool replaced)
{
	List	   *oids = NIL;
	ListCell   *lc;

	foreach(lc, schemas)
	{
		const SvUserSchema *schema = lfirst(lc);

		if (schema->replaced == replaced)
			oids = lappend_oid(oids, schema->oid);
	}
	return oids;
}

/*
 * True if the schema of a name was there before, and stays.
 */
bool
sv_user_schemas_stays(const List *schemas, const char *name)
{
	ListCell   *lc;

	foreach(lc, schemas)
	{
		const SvUserSchema *schema = lfirst(lc);

		if (!schema->replaced && strcmp(schema->name, name) == 0)
			return true;
	}
	return false;
}

/*
 * A relation, a domain or an enum that stays, that the caller may alter, and that
 * has one of some names, with its schema, and quoted; NULL: there is none.
 */
char *
sv_user_schemas_object(const List *schemas, List *words)
{
	static SvQuery query = {
		.text = "SELECT format('%I.%I', n.nspname, o.name)"
		" FROM (SELECT relnamespace, relname, relowner FROM pg_class WHERE relkind <> 'c'"
		"  UNION ALL SELECT typnamespace, typname, typowner FROM pg_type"
		"   WHERE typtype IN ('d', 'e')) AS o(namespace, name, owner)"
		" JOIN pg_namespace n ON n.oid = o.namespace"
		" WHERE n.oid = ANY ($1) AND o.name = ANY ($2) AND pg_has_role(o.owner, 'USAGE')"
		" ORDER BY n.nspname, o.name LIMIT 1",
		.nargs = 2,
		.types = {OIDARRAYOID, TEXTARRAYOID}
	};
	List	   *oids = sv_user_schemas_oids(schemas, false);
	Datum		values[2];
	char	   *found = NULL;

	if (oids == NIL)
		return NULL;
	values[0] = sv_oids_datum(oids);
	values[1] = sv_strings_datum(words);
	sv_query_begin_latest();
	sv_query_fetch(&query, values, NULL, take_object, &found);
	sv_query_end_fresh();
	return found;
}

/* sv_query_fetch callback */
static void
take_object(const SvRow *row, void *arg)
{
	char	  **found = arg;

	*found = sv_row_text(row, 1);
}
