/*-------------------------------------------------------------------------
 *
 * rename_parts.c
 *	  Parts of relations and types to be renamed.
 *
 * These are the columns and constraints of tables, the attributes of composite
 * types and the labels of enumerated types.  The rules are those of renames.c;
 * whatever they are part of has been added before.
 *
 * A label that goes may also be mapped to another one, which the rows that have
 * it get.  That is not done by a rename, but when the type is recreated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_inherits.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "kind/kinds.h"
#include "kind/options.h"
#include "model/rename_parts.h"
#include "strings.h"

static char *no_table(const SvRenames *renames, const RangeVar *table);
static Oid	find_label(Oid type, const char *label);
static char *type_identity(const SvRenames *renames, List *type);
static bool is_declared(const SvRenames *renames, const char *type,
						const char *label);

/*
 * Adds a column of a table, in its child tables as well, or an attribute of a
 * composite type.
 */
char *
sv_rename_parts_add_column(SvRenames *renames, const RangeVar *table,
						   const char *name, const char *old_name)
{
	Oid			relation = sv_renames_find_relation(renames, table);
	bool		is_type = OidIsValid(relation) &&
	get_rel_relkind(relation) == RELKIND_COMPOSITE_TYPE;
	const char *phrase = is_type ? "ALTER TYPE %s RENAME ATTRIBUTE %s TO %s" :
	"ALTER TABLE %s RENAME COLUMN %s TO %s";
	const char *kind = is_type ? "attribute" : "column";
	char	   *whole = sv_renames_qualify(renames, table);
	char	   *from = pstrdup(quote_identifier(old_name));
	char	   *to = pstrdup(quote_identifier(name));
	SvMarkedRename *marked;
	char	   *reason;
	ListCell   *lc;

	if (!OidIsValid(relation))
		return no_table(renames, table);
	reason = sv_renames_judge(renames, get_attnum(relation, old_name) > 0,
							  get_attnum(relation, name) > 0, kind,
							  psprintf("%s.%s", whole, from),
							  psprintf("%s.%s", whole, to));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	marked = sv_renames_add(renames, kind, psprintf("%s.%s", whole, from),
							psprintf("%s.%s", whole, to),
							psprintf(phrase, whole, from, to),
							psprintf(phrase, whole, to, from));
	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
	{
		Oid			child = lfirst_oid(lc);
		AttrNumber	column = get_attnum(child, old_name);

		if (column > 0)
			sv_renames_add_row(marked, RelationRelationId, child, column, name);
	}
	return NULL;
}

/*
 * Adds a constraint of a table, and its index.
 */
char *
sv_rename_parts_add_constraint(SvRenames *renames, const RangeVar *table,
							   const char *name, const char *old_name)
{
	const char *phrase = "ALTER TABLE %s RENAME CONSTRAINT %s TO %s";
	Oid			relation = sv_renames_find_relation(renames, table);
	char	   *whole = sv_renames_qualify(renames, table);
	char	   *from = pstrdup(quote_identifier(old_name));
	char	   *to = pstrdup(quote_identifier(name));
	SvMarkedRename *marked;
	char	   *reason;
	Oid			oid;
	Oid			index;

	if (!OidIsValid(relation))
		return no_table(renames, table);
	oid = get_relation_constraint_oid(relation, old_name, true);
	reason = sv_renames_judge(renames, OidIsValid(oid),
							  OidIsValid(get_relation_constraint_oid(relation, name, true)),
							  "constraint", psprintf("%s.%s", whole, from),
							  psprintf("%s.%s", whole, to));
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	marked = sv_renames_add(renames, "constraint",
							psprintf("%s.%s", whole, from),
							psprintf("%s.%s", whole, to),
							psprintf(phrase, whole, from, to),
							psprintf(phrase, whole, to, from));
	sv_renames_add_row(marked, ConstraintRelationId, oid, 0, name);
	index = get_constraint_index(oid);
	if (OidIsValid(index) && strcmp(get_rel_name(index), old_name) == 0)
		sv_renames_add_row(marked, RelationRelationId, index, 0, name);
	return NULL;
}

