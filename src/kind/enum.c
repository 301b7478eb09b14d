/*-------------------------------------------------------------------------
 *
 * enum.c
 *	  Enumerated types.
 *
 * Labels are added in place.  For any other change the type is recreated, and
 * the columns that have it are converted: rows with a label that goes fail,
 * unless the model maps it to another one.  That a label is renamed cannot be
 * seen; models say so (model/rename_markers.c), and then it has its new name on
 * both sides.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "kind/enum.h"
#include "kind/kinds.h"
#include "kind/new_label.h"
#include "kind/options.h"
#include "strings.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void alter_enum(SvOperation *operation, int property);
static bool is_extension(List *old, List *new);
static char *list_with(const char *list, const char *label);
static bool conflicts(const SvOperation *operation, List *operations);

/* The properties. */
enum
{
	LABELS,
	REMOVED,
	REPLACEMENTS,
	PROPERTIES
};

/*
 * No catalog has what becomes of rows with removed labels: lists of these, and
 * of those that the rows get, in the same order.
 */
static const SvProperty properties[PROPERTIES] = {
	[LABELS] = {
		.name = "labels",
		.item = "(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)"
		"  FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)",
		.flags = SV_PROPERTY_INLINE
	},
	[REMOVED] = {
		.name = "removed",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[REPLACEMENTS] = {
		.name = "replacements",
		.item = "NULL::text",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_enum = {
	.name = "enum type",
	.classid = TypeRelationId,
	.subtypes = "e",
	.select_oid = "t.oid",
	.select_identity = "format('%I.%I', n.nspname, t.typname)",
	.select_name = "quote_ident(t.typname)",
	.select_owner = "quote_ident(pg_get_userbyid(t.typowner))",
	.select_acl = "t.typacl::text",
	.from =
	" FROM pg_catalog.pg_type t"
	" JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
	" WHERE t.typnamespace = ANY ($1) AND t.typtype = 'e'",
	SV_PROPERTIES(properties),
	.phrase = "TYPE %i",
	.create = "CREATE TYPE %i AS ENUM (%{labels})",
	.rename = "ALTER TYPE %i RENAME TO %v",
	.grant = "TYPE %i",
	.acl_type = 'T',
	.flags = SV_KIND_IS_TYPE | SV_KIND_IS_RELATION,
	.needs_recreate = needs_recreate,
	.alter = alter_enum,
	.conflicts = conflicts,
};

/*
 * Lets rows with a label that a type loses get another one, when the type is
 * recreated.
 */
void
sv_enum_map(const SvFacts *facts, const char *identity, const char *old_label,
			const char *new_label)
{
	ListCell   *lc;

	foreach(lc, facts->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if (fact->kind != &sv_kind_enum || strcmp(fact->identity, identity) != 0)
			continue;
		fact->values[REMOVED] = list_with(fact->values[REMOVED], old_label);
		fact->values[REPLACEMENTS] = list_with(fact->values[REPLACEMENTS],
											   new_label);
	}
}

static char *
list_with(const char *list, const char *label)
{
	return psprintf("%s%s%s", list == NULL ? "" : list,
					list == NULL ? "" : ", ", quote_literal_cstr(label));
}

/*
 * The expression, palloc'd, that makes a value of a recreated type of an old
 * one; "name" is that of the type, or of an array or a domain of it.  NULL if
 * a cast by way of text does.  Warns the operation if values become equal.
 */
char *
sv_enum_convert(SvOperation *operation, const SvFact *type, const char *name,
				const char *value)
{
	size_t		length = strlen(name);
	bool		is_array = length > 2 && strcmp(name + length - 2, "[]") == 0;
	List	   *removed = sv_options_split(type->counterpart->values[REMOVED]);
	List	   *replacements = sv_options_split(type->counterpart->values[REPLACEMENTS]);
	StringInfoData buf;
	ListCell   *old;
	ListCell   *new;

	if (removed == NIL)
		return NULL;
	initStringInfo(&buf);
	if (is_array)
		appendStringInfo(&buf, "%s::text[]", value);
	else
		appendStringInfo(&buf, "CASE %s::text", value);
	forboth(old, removed, new, replacements)
	{
		if (is_array)
		{
			char	   *inner = pstrdup(buf.data);

			resetStringInfo(&buf);
			appendStringInfo(&buf, "array_replace(%s, %s, %s)", inner,
							 (char *) lfirst(old), (char *) lfirst(new));
		}
		else
			appendStringInfo(&buf, " WHEN %s THEN %s", (char *) lfirst(old),
							 (char *) lfirst(new));
	}
	if (!is_array)
		appendStringInfo(&buf, " ELSE %s::text END", value);
	sv_operation_warn(operation, "data_loss");
	return psprintf("(%s)::%s", buf.data, name);
}

static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return !is_extension(sv_options_split(from->values[LABELS]),
						 sv_options_split(to->values[LABELS]));
}

static void
alter_enum(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(operation->from->values[LABELS]);
	List	   *new = sv_options_split(operation->to->values[LABELS]);
	const char *identity = operation->to->identity;
	char	   *previous = NULL;
	ListCell   *lc;

	foreach(lc, new)
	{
		char	   *label = lfirst(lc);

		if (sv_strings_member(old, label))
			 /* it exists */ ;
		else if (previous != NULL)
			sv_operation_emit_text(operation,
								   psprintf("ALTER TYPE %s ADD VALUE %s AFTER %s",
											identity, label, previous));
		else if (old != NIL)
			sv_operation_emit_text(operation,
								   psprintf("ALTER TYPE %s ADD VALUE %s BEFORE %s",
											identity, label,
											(char *) linitial(old)));
		else
			sv_operation_emit_text(operation,
								   psprintf("ALTER TYPE %s ADD VALUE %s",
											identity, label));
		previous = label;
	}
}

/*
 * True if the old labels are among the new ones, in the same order.
 */
static bool
is_extension(List *old, List *new)
{
	int			found = 0;
	ListCell   *lc;

	foreach(lc, new)
	{
		if (found < list_length(old) &&
			strcmp(list_nth(old, found), lfirst(lc)) == 0)
			found++;
	}
	return found == list_length(old);
}

/*
 * A label cannot be used in the transaction that adds it.
 */
static bool
conflicts(const SvOperation *operation, List *operations)
{
	List	   *old = sv_options_split(operation->from->values[LABELS]);
	List	   *added = NIL;
	ListCell   *lc;

	foreach(lc, sv_options_split(operation->to->values[LABELS]))
	{
		if (!sv_strings_member(old, lfirst(lc)))
			added = lappend(added, lfirst(lc));
	}
	return added != NIL && sv_new_label_is_used(operation, added, operations);
}
