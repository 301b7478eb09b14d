/*-------------------------------------------------------------------------
 *
 * renamed.c
 *	  What has another name or schema than before, at the same address.
 *
 * Within a rehearsal an object keeps its address in the catalogs, whatever it
 * is called.  So what has the same address before a script and after it, and
 * another name or schema, is the same object with its rows.  What has been dropped
 * and created again has another address, and is none of this.
 *
 * The facts that an SvRenamed belongs to are of one moment.  Its name and
 * schema, and those of what it is a part of, are read from the catalogs when they
 * are asked for, as renames go on; what its identity has besides (the types of
 * arguments) is as it was read.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "catalog/type_parts.h"
#include "compat.h"
#include "kind/kinds.h"
#include "proof/renamed.h"

static int	compare_parts(const SvTypePart *a, const SvTypePart *b);
static SvRenamedStage stage_of(const SvFact *fact);
static SvRenamed *make(const SvFact *fact);
static SvRenamed *make_part(const SvTypePart *part, const SvFacts *now);
static const char *rename_of(const SvFact *fact);
static bool is_in_schema(const SvFact *fact);
static bool has_index(const SvFact *fact);
static bool can_move(const SvFact *fact);
static char *schema_of(const SvFact *fact);
static bool is_same_name(const SvRenamed *other, const SvRenamed *item, const char *schema,
						 const char *name);
static char *relation_named(const SvRenamed *item, const char *schema, const char *name);
static char *identity_now(const SvFact *fact);
static char *schema_now(const SvFact *fact);
static char *quoted(const SvAddress *address, const char *name);
static char *catalog_name(const SvAddress *address, Oid *namespace);

static int
compare_parts(const SvTypePart *a, const SvTypePart *b)
{
	if (a->address.classid != b->address.classid)
		return a->address.classid < b->address.classid ? -1 : 1;
	if (a->address.objid != b->address.objid)
		return a->address.objid < b->address.objid ? -1 : 1;
	return a->address.subid - b->address.subid;
}

/*
 * What a fact is renamed with: a constraint that has an index shares its name with
 * relations.
 */
static SvRenamedStage
stage_of(const SvFact *fact)
{
	if (fact->kind == &sv_kind_schema)
		return SV_RENAMED_SCHEMAS;
	if (fact->kind->flags & SV_KIND_HAS_ARGUMENTS)
		return SV_RENAMED_FUNCTIONS;
	return fact->parent == NULL || is_in_schema(fact) || has_index(fact) ?
		SV_RENAMED_OBJECTS : SV_RENAMED_PARTS;
}

/*
 * The facts of a stage with other names or schemas than before, as SvRenamed.
 */
List *
sv_renamed_find(const SvFacts *before, const SvFacts *now,
				SvRenamedStage stage)
{
	List	   *found = NIL;
	ListCell   *lc;

	foreach(lc, before->facts)
	{
		const SvFact *old = lfirst(lc);
		const SvFact *fact;
		char	   *schema;
		SvRenamed  *item;

		if (!OidIsValid(old->address.objid) || stage_of(old) != stage)
			continue;
		fact = sv_facts_find_own(now, old->address);
		if (fact == NULL || fact->kind != old->kind)
			continue;
		schema = can_move(old) ? schema_of(old) : NULL;
		if ((rename_of(old) == NULL || strcmp(fact->name, old->name) == 0) &&
			(schema == NULL || strcmp(schema, schema_of(fact)) == 0))
			continue;
		item = make(fact);
		item->name = old->name;
		item->schema = schema;
		found = lappend(found, item);
	}
	return found;
}

/*
 * The parts of types with other names than before, as SvRenamed.  Those that are
 * new are appended to "others".  "before" is what sv_type_parts_read() has read.
 */
List *
sv_renamed_find_parts(const List *before, const SvFacts *now, List **others)
{
	List	   *found = NIL;
	ListCell   *lc;
	int			at = 0;

	/* all are in the order of their addresses */
	foreach(lc, sv_type_parts_read(now))
	{
		const SvTypePart *part = lfirst(lc);
		const SvTypePart *old = NULL;
		SvRenamed  *item = make_part(part, now);

		while (at < list_length(before) &&
			   compare_parts(list_nth(before, at), part) < 0)
			at++;
		if (at < list_length(before))
			old = list_nth(before, at);
		if (old == NULL || compare_parts(old, part) != 0)
			*others = lappend(*others, item);
		else if (strcmp(old->name, part->name) != 0)
		{
			item->name = old->name;
			found = lappend(found, item);
		}
	}
	return found;
}

/*
 * The facts that were not there before and can be renamed, as SvRenamed.
 */
