/*-------------------------------------------------------------------------
 *
 * enum.c
 *	  Enumerated types.
 *
 * Labels are added in place, and a label that got another name in the same
 * place is renamed.  For any other change the type is recreated, and the
 * columns that have it are converted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "fact/operation.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "strings.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void alter_enum(SvOperation *operation, int property);
static bool is_extension(List *old, List *new);
static int	renamed_label(List *old, List *new);
static bool conflicts(const SvFact *from, const SvFact *to,
					  const SvFact *user);

static const SvProperty properties[] = {
	{
		.name = "labels",
		.item = "(SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)"
		"  FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)",
		.flags = SV_PROPERTY_INLINE
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

static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	List	   *old = sv_options_split(from->values[0]);
	List	   *new = sv_options_split(to->values[0]);

	return !is_extension(old, new) && renamed_label(old, new) < 0;
}

static void
alter_enum(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(operation->from->values[0]);
	List	   *new = sv_options_split(operation->to->values[0]);
	const char *identity = operation->to->identity;
	int			renamed = renamed_label(old, new);
	char	   *previous = NULL;
	ListCell   *lc;

	if (renamed >= 0)
	{
		sv_operation_emit_text(operation,
							   psprintf("ALTER TYPE %s RENAME VALUE %s TO %s",
										identity,
										(char *) list_nth(old, renamed),
										(char *) list_nth(new, renamed)));
		return;
	}
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
 * The place of the only label that got another name; -1 if anything else has
 * changed.
 */
static int
renamed_label(List *old, List *new)
{
	int			renamed = -1;

	if (list_length(old) != list_length(new))
		return -1;
	for (int i = 0; i < list_length(old); i++)
	{
		if (strcmp(list_nth(old, i), list_nth(new, i)) == 0)
			continue;
		if (renamed >= 0 || sv_strings_member(old, list_nth(new, i)) ||
			sv_strings_member(new, list_nth(old, i)))
			return -1;
		renamed = i;
	}
	return renamed;
}

/*
 * A label cannot be used in the transaction that adds it.  True if the fact
 * that is to be created or changed contains one.
 */
static bool
conflicts(const SvFact *from, const SvFact *to, const SvFact *user)
{
	List	   *old = sv_options_split(from->values[0]);
	List	   *new = sv_options_split(to->values[0]);
	ListCell   *lc;

	if (!is_extension(old, new))
		return false;
	foreach(lc, new)
	{
		if (sv_strings_member(old, lfirst(lc)))
			continue;
		for (int i = 0; i < user->kind->property_count; i++)
			if (user->values[i] != NULL &&
				strstr(user->values[i], lfirst(lc)) != NULL)
				return true;
	}
	return false;
}
