/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Sequences, and which columns own them.
 *
 * That a column owns a sequence is a fact of its own: the column may need the
 * sequence for its default before the sequence needs the column.
 *
 * How far a sequence has come is data.  What alters it leaves that alone where
 * it can; sv_sequence_bring_along() says where it can not.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_sequence.h"
#include "utils/builtins.h"

#include "compat.h"
#include "fact/grant.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/sequence.h"
#include "kind/words.h"

/* What a sequence counts, as a hidden property has it. */
typedef struct Course
{
	int64		increment;
	int64		minimum;
	int64		maximum;
	int64		start;
} Course;

static bool comes_along(SvOperation *operation);
static const SvFact *owner(const SvFact *sequence);
static void alter_sequence(SvOperation *operation, int property);
static void link_owner(SvOperation *operation);
static void link_after_owner(SvOperation *operation, const SvFact *sequence);
static void create_owner(SvOperation *operation);
static void alter_owner(SvOperation *operation, int property);
static bool is_said(const SvOperation *operation, int option);
static int	first_option(const SvOperation *operation);
static Course read_course(const char *text);
static bool turns(const Course *old, const Course *new);
static bool is_ahead(const Course *old, const Course *new);
static bool is_beyond(const Course *old, const Course *new);
static bool ends_earlier(const Course *old, const Course *new);
static char *say_catching_up(const char *sequence, const Course *new);

/* The properties. */
enum
{
	PERSISTENCE,
	TYPE,
	INCREMENT,
	MINVALUE,
	MAXVALUE,
	START,
	CACHE,
	CYCLE,
	FIRST,
	COURSE
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
	{" START WITH %{first}", " START WITH %{first}"},
	{" CACHE %{cache}", " CACHE 1"},
	{" %{cycle}", " NO CYCLE"},
};

#define GREATEST_VALUE \
	"CASE s.seqtypid WHEN 'int2'::regtype THEN 32767"\
	" WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END"

static const SvProperty properties[] = {
	[PERSISTENCE] = {
		.name = "persistence",
		.item = "CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER SEQUENCE %i SET %v",
		.unset = "ALTER SEQUENCE %i SET LOGGED"
	},
	[TYPE] = {
		.name = "type",
		.item = "CASE WHEN s.seqtypid <> 'int8'::regtype THEN format_type(s.seqtypid, NULL) END",
		.flags = SV_PROPERTY_INLINE
	},
	[INCREMENT] = {
		.name = "increment",
		.item = "CASE WHEN s.seqincrement <> 1 THEN s.seqincrement::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[MINVALUE] = {
		.name = "minvalue",
		.item = "CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1"
		"  ELSE -1 - " GREATEST_VALUE " END THEN s.seqmin::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[MAXVALUE] = {
		.name = "maxvalue",
		.item = "CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1"
		"  ELSE " GREATEST_VALUE " END THEN s.seqmax::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[START] = {
		.name = "start",
		.item = "CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin"
		"  ELSE s.seqmax END THEN s.seqstart::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[CACHE] = {
		.name = "cache",
		.item = "CASE WHEN s.seqcache <> 1 THEN s.seqcache::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[CYCLE] = {
		.name = "cycle",
		.item = "CASE WHEN s.seqcycle THEN 'CYCLE' END",
		.flags = SV_PROPERTY_INLINE
	},
	[FIRST] = {
		.name = "first",
		.item = "s.seqstart::text",
		.flags = SV_PROPERTY_HIDDEN
	},
	[COURSE] = {
		.name = "course",
		.item = SV_SQL_SEQUENCE_COURSE,
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_sequence = {
	.name = "sequence",
	.classid = RelationRelationId,
	.subtypes = "S",
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.relowner))",
	.select_acl = "c.relacl::text",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid"
	SV_SQL_LEFT("c.oid")
	" WHERE c.relnamespace = ANY ($1) AND NOT EXISTS"
	" (SELECT 1 FROM pg_catalog.pg_depend d"
	"  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i')",
	SV_PROPERTIES(properties),
	.phrase = "SEQUENCE %i",
	.create = "CREATE [%{persistence} ]SEQUENCE %i[ AS %{type}][ START WITH %{start}]"
	"[ INCREMENT BY %{increment}][ MINVALUE %{minvalue}][ MAXVALUE %{maxvalue}]"
	"[ CACHE %{cache}][ %{cycle}]",
	.rename = "ALTER SEQUENCE %i RENAME TO %v",
	.grant = "SEQUENCE %i",
	.acl_type = 's',
	.flags = SV_KIND_HAS_DATA | SV_KIND_IS_RELATION,
	.comes_along = comes_along,
	.alter = alter_sequence,
};

