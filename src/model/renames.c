/*-------------------------------------------------------------------------
 *
 * renames.c
 *	  Objects to be renamed or moved, and where they are found meanwhile.
 *
 * An object is to be renamed if it exists by its old name and none exists by
 * the new one; if it has been renamed already, there is nothing to do.  Each
 * rename is known in two forms: as the statements of the upgrade and the
 * downgrade, and as the rows to be changed in a shadow, so that facts can be
 * read as if it were done.
 *
 * Renames are added in the order in which they are done: schemas, functions,
 * other objects, and parts of these (SvRenameStage).  What was added is found
 * by its new name from then on, so columns can be added after their renamed
 * table.  Functions come before the types of their arguments, by whose old
 * names they are known.
 *
 * The functions that add something return NULL, or in a sentence why nothing
 * is to be done although the names ask for it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/renames.h"

/* An object that is to be renamed, and its new name. */
typedef struct Renamed
{
	Oid			classid;
	Oid			oid;
	const char *schema;
	const char *name;
} Renamed;

static char *creation_schema(const SvRenames *renames);
static const Renamed *find_object(const SvRenames *renames, Oid classid,
								  Oid oid);
static const Renamed *find_renamed(const SvRenames *renames, Oid classid,
								   const char *schema, const char *name);

/*
 * Adds a schema.
 */
char *
sv_renames_add_schema(SvRenames *renames, const char *name, List *old)
{
	const char *old_name = llast(old);
	Oid			oid = get_namespace_oid(old_name, true);
	Renamed    *renamed;
	SvMarkedRename *marked;
	char	   *reason;

	reason = sv_renames_judge(renames, OidIsValid(oid),
							  OidIsValid(get_namespace_oid(name, true)),
							  "schema", pstrdup(quote_identifier(old_name)),
							  quote_identifier(name));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	if (!list_member_oid(renames->namespaces, oid))
		return psprintf("Schema \"%s\" is not compared.", old_name);
	marked = sv_renames_add(renames, "schema",
							pstrdup(quote_identifier(old_name)),
							pstrdup(quote_identifier(name)),
							psprintf("ALTER SCHEMA %s RENAME TO %s",
									 pstrdup(quote_identifier(old_name)),
									 quote_identifier(name)),
							psprintf("ALTER SCHEMA %s RENAME TO %s",
									 pstrdup(quote_identifier(name)),
									 quote_identifier(old_name)));
	sv_renames_add_row(marked, NamespaceRelationId, oid, 0, name);
	renamed = palloc0(sizeof(Renamed));
	renamed->oid = oid;
	renamed->name = name;
	renames->schemas = lappend(renames->schemas, renamed);
	return NULL;
}

/*
 * The name of a schema of the model; of that in which it creates what has no
 * schema, if NULL.
 */
char *
sv_renames_schema(const SvRenames *renames, const char *schema)
{
	return schema != NULL ? pstrdup(schema) : creation_schema(renames);
}

/*
 * The OID of the relation that has a name in the model, though it may still
 * have its old one in the database; InvalidOid if there is none.
 */
Oid
sv_renames_find_relation(const SvRenames *renames, const RangeVar *name)
{
	const char *schema = sv_renames_schema(renames, name->schemaname);
	const Renamed *renamed = find_renamed(renames, RelationRelationId, schema,
										  name->relname);
	Oid			namespace = sv_renames_find_namespace(renames, schema);

	if (renamed != NULL)
		return renamed->oid;
	return OidIsValid(namespace) ?
		get_relname_relid(name->relname, namespace) : InvalidOid;
}

/*
 * The same for a type.
 */
Oid
sv_renames_find_type(const SvRenames *renames, List *names)
{
	const char *schema = sv_renames_schema(renames, sv_renames_names_schema(names));
	const Renamed *renamed = find_renamed(renames, TypeRelationId, schema,
										  strVal(llast(names)));

	return renamed != NULL ? renamed->oid :
		sv_renames_type(sv_renames_find_namespace(renames, schema), strVal(llast(names)));
}

/*
 * One of the functions of a name in a schema, and how many there are.
 */
