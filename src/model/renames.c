/*-------------------------------------------------------------------------
 *
 * renames.c
 *	  Objects to be renamed, and the statements that do it.
 *
 * An object is to be renamed if it exists by its old name and none exists by
 * the new one; if it has been renamed already, or never existed, there is
 * nothing to do.  Each rename is known in two forms: as the statements of the
 * upgrade and the downgrade, and as the rows to be changed in a shadow, so that
 * facts can be read as if it were done.
 *
 * Renames are added in the order of the model.  A relation that was added is
 * found by its new name from then on, so columns can be added after their
 * renamed table.  All functions to add something do nothing if the old name is
 * NULL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"

#include "compat.h"
#include "model/renames.h"

/* A relation that is to be renamed, and its new name. */
typedef struct RelationName
{
	Oid			oid;
	Oid			namespace;
	const char *name;
} RelationName;

static Oid	creation_namespace(const char *schema);
static Oid	names_namespace(List *names);
static Oid	find_function(Oid namespace, const char *name, int *count);
static SvMarkedRename *add_named(SvRenames *renames, const char *kind,
								 const char *statement, Oid namespace,
								 const char *old_name, const char *new_name);
static void note_relation(SvRenames *renames, Oid oid, Oid namespace,
						  const char *name);
static SvMarkedRename *add(SvRenames *renames, const char *kind, char *from,
						   char *to, char *upgrade, char *downgrade);

/*
 * Adds a relation, and its row type if it has one.  "statement" is the command
 * that renames it, up to its name.
 */
void
sv_renames_add_relation(SvRenames *renames, const RangeVar *name,
						const char *old_name, const char *kind,
						const char *statement)
{
	Oid			namespace = creation_namespace(name->schemaname);
	SvMarkedRename *marked;
	Oid			oid;
	Oid			type;

	if (old_name == NULL || !OidIsValid(namespace))
		return;
	oid = get_relname_relid(old_name, namespace);
	if (!OidIsValid(oid) ||
		OidIsValid(get_relname_relid(name->relname, namespace)))
		return;
	marked = add_named(renames, kind, statement, namespace, old_name,
					   name->relname);
	sv_renames_add_row(marked, RelationRelationId, oid, 0, name->relname);
	type = get_rel_type_id(oid);
	if (OidIsValid(type))
		sv_renames_add_row(marked, TypeRelationId, type, 0, name->relname);
	note_relation(renames, oid, namespace, name->relname);
}

/*
 * Adds a type, and the relation of a composite one.
 */
void
sv_renames_add_type(SvRenames *renames, List *names, const char *old_name,
					const char *statement)
{
	const char *name = strVal(llast(names));
	Oid			namespace = names_namespace(names);
	SvMarkedRename *marked;
	Oid			oid;

	if (old_name == NULL || !OidIsValid(namespace))
		return;
	oid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						  CStringGetDatum(old_name),
						  ObjectIdGetDatum(namespace));
	if (!OidIsValid(oid) ||
		SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name),
							  ObjectIdGetDatum(namespace)))
		return;
	marked = add_named(renames, "type", statement, namespace, old_name, name);
	sv_renames_add_row(marked, TypeRelationId, oid, 0, name);
	oid = get_typ_typrelid(oid);
	if (!OidIsValid(oid))
		return;
	sv_renames_add_row(marked, RelationRelationId, oid, 0, name);
	note_relation(renames, oid, namespace, name);
}

/*
 * Adds a function, if exactly one has the old name and none the new one.
 */
void
sv_renames_add_function(SvRenames *renames, List *names, const char *old_name,
						bool procedure)
{
	const char *name = strVal(llast(names));
	const char *noun = procedure ? "PROCEDURE" : "FUNCTION";
	Oid			namespace = names_namespace(names);
	Oid			oid;
	int			count;
	int			new_count;
	const char *schema;
	char	   *arguments;
	SvMarkedRename *marked;

	if (old_name == NULL || !OidIsValid(namespace))
		return;
	(void) find_function(namespace, name, &new_count);
	oid = find_function(namespace, old_name, &count);
	if (count != 1 || new_count != 0)
		return;

	/* its identity: the name and the types, as regprocedure has it */
	arguments = strrchr(format_procedure_qualified(oid), '(');
	schema = get_namespace_name(namespace);
	marked = add(renames, procedure ? "procedure" : "function",
				 psprintf("%s%s", quote_qualified_identifier(schema, old_name),
						  arguments),
				 psprintf("%s%s", quote_qualified_identifier(schema, name),
						  arguments),
				 NULL, NULL);
	marked->upgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->from,
							   quote_identifier(name));
	marked->downgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->to,
								 quote_identifier(old_name));
	sv_renames_add_row(marked, ProcedureRelationId, oid, 0, name);
}

/*
 * Adds a column of a relation, in its child tables as well.
 */
