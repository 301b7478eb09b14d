/*-------------------------------------------------------------------------
 *
 * composite.c
 *	  Composite types.
 *
 * Attributes are added at the end, and dropped, in place: the server leaves
 * values of the type as they are, but for what stored.c says.  Their types are
 * changed in place if only tables of the type have them.  Otherwise the type is
 * recreated, and the columns that have it are converted.
 *
 * Attributes are not facts: the properties are lists of them, in the same
 * order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "fact/operation.h"
#include "kind/composite.h"
#include "kind/enum.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/retype.h"
#include "kind/stored.h"
#include "strings.h"

/* The properties. */
enum
{
	ATTRIBUTES,
	NAMES,
	COMMENTS,
	TYPES,
	PROPERTIES
};

static void create_composite(SvOperation *operation);
static bool needs_recreate(const SvFact *from, const SvFact *to);
static bool is_used(const SvFact *type);
static bool is_of_type(const SvFact *table, const SvFact *type);
static bool breaks(const SvFact *from, const SvFact *to);
static bool retypes(const SvFact *from, const SvFact *to);
static bool drops(const SvFact *from, const SvFact *to);
static bool adds_domain(const SvFact *from, const SvFact *to);
static bool is_domain(const SvFact *type, const char *name);
static bool is_in_order(List *old, List *new);
static void alter_composite(SvOperation *operation, int property);
static void alter_attributes(SvOperation *operation);
static void alter_comments(SvOperation *operation);
static void append_action(StringInfo buf, const char *verb,
						  const char *attribute, const char *cascade);
static bool has_tables(const SvFact *type);
static const char *find(const SvFact *type, const char *name);
static SvFact *find_type(const SvFact *user, const char *name);
static bool is_array_of(const char *name, const SvFact *type);
static char *convert_composite(SvOperation *operation, const SvFact *type,
							   const char *value);
static char *convert_attribute(SvOperation *operation, const SvFact *type,
							   const char *name, const char *value,
							   bool *converted);
static const char *type_of(const SvFact *type, const char *name);

/*
 * The attributes are written as CREATE TYPE has them.  What they need is
 * what the type needs.
 */
