/*-------------------------------------------------------------------------
 *
 * table.c
 *	  Tables, partitioned and foreign ones among them.
 *
 * The statement that creates a table has what belongs to it and can be a part
 * of it: columns with their defaults, and constraints.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"
#include "kind/not_null.h"
#include "kind/options.h"
#include "kind/partition.h"
#include "kind/words.h"

static bool is_closed(const SvFact *fact, const SvOperation *part);
static bool rewrites(const SvOperation *operation);
static void link_table(SvOperation *operation);
static void link_inheritance(SvOperation *operation);
static void link_typed(SvOperation *operation);
static void link_columns(SvOperation *operation, const SvFact *table,
						 bool after);
static void link_new_checks(SvOperation *operation);
static bool inherits_anew(const SvFact *part, const SvFact *from);
static void link_persistence(SvOperation *operation, const SvFact *constraint);
static void create_table(SvOperation *operation);
static void alter_table(SvOperation *operation, int property);
static void alter_persistence(SvOperation *operation);
static void keep_persistence(SvOperation *operation, const SvFact *column);
static void alter_inheritance(SvOperation *operation, int property);
static void alter_replica_identity(SvOperation *operation);

/* The places of properties that the hooks deal with. */
#define PERSISTENCE 0
#define OF_TYPE 2
#define INHERITS 3
#define FOREIGN_OPTIONS 6
#define OPTIONS 7
#define ACCESS_METHOD 8
#define REPLICA_IDENTITY 10
#define CLUSTERED 11

static const SvProperty properties[] = {
	{"persistence", SV_PROPERTY_INLINE,.hazard = "rewrite lock"},
	{"foreign", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"of_type", SV_PROPERTY_INLINE, "ALTER TABLE %i OF %v",
	"ALTER TABLE %i NOT OF", "lock"},
	{"inherits", SV_PROPERTY_INLINE,.hazard = "lock"},
	{"partition_key", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"server", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"foreign_options", SV_PROPERTY_INLINE},
	{"options", SV_PROPERTY_INLINE},
	{"access_method",
		SV_PROPERTY_INLINE | SV_SINCE_15(0, SV_PROPERTY_RECREATE),
		"ALTER TABLE %i SET ACCESS METHOD %v",
	"ALTER TABLE %i SET ACCESS METHOD %{usual_access_method}", "rewrite lock"},
	{"tablespace", SV_PROPERTY_INLINE, "ALTER TABLE %i SET TABLESPACE %v",
	"ALTER TABLE %i SET TABLESPACE pg_default", "rewrite lock"},
	{"replica_identity", 0},
	{"clustered", 0},
	{"row_security", 0, "ALTER TABLE %i %v ROW LEVEL SECURITY",
	"ALTER TABLE %i DISABLE ROW LEVEL SECURITY"},
	{"force_row_security", 0, "ALTER TABLE %i %v ROW LEVEL SECURITY",
	"ALTER TABLE %i NO FORCE ROW LEVEL SECURITY"},
	{"usual_access_method", SV_PROPERTY_HIDDEN},
	{NULL}
};

const SvKind sv_kind_table = {
	.name = "table",
	.classid = RelationRelationId,
	.subtypes = "rpf",
	.query =
	"SELECT c.oid, 0, 0::oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), quote_ident(pg_get_userbyid(c.relowner)),"
	" c.relacl::text,"
	" CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END,"
	" CASE c.relkind WHEN 'f' THEN 'FOREIGN' END,"
	" CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END,"
	" CASE WHEN c.relhassubclass OR NOT c.relispartition THEN"
	"  (SELECT string_agg(format('%I.%I', pn.nspname, p.relname), ', '"
	"   ORDER BY i.inhseqno)"
	"   FROM pg_catalog.pg_inherits i"
	"   JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
	"   JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
	"   WHERE i.inhrelid = c.oid AND NOT c.relispartition) END,"
	" CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,"
	" (SELECT quote_ident(s.srvname) FROM pg_catalog.pg_foreign_table f"
	"  JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver"
	"  WHERE f.ftrelid = c.oid AND c.relkind = 'f'),"
	" (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', '"
	"   ORDER BY o.option_name)"
	"  FROM pg_catalog.pg_foreign_table f, pg_options_to_table(f.ftoptions) o"
	"  WHERE f.ftrelid = c.oid AND c.relkind = 'f'),"
	SV_SQL_STORAGE_OPTIONS ","
	/* a partitioned table usually has none */
	SV_SQL_ACCESS_METHOD("c.relam", "0, CASE c.relkind WHEN 'p' THEN 0 ELSE 2 END") ","
	SV_SQL_TABLESPACE("c.reltablespace") ","
	" CASE WHEN c.relkind <> 'f' THEN CASE c.relreplident WHEN 'f' THEN 'FULL'"
	"  WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN 'INDEX' END END,"
	" (SELECT 'clustered' FROM pg_catalog.pg_index x"
	"  WHERE x.indrelid = c.oid AND x.indisclustered LIMIT 1),"
	" CASE WHEN c.relrowsecurity THEN 'ENABLE' END,"
	" CASE WHEN c.relforcerowsecurity THEN 'FORCE' END,"
	" CASE c.relkind WHEN 'p' THEN 'DEFAULT' ELSE 'heap' END"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SQL_TOAST
	SV_SQL_LEFT("c.oid")
	" WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')",
	.properties = properties,
	.phrase = "[%{foreign} ]TABLE %i",
	.create = "",
	.rename = "ALTER TABLE %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_HAS_DATA | SV_KIND_IS_RELATION | SV_KIND_HAS_CLAUSES,
	.is_closed = is_closed,
	.rewrites = rewrites,
	.link = link_table,
	.create_hook = create_table,
	.alter = alter_table,
};