/*
 * Adds a label of an enumerated type, a list of one or two strings.
 */
char *
sv_rename_parts_add_label(SvRenames *renames, List *type, const char *label,
						  const char *old_label)
{
	const char *phrase = "ALTER TYPE %s RENAME VALUE %s TO %s";
	Oid			oid = sv_renames_find_type(renames, type);
	char	   *whole = type_identity(renames, type);
	char	   *from = psprintf("%s.%s", whole, quote_identifier(old_label));
	char	   *to = psprintf("%s.%s", whole, quote_identifier(label));
	char	   *old = quote_literal_cstr(old_label);
	char	   *new = quote_literal_cstr(label);
	Oid			old_oid;
	SvMarkedRename *marked;
	char	   *reason;

	if (!OidIsValid(oid))
		return psprintf("There is no type \"%s\".", whole);
	if (!is_declared(renames, whole, label))
		return psprintf("The model does not declare label \"%s\".", to);
	old_oid = find_label(oid, old_label);
	if (is_declared(renames, whole, old_label))
		return OidIsValid(find_label(oid, label)) ? NULL :
			psprintf("The model declares label \"%s\", too.", from);
	reason = sv_renames_judge(renames, OidIsValid(old_oid),
							  OidIsValid(find_label(oid, label)), "label", from, to);
	if (reason != NULL)
		return reason[0] == '\0' ? NULL : reason;
	marked = sv_renames_add(renames, "label", from, to,
							psprintf(phrase, whole, old, new),
							psprintf(phrase, whole, new, old));
	sv_renames_add_row(marked, EnumRelationId, old_oid, 0, label);
	return NULL;
}

/*
 * Lets rows with a label that goes have another one, which stays or comes.
 */
char *
sv_rename_parts_map_label(SvRenames *renames, List *type, const char *label,
						  const char *old_label)
{
	Oid			oid = sv_renames_find_type(renames, type);
	char	   *whole = type_identity(renames, type);
	SvMappedLabel *mapped;

	if (is_declared(renames, whole, old_label))
		return psprintf("The model declares label \"%s\" of type \"%s\".",
						old_label, whole);
	if (!is_declared(renames, whole, label))
		return psprintf("The model does not declare label \"%s\" of type \"%s\".",
						label, whole);
	/* it may have gone already, or the type may be new */
	if (!OidIsValid(oid) || !OidIsValid(find_label(oid, old_label)))
		return NULL;
	mapped = palloc(sizeof(SvMappedLabel));
	mapped->type = whole;
	mapped->old_label = pstrdup(old_label);
	mapped->new_label = pstrdup(label);
	renames->mapped = lappend(renames->mapped, mapped);
	return NULL;
}

/*
 * True if the database has a label of a type.
 */
bool
sv_rename_parts_has_label(const SvRenames *renames, List *type,
						  const char *label)
{
	Oid			oid = sv_renames_find_type(renames, type);

	return OidIsValid(oid) && OidIsValid(find_label(oid, label));
}

static char *
no_table(const SvRenames *renames, const RangeVar *table)
{
	return psprintf("There is no table \"%s\".",
					sv_renames_qualify(renames, table));
}

static Oid
find_label(Oid type, const char *label)
{
	return GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
						   ObjectIdGetDatum(type), CStringGetDatum(label));
}

static char *
type_identity(const SvRenames *renames, List *type)
{
	const char *schema = list_length(type) > 1 ? strVal(linitial(type)) : NULL;

	return quote_qualified_identifier(sv_renames_schema(renames, schema),
									  strVal(llast(type)));
}

/*
 * True if the model declares a label of a type.
 */
static bool
is_declared(const SvRenames *renames, const char *type, const char *label)
{
	const char *literal = quote_literal_cstr(label);
	ListCell   *lc;

	foreach(lc, renames->declared->facts)
	{
		const SvFact *fact = lfirst(lc);

		if (fact->kind == &sv_kind_enum && strcmp(fact->identity, type) == 0)
			return sv_strings_member(sv_options_split(sv_fact_value(fact, "labels")),
									 literal);
	}
	return false;
}
