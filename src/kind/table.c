/*-------------------------------------------------------------------------
 *
 * table.c
 *	  Tables, partitioned tables and foreign tables.
 *
 * CREATE TABLE has those of its parts as clauses that can be clauses of it:
 * columns with their defaults, and constraints.
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
#include "kind/partition_rows.h"
#include "kind/table.h"
#include "kind/words.h"
#include "strings.h"

static bool is_closed(const SvFact *fact, const SvOperation *part);
static bool rewrites(const SvOperation *operation);
static void link_table(SvOperation *operation);
static void link_inheritance(SvOperation *operation);
static void link_typed(SvOperation *operation);
static void link_columns(SvOperation *operation, const SvFact *table,
						 bool after);
static void link_new_checks(SvOperation *operation);
static bool is_newly_inherited(const SvFact *part, const SvFact *from);
static void link_persistence(SvOperation *operation, const SvFact *constraint);
static void create_table(SvOperation *operation);
static void drop_table(SvOperation *operation);
static void alter_table(SvOperation *operation, int property);
static void alter_persistence(SvOperation *operation);
static void keep_persistence(SvOperation *operation, const SvFact *column);
static void alter_inheritance(SvOperation *operation, int property);
static void alter_replica_identity(SvOperation *operation);

static const SvProperty properties[SV_TABLE_PROPERTIES] = {
	[SV_TABLE_PERSISTENCE] = {
		.name = "persistence",
		.item = SV_SQL_UNLOGGED,
		.flags = SV_PROPERTY_INLINE,
		.hazard = "rewrite lock:AccessExclusive"
	},
	[SV_TABLE_FOREIGN] = {
		.name = "foreign",
		.item = "CASE c.relkind WHEN 'f' THEN 'FOREIGN' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_TABLE_OF_TYPE] = {
		.name = "of_type",
		.item = "CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TABLE %i OF %v",
		.unset = "ALTER TABLE %i NOT OF",
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_INHERITS] = {
		.name = "inherits",
		.item = "CASE WHEN c.relhassubclass OR NOT c.relispartition THEN"
		"  (SELECT string_agg(format('%I.%I', pn.nspname, p.relname), ', '"
		"   ORDER BY i.inhseqno)"
		"   FROM pg_catalog.pg_inherits i"
		"   JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
		"   JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
		"   WHERE i.inhrelid = c.oid AND NOT c.relispartition) END",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_PARTITION_KEY] = {
		.name = "partition_key",
		.item = "CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_TABLE_SERVER] = {
		.name = "server",
		.item = "(SELECT quote_ident(s.srvname) FROM pg_catalog.pg_foreign_table f"
		"  JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver"
		"  WHERE f.ftrelid = c.oid AND c.relkind = 'f')",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_TABLE_FOREIGN_OPTIONS] = {
		.name = "foreign_options",
		.item = "(SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', '"
		"   ORDER BY o.option_name)"
		"  FROM pg_catalog.pg_foreign_table f, pg_options_to_table(f.ftoptions) o"
		"  WHERE f.ftrelid = c.oid AND c.relkind = 'f')",
		.flags = SV_PROPERTY_INLINE,
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_OPTIONS] = {
		.name = "options",
		.item = SV_SQL_STORAGE_OPTIONS,
		.flags = SV_PROPERTY_INLINE
	},
	[SV_TABLE_ACCESS_METHOD] = {
		.name = "access_method",
		/* a partitioned table usually has none */
		.item = SV_SQL_ACCESS_METHOD("c.relam", "0, CASE c.relkind WHEN 'p' THEN 0 ELSE 2 END"),
		.flags = SV_PROPERTY_INLINE | SV_SINCE_15(0, SV_PROPERTY_RECREATE),
		.set = "ALTER TABLE %i SET ACCESS METHOD %v",
		.unset = "ALTER TABLE %i SET ACCESS METHOD %{usual_access_method}",
		.hazard = "rewrite lock:AccessExclusive"
	},
	[SV_TABLE_TABLESPACE] = {
		.name = "tablespace",
		.item = SV_SQL_TABLESPACE("c.reltablespace"),
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER TABLE %i SET TABLESPACE %v",
		.unset = "ALTER TABLE %i SET TABLESPACE pg_default",
		.hazard = "rewrite lock:AccessExclusive"
	},
	[SV_TABLE_REPLICA_IDENTITY] = {
		.name = "replica_identity",
		.item = "CASE WHEN c.relkind <> 'f' THEN CASE c.relreplident WHEN 'f' THEN 'FULL'"
		"  WHEN 'n' THEN 'NOTHING' WHEN 'i' THEN 'INDEX' END END",
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_CLUSTERED] = {
		.name = "clustered",
		.item = "(SELECT 'clustered' FROM pg_catalog.pg_index x"
		"  WHERE x.indrelid = c.oid AND x.indisclustered LIMIT 1)"
	},
	[SV_TABLE_ROW_SECURITY] = {
		.name = "row_security",
		.item = "CASE WHEN c.relrowsecurity THEN 'ENABLE' END",
		.set = "ALTER TABLE %i %v ROW LEVEL SECURITY",
		.unset = "ALTER TABLE %i DISABLE ROW LEVEL SECURITY",
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_FORCE_ROW_SECURITY] = {
		.name = "force_row_security",
		.item = "CASE WHEN c.relforcerowsecurity THEN 'FORCE' END",
		.set = "ALTER TABLE %i %v ROW LEVEL SECURITY",
		.unset = "ALTER TABLE %i NO FORCE ROW LEVEL SECURITY",
		.hazard = "lock:AccessExclusive"
	},
	[SV_TABLE_USUAL_ACCESS_METHOD] = {
		.name = "usual_access_method",
		.item = "CASE c.relkind WHEN 'p' THEN 'DEFAULT' ELSE '" SV_WORD_HEAP "' END",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_table = {
	.name = "table",
	.classid = RelationRelationId,
	.subtypes = "rpf",
	.select_oid = "c.oid",
	.select_identity = "format('%I.%I', n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.select_owner = "quote_ident(pg_get_userbyid(c.relowner))",
	.select_acl = "c.relacl::text",
	.from =
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SQL_TOAST
	SV_SQL_LEFT("c.oid")
	" WHERE c.relnamespace = ANY ($1) AND c.relkind IN ('r', 'p', 'f')",
	SV_PROPERTIES(properties),
	.phrase = "[%{foreign} ]TABLE %i",
	.rename = "ALTER TABLE %i RENAME TO %v",
	.grant = "TABLE %i",
	.acl_type = 'r',
	.flags = SV_KIND_HAS_DATA | SV_KIND_IS_RELATION | SV_KIND_HAS_CLAUSES,
	.is_closed = is_closed,
	.rewrites = rewrites,
	.link = link_table,
	.create_hook = create_table,
	.drop_hook = drop_table,
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
		(operation->differs[SV_TABLE_PERSISTENCE] || operation->differs[SV_TABLE_ACCESS_METHOD]);
}

/*
 * Order the changes of a table.  A logged table never refers to an unlogged
 * one.
 */
static void
link_table(SvOperation *operation)
{
	ListCell   *lc;

	if (operation->action != SV_ACTION_ALTER)
		return;
	if (operation->differs[SV_TABLE_INHERITS])
		link_inheritance(operation);
	if (operation->differs[SV_TABLE_OF_TYPE])
		link_typed(operation);
	/* the toast table is created when a column needs one */
	if (operation->differs[SV_TABLE_OPTIONS] && operation->to->values[SV_TABLE_OPTIONS] != NULL &&
		strstr(operation->to->values[SV_TABLE_OPTIONS], "toast.") != NULL)
		link_columns(operation, operation->to, false);
	if (!operation->differs[SV_TABLE_PERSISTENCE])
		return;
	foreach(lc, operation->to->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->kind == &sv_kind_constraint && part->parent == operation->to)
			link_persistence(operation, part);
	}
}