List *
sv_renamed_find_new(const SvFacts *before, const SvFacts *now)
{
	List	   *found = NIL;
	ListCell   *lc;

	foreach(lc, now->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (OidIsValid(fact->address.objid) && rename_of(fact) != NULL &&
			sv_facts_find_own(before, fact->address) == NULL)
			found = lappend(found, make(fact));
	}
	return found;
}

static SvRenamed *
make(const SvFact *fact)
{
	SvRenamed  *item = palloc0(sizeof(SvRenamed));

	item->address = fact->address;
	item->fact = fact;
	item->kind = fact->kind->name;
	item->rename = rename_of(fact);
	return item;
}

static SvRenamed *
make_part(const SvTypePart *part, const SvFacts *now)
{
	SvRenamed  *item = palloc0(sizeof(SvRenamed));
	bool		is_label = part->address.classid == EnumRelationId;

	item->address = part->address;
	item->fact = sv_facts_find_own(now, part->type);
	item->is_part = true;
	item->kind = is_label ? "label" : "attribute";
	/* the columns of typed tables go along */
	item->rename = is_label ? "ALTER TYPE %i RENAME VALUE %n TO %v" :
		"ALTER TYPE %i RENAME ATTRIBUTE %n TO %v CASCADE";
	return item;
}

/*
 * The template of the statement that renames an object; NULL if there is none.
 */
static const char *
rename_of(const SvFact *fact)
{
	if (fact->kind == &sv_kind_schema)
		return "ALTER SCHEMA %i RENAME TO %v";
	if (fact->kind == &sv_kind_view_column)
		return fact->parent->kind == &sv_kind_materialized_view ?
			"ALTER MATERIALIZED VIEW %p RENAME COLUMN %n TO %v" :
			"ALTER VIEW %p RENAME COLUMN %n TO %v";
	return fact->kind->rename;
}

/*
 * True if the identity of an object begins with a schema, and it is no part of
 * another one that does.
 */
static bool
is_in_schema(const SvFact *fact)
{
	const SvKind *kind = fact->kind;

	return !(kind->flags & SV_KIND_GLOBAL) && kind != &sv_kind_schema &&
		(fact->parent == NULL || kind == &sv_kind_index ||
		 kind == &sv_kind_statistics);
}

/*
 * True for a constraint with an index of its name.
 */
static bool
has_index(const SvFact *fact)
{
	return fact->kind->classid == ConstraintRelationId &&
		sv_fact_relation(fact) != NULL;
}

/*
 * True if an object may have another schema by a statement of its own.
 */
static bool
can_move(const SvFact *fact)
{
	return is_in_schema(fact) && fact->kind != &sv_kind_index &&
		(fact->kind->rename != NULL || fact->kind == &sv_kind_operator);
}

/*
 * The schema in the identity of an object that is in one, palloc'd.
 */
static char *
schema_of(const SvFact *fact)
{
	const char *end = fact->identity;

	if (*end != '"')
		return pnstrdup(end, strcspn(end, "."));
	for (end++; *end != '"' || end[1] == '"'; end++)
	{
		if (*end == '"')
			end++;
	}
	return pnstrdup(fact->identity, end + 1 - fact->identity);
}

/*
 * True if something new may keep a pending object from a name that it has to
 * have, in the end or in between.
 */
bool
sv_renamed_is_in_the_way(const SvRenamed *other, const SvRenamed *item)
{
	return is_same_name(other, item, item->schema, item->name) ||
		(item->schema != NULL &&
		 (is_same_name(other, item, item->schema, sv_renamed_name(item)) ||
		  is_same_name(other, item, NULL, item->name)));
}

/*
 * True if something has the name that a pending object would have with another
 * name, and another schema unless that is NULL.
 */
static bool
is_same_name(const SvRenamed *other, const SvRenamed *item, const char *schema,
			 const char *name)
{
	const char *there = relation_named(other, NULL, sv_renamed_name(other));
	const char *wanted = relation_named(item, schema, name);

	if (there != NULL && wanted != NULL && strcmp(there, wanted) == 0)
		return true;
	if (other->address.classid != item->address.classid ||
		(other->address.subid == 0) != (item->address.subid == 0) ||
		strcmp(sv_renamed_name(other), name) != 0)
		return false;
	if (other->is_part || item->is_part)
		return other->fact == item->fact;
	if (is_in_schema(item->fact))
		return strcmp(schema_now(other->fact),
					  schema != NULL ? schema : schema_now(item->fact)) == 0;
	return other->fact->parent == item->fact->parent;
}

/*
 * The name that something takes from relations and types, itself or by its
 * index, when it has this name, and this schema unless that is NULL.  NULL if it
 * takes none.
 */