static const SvProperty owner_properties[] = {
	{
		.name = "column",
		.item = "format('%I.%I.%I', tn.nspname, t.relname, a.attname)",
		.flags = SV_PROPERTY_INLINE
	}
};

const SvKind sv_kind_sequence_owner = {
	.name = "owner of sequence",
	.classid = SequenceRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "c.oid",
	.select_parent = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass"
	"  AND d.objid = c.oid AND d.deptype = 'a'"
	"  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0"
	" JOIN pg_catalog.pg_class t ON t.oid = d.refobjid"
	" JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace"
	" JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid"
	"  AND a.attnum = d.refobjsubid"
	SV_SQL_LEFT("c.oid")
	" WHERE c.relnamespace = ANY ($1) AND c.relkind = 'S'",
	SV_PROPERTIES(owner_properties),
	.create = "ALTER SEQUENCE %p OWNED BY %{column}",
	.drop = "ALTER SEQUENCE %p OWNED BY NONE",
	.flags = SV_KIND_SURVIVES_RETYPE,
	.link = link_owner,
	.create_hook = create_owner,
	.alter = alter_owner,
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
		char	   *aside = sv_template_aside_name(old_name);

		sv_operation_emit_text(operation,
							   psprintf("ALTER SEQUENCE %s RENAME TO %s", old,
										aside));
		old = psprintf("%.*s%s", (int) (strlen(old) - strlen(old_name)), old,
					   aside);
	}
	sv_operation_emit_text(operation, creation);
	sv_operation_emit_text(operation,
						   psprintf("SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s",
									quote_literal_cstr(new), old));
	sv_operation_emit_text(operation, removal != NULL ? removal :
						   psprintf("DROP SEQUENCE %s", old));
}

/*
 * Say all options in one statement, when the first of them is asked for: one
 * by one they could contradict each other.
 */
static void
alter_sequence(SvOperation *operation, int property)
{
	const SvFact *to = operation->to;
	StringInfoData buf;

	if (property != first_option(operation))
		return;
	initStringInfo(&buf);
	appendStringInfo(&buf, "ALTER SEQUENCE %s", to->identity);
	for (int i = 1; i < lengthof(options); i++)
		if (is_said(operation, i))
			appendStringInfoString(&buf, sv_template_fill(to->values[i] != NULL ?
														  options[i].set : options[i].unset,
														  to, NULL, NULL));
	appendStringInfoString(&buf,
						   sv_sequence_bring_along(operation, to->identity,
												   operation->from->values[COURSE],
												   to->values[COURSE]));
	sv_operation_emit_text(operation, buf.data);
}

/*
 * A new table that goes to the owner of a sequence takes its others along: it
 * owns them by then.
 */
static void
link_owner(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const SvFact *column = fact == NULL ? NULL : owner(fact->parent);
	ListCell   *lc;
	ListCell   *lc2;

	if (column == NULL || column->parent->owner != NULL ||
		fact->parent->owner == NULL)
		return;
	foreach(lc, column->parent->needed_by)
	{
		foreach(lc2, ((SvNeed *) lfirst(lc))->fact->needed_by)
		{
			const SvNeed *need = lfirst(lc2);

			if (need->type == SV_NEED_OWNER && need->fact->owner == NULL)
				link_after_owner(operation, need->fact);
		}
	}
}

static void
link_after_owner(SvOperation *operation, const SvFact *sequence)
{
	ListCell   *lc;

	foreach(lc, sequence->needed_by)
	{
		const SvFact *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->kind == operation->to->kind && fact->parent == sequence &&
			fact->change != NULL)
			sv_operation_before(fact->change, operation);
	}
}

/*
 * A sequence and the table that owns it belong to the same role.  Where owners
 * are not declared, what is new would be the caller's: it goes to whom the
 * other one belongs.
 */