Oid
sv_renames_function(Oid namespace, const char *name, int *count)
{
	CatCList   *list = SearchSysCacheList1(PROCNAMEARGSNSP,
										   CStringGetDatum(name));
	Oid			oid = InvalidOid;

	*count = 0;
	for (int i = 0; i < list->n_members; i++)
	{
		Form_pg_proc form = (Form_pg_proc) GETSTRUCT(&list->members[i]->tuple);

		if (form->pronamespace != namespace)
			continue;
		oid = form->oid;
		(*count)++;
	}
	ReleaseSysCacheList(list);
	return oid;
}

/*
 * The name of a relation or type by then.
 */
RangeVar *
sv_renames_new_name(const SvRenames *renames, Oid classid, Oid oid)
{
	const Renamed *renamed = find_object(renames, classid, oid);
	Oid			namespace;
	char	   *name;

	if (renamed != NULL)
		return makeRangeVar(pstrdup(renamed->schema), pstrdup(renamed->name), -1);
	if (classid == RelationRelationId)
	{
		namespace = get_rel_namespace(oid);
		name = get_rel_name(oid);
	}
	else
	{
		HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(oid));
		Form_pg_type form;

		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for type %u", oid);
		form = (Form_pg_type) GETSTRUCT(tuple);
		namespace = form->typnamespace;
		name = pstrdup(NameStr(form->typname));
		ReleaseSysCache(tuple);
	}
	return makeRangeVar(sv_renames_schema_name(renames, namespace), name, -1);
}

/*
 * A name of the model, qualified and quoted.
 */
char *
sv_renames_qualify(const SvRenames *renames, const RangeVar *name)
{
	return quote_qualified_identifier(sv_renames_schema(renames,
														name->schemaname),
									  name->relname);
}

/*
 * The types of the arguments of a function, in parentheses, as they are called
 * by then: those that were added, and schemas, have their new names.
 */
char *
sv_renames_argument_types(const SvRenames *renames, Oid function)
{
	Oid		   *types;
	int			count;
	StringInfoData buf;

	(void) get_func_signature(function, &types, &count);
	initStringInfo(&buf);
	for (int i = 0; i < count; i++)
	{
		Oid			element = get_element_type(types[i]);
		Oid			type = OidIsValid(element) ? element : types[i];
		HeapTuple	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
		const Renamed *renamed;
		Form_pg_type form;

		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for type %u", type);
		form = (Form_pg_type) GETSTRUCT(tuple);
		renamed = find_object(renames, TypeRelationId, type);
		appendStringInfo(&buf, "%s%s%s", i == 0 ? "" : ",",
						 renamed != NULL ?
						 quote_qualified_identifier(renamed->schema, renamed->name) :
						 form->typnamespace == PG_CATALOG_NAMESPACE ?
						 format_type_be(type) :
						 quote_qualified_identifier(sv_renames_schema_name(renames, form->typnamespace),
													NameStr(form->typname)),
						 OidIsValid(element) ? "[]" : "");
		ReleaseSysCache(tuple);
	}
	return psprintf("(%s)", buf.data);
}

/*
 * What was added of an object; NULL if nothing was.
 */
static const Renamed *
find_object(const SvRenames *renames, Oid classid, Oid oid)
{
	ListCell   *lc;

	foreach(lc, renames->objects)
	{
		const Renamed *renamed = lfirst(lc);

		if (renamed->classid == classid && renamed->oid == oid)
			return renamed;
	}
	return NULL;
}

/*
 * Whether an object is to be renamed, given which names exist: NULL if so, ""
 * if it has been done, or why it cannot be done.
 */
char *
sv_renames_judge(const SvRenames *renames, bool old_exists, bool new_exists,
				 const char *noun, const char *from, const char *to)
{
	ListCell   *lc;

	if (!old_exists)
		return new_exists ? "" :
			psprintf("There is no %s \"%s\".", noun, from);
	foreach(lc, renames->found)
	{
		const SvMarkedRename *other = lfirst(lc);

		if (other->from == NULL || strcmp(other->kind, noun) != 0)
			continue;
		if (strcmp(other->from, from) == 0 && strcmp(other->to, to) == 0)
			return "";
		if (strcmp(other->from, from) == 0 || strcmp(other->to, to) == 0)
			return psprintf("\"%s\" is renamed to \"%s\".", other->from, other->to);
	}
	if (!new_exists)
		return NULL;
	/* an object that the model declares by the old name is another one */
	if (sv_renames_is_declared(renames, from))
		return "";
	return psprintf("Both \"%s\" and \"%s\" exist.", from, to);
}

/*
 * True if the model declares something of this identity, or functions of this
 * name.
 */
