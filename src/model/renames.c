/*-------------------------------------------------------------------------
 *
 * renames.c
 *	  Objects that have another name in a model, and how to rename them.
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

/* A relation that has another name in the model. */
typedef struct RelationName
{
	Oid			oid;
	Oid			namespace_;
	const char *name;
} RelationName;

static Oid	creation_namespace(const char *schema);
static SvMarkedRename *add_named(SvRenames *renames, const char *kind,
								 const char *statement, Oid namespace_,
								 const char *old_name, const char *new_name);
static void note_relation(SvRenames *renames, Oid oid, Oid namespace_,
						  const char *name);
static SvMarkedRename *add(SvRenames *renames, const char *kind, char *from,
						   char *to, char *upgrade, char *downgrade);

/*
 * The schema that a name of the model is in; InvalidOid if there is none yet.
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
 * A name of the model with its schema, for statements.
 */
char *
sv_renames_qualify(const RangeVar *name)
{
	return quote_qualified_identifier(get_namespace_name(creation_namespace(name->schemaname)),
									  name->relname);
}

/*
 * A relation, and its row type if it has one.
 */
void
sv_renames_add_relation(SvRenames *renames, const RangeVar *name, const char *old_name,
						const char *kind, const char *statement)
{
	Oid			namespace_ = creation_namespace(name->schemaname);
	SvMarkedRename *marked;
	Oid			oid;
	Oid			type;

	if (old_name == NULL || !OidIsValid(namespace_))
		return;
	oid = get_relname_relid(old_name, namespace_);
	if (!OidIsValid(oid) ||
		OidIsValid(get_relname_relid(name->relname, namespace_)))
		return;
	marked = add_named(renames, kind, statement, namespace_, old_name,
					   name->relname);
	sv_renames_add_object(marked, RelationRelationId, oid, 0, name->relname);
	type = get_rel_type_id(oid);
	if (OidIsValid(type))
		sv_renames_add_object(marked, TypeRelationId, type, 0, name->relname);
	note_relation(renames, oid, namespace_, name->relname);
}

/*
 * A type, and the relation of a composite one.
 */
void
sv_renames_add_type(SvRenames *renames, List *names, const char *old_name,
					const char *statement)
{
	const char *name = strVal(llast(names));
	Oid			namespace_ = creation_namespace(list_length(names) > 1 ?
												strVal(linitial(names)) : NULL);
	SvMarkedRename *marked;
	Oid			oid;

	if (old_name == NULL || !OidIsValid(namespace_))
		return;
	oid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						  CStringGetDatum(old_name),
						  ObjectIdGetDatum(namespace_));
	if (!OidIsValid(oid) ||
		SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name),
							  ObjectIdGetDatum(namespace_)))
		return;
	marked = add_named(renames, "type", statement, namespace_, old_name,
					   name);
	sv_renames_add_object(marked, TypeRelationId, oid, 0, name);
	oid = get_typ_typrelid(oid);
	if (!OidIsValid(oid))
		return;
	sv_renames_add_object(marked, RelationRelationId, oid, 0, name);
	note_relation(renames, oid, namespace_, name);
}

/*
 * A function, if exactly one has the old name and none the new one.
 */
void
sv_renames_add_function(SvRenames *renames, List *names, const char *old_name,
						bool procedure)
{
	const char *name = strVal(llast(names));
	const char *noun = procedure ? "PROCEDURE" : "FUNCTION";
	Oid			namespace_ = creation_namespace(list_length(names) > 1 ?
												strVal(linitial(names)) : NULL);
	CatCList   *list;
	Oid			oid = InvalidOid;
	int			count = 0;
	char	   *arguments;
	SvMarkedRename *marked;

	if (old_name == NULL || !OidIsValid(namespace_))
		return;
	list = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name));
	for (int i = 0; i < list->n_members; i++)
		if (((Form_pg_proc) GETSTRUCT(&list->members[i]->tuple))->pronamespace == namespace_)
			count = 2;
	ReleaseSysCacheList(list);
	list = SearchSysCacheList1(PROCNAMEARGSNSP,
							   CStringGetDatum(old_name));
	for (int i = 0; i < list->n_members; i++)
	{
		Form_pg_proc form = (Form_pg_proc) GETSTRUCT(&list->members[i]->tuple);

		if (form->pronamespace != namespace_)
			continue;
		oid = form->oid;
		count++;
	}
	ReleaseSysCacheList(list);
	if (count != 1)
		return;

	/* its identity: the name and the types, as regprocedure has it */
	arguments = strrchr(format_procedure_qualified(oid), '(');
	marked = add(renames, procedure ? "procedure" : "function",
				 psprintf("%s%s",
						  quote_qualified_identifier(get_namespace_name(namespace_),
													 old_name), arguments),
				 psprintf("%s%s",
						  quote_qualified_identifier(get_namespace_name(namespace_),
													 name), arguments),
				 NULL, NULL);
	marked->upgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->from,
							   quote_identifier(name));
	marked->downgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->to,
								 quote_identifier(old_name));
	sv_renames_add_object(marked, ProcedureRelationId, oid, 0, name);
}