/*
 * A part can be dropped when it is no longer inherited, and a table can
 * inherit when it has all that it is to inherit.
 */
static void
link_inheritance(SvOperation *operation)
{
	ListCell   *lc;

	/* what is new becomes the table's own along with the others */
	if (sv_strings_equal(operation->from->values[SV_TABLE_INHERITS],
						 operation->to->values[SV_TABLE_INHERITS]))
	{
		foreach(lc, operation->to->needed_by)
		{
			const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

			if (part->parent == operation->to && part->change != NULL &&
				(part->kind == &sv_kind_column || part->kind == &sv_kind_constraint))
				sv_operation_before(part->change, operation);
		}
		return;
	}
	foreach(lc, operation->from->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->parent == operation->from && part->drop != NULL &&
			is_newly_inherited(part, operation->from))
			sv_operation_before(operation, part->drop);
	}
	foreach(lc, operation->to->needed_by)
	{
		const SvFact *part = ((SvNeed *) lfirst(lc))->fact;

		if (part->parent != operation->to || part->change == NULL ||
			!is_newly_inherited(part, operation->from))
			continue;
		if (part->change->inherited)
			sv_operation_before(operation, part->change->folded);
		/* a recreated part cannot be both */
		else if ((part->counterpart == NULL || part->counterpart->drop == NULL) &&
				 !sv_not_null_is_all_dropped(part->change))
			sv_operation_before(part->change, operation);
	}
	link_new_checks(operation);
}

/*
 * A table that ceases to be of a type does so before its columns change; one
 * that becomes one of a type does so after them.
 */
static void
link_typed(SvOperation *operation)
{
	bool		leaves = operation->to->values[SV_TABLE_OF_TYPE] == NULL;

	if (!leaves && operation->from->values[SV_TABLE_OF_TYPE] != NULL)
		return;
	link_columns(operation, operation->from, leaves);
	link_columns(operation, operation->to, leaves);
}

