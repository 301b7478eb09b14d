/*-------------------------------------------------------------------------
 *
 * sequence.c
 *	  Sequences, and the columns that own them.
 *
 * That a column owns a sequence is a fact of its own: the column may need the
 * sequence for its default before the sequence needs the column.
 *
 * The position of a sequence is data: course.c says what becomes of it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_sequence.h"
#include "utils/builtins.h"

#include "compat.h"
#include "fact/aside.h"
#include "fact/grant.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/course.h"
#include "kind/kinds.h"
#include "kind/sequence.h"
#include "kind/words.h"

static bool comes_along(SvOperation *operation);
static const SvFact *owner(const SvFact *sequence);
static void alter_sequence(SvOperation *operation, int property);
static void link_owner(SvOperation *operation);
static void link_after_owner(SvOperation *operation, const SvFact *sequence);
static void create_owner(SvOperation *operation);
static void alter_owner(SvOperation *operation, int property);
static bool is_emitted(const SvOperation *operation, int option);
static int	first_option(const SvOperation *operation);

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
		.unset = "ALTER SEQUENCE %i SET LOGGED",
		.hazard = "lock:AccessExclusive"
	},
	[TYPE] = {
		.name = "type",
		.item = "CASE WHEN s.seqtypid <> 'int8'::regtype THEN format_type(s.seqtypid, NULL) END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[INCREMENT] = {
		.name = "increment",
		.item = "CASE WHEN s.seqincrement <> 1 THEN s.seqincrement::text END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[MINVALUE] = {
		.name = "minvalue",
		.item = "CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1"
		"  ELSE -1 - " SV_SQL_SEQUENCE_LIMIT " END THEN s.seqmin::text END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[MAXVALUE] = {
		.name = "maxvalue",
		.item = "CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1"
		"  ELSE " SV_SQL_SEQUENCE_LIMIT " END THEN s.seqmax::text END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[START] = {
		.name = "start",
		.item = "CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin"
		"  ELSE s.seqmax END THEN s.seqstart::text END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[CACHE] = {
		.name = "cache",
		.item = "CASE WHEN s.seqcache <> 1 THEN s.seqcache::text END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
	},
	[CYCLE] = {
		.name = "cycle",
		.item = "CASE WHEN s.seqcycle THEN 'CYCLE' END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
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
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:ShareRowExclusive"
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
 * old one and drop that.  Of each the identity and the course are given; the old
 * one is renamed if the new one has the same name.  "removal" is the statement
 * that drops the old one; NULL: DROP SEQUENCE.
 */
void
sv_sequence_emit_succession(SvOperation *operation, const SvNumbers *from,
							const SvNumbers *to, const char *creation,
							const char *removal)
{
	const char *old = from->sequence;
	const char *position;

	if (strcmp(old, to->sequence) == 0)
	{
		char	   *aside = sv_aside_name(operation->aside_names, old, from->name);

		sv_operation_emit_text(operation,
							   psprintf("ALTER SEQUENCE %s RENAME TO %s", old,
										aside));
		old = psprintf("%.*s%s", (int) (strlen(old) - strlen(from->name)), old,
					   aside);
	}
	sv_operation_emit_text(operation, creation);
	position = sv_course_succeed(operation, old, from->course, to->sequence,
								 to->course);
	if (position != NULL)
		sv_operation_emit_text(operation, position);
	sv_operation_emit_text(operation, removal != NULL ? removal :
						   psprintf("DROP SEQUENCE %s", old));
}

/*
 * The numbers that a sequence, or that of an identity column, gives.
 */
SvNumbers
sv_sequence_numbers(const SvFact *fact)
{
	SvNumbers	numbers = {fact->identity, fact->name};

	if (fact->kind == &sv_kind_sequence)
	{
		numbers.course = fact->values[COURSE];
		return numbers;
	}
	numbers.sequence = sv_fact_value(fact, "identity_sequence");
	numbers.name = sv_fact_value(fact, "identity_name");
	numbers.course = sv_fact_value(fact, "identity_course");
	return numbers;
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
						   sv_course_bring_along(operation, to->identity,
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
	SvCourse	old = sv_course_read(from->values[COURSE]);
	SvCourse	new = sv_course_read(to->values[COURSE]);

	if (option == START)
		return old.start != new.start;
	if (option == MINVALUE || option == MAXVALUE)
		return operation->differs[option] ||
			(to->values[option] == NULL && (old.increment < 0) != (new.increment < 0));
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