/*
 * A column that a table is partitioned by has the type that it has.  What is
 * in the table is in its partitions: they are detached and attached again.
 */
static bool
is_closed(const SvFact *fact, const SvOperation *part)
{
	return part->action == SV_ACTION_ALTER && part->breaks &&
		part->to->kind == &sv_kind_column &&
		sv_fact_value(part->from, "is_key") != NULL;
}

static bool
rewrites(const SvOperation *operation)
{
	return operation->action == SV_ACTION_ALTER &&
		(operation->differs[PERSISTENCE] || operation->differs[ACCESS_METHOD]);
}

/*
 * What is logged never refers to what is not.
 */
static void
link_table(SvOperation *operation)
{
	ListCell   *lc;

	if (operation->action != SV_ACTION_ALTER)
		return;
	if (operation->differs[INHERITS])
		link_inheritance(operation);
	if (operation->differs[OF_TYPE])
		link_typed(operation);
	/* a table has a toast table when its columns want one */
	if (operation->differs[OPTIONS] && operation->to->values[OPTIONS] != NULL &&
		strstr(operation->to->values[OPTIONS], "toast.") != NULL)
		link_columns(operation, operation->to, false);
	if (!operation->differs[PERSISTENCE])
		return;
	foreach(lc, operation->to->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_constraint && part->parent == operation->to)
			link_persistence(operation, part);
	}
}

/*
 * What was inherited can be dropped when it is no more, and a table can inherit
 * when it has all that it is to inherit.
 */
static void
link_inheritance(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->from->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->parent == operation->from && part->drop != NULL &&
			inherits_anew(part, operation->from))
			sv_operation_before(operation, part->drop);
	}
	foreach(lc, operation->to->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->parent != operation->to || part->change == NULL ||
			!inherits_anew(part, operation->from))
			continue;
		if (part->change->inherited)
			sv_operation_before(operation, part->change->folded);
		/* what is made anew can not be both */
		else if ((part->counterpart == NULL || part->counterpart->drop == NULL) &&
				 !sv_not_null_is_all_dropped(part->change))
			sv_operation_before(part->change, operation);
	}
	link_new_checks(operation);
}

/*
 * A table that is of no type any more has columns of its own first; one that
 * will be of a type, last.
 */
static void
link_typed(SvOperation *operation)
{
	bool		leaves = operation->to->values[OF_TYPE] == NULL;

	if (!leaves && operation->from->values[OF_TYPE] != NULL)
		return;
	link_columns(operation, operation->from, leaves);
	link_columns(operation, operation->to, leaves);
}

/*
 * What is done to the columns of a table, on one side, comes after an
 * operation, or before it.
 */
static void
link_columns(SvOperation *operation, const SvFact *table, bool after)
{
	ListCell   *lc;

	foreach(lc, table->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;
		SvOperation *change = table == operation->to ? part->change : part->drop;

		if (part->kind == &sv_kind_column && part->parent == table &&
			change != NULL)
			sv_operation_before(after ? operation : change,
								after ? change : operation);
	}
}

/*
 * A check that a parent gets comes when it has all its children: then they have
 * it from the parent.
 */
static void
link_new_checks(SvOperation *operation)
{
	ListCell   *lc;

	foreach(lc, operation->to->needs)
	{
		const SvFact *parent = ((SvNeed *) lfirst(lc))->fact;
		ListCell   *lc2;

		if (parent->kind != operation->to->kind ||
			sv_partition_holds(operation->from, parent))
			continue;
		foreach(lc2, parent->needed_by)
		{
			const SvFact *part = ((SvNeed *) lfirst(lc2))->fact;

			if (part->kind == &sv_kind_constraint && part->parent == parent &&
				part->change != NULL && part->change->action == SV_ACTION_CREATE &&
				strcmp(sv_fact_value(part, "noun"), "check constraint") == 0)
				sv_operation_before_if(operation, part->change);
		}
	}
}

/*
 * Is a part of a table, before or afterwards, inherited from what the table
 * inherits from on this side only?
 */
static bool
inherits_anew(const SvFact *part, const SvFact *from)
{
	ListCell   *lc;

	foreach(lc, part->needs)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_INHERIT &&
			!sv_partition_holds(from, need->fact->parent))
			return true;
	}
	return false;
}

