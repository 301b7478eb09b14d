/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Sequences, and the columns that own them.
 *
 * That a column owns a sequence is a fact of its own: the column may need the
 * sequence for its default before the sequence needs the column.
 *
 * The position of a sequence is data.  What alters the sequence preserves it
 * where it can; sv_sequence_bring_along() describes where it cannot.
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

/*
 * The numbers that a sequence generates, as the hidden property "course" has
 * them.
 */
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
static bool is_emitted(const SvOperation *operation, int option);
static int	first_option(const SvOperation *operation);
static Course read_course(const char *text);
static bool changes_direction(const Course *old, const Course *new);
static bool is_ahead(const Course *old, const Course *new);
static bool is_beyond(const Course *old, const Course *new);
static bool ends_earlier(const Course *old, const Course *new);
static char *catch_up_statement(const char *sequence, const Course *new);

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
	COURSE,
	PROPERTIES
};

/* The options of ALTER SEQUENCE for a value of a property, and for NULL. */
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

static const SvProperty properties[PROPERTIES] = {
	[PERSISTENCE] = {
		.name = "persistence",
		.item = SV_SQL_UNLOGGED,
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
		"  ELSE -1 - " SV_SQL_SEQUENCE_LIMIT " END THEN s.seqmin::text END",
		.flags = SV_PROPERTY_INLINE
	},
	[MAXVALUE] = {
		.name = "maxvalue",
		.item = "CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1"
		"  ELSE " SV_SQL_SEQUENCE_LIMIT " END THEN s.seqmax::text END",
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
 * A column that owns a sequence becomes an identity column, or was one: one
 * sequence continues where the other one was, so that both have to exist for
 * a moment.  The operation of the column does that, see identity.c.
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
 * The column that owns a sequence, or NULL.
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
 * The sequence that is dropped because an operation makes its column an
 * identity column, or created because it ceases to be one; or NULL.
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
 * Emit the statements that create a sequence, set it to the position of an
 * old one and drop that.  Both are given by their identity; the old one is
 * renamed if the new one has the same.  "removal" is the statement that
 * drops the old one; NULL: DROP SEQUENCE.
 */
void
sv_sequence_emit_succession(SvOperation *operation, const char *old,
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
 * Emit all options in one statement, when the first of them is asked for:
 * one by one they could contradict each other.
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
		if (is_emitted(operation, i))
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
 * If a new table is given to the owner of a sequence, the other sequences
 * that it owns go with it: it must own them by then.
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
 * A sequence and the table that owns it belong to the same role.  Where the
 * model declares no owners, a new one of them would belong to the caller: it
 * is given to the owner of the other one.
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
 * True if ALTER SEQUENCE must have the option.  The defaults of the start
 * and of the bounds depend on other options, but the server applies them
 * only when the type changes.
 */
static bool
is_emitted(const SvOperation *operation, int option)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	Course		old = read_course(from->values[COURSE]);
	Course		new = read_course(to->values[COURSE]);

	if (option == START)
		return old.start != new.start;
	if (option == MINVALUE || option == MAXVALUE)
		return operation->differs[option] ||
			(to->values[option] == NULL && changes_direction(&old, &new));
	return operation->differs[option];
}

/*
 * The option that is rendered first: the last of those that become NULL, or
 * the first of the others.
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
 * Emit what has to be done about the position of a sequence before its
 * options change, and return what the statement that changes them must have
 * for it, or "".  "old" and "new" are its courses.
 *
 * The position is only known where the statement runs.  If it is outside the
 * new bounds, the server raises an error.  But a sequence that has never
 * been used is at its start, and has to be moved.
 *
 * If the new bounds are beyond the old start, a sequence that has not
 * reached them is moved to its new start.  What setval() does is not undone
 * by a rollback: that is harmless here, as no number is given twice.
 * Otherwise the position may be outside the new bounds, which cannot be
 * known: the sequence restarts.
 */
const char *
sv_sequence_bring_along(SvOperation *operation, const char *sequence,
						const char *old, const char *new)
{
	Course		from = read_course(old);
	Course		to = read_course(new);

	if (changes_direction(&from, &to) ||
		((from.start < to.minimum || from.start > to.maximum) &&
		 !is_ahead(&from, &to)))
	{
		if (!is_beyond(&from, &to))
			sv_operation_warn(operation, "restart");
		return " RESTART";
	}
	if (is_ahead(&from, &to))
		sv_operation_emit_text(operation, catch_up_statement(sequence, &to));
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
 * True if a sequence changes its direction: it has no number in common with
 * what it was.
 */
static bool
changes_direction(const Course *old, const Course *new)
{
	return (old->increment < 0) != (new->increment < 0);
}

/*
 * True if a sequence leaves its old start behind when it is within the new
 * bounds, and can be set to the new start while it has the old bounds.
 */
static bool
is_ahead(const Course *old, const Course *new)
{
	if (new->increment < 0)
		return old->start > new->maximum && new->start >= old->minimum;
	return old->start < new->minimum && new->start <= old->maximum;
}

/*
 * True if a sequence that restarts only gives numbers that it could not have
 * given before.
 */
static bool
is_beyond(const Course *old, const Course *new)
{
	return new->increment < 0 ? new->start < old->minimum :
		new->start > old->maximum;
}

/*
 * True if the position of a sequence may be beyond its new end.
 */
static bool
ends_earlier(const Course *old, const Course *new)
{
	return new->increment < 0 ? new->minimum > old->minimum :
		new->maximum < old->maximum;
}

/*
 * The statement that moves a sequence that is not yet within its new bounds.
 */
static char *
catch_up_statement(const char *sequence, const Course *new)
{
	bool		down = new->increment < 0;

	return psprintf("SELECT pg_catalog.setval(%s, " INT64_FORMAT ", false) FROM %s WHERE last_value %s " INT64_FORMAT,
					quote_literal_cstr(sequence), new->start, sequence,
					down ? ">" : "<", down ? new->maximum : new->minimum);
}