static void
create_owner(SvOperation *operation)
{
	const SvFact *sequence = operation->to->parent;
	const SvFact *column = owner(sequence);
	const char *of_table = column == NULL ? NULL : column->parent->owner;

	if (of_table != NULL)
	{
		if (!sv_grant_same_role(of_table, sequence->owner != NULL ?
								sequence->owner : operation->role))
			sv_operation_emit_text(operation,
								   psprintf("ALTER SEQUENCE %s OWNER TO %s",
											sequence->identity, of_table));
	}
	else if (column != NULL && sequence->owner != NULL &&
			 !sv_grant_same_role(sequence->owner, operation->role))
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s OWNER TO %s",
										column->parent->identity,
										sequence->owner));
	sv_operation_emit(operation, operation->to->kind->create);
}

static void
alter_owner(SvOperation *operation, int property)
{
	create_owner(operation);
}

/*
 * Must an option be said?  Where a sequence starts, and its bounds, may be
 * other ones by default when others of its options are: the server changes
 * one of these by itself only if the type is what it comes from.
 */
static bool
is_said(const SvOperation *operation, int option)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	Course		old = read_course(from->values[COURSE]);
	Course		new = read_course(to->values[COURSE]);

	if (option == START)
		return old.start != new.start;
	if (option == MINVALUE || option == MAXVALUE)
		return operation->differs[option] ||
			(to->values[option] == NULL && turns(&old, &new));
	return operation->differs[option];
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

/*
 * Say what has to be done about how far a sequence has come, before its
 * options change; and return what the statement that changes them has to say
 * of it, which is something or "".  "Old" and "new" are what it counts.
 *
 * Where it is, is only known where the statement is run.  If that is out of
 * the new bounds, the server says so.  But one that has never been used is at
 * its start, and has to come along.
 *
 * When the bounds go ahead of the start, a sequence that is behind them
 * catches up.  What is done by setval() stays if the transaction is rolled
 * back: here it does no harm, as nothing is given twice.  When they do not,
 * what has been given is out of them, or nobody knows: it begins again.
 */
const char *
sv_sequence_bring_along(SvOperation *operation, const char *sequence,
						const char *old, const char *new)
{
	Course		from = read_course(old);
	Course		to = read_course(new);

	if (turns(&from, &to) ||
		((from.start < to.minimum || from.start > to.maximum) &&
		 !is_ahead(&from, &to)))
	{
		if (!is_beyond(&from, &to))
			sv_operation_warn(operation, "restart");
		return " RESTART";
	}
	if (is_ahead(&from, &to))
		sv_operation_emit_text(operation, say_catching_up(sequence, &to));
	if (ends_earlier(&from, &to))
		sv_operation_warn(operation, "may_fail");
	return "";
}

static Course
read_course(const char *text)
{
	Course		course;
	char	   *at;

	course.increment = strtoll(text, &at, 10);
	course.minimum = strtoll(at, &at, 10);
	course.maximum = strtoll(at, &at, 10);
	course.start = strtoll(at, &at, 10);
	return course;
}

/*
 * A sequence that turns round has no value in common with what it was.
 */
static bool
turns(const Course *old, const Course *new)
{
	return (old->increment < 0) != (new->increment < 0);
}

/*
 * Is the old start what a sequence has left behind when it is within the new
 * bounds, and may it be told where to go on before it has these?
 */
static bool
is_ahead(const Course *old, const Course *new)
{
	if (new->increment < 0)
		return old->start > new->maximum && new->start >= old->minimum;
	return old->start < new->minimum && new->start <= old->maximum;
}

/*
 * Does a sequence that begins again only give values that it never could
 * before?
 */
static bool
is_beyond(const Course *old, const Course *new)
{
	return new->increment < 0 ? new->start < old->minimum :
		new->start > old->maximum;
}

/*
 * May a sequence have come further than it now could?
 */
static bool
ends_earlier(const Course *old, const Course *new)
{
	return new->increment < 0 ? new->minimum > old->minimum :
		new->maximum < old->maximum;
}

/*
 * The statement for a sequence that is not yet within its new bounds.
 */
static char *
say_catching_up(const char *sequence, const Course *new)
{
	bool		down = new->increment < 0;

	return psprintf("SELECT pg_catalog.setval(%s, " INT64_FORMAT ", false) FROM %s WHERE last_value %s " INT64_FORMAT,
					quote_literal_cstr(sequence), new->start, sequence,
					down ? ">" : "<", down ? new->maximum : new->minimum);
}