static const SvProperty properties[PROPERTIES] = {
	[ATTRIBUTES] = {
		.name = "attributes",
		.item = "a.attributes",
		.flags = SV_PROPERTY_INLINE
	},
	[NAMES] = {
		.name = "names",
		.item = "a.names",
		.flags = SV_PROPERTY_HIDDEN
	},
	[COMMENTS] = {
		.name = "comments",
		.item = "(SELECT string_agg(format('%I=%L', a.attname, d.description), ', '"
		"   ORDER BY a.attnum)"
		"  FROM pg_catalog.pg_description d"
		"  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objoid"
		"   AND a.attnum = d.objsubid"
		"  WHERE d.classoid = 'pg_catalog.pg_class'::regclass"
		"  AND d.objoid = c.oid AND d.objsubid > 0)"
	},
	[TYPES] = {
		.name = "types",
		.item = "a.types",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_composite = {
	.name = "composite type",
	.classid = TypeRelationId,
	.subtypes = "c",
	.subtypes_classid = RelationRelationId,
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.select_acl = "t.typacl::text",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" LEFT JOIN LATERAL (SELECT"
	"   string_agg(concat(quote_ident(a.attname), ' ',"
	"    format_type(a.atttypid, a.atttypmod),"
	"    CASE WHEN a.attcollation <> ty.typcollation THEN"
	"     (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)"
	"      FROM pg_catalog.pg_collation co"
	"      JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
	"      WHERE co.oid = a.attcollation) END), ', ' ORDER BY a.attnum)"
	"    AS attributes,"
	"   string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS names,"
	"   string_agg(format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)"
	"    AS types"
	"  FROM pg_catalog.pg_attribute a"
	"  JOIN pg_catalog.pg_type ty ON ty.oid = a.atttypid"
	"  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) a ON true"
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'c'",
	SV_PROPERTIES(properties),
	.phrase = "TYPE %i",
	.rename = "ALTER TYPE %i RENAME TO %v",
	.grant = "TYPE %i",
	.acl_type = 'T',
	.flags = SV_KIND_IS_TYPE | SV_KIND_IS_RELATION,
	.needs_recreate = needs_recreate,
	.breaks = breaks,
	.create_hook = create_composite,
	.alter = alter_composite,
};

/*
 * Values of a composite type that is recreated with other attributes, or of
 * a domain over such a type, cannot be converted by way of text; nor can labels
 * that are mapped to others.  Returns the expression, palloc'd, that makes a
 * new value of an old one that "user" has; NULL if text will do.  Warns the
 * operation of attributes and labels that are lost.
 */
char *
sv_composite_convert(SvOperation *operation, const SvFact *user,
					 const char *type, const char *value)
{
	const SvFact *fact = find_type(user, type);
	char	   *base;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (fact == NULL)
		return NULL;
	if (is_array_of(type, fact))
	{
		while (fact != NULL && fact->kind == &sv_kind_domain)
			fact = find_type(fact, sv_fact_value(fact, "type"));
		return fact == NULL || fact->kind != &sv_kind_enum ? NULL :
			sv_enum_convert(operation, fact, type, value);
	}
	if (fact->kind == &sv_kind_enum)
		return sv_enum_convert(operation, fact, type, value);
	if (fact->kind == &sv_kind_composite)
		return convert_composite(operation, fact, value);
	base = sv_composite_convert(operation, fact, sv_fact_value(fact, "type"),
								value);
	return base == NULL ? NULL : psprintf("%s::%s", base, type);
}

static void
create_composite(SvOperation *operation)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, sv_options_split(operation->to->values[ATTRIBUTES]))
		appendStringInfo(&buf, "%s\n    %s", buf.len > 0 ? "," : "",
						 (char *) lfirst(lc));
	sv_operation_emit_text(operation,
						   psprintf("CREATE TYPE %s AS (%s%s)",
									operation->to->identity, buf.data,
									buf.len > 0 ? "\n" : ""));
}

/*
 * Attributes can only be added at the end.  None can get another type while there
 * are values of the type, or something may refer to it.  The server does not ask
 * a domain whether it takes the NULL that stored values have for a new attribute.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	List	   *old = sv_options_split(from->values[NAMES]);
	List	   *new = sv_options_split(to->values[NAMES]);

	if (sv_strings_equal(from->values[ATTRIBUTES], to->values[ATTRIBUTES]))
		return false;
	if (!is_in_order(old, new) || (is_used(from) && retypes(from, to)))
		return true;
	return sv_stored_is_tied(from) || sv_stored_is_tied(to) ||
		(sv_stored_type(from) && adds_domain(from, to));
}

/*
 * An attribute cannot be dropped while an expression has it.
 */
static bool
breaks(const SvFact *from, const SvFact *to)
{
	return is_used(from) && drops(from, to);
}

/*
 * True if anything but a table of the type needs it.
 */
static bool
is_used(const SvFact *type)
{
	ListCell   *lc;

	foreach(lc, type->needed_by)
	{
		const SvFact *user = ((SvNeed *) lfirst(lc))->fact;

		if (!is_of_type(user, type))
			return true;
	}
	return false;
}

static bool
is_of_type(const SvFact *table, const SvFact *type)
{
	const char *of_type;

	if (table->kind != &sv_kind_table)
		return false;
	of_type = sv_fact_value(table, "of_type");
	return of_type != NULL && strcmp(of_type, type->identity) == 0;
}

/*
 * True if an attribute that stays gets another type.
 */
static bool
retypes(const SvFact *from, const SvFact *to)
{
	ListCell   *lc;

	foreach(lc, sv_options_split(from->values[NAMES]))
	{
		const char *new = find(to, lfirst(lc));

		if (new != NULL && strcmp(find(from, lfirst(lc)), new) != 0)
			return true;
	}
	return false;
}