/*
 * A column, also of those that have inherited it.
 */
void
sv_renames_add_column(SvRenames *renames, Oid relation, const char *table,
					  const char *name, const char *old_name, bool is_type)
{
	const char *phrase = is_type ? "ALTER TYPE %s RENAME ATTRIBUTE %s TO %s" :
	"ALTER TABLE %s RENAME COLUMN %s TO %s";
	SvMarkedRename *marked;
	ListCell   *lc;

	if (old_name == NULL || !OidIsValid(relation) ||
		get_attnum(relation, old_name) <= 0 ||
		get_attnum(relation, name) > 0)
		return;
	marked = add(renames, is_type ? "attribute" : "column",
				 psprintf("%s.%s", table, quote_identifier(old_name)),
				 psprintf("%s.%s", table, quote_identifier(name)),
				 psprintf(phrase, table, quote_identifier(old_name),
						  quote_identifier(name)),
				 psprintf(phrase, table, quote_identifier(name),
						  quote_identifier(old_name)));
	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
	{
		AttrNumber	column = get_attnum(lfirst_oid(lc), old_name);

		if (column > 0)
			sv_renames_add_object(marked, RelationRelationId, lfirst_oid(lc), column, name);
	}
}

void
sv_renames_add_constraint(SvRenames *renames, Oid relation, const char *table,
						  const char *name, const char *old_name)
{
	SvMarkedRename *marked;
	Oid			oid;
	Oid			index;

	if (old_name == NULL || !OidIsValid(relation) ||
		OidIsValid(get_relation_constraint_oid(relation, name, true)))
		return;
	oid = get_relation_constraint_oid(relation, old_name, true);
	if (!OidIsValid(oid))
		return;
	marked = add(renames, "constraint",
				 psprintf("%s.%s", table, quote_identifier(old_name)),
				 psprintf("%s.%s", table, quote_identifier(name)),
				 psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table,
						  quote_identifier(old_name),
						  quote_identifier(name)),
				 psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table,
						  quote_identifier(name),
						  quote_identifier(old_name)));
	sv_renames_add_object(marked, ConstraintRelationId, oid, 0, name);
	index = get_constraint_index(oid);
	if (OidIsValid(index) &&
		strcmp(get_rel_name(index), old_name) == 0)
		sv_renames_add_object(marked, RelationRelationId, index, 0, name);
}

/*
 * The relation that has a name in the model: it may have another one in the
 * database.
 */
Oid
sv_renames_find_relation(const SvRenames *renames, const RangeVar *name)
{
	Oid			namespace_ = creation_namespace(name->schemaname);
	ListCell   *lc;

	foreach(lc, renames->relations)
	{
		const RelationName *renamed = lfirst(lc);

		if (renamed->namespace_ == namespace_ &&
			strcmp(renamed->name, name->relname) == 0)
			return renamed->oid;
	}
	return OidIsValid(namespace_) ?
		get_relname_relid(name->relname, namespace_) : InvalidOid;
}

/*
 * Something in a schema that has nothing but a name to be told by.
 */
static SvMarkedRename *
add_named(SvRenames *renames, const char *kind, const char *statement,
		  Oid namespace_, const char *old_name, const char *new_name)
{
	const char *schema = get_namespace_name(namespace_);
	char	   *from = quote_qualified_identifier(schema, old_name);
	char	   *to = quote_qualified_identifier(schema, new_name);

	return add(renames, kind, from, to,
			   psprintf("%s %s RENAME TO %s", statement, from,
						quote_identifier(new_name)),
			   psprintf("%s %s RENAME TO %s", statement, to,
						quote_identifier(old_name)));
}

/*
 * Remember that a relation has another name in the model.
 */
static void
note_relation(SvRenames *renames, Oid oid, Oid namespace_, const char *name)
{
	RelationName *renamed = palloc(sizeof(RelationName));

	renamed->oid = oid;
	renamed->namespace_ = namespace_;
	renamed->name = name;
	renames->relations = lappend(renames->relations, renamed);
}

static SvMarkedRename *
add(SvRenames *renames, const char *kind, char *from, char *to, char *upgrade,
	char *downgrade)
{
	SvMarkedRename *marked = sv_renames_make(kind, from, to, upgrade, downgrade);

	renames->found = lappend(renames->found, marked);
	return marked;
}

/*
 * Something that is to be renamed, by statements without semicolon.
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
 * What is to have another name for a look at it.
 */
void
sv_renames_add_object(SvMarkedRename *marked, Oid classid, Oid objid, int16 attnum,
					  const char *name)
{
	SvRename   *rename = palloc(sizeof(SvRename));

	rename->classid = classid;
	rename->objid = objid;
	rename->attnum = attnum;
	rename->name = name;
	marked->renames = lappend(marked->renames, rename);
}