bool
sv_renames_is_declared(const SvRenames *renames, const char *identity)
{
	size_t		length = strlen(identity);
	ListCell   *lc;

	foreach(lc, renames->declared->facts)
	{
		const char *other = ((SvFact *) lfirst(lc))->identity;

		if (strncmp(other, identity, length) == 0 &&
			(other[length] == '\0' || other[length] == '('))
			return true;
	}
	return false;
}

/*
 * Adds an object to be renamed by these statements, without semicolon.  The
 * strings are not copied.
 */
SvMarkedRename *
sv_renames_add(SvRenames *renames, const char *kind, char *from, char *to,
			   char *upgrade, char *downgrade)
{
	SvMarkedRename *marked = sv_renames_make(kind, from, to, upgrade,
											 downgrade);

	renames->found = lappend(renames->found, marked);
	return marked;
}

/*
 * The same, without adding it.
 */
SvMarkedRename *
sv_renames_make(const char *kind, char *from, char *to, char *upgrade,
				char *downgrade)
{
	SvMarkedRename *marked = palloc0(sizeof(SvMarkedRename));

	marked->kind = kind;
	marked->from = from;
	marked->to = to;
	marked->upgrade = upgrade;
	marked->downgrade = downgrade;
	return marked;
}

/*
 * Adds a row that has another name in a shadow when the object is renamed.
 */
void
sv_renames_add_row(SvMarkedRename *marked, Oid classid, Oid objid,
				   int16 attnum, const char *name)
{
	SvShadowRename *rename = palloc0(sizeof(SvShadowRename));

	rename->classid = classid;
	rename->objid = objid;
	rename->attnum = attnum;
	rename->name = name;
	marked->renames = lappend(marked->renames, rename);
}

/*
 * The OID of a schema by its name in the model; InvalidOid if it does not exist
 * yet.
 */
Oid
sv_renames_find_namespace(const SvRenames *renames, const char *schema)
{
	Oid			oid = get_namespace_oid(schema, true);
	ListCell   *lc;

	foreach(lc, renames->schemas)
	{
		const Renamed *renamed = lfirst(lc);

		if (strcmp(renamed->name, schema) == 0)
			return renamed->oid;
		if (renamed->oid == oid)
			oid = InvalidOid;
	}
	return oid;
}

/*
 * The name that a schema has in the model.
 */
char *
sv_renames_schema_name(const SvRenames *renames, Oid namespace)
{
	ListCell   *lc;

	foreach(lc, renames->schemas)
	{
		const Renamed *renamed = lfirst(lc);

		if (renamed->oid == namespace)
			return pstrdup(renamed->name);
	}
	return get_namespace_name(namespace);
}

/*
 * The name of the schema in which names without a schema are created; an empty
 * one if there is none.
 */
static char *
creation_schema(const SvRenames *renames)
{
	List	   *path = fetch_search_path(false);

	return path == NIL ? "" : sv_renames_schema_name(renames, linitial_oid(path));
}

/*
 * The schema in a name that is a list of strings; NULL if there is none.
 */
const char *
sv_renames_names_schema(List *names)
{
	return list_length(names) > 1 ?
		strVal(list_nth(names, list_length(names) - 2)) : NULL;
}

/*
 * The OID of a type; InvalidOid if it does not exist.
 */
Oid
sv_renames_type(Oid namespace, const char *name)
{
	return !OidIsValid(namespace) ? InvalidOid :
		GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						ObjectIdGetDatum(namespace));
}

/*
 * Lets an object be found by its new name.
 */
void
sv_renames_note(SvRenames *renames, Oid classid, Oid oid,
				const char *schema, const char *name)
{
	Renamed    *renamed = palloc(sizeof(Renamed));

	renamed->classid = classid;
	renamed->oid = oid;
	renamed->schema = schema;
	renamed->name = name;
	renames->objects = lappend(renames->objects, renamed);
}

/*
 * What gets this name; NULL if nothing does.
 */
static const Renamed *
find_renamed(const SvRenames *renames, Oid classid, const char *schema,
			 const char *name)
{
	ListCell   *lc;

	foreach(lc, renames->objects)
	{
		const Renamed *renamed = lfirst(lc);

		if (renamed->classid == classid && strcmp(renamed->name, name) == 0 &&
			strcmp(renamed->schema, schema) == 0)
			return renamed;
	}
	return NULL;
}