/*
 * True if an attribute is dropped.
 */
static bool
drops(const SvFact *from, const SvFact *to)
{
	ListCell   *lc;

	foreach(lc, sv_options_split(from->values[NAMES]))
	{
		if (find(to, lfirst(lc)) == NULL)
			return true;
	}
	return false;
}

/*
 * True if an attribute is added that is of a domain.
 */
static bool
adds_domain(const SvFact *from, const SvFact *to)
{
	ListCell   *lc;

	foreach(lc, sv_options_split(to->values[NAMES]))
	{
		if (find(from, lfirst(lc)) == NULL && is_domain(to, type_of(to, lfirst(lc))))
			return true;
	}
	return false;
}

/*
 * True if a type that a composite type needs is a domain.
 */
static bool
is_domain(const SvFact *type, const char *name)
{
	ListCell   *lc;

	foreach(lc, type->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind == &sv_kind_domain && strcmp(needed->identity, name) == 0)
			return true;
	}
	return sv_retype_is_domain(name);
}

/*
 * True if the attributes that stay are in the same order, and before all
 * others.
 */
static bool
is_in_order(List *old, List *new)
{
	ListCell   *at = list_head(new);
	ListCell   *lc;

	foreach(lc, old)
	{
		if (!sv_strings_member(new, lfirst(lc)))
			continue;
		if (strcmp(lfirst(at), lfirst(lc)) != 0)
			return false;
		at = lnext(new, at);
	}
	return true;
}

static void
alter_composite(SvOperation *operation, int property)
{
	if (property == COMMENTS)
		alter_comments(operation);
	else
		alter_attributes(operation);
}

static void
alter_comments(SvOperation *operation)
{
	List	   *old = sv_options_split(sv_operation_old(operation, COMMENTS));
	List	   *new = sv_options_split(operation->to->values[COMMENTS]);
	ListCell   *lc;

	foreach(lc, old)
	{
		char	   *name = sv_options_name(lfirst(lc));

		if (sv_options_find(new, name) == NULL &&
			find(operation->to, name) != NULL)
			sv_operation_emit_text(operation,
								   psprintf("COMMENT ON COLUMN %s.%s IS NULL",
											operation->to->identity, name));
	}
	foreach(lc, new)
	{
		if (!sv_strings_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("COMMENT ON COLUMN %s.%s IS %s",
											operation->to->identity,
											sv_options_name(lfirst(lc)),
											sv_options_value(lfirst(lc))));
	}
}

static void
alter_attributes(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	const char *cascade = has_tables(from) ? " CASCADE" : "";
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, sv_options_split(from->values[NAMES]))
	{
		if (find(to, lfirst(lc)) == NULL)
		{
			append_action(&buf, "DROP", lfirst(lc), cascade);
			if (has_tables(from) || sv_stored_type(from))
				sv_operation_warn(operation, "data_loss");
		}
	}
	foreach(lc, sv_options_split(to->values[NAMES]))
	{
		const char *name = lfirst(lc);
		const char *old = find(from, name);
		const char *new = find(to, name);

		if (old == NULL)
			append_action(&buf, "ADD", new, cascade);
		else if (strcmp(old, new) != 0)
			append_action(&buf, "ALTER",
						  psprintf("%s TYPE%s", name, new + strlen(name)),
						  cascade);
	}
	sv_operation_emit_text(operation,
						   psprintf("ALTER TYPE %s %s", to->identity, buf.data));
}

static bool
has_tables(const SvFact *type)
{
	ListCell   *lc;

	foreach(lc, type->needed_by)
	{
		if (is_of_type(((SvNeed *) lfirst(lc))->fact, type))
			return true;
	}
	return false;
}

static void
append_action(StringInfo buf, const char *verb, const char *attribute,
			  const char *cascade)
{
	appendStringInfo(buf, "%s%s ATTRIBUTE %s%s", buf->len > 0 ? ", " : "",
					 verb, attribute, cascade);
}