void
sv_renames_add_column(SvRenames *renames, Oid relation, const char *table,
					  const char *name, const char *old_name, bool is_type)
{
	const char *phrase = is_type ? "ALTER TYPE %s RENAME ATTRIBUTE %s TO %s" :
	"ALTER TABLE %s RENAME COLUMN %s TO %s";
	const char *from;
	const char *to;
	SvMarkedRename *marked;
	ListCell   *lc;

	if (old_name == NULL || !OidIsValid(relation) ||
		get_attnum(relation, old_name) <= 0 ||
		get_attnum(relation, name) > 0)
		return;
	from = quote_identifier(old_name);
	to = quote_identifier(name);
	marked = add(renames, is_type ? "attribute" : "column",
				 psprintf("%s.%s", table, from), psprintf("%s.%s", table, to),
				 psprintf(phrase, table, from, to),
				 psprintf(phrase, table, to, from));
	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
	{
		Oid			child = lfirst_oid(lc);
		AttrNumber	column = get_attnum(child, old_name);

		if (column > 0)
			sv_renames_add_row(marked, RelationRelationId, child, column, name);
	}
}

/*
 * Adds a constraint of a relation, and its index.
 */
void
sv_renames_add_constraint(SvRenames *renames, Oid relation, const char *table,
						  const char *name, const char *old_name)
{
	const char *phrase = "ALTER TABLE %s RENAME CONSTRAINT %s TO %s";
	const char *from;
	const char *to;
	SvMarkedRename *marked;
	Oid			oid;
	Oid			index;

	if (old_name == NULL || !OidIsValid(relation) ||
		OidIsValid(get_relation_constraint_oid(relation, name, true)))
		return;
	oid = get_relation_constraint_oid(relation, old_name, true);
	if (!OidIsValid(oid))
		return;
	from = quote_identifier(old_name);
	to = quote_identifier(name);
	marked = add(renames, "constraint",
				 psprintf("%s.%s", table, from), psprintf("%s.%s", table, to),
				 psprintf(phrase, table, from, to),
				 psprintf(phrase, table, to, from));
	sv_renames_add_row(marked, ConstraintRelationId, oid, 0, name);
	index = get_constraint_index(oid);
	if (OidIsValid(index) && strcmp(get_rel_name(index), old_name) == 0)
		sv_renames_add_row(marked, RelationRelationId, index, 0, name);
}

/*
 * The OID of the relation that has a name in the model, though it may still
 * have its old one in the database; InvalidOid if there is none.
 */
Oid
sv_renames_find_relation(const SvRenames *renames, const RangeVar *name)
{
	Oid			namespace = creation_namespace(name->schemaname);
	ListCell   *lc;

	foreach(lc, renames->relations)
	{
		const RelationName *renamed = lfirst(lc);

		if (renamed->namespace == namespace &&
			strcmp(renamed->name, name->relname) == 0)
			return renamed->oid;
	}
	return OidIsValid(namespace) ?
		get_relname_relid(name->relname, namespace) : InvalidOid;
}

/*
 * A name of the model, qualified and quoted.
 */
char *
sv_renames_qualify(const RangeVar *name)
{
	Oid			namespace = creation_namespace(name->schemaname);

	return quote_qualified_identifier(get_namespace_name(namespace),
									  name->relname);
}

/*
 * An object to be renamed by these statements, without semicolon.  The strings
 * are not copied.
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
	SvShadowRename *rename = palloc(sizeof(SvShadowRename));

	rename->classid = classid;
	rename->objid = objid;
	rename->attnum = attnum;
	rename->name = name;
	marked->renames = lappend(marked->renames, rename);
}

/*
 * The OID of the schema of a name in the model, or of that in which names
 * without a schema are created; InvalidOid if it does not exist yet.
 */
static Oid
creation_namespace(const char *schema)
{
	List	   *path;

	if (schema != NULL)
		return get_namespace_oid(schema, true);
	path = fetch_search_path(false);
	return path == NIL ? InvalidOid : linitial_oid(path);
}

/*
 * The same for a name that is a list of strings.
 */
static Oid
names_namespace(List *names)
{
	return creation_namespace(list_length(names) > 1 ?
							  strVal(linitial(names)) : NULL);
}

/*
 * One of the functions of a name in a schema, and how many there are.
 */
static Oid
find_function(Oid namespace, const char *name, int *count)
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
 * Adds an object in a schema that is identified by its name alone.
 */
static SvMarkedRename *
add_named(SvRenames *renames, const char *kind, const char *statement,
		  Oid namespace, const char *old_name, const char *new_name)
{
	const char *schema = get_namespace_name(namespace);
	char	   *from = quote_qualified_identifier(schema, old_name);
	char	   *to = quote_qualified_identifier(schema, new_name);

	return add(renames, kind, from, to,
			   psprintf("%s %s RENAME TO %s", statement, from,
						quote_identifier(new_name)),
			   psprintf("%s %s RENAME TO %s", statement, to,
						quote_identifier(old_name)));
}

/*
 * Lets sv_renames_find_relation() find a relation by its new name.
 */
static void
note_relation(SvRenames *renames, Oid oid, Oid namespace, const char *name)
{
	RelationName *renamed = palloc(sizeof(RelationName));

	renamed->oid = oid;
	renamed->namespace = namespace;
	renamed->name = name;
	renames->relations = lappend(renames->relations, renamed);
}

static SvMarkedRename *
add(SvRenames *renames, const char *kind, char *from, char *to, char *upgrade,
	char *downgrade)
{
	SvMarkedRename *marked = sv_renames_make(kind, from, to, upgrade,
											 downgrade);

	renames->found = lappend(renames->found, marked);
	return marked;
}
