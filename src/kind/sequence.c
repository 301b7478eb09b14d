/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Sequences, and which columns own them.
 *
 * That a column owns a sequence is a fact of its own: the column may need the
 * sequence for its default before the sequence needs the column.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_sequence.h"
#include "utils/builtins.h"

#include "compat.h"
#include "kind/kinds.h"
#include "kind/sequence.h"
#include "pure/operation.h"
#include "pure/phrase.h"

static bool comes_along(SvOperation *operation);
static const SvFact *owner(const SvFact *sequence);
static void alter_sequence(SvOperation *operation, int property);
static bool counts_down(const SvFact *fact);
static int	first_option(const SvOperation *operation);

static const SvProperty properties[] = {
	{"persistence", SV_PROPERTY_INLINE, "ALTER SEQUENCE %i SET %v",
	"ALTER SEQUENCE %i SET LOGGED"},
	{"type", SV_PROPERTY_INLINE},
	{"increment", SV_PROPERTY_INLINE},
	{"minvalue", SV_PROPERTY_INLINE},
	{"maxvalue", SV_PROPERTY_INLINE},
	{"start", SV_PROPERTY_INLINE},
	{"cache", SV_PROPERTY_INLINE},
	{"cycle", SV_PROPERTY_INLINE},
	{"first", SV_PROPERTY_HIDDEN},
	{NULL}
};

/* How ALTER SEQUENCE says a value of a property, and that there is none. */
static const struct
{
	const char *set;
	const char *unset;
}			options[] = {
	{NULL, NULL},
	{" AS %{type}", " AS bigint"},
	{" INCREMENT BY %{increment}", " INCREMENT BY 1"},
	{" MINVALUE %{minvalue}", " NO MINVALUE"},
	{" MAXVALUE %{maxvalue}", " NO MAXVALUE"},
	{" START WITH %{start}", " START WITH %{first}"},
	{" CACHE %{cache}", " CACHE 1"},
	{" %{cycle}", " NO CYCLE"},
};

#define GREATEST_VALUE \
	"CASE s.seqtypid WHEN 'int2'::regtype THEN 32767"\
	" WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END"

const SvKind sv_kind_sequence = {
	.name = "sequence",
	.classid = RelationRelationId,
	.marks = "S",
	.query =
	"SELECT c.oid, 0, 0::oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), quote_ident(pg_get_userbyid(c.relowner)),"
	" c.relacl::text,"
	" CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,"
	" CASE WHEN s.seqtypid <> 'int8'::regtype THEN format_type(s.seqtypid, NULL) END,"
	" CASE WHEN s.seqincrement <> 1 THEN s.seqincrement::text END,"
	" CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1"
	"  ELSE -1 - " GREATEST_VALUE " END THEN s.seqmin::text END,"
	" CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1"
	"  ELSE " GREATEST_VALUE " END THEN s.seqmax::text END,"
	" CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin"
	"  ELSE s.seqmax END THEN s.seqstart::text END,"
	" CASE WHEN s.seqcache <> 1 THEN s.seqcache::text END,"
	" CASE WHEN s.seqcycle THEN 'CYCLE' END,"
	" CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END::text"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid"
	" WHERE c.relnamespace = ANY ($1) AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i')",
	.properties = properties,
	.phrase = "SEQUENCE %i",
	.create = "CREATE [%{persistence} ]SEQUENCE %i[ AS %{type}][ START WITH %{start}]"
	"[ INCREMENT BY %{increment}][ MINVALUE %{minvalue}][ MAXVALUE %{maxvalue}]"
	"[ CACHE %{cache}][ %{cycle}]",
	.rename = "ALTER SEQUENCE %i RENAME TO %v",
	.grant = "SEQUENCE %i",
	.acl_type = 's',
	.flags = SV_KIND_KEEPS_DATA | SV_KIND_RELATION,
	.comes_along = comes_along,
	.alter = alter_sequence,
};

static const SvProperty owner_properties[] = {
	{"column", SV_PROPERTY_INLINE, "ALTER SEQUENCE %p OWNED BY %v"},
	{NULL}
};