/*
 * Order the operations on the columns of a table, on one side, after an
 * operation or before it.
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
 * A check is added to a parent when all child tables inherit from it: then
 * they inherit the check.
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
				strcmp(sv_fact_value(part, "noun"), SV_NOUN_CHECK) == 0)
				sv_operation_before_if(operation, part->change);
		}
	}
}

/*
 * True if a part of a table, on either side, is inherited from a parent that
 * the table has on that side only.
 */
static bool
is_newly_inherited(const SvFact *part, const SvFact *from)
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
	bool		logged = operation->to->values[SV_TABLE_PERSISTENCE] == NULL;
	ListCell   *lc;

	foreach(lc, constraint->needs)
	{
		const SvFact *table = ((SvNeed *) lfirst(lc))->fact;
		SvOperation *other;

		if (table->parent != NULL)
			table = table->parent;
		other = table->change;
		if (table->kind != &sv_kind_table || other == NULL ||
			other->action != SV_ACTION_ALTER || !other->differs[SV_TABLE_PERSISTENCE] ||
			(table->values[SV_TABLE_PERSISTENCE] == NULL) != logged)
			continue;
		sv_operation_before(logged ? other : operation,
							logged ? operation : other);
	}
}

/*
 * CREATE TABLE with its parts, the columns and then the constraints, in
 * their order.
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
drop_table(SvOperation *operation)
{
	sv_partition_rows_save(operation);
	sv_operation_emit(operation, operation->cascades ?
					  "DROP [%{foreign} ]TABLE %i CASCADE" :
					  "DROP [%{foreign} ]TABLE %i");
}

static void
alter_table(SvOperation *operation, int property)
{
	if (property == SV_TABLE_PERSISTENCE)
		alter_persistence(operation);
	else if (property == SV_TABLE_INHERITS)
		alter_inheritance(operation, property);
	else if (property == SV_TABLE_FOREIGN_OPTIONS)
		sv_options_alter_generic(operation, property,
								 "ALTER FOREIGN TABLE %i");
	else if (property == SV_TABLE_REPLICA_IDENTITY)
		alter_replica_identity(operation);
	else if (property == SV_TABLE_CLUSTERED)
	{
		/* the operation of the index makes the table clustered on it */
		if (operation->to->values[SV_TABLE_CLUSTERED] == NULL)
			sv_operation_emit(operation, "ALTER TABLE %i SET WITHOUT CLUSTER");
	}
	else
		sv_options_alter(operation, property, "ALTER [%{foreign} ]TABLE %i");
}

/*
 * Before 15, the sequences that a table owns become logged or unlogged along
 * with it, whether they should or not.
 */
static void
alter_persistence(SvOperation *operation)
{
	ListCell   *lc;

	sv_operation_emit_text(operation,
						   psprintf("ALTER TABLE %s SET %s",
									operation->to->identity,
									operation->to->values[SV_TABLE_PERSISTENCE] != NULL ?
									operation->to->values[SV_TABLE_PERSISTENCE] : "LOGGED"));
	if (SV_SINCE_15(false, true))
		return;
	foreach(lc, operation->to->needed_by)
		keep_persistence(operation, ((SvNeed *) lfirst(lc))->fact);
}

static void
keep_persistence(SvOperation *operation, const SvFact *column)
{
	const char *logged = operation->to->values[SV_TABLE_PERSISTENCE] == NULL ?
	"UNLOGGED" : "LOGGED";
	ListCell   *lc;

	foreach(lc, column->needed_by)
	{
		const SvNeed *need = lfirst(lc);

		if (need->type == SV_NEED_OWNER && need->fact->counterpart != NULL &&
			(sv_fact_value(need->fact, "persistence") == NULL) !=
			(operation->to->values[SV_TABLE_PERSISTENCE] == NULL))
			sv_operation_emit_text(operation,
								   psprintf("ALTER SEQUENCE %s SET %s",
											need->fact->identity, logged));
	}
}

/*
 * If an index is the replica identity, its operation makes it so.
 */
static void
alter_replica_identity(SvOperation *operation)
{
	const char *identity = operation->to->values[SV_TABLE_REPLICA_IDENTITY];

	if (identity == NULL || strcmp(identity, "INDEX") != 0)
		sv_operation_emit_text(operation,
							   psprintf("ALTER TABLE %s REPLICA IDENTITY %s",
										operation->to->identity,
										identity ? identity : "DEFAULT"));
}

/*
 * Leave the old parents, and inherit from the new ones.  If they are the same,
 * leave and join all of them: what comes from them becomes the table's own.
 */
static void
alter_inheritance(SvOperation *operation, int property)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	List	   *new = sv_options_split(operation->to->values[property]);
	bool		same = sv_strings_equal(sv_operation_old(operation, property),
										operation->to->values[property]);
	ListCell   *lc;

	foreach(lc, old)
	{
		if (same || !sv_strings_member(new, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER TABLE %s NO INHERIT %s",
											operation->to->identity,
											(char *) lfirst(lc)));
	}
	foreach(lc, new)
	{
		if (same || !sv_strings_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER TABLE %s INHERIT %s",
											operation->to->identity,
											(char *) lfirst(lc)));
	}
}