/*
 * The attribute of this name, as CREATE TYPE has it; NULL if there is none.
 */
static const char *
find(const SvFact *type, const char *name)
{
	ListCell   *attribute;
	ListCell   *lc;
	List	   *attributes = sv_options_split(type->values[ATTRIBUTES]);
	List	   *names = sv_options_split(type->values[NAMES]);

	forboth(attribute, attributes, lc, names)
	{
		if (strcmp(lfirst(lc), name) == 0)
			return lfirst(attribute);
	}
	return NULL;
}

/*
 * The composite or enumerated type or domain of this name, or of the elements of
 * an array of this name, among the recreated facts that "user" needs.
 */
static SvFact *
find_type(const SvFact *user, const char *name)
{
	ListCell   *lc;

	foreach(lc, user->needs)
	{
		SvFact	   *fact = ((SvNeed *) lfirst(lc))->fact;

		if ((fact->kind == &sv_kind_composite || fact->kind == &sv_kind_domain ||
			 fact->kind == &sv_kind_enum) &&
			fact->drop != NULL && fact->counterpart != NULL &&
			(strcmp(fact->identity, name) == 0 || is_array_of(name, fact)))
			return fact;
	}
	return NULL;
}

/*
 * True if this is the name of arrays of a type.
 */
static bool
is_array_of(const char *name, const SvFact *type)
{
	size_t		length = strlen(type->identity);

	return strncmp(name, type->identity, length) == 0 &&
		strcmp(name + length, "[]") == 0;
}

/*
 * A row of the new attributes, if these are other ones, or if one of them
 * has to be converted as well; NULL otherwise.
 */
static char *
convert_composite(SvOperation *operation, const SvFact *type,
				  const char *value)
{
	const SvFact *to = type->counterpart;
	bool		converted = !sv_strings_equal(type->values[NAMES], to->values[NAMES]);
	StringInfoData row;
	ListCell   *lc;

	foreach(lc, sv_options_split(type->values[NAMES]))
	{
		if (find(to, lfirst(lc)) == NULL)
			sv_operation_warn(operation, "data_loss");
	}
	initStringInfo(&row);
	foreach(lc, sv_options_split(to->values[NAMES]))
		appendStringInfo(&row, "%s%s", row.len > 0 ? ", " : "",
						 convert_attribute(operation, type, lfirst(lc), value,
										   &converted));
	if (!converted)
		return NULL;
	return psprintf("CASE WHEN %s IS DISTINCT FROM NULL THEN ROW(%s)::%s END",
					value, row.data, to->identity);
}

/*
 * The new value of an attribute.  A text is converted by the cast of the
 * whole row.
 */
static char *
convert_attribute(SvOperation *operation, const SvFact *type,
				  const char *name, const char *value, bool *converted)
{
	const char *old = type_of(type, name);
	const char *new = type_of(type->counterpart, name);
	char	   *attribute = psprintf("(%s).%s", value, name);
	char	   *expression;

	if (old == NULL)
		return "NULL";
	expression = sv_composite_convert(operation, type, old, attribute);
	if (expression != NULL && strcmp(old, new) == 0)
	{
		*converted = true;
		return expression;
	}
	/* a type with a schema may be another one of the same name */
	if (strcmp(old, new) == 0 && strchr(old, '.') == NULL)
		return attribute;
	return psprintf("%s::text", attribute);
}

/*
 * The type of an attribute; NULL if there is no such attribute.
 */
static const char *
type_of(const SvFact *type, const char *name)
{
	List	   *names = sv_options_split(type->values[NAMES]);
	List	   *types = sv_options_split(type->values[TYPES]);
	ListCell   *attribute;
	ListCell   *lc;

	forboth(attribute, types, lc, names)
	{
		if (strcmp(lfirst(lc), name) == 0)
			return lfirst(attribute);
	}
	return NULL;
}