static void
link_persistence(SvOperation *operation, const SvFact *constraint)
{
	bool		logged = operation->to->values[PERSISTENCE] == NULL;
	ListCell   *lc;

	foreach(lc, constraint->needs)
	{
		const SvFact *table = ((SvNeed *) lfirst(lc))->fact;
		SvOperation *other;

		if (table->parent != NULL)
			table = table->parent;
		other = table->change;
		if (table->kind != &sv_kind_table || other == NULL ||
			other->action != SV_ACTION_ALTER || !other->differs[PERSISTENCE] ||
			(table->values[PERSISTENCE] == NULL) != logged)
			continue;
		sv_operation_before(logged ? other : operation,
							logged ? operation : other);
	}
}

/*
 * CREATE TABLE with its parts, in the order in which they come: that of the
 * columns, then that of the constraints.
 */
static void
create_table(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	StringInfoData buf;
	const char *separator = " (\n    ";
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfoString(&buf, sv_template_fill("CREATE [%{persistence} ][%{foreign} ]TABLE %i[ OF %{of_type}]",
												  fact, NULL, NULL));
	foreach(lc, operation->parts)
	{
		SvOperation *part = lfirst(lc);
		char	   *clause;

		if (part->to->kind == &sv_kind_column &&
			sv_fact_value(part->to, "comes_with") != NULL)
			clause = sv_not_null_table_clause(part->to);
		else
			clause = sv_operation_clause(part);
		if (clause == NULL)
			continue;
		appendStringInfo(&buf, "%s%s", separator, clause);
		separator = ",\n    ";
	}
	if (separator[0] == ',')
		appendStringInfoString(&buf, "\n)");
	else if (sv_fact_value(fact, "of_type") == NULL)
		appendStringInfoString(&buf, " ()");
	appendStringInfoString(&buf, sv_template_fill("[\nINHERITS (%{inherits})]"
												  "[\nPARTITION BY %{partition_key}]"
												  "[\nUSING %{access_method}]"
												  "[\nWITH (%{options})]"
												  "[\nTABLESPACE %{tablespace}]"
												  "[\nSERVER %{server}]",
												  fact, NULL, NULL));
	if (sv_fact_value(fact, "foreign_options") != NULL)
		appendStringInfo(&buf, "\nOPTIONS (%s)",
						 sv_options_generic(sv_fact_value(fact, "foreign_options")));
	sv_operation_emit_text(operation, buf.data);
}

static void
alter_table(SvOperation *operation, int property)
{
	if (property == PERSISTENCE)
		alter_persistence(operation);
	else if (property == INHERITS)
		alter_inheritance(operation, property);
	else if (property == FOREIGN_OPTIONS)
		sv_options_alter_generic(operation, property,
								 "ALTER FOREIGN TABLE %i");
	else if (property == REPLICA_IDENTITY)
		alter_replica_identity(operation);
	else if (property == CLUSTERED)
	{
		/* an index says by itself that the table is clustered on it */
		if (operation->to->values[CLUSTERED] == NULL)
			sv_operation_emit(operation, "ALTER TABLE %i SET WITHOUT CLUSTER");
	}
	else
		sv_options_alter(operation, property, "ALTER [%{foreign} ]TABLE %i");
}

/*
 * The sequences that a table owns go with it, whether they should or not.
 */
static void
alter_persistence(SvOperation *operation)
{
	ListCell   *lc;

	sv_operation_emit_text(operation,
						   psprintf("ALTER TABLE %s SET %s",
									operation->to->identity,
									operation->to->values[PERSISTENCE] != NULL ?
									operation->to->values[PERSISTENCE] : "LOGGED"));
	if (SV_SINCE_15(false, true))
		return;
	foreach(lc, operation->to->needed_by)
		keep_persistence(operation, ((SvNeed *) lfirst(lc))->fact);
}

static void
keep_persistence(SvOperation *operation, const SvFact *column)
{
	const char *logged = operation->to->values[PERSISTENCE] == NULL ?
	"UNLOGGED" : "LOGGED";
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_OWNER && need->fact->counterpart != NULL &&
			(sv_fact_value(need->fact, "persistence") == NULL) !=
			(operation->to->values[PERSISTENCE] == NULL))
			sv_operation_emit_text(operation,
								   psprintf("ALTER SEQUENCE %s SET %s",
											need->fact->identity, logged));
	}
}

/*
 * An index says by itself that it is the replica identity.
 */
static void
alter_replica_identity(SvOperation *operation)
{
	const char *identity = operation->to->values[REPLICA_IDENTITY];

	if (identity == NULL || strcmp(identity, "INDEX") != 0)
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s REPLICA IDENTITY %s",
										operation->to->identity,
										identity ? identity : "DEFAULT"));
}

/*
 * Leave parents that are no longer there, and take new ones.
 */
static void
alter_inheritance(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	ListCell   *lc;

	foreach(lc, old)
	{
		if (!sv_options_member(new, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER TABLE %s NO INHERIT %s",
											operation->to->identity,
											(char *) lfirst(lc)));
	}
	foreach(lc, new)
	{
		if (!sv_options_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER TABLE %s INHERIT %s",
											operation->to->identity,
											(char *) lfirst(lc)));
	}
}