static char *
relation_named(const SvRenamed *item, const char *schema, const char *name)
{
	const SvFact *fact = item->fact;

	if (item->is_part || item->address.subid != 0)
		return NULL;
	if (has_index(fact))
		fact = fact->parent;
	else if (!(fact->kind->flags & SV_KIND_IS_RELATION))
		return NULL;
	return psprintf("%s.%s", schema != NULL ? schema : schema_now(fact), name);
}

/*
 * True if a pending column has its name from a new one, which it has come to
 * inherit: only that can be renamed.
 */
bool
sv_renamed_is_above(const SvRenamed *other, const SvRenamed *item)
{
	ListCell   *lc;

	foreach(lc, item->fact->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT && need->fact == other->fact)
			return true;
	}
	return false;
}

/*
 * A fact to fill templates with: what something, and what it is a part of, is
 * called now.
 */
SvFact *
sv_renamed_fact(const SvRenamed *item)
{
	SvFact	   *fact = palloc(sizeof(SvFact));

	*fact = *item->fact;
	fact->identity = identity_now(item->fact);
	fact->name = sv_renamed_name(item);
	if (fact->parent != NULL)
	{
		fact->parent = palloc(sizeof(SvFact));
		*fact->parent = *item->fact->parent;
		fact->parent->identity = identity_now(item->fact->parent);
	}
	return fact;
}

/*
 * The identity that something has now.
 */
char *
sv_renamed_identity(const SvRenamed *item)
{
	char	   *identity = identity_now(item->fact);

	return item->is_part ? psprintf("%s.%s", identity, sv_renamed_name(item)) : identity;
}

/*
 * The same of a fact: names and schemas are those of now, and what comes after
 * them is as it was read.
 */
static char *
identity_now(const SvFact *fact)
{
	SvRenamed	item = {fact->address, fact,.rename = rename_of(fact)};
	char	   *name = sv_renamed_name(&item);

	if (is_in_schema(fact))
		return psprintf("%s.%s%s", schema_now(fact), name,
						fact->identity + strlen(schema_of(fact)) + 1 +
						strlen(fact->name));
	return fact->parent == NULL ? name :
		psprintf("%s.%s", identity_now(fact->parent), name);
}

/*
 * The name that something has now, as statements have it.
 */
char *
sv_renamed_name(const SvRenamed *item)
{
	if (item->rename == NULL)
		return item->fact->name;
	return quoted(&item->address, catalog_name(&item->address, NULL));
}

/*
 * The schema that something has now, as statements have it; of what is in none,
 * not to be asked for.
 */
char *
sv_renamed_schema(const SvRenamed *item)
{
	return schema_now(item->fact);
}

static char *
schema_now(const SvFact *fact)
{
	Oid			namespace;

	(void) catalog_name(&fact->address, &namespace);
	return pstrdup(quote_identifier(get_namespace_name(namespace)));
}

/*
 * A name, as statements have it, for something that is moved aside; there are
 * many, in case one is taken.
 */
char *
sv_renamed_aside(const SvRenamed *item, const char *prefix, int number)
{
	char	   *plain = catalog_name(&item->address, NULL);
	char	   *name = number == 0 ? psprintf("%s_%s", prefix, plain) :
	psprintf("%s%d_%s", prefix, number, plain);

	name[pg_mbcliplen(name, strlen(name), NAMEDATALEN - 1)] = '\0';
	return quoted(&item->address, name);
}

/*
 * A name as statements have it, palloc'd: that of a label is a string.
 */
static char *
quoted(const SvAddress *address, const char *name)
{
	return address->classid == EnumRelationId ? quote_literal_cstr(name) :
		pstrdup(quote_identifier(name));
}

/*
 * The name that an object has in the catalogs, palloc'd, and the OID of its
 * schema if that is asked for.
 */
static char *
catalog_name(const SvAddress *address, Oid *namespace)
{
	Oid			classid = address->classid;
	Relation	catalog;
	HeapTuple	tuple;
	Datum		value;
	bool		isnull;
	char	   *name;

	if (address->subid != 0)
		return get_attname(address->objid, address->subid, false);
	if (classid == EnumRelationId)
	{
		tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(address->objid));
		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "cache lookup failed for label %u", address->objid);
		name = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
		ReleaseSysCache(tuple);
		return name;
	}
	catalog = table_open(classid, AccessShareLock);
	tuple = get_catalog_object_by_oid(catalog, get_object_attnum_oid(classid),
									  address->objid);
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for object %u of catalog %u",
			 address->objid, classid);
	value = heap_getattr(tuple, get_object_attnum_name(classid),
						 RelationGetDescr(catalog), &isnull);
	name = pstrdup(NameStr(*DatumGetName(value)));
	if (namespace != NULL)
		*namespace = DatumGetObjectId(heap_getattr(tuple,
												   get_object_attnum_namespace(classid),
												   RelationGetDescr(catalog),
												   &isnull));
	table_close(catalog, AccessShareLock);
	return name;
}