const SvKind sv_kind_sequence_owner = {
	.name = "owner of sequence",
	.classid = SequenceRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT c.oid, 0, c.oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), NULL::text, NULL::text,"
	" format('%I.%I.%I', tn.nspname, t.relname, a.attname)"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass"
	"  AND d.objid = c.oid AND d.deptype = 'a'"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
	" JOIN pg_catalog.pg_class t ON t.oid = d.refobjid"
	" JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid"
	"  AND a.attnum = d.refobjsubid"
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'S'",
	.properties = owner_properties,
	.create = "ALTER SEQUENCE %p OWNED BY %{column}",
	.drop = "ALTER SEQUENCE %p OWNED BY NONE",
	.flags = SV_KIND_SURVIVES,
};

/*
 * A column that owns a sequence becomes an identity column, or was one: its
 * numbers go on, so that both sequences have to be there for a moment.  The
 * column says how.
 */
static bool
comes_along(SvOperation *operation)
{
	bool		is_drop = operation->action == SV_ACTION_DROP;
	const SvFact *column = owner(sv_operation_fact(operation));
	SvOperation *change = column == NULL ? NULL : column->change;

	if (operation->action == SV_ACTION_ALTER || operation->recreates ||
		change == NULL || change->action != SV_ACTION_ALTER ||
		sv_sequence_taken_over(change) != NULL)
		return false;
	if ((sv_fact_value(change->from, "identity") == NULL) == is_drop &&
		(sv_fact_value(change->to, "identity") != NULL) == is_drop)
		operation->folded = change;
	return false;
}

/*
 * The column that owns a sequence; NULL if none does.
 */
static const SvFact *
owner(const SvFact *sequence)
{
	ListCell   *lc;

	foreach(lc, sequence->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_OWNER)
			return need->fact;
	}
	return NULL;
}

/*
 * The sequence that is dropped for what an operation makes of a column, or
 * created for what it makes of it no more; NULL if there is none.
 */
const SvFact *
sv_sequence_taken_over(const SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_sequence && fact->drop != NULL &&
			fact->drop->folded == operation)
			return fact;
	}
	foreach(lc, operation->to->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == &sv_kind_sequence && fact->change != NULL &&
			fact->change->folded == operation)
			return fact;
	}
	return NULL;
}

/*
 * Say how one sequence comes after another one and goes on where that was.
 * Sequences are given by their identity; the old one makes place if the new
 * one has the same.  "removal" is NULL if DROP SEQUENCE does for it.
 */
void
sv_sequence_say_succession(SvOperation *operation, const char *old,
						   const char *old_name, const char *new,
						   const char *creation, const char *removal)
{
	if (strcmp(old, new) == 0)
	{
		char	   *aside = sv_phrase_aside(old_name);

		sv_operation_say_text(operation,
							  psprintf("ALTER SEQUENCE %s RENAME TO %s", old,
									   aside));
		old = psprintf("%.*s%s", (int) (strlen(old) - strlen(old_name)), old,
					   aside);
	}
	sv_operation_say_text(operation, creation);
	sv_operation_say_text(operation,
						  psprintf("SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s",
								   quote_literal_cstr(new), old));
	sv_operation_say_text(operation, removal != NULL ? removal :
						  psprintf("DROP SEQUENCE %s", old));
}

/*
 * Say all options in one statement, when the first of them is asked for: one
 * by one they could contradict each other.
 */
static void
alter_sequence(SvOperation *operation, int property)
{
	StringInfoData buf;

	if (property != first_option(operation))
		return;
	initStringInfo(&buf);
	appendStringInfo(&buf, "ALTER SEQUENCE %s", operation->to->identity);
	for (int i = 1; i < lengthof(options); i++)
		if (operation->differs[i])
			appendStringInfoString(&buf, sv_phrase_fill(operation->to->values[i] != NULL ?
														options[i].set : options[i].unset,
														operation->to, NULL, NULL));
	if (counts_down(operation->from) != counts_down(operation->to))
		appendStringInfoString(&buf, " RESTART");
	sv_operation_say_text(operation, buf.data);
}

/*
 * A sequence that turns round has no value in common with what it was.
 */
static bool
counts_down(const SvFact *fact)
{
	const char *increment = sv_fact_value(fact, "increment");

	return increment != NULL && increment[0] == '-';
}

/*
 * The option that is asked for first: the last of those that go, or the first
 * of those that come.
 */
static int
first_option(const SvOperation *operation)
{
	for (int i = lengthof(options) - 1; i > 0; i--)
		if (operation->differs[i] && operation->to->values[i] == NULL)
			return i;
	for (int i = 1; i < lengthof(options); i++)
		if (operation->differs[i])
			return i;
	return 0;
}
