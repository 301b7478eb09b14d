/*-------------------------------------------------------------------------
 *
 * trash_keep.c
 *	  Keeps the rows of what a statement is about to drop.
 *
 * The rows of a table are moved (trash_move.c) or, if that is not possible, copied,
 * and the statement then does what it always does: it cannot fail for the trash,
 * and nothing of the table outlives it.  A copy has the columns of the table and
 * nothing else.  Columns of types that are not of the server are copied as text,
 * and collations are left out, so that the copy depends on nothing.  Of a column
 * the copy has the values and a key.
 *
 * What is dropped is looked at before, in the parse tree and the catalogs: tables
 * of DROP TABLE, with their child tables for CASCADE, those of a schema with DROP
 * SCHEMA CASCADE, and columns of ALTER TABLE DROP COLUMN.  What cannot be copied,
 * or by this role not, is dropped with a warning.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "catalog/deparse_settings.h"
#include "command/trash_fill.h"
#include "command/trash_keep.h"
#include "command/trash_move.h"
#include "compat.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/trash.h"
#include "strings.h"

/* What is done about a statement. */
typedef struct Keeping
{
	const char *revision;		/* NULL: nothing is kept, only found */
	const char *direction;		/* upgrade, downgrade or undo */
	List	   *plain;			/* statements, of an online form */
	List	   *complete;		/* of SvTrashFill */
	List	   *found;			/* of SvTrashKept */
	List	   *moved;			/* OIDs of tables */
} Keeping;

/* What is known of a table, or of a column of it. */
typedef struct Subject
{
	SvTrashEntry *entry;
	bool		partitioned;
	char	   *reason;			/* why it cannot be kept, or NULL */
	char	   *list;			/* what to select; NULL: nothing to keep */
} Subject;

static bool keeps_any(const char *statements);
static void keep_of(Keeping *keeping, const Node *statement);
static void keep_dropped(Keeping *keeping, const DropStmt *drop);
static void keep_tables(Keeping *keeping, const DropStmt *drop);
static bool is_part_of(Oid table, List *tables);
static void keep_schema(Keeping *keeping, const char *schema);
static void add_table(const SvRow *row, void *arg);
static void keep_columns(Keeping *keeping, const AlterTableStmt *alter);
static bool drops_column(List *statements, const char *column);
static void keep_column(Keeping *keeping, Oid table, const char *column,
						bool recurse);
static void keep(Keeping *keeping, Oid table, const char *column);
static void take_subject(const SvRow *row, void *arg);
static void note(Keeping *keeping, Oid table, const Subject *subject);
static void warn(const Subject *subject);
static void put(Keeping *keeping, Oid table, Subject *subject);
static const char *move_or_copy(Keeping *keeping, Oid table, Subject *subject);

/*
 * To be called before a statement of a revision's script is run, or of one that
 * takes drift back ("revision" is empty then), as the role that runs it.  An
 * online form has columns of its own: of these only those are kept that the
 * statements of the plain script drop, if there are any.  "Complete" is what a
 * deploy has kept before, of SvTrashFill.  Returns the tables whose rows were
 * moved, for sv_trash_move_check().
 */
List *
sv_trash_keep_before(const char *revision, const char *direction,
					 const Node *statement, List *plain, List *complete)
{
	Keeping		keeping = {revision, direction, plain, complete};

	keep_of(&keeping, statement);
	return keeping.moved;
}

/*
 * What would be kept, as a list of SvTrashKept.
 */
List *
sv_trash_keep_list(const Node *statement)
{
	Keeping		keeping = {NULL};

	keep_of(&keeping, statement);
	return keeping.found;
}

/*
 * The columns of which values would be kept, as such a list; for an online form,
 * "plain" as above.
 */
List *
sv_trash_keep_columns(const Node *statement, List *plain)
{
	Keeping		keeping = {NULL, NULL, plain};

	if (sv_trash_time[0] != '\0' && IsA(statement, AlterTableStmt))
		keep_columns(&keeping, (const AlterTableStmt *) statement);
	return keeping.found;
}

/*
 * True if a table, or a column of it, is in such a list, or its values are among
 * those of the partitioned table.
 */
bool
sv_trash_keep_has(List *list, Oid table, const char *column)
{
	List	   *tables = list_make1_oid(table);
	ListCell   *lc;

	if (list != NIL && get_rel_relispartition(table))
		tables = list_concat(tables, get_partition_ancestors(table));
	foreach(lc, list)
	{
		const SvTrashKept *kept = lfirst(lc);

		if (list_member_oid(tables, kept->table) &&
			(kept->column == NULL ||
			 (column != NULL && strcmp(kept->column, column) == 0)))
			return true;
	}
	return false;
}

/*
 * What is told of statements that a revision may be made of, with for how long
 * what they drop is recoverable then, if any of it is.  Both may be NULL.
 */
char *
sv_trash_keep_told(char *sentences, const char *statements)
{
	if (sentences == NULL || !keeps_any(statements))
		return sentences;
	return psprintf(_("%s  A revision keeps it for %s, see schemaver.trash."),
					sentences, sv_trash_time);
}

/*
 * The same of statements that are run now, and of no revision.
 */
char *
sv_trash_keep_told_now(char *sentences, const char *statements)
{
	if (sentences == NULL || !keeps_any(statements))
		return sentences;
	return psprintf(_("%s  It is recoverable until %s, see schemaver.trash."),
					sentences, sv_trash_day(sv_trash_time));
}

/*
 * True if something would be kept of what statements drop, which may be NULL.
 */
static bool
keeps_any(const char *statements)
{
	const SvScript *script;
	ListCell   *lc;

	if (sv_trash_time[0] == '\0' || statements == NULL)
		return false;
	script = sv_script_parse(NULL, "upgrade", statements);
	foreach(lc, script->statements)
	{
		if (sv_trash_keep_list(lfirst_node(RawStmt, lc)->stmt) != NIL)
			return true;
	}
	return false;
}

static void
keep_of(Keeping *keeping, const Node *statement)
{
	if (sv_trash_time[0] == '\0')
		return;
	if (IsA(statement, DropStmt))
		keep_dropped(keeping, (const DropStmt *) statement);
	else if (IsA(statement, AlterTableStmt))
		keep_columns(keeping, (const AlterTableStmt *) statement);
}

static void
keep_dropped(Keeping *keeping, const DropStmt *drop)
{
	ListCell   *lc;

	if (drop->removeType == OBJECT_TABLE)
		keep_tables(keeping, drop);
	else if (drop->removeType == OBJECT_SCHEMA && drop->behavior == DROP_CASCADE)
		foreach(lc, drop->objects)
			keep_schema(keeping, strVal(lfirst(lc)));
}

/*
 * Partitions are kept with their table, and so not once more.
 */
static void
keep_tables(Keeping *keeping, const DropStmt *drop)
{
	List	   *named = NIL;
	List	   *tables = NIL;
	ListCell   *lc;

	foreach(lc, drop->objects)
	{
		Oid			table = RangeVarGetRelid(makeRangeVarFromNameList(lfirst(lc)),
											 NoLock, true);

		if (!OidIsValid(table))
			continue;
		named = list_append_unique_oid(named, table);
		if (drop->behavior == DROP_CASCADE &&
			get_rel_relkind(table) == RELKIND_RELATION)
			tables = list_concat_unique_oid(tables,
											find_all_inheritors(table, NoLock, NULL));
		else
			tables = list_append_unique_oid(tables, table);
	}
	foreach(lc, tables)
	{
		Oid			table = lfirst_oid(lc);

		CHECK_FOR_INTERRUPTS();
		if (!is_part_of(table, named))
			keep(keeping, table, NULL);
	}
}

/*
 * True if a table is a partition, at any depth, of one in a list.
 */
static bool
is_part_of(Oid table, List *tables)
{
	ListCell   *lc;

	if (!get_rel_relispartition(table))
		return false;
	foreach(lc, get_partition_ancestors(table))
	{
		if (list_member_oid(tables, lfirst_oid(lc)))
			return true;
	}
	return false;
}

static void
keep_schema(Keeping *keeping, const char *schema)
{
	static SvQuery query = {
		.text = "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')"
		" AND NOT (c.relispartition AND EXISTS (SELECT FROM pg_partition_ancestors(c.oid) a"
		"  JOIN pg_class p ON p.oid = a.relid"
		"  WHERE p.oid <> c.oid AND p.relnamespace = n.oid)) ORDER BY c.oid",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(schema);
	List	   *tables = NIL;
	ListCell   *lc;

	sv_query_begin_fresh();
	sv_query_fetch(&query, &value, NULL, add_table, &tables);
	sv_query_end_fresh();
	foreach(lc, tables)
		keep(keeping, lfirst_oid(lc), NULL);
}

/* sv_query_fetch callback */
static void
add_table(const SvRow *row, void *arg)
{
	List	  **tables = arg;

	*tables = lappend_oid(*tables, DatumGetObjectId(sv_row_datum(row, 1)));
}

static void
keep_columns(Keeping *keeping, const AlterTableStmt *alter)
{
	ListCell   *lc;

	foreach(lc, alter->cmds)
	{
		const AlterTableCmd *command = lfirst_node(AlterTableCmd, lc);
		Oid			table;

		if (command->subtype != AT_DropColumn ||
			(keeping->plain != NIL &&
			 !drops_column(keeping->plain, command->name)))
			continue;
		table = RangeVarGetRelid(alter->relation, NoLock, true);
		if (OidIsValid(table))
			keep_column(keeping, table, command->name, alter->relation->inh);
	}
}

/*
 * True if one of the statements drops a column of that name.
 */
static bool
drops_column(List *statements, const char *column)
{
	ListCell   *lc;
	ListCell   *lc2;

	foreach(lc, statements)
	{
		const AlterTableStmt *alter = (const AlterTableStmt *)
		lfirst_node(RawStmt, lc)->stmt;

		if (alter == NULL || !IsA(alter, AlterTableStmt))
			continue;
		foreach(lc2, alter->cmds)
		{
			const AlterTableCmd *command = lfirst_node(AlterTableCmd, lc2);

			if (command->subtype == AT_DropColumn &&
				strcmp(command->name, column) == 0)
				return true;
		}
	}
	return false;
}

/*
 * Keep a column of a table, and of those child tables that lose it, too.
 */
static void
keep_column(Keeping *keeping, Oid table, const char *column, bool recurse)
{
	static SvQuery query = {
		.text = "SELECT a.attrelid FROM pg_attribute a"
		" WHERE a.attrelid = ANY ($1) AND a.attname = $2 AND NOT a.attislocal"
		" AND a.attinhcount = 1 ORDER BY a.attrelid",
		.nargs = 2,
		.types = {OIDARRAYOID, TEXTOID}
	};
	List	   *tables = NIL;
	ListCell   *lc;

	if (recurse && get_rel_relkind(table) == RELKIND_RELATION)
	{
		List	   *children = find_all_inheritors(table, NoLock, NULL);
		Datum		values[2] = {sv_oids_datum(children),
		CStringGetTextDatum(column)};

		sv_query_begin_fresh();
		sv_query_fetch(&query, values, NULL, add_table, &tables);
		sv_query_end_fresh();
	}
	keep(keeping, table, column);
	foreach(lc, tables)
		if (lfirst_oid(lc) != table)
		keep(keeping, lfirst_oid(lc), column);
}

/* The sequences that the columns of table "c" own, with a position. */
#define SEQUENCES \
	"(SELECT array_agg(a.attname::text ORDER BY a.attnum) AS columns," \
	"  array_agg(s.value::text ORDER BY a.attnum) AS positions" \
	"  FROM pg_depend d JOIN pg_class q ON q.oid = d.objid AND q.relkind = 'S'" \
	"  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid," \
	"  LATERAL (SELECT CASE WHEN has_sequence_privilege(q.oid, 'SELECT')" \
	"   THEN pg_sequence_last_value(q.oid) END AS value) s" \
	"  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass" \
	"  AND d.refobjid = c.oid AND d.deptype IN ('a', 'i') AND s.value IS NOT NULL" \
	"  AND ($2 IS NULL OR a.attname = $2))"

/* The best key of table "c" without column $2. */
#define KEY \
	"(SELECT array_agg(a.attnum) AS numbers, array_agg(a.attname::text) AS names" \
	"  FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid" \
	"  AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])" \
	"  WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid" \
	"  AND i.indpred IS NULL AND i.indexprs IS NULL AND $2 IS NOT NULL" \
	"  GROUP BY i.indexrelid, i.indisprimary HAVING bool_and(a.attnotnull AND" \
	"  a.attgenerated = '' AND a.attname <> $2)" \
	"  ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1)"

#define REASON \
	"CASE WHEN NOT pg_has_role(c.relowner, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT')" \
	" THEN 'The current role does not own the table, or may not read it.'" \
	" WHEN NOT has_schema_privilege('schemaver_trash', 'CREATE')" \
	" OR NOT has_schema_privilege('schemaver_trash', 'USAGE')" \
	" OR NOT has_table_privilege('schemaver.trash', 'INSERT')" \
	" OR NOT has_sequence_privilege('schemaver.trash_id_seq', 'USAGE')" \
	" THEN 'The current role may not write into the trash.'" \
	" WHEN row_security_active(c.oid) THEN 'Row security hides rows of it.'" \
	" WHEN EXISTS (SELECT FROM pg_partition_tree(c.oid) p JOIN pg_class f ON f.oid = p.relid" \
	"  WHERE f.relkind = 'f') THEN 'It has partitions on other servers.'" \
	" WHEN $2 IS NOT NULL AND k.numbers IS NULL THEN 'The table has no key without it.' END"

/*
 * Keep the rows of a table, or the values of a column of it.
 */
static void
keep(Keeping *keeping, Oid table, const char *column)
{
	static SvQuery query = {
		.text = "SELECT n.nspname::text, c.relname::text, c.relkind = 'p', " REASON ","
		" (SELECT string_agg(" SV_TRASH_VALUE_OF ", ', ' ORDER BY a.attnum)"
		"  FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid"
		"  WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attgenerated = ''"
		"  AND ($2 IS NULL OR a.attname = $2 OR a.attnum = ANY (k.numbers))),"
		" coalesce(k.names, '{}'), coalesce(s.columns, '{}'), coalesce(s.positions, '{}')"
		" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" LEFT JOIN LATERAL " KEY " k ON true CROSS JOIN LATERAL " SEQUENCES " s"
		" WHERE c.oid = $1 AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'"
		" AND ($2 IS NULL OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid"
		"  AND a.attname = $2 AND a.attnum > 0 AND a.attgenerated = ''))",
		.nargs = 2,
		.types = {OIDOID, TEXTOID}
	};
	Datum		values[2] = {ObjectIdGetDatum(table),
	column ? CStringGetTextDatum(column) : (Datum) 0};
	Subject		subject = {palloc0(sizeof(SvTrashEntry))};

	sv_query_begin_fresh();
	if (sv_query_fetch(&query, values, column ? NULL : " n", take_subject,
					   &subject) > 0)
	{
		subject.entry->column = column ? pstrdup(column) : NULL;
		subject.entry->kind = column ? "column" : subject.partitioned ?
			"partitioned table" : "table";
		if (keeping->revision == NULL)
			note(keeping, table, &subject);
		else if (subject.reason != NULL)
			warn(&subject);
		else
			put(keeping, table, &subject);
	}
	sv_query_end_fresh();
}

/*
 * Note that it would be kept, if it would.
 */
static void
note(Keeping *keeping, Oid table, const Subject *subject)
{
	SvTrashKept *kept = palloc(sizeof(SvTrashKept));

	if (subject->reason != NULL)
		return;
	kept->table = table;
	kept->column = subject->entry->column;
	kept->entry = subject->entry;
	kept->list = subject->list;
	keeping->found = lappend(keeping->found, kept);
}

static void
warn(const Subject *subject)
{
	const SvTrashEntry *entry = subject->entry;

	ereport(WARNING,
			(errcode(ERRCODE_WARNING),
			 entry->column ?
			 errmsg("the values of column %s are not kept",
					sv_trash_identity(entry)) :
			 errmsg("the rows of table %s are not kept",
					sv_trash_identity(entry)),
			 errdetail_internal("%s", subject->reason)));
}

/* sv_query_fetch callback */
static void
take_subject(const SvRow *row, void *arg)
{
	Subject    *subject = arg;

	subject->entry->schema = sv_row_text(row, 1);
	subject->entry->table = sv_row_text(row, 2);
	subject->partitioned = sv_row_bool(row, 3);
	subject->reason = sv_row_string(row, 4);
	subject->list = sv_row_string(row, 5);
	subject->entry->keys = sv_row_strings(row, 6);
	subject->entry->sequence_columns = sv_row_strings(row, 7);
	subject->entry->sequence_values = sv_row_strings(row, 8);
}

/*
 * Put the rows into the trash, with the lock that the drop takes, so that none
 * comes too late.
 */
static void
put(Keeping *keeping, Oid table, Subject *subject)
{
	SvTrashEntry *entry = subject->entry;
	const char *obstacle = NULL;
	char	   *until;
	int			nest_level;

	LockRelationOid(table, AccessExclusiveLock);
	nest_level = sv_deparse_settings_begin();
	entry->revision = unconstify(char *, keeping->revision);
	entry->direction = unconstify(char *, keeping->direction);
	entry->id = sv_trash_next_id();
	entry->kept_in = psprintf("kept_" INT64_FORMAT, entry->id);
	if (entry->column == NULL ||
		!sv_trash_fill_take(keeping->complete, table, entry))
		obstacle = move_or_copy(keeping, table, subject);
	sv_trash_put(entry, sv_trash_time);
	until = sv_trash_day(sv_trash_time);
	sv_deparse_settings_end(nest_level);
	ereport(NOTICE,
			(entry->column ?
			 errmsg("kept the values of column %s until %s",
					sv_trash_identity(entry), until) :
			 errmsg("kept the rows of table %s until %s",
					sv_trash_identity(entry), until),
			 obstacle ? errdetail_internal("%s", obstacle) : 0));
}

/*
 * Returns why the rows of a table were copied; NULL if they were moved, and for a
 * column.
 */
static const char *
move_or_copy(Keeping *keeping, Oid table, Subject *subject)
{
	SvTrashEntry *entry = subject->entry;
	const char *obstacle = NULL;
	SvQuery		query = {NULL};

	if (entry->column == NULL)
	{
		ListCell   *lc;

		foreach(lc, sv_trash_fill_list(table))
			sv_trash_fill_discard(lfirst(lc));
		obstacle = sv_trash_move_rows(table, entry->kept_in);
		if (obstacle == NULL)
		{
			entry->rows = SV_TRASH_NOT_COUNTED;
			keeping->moved = lappend_oid(keeping->moved, table);
			return NULL;
		}
	}
	query.text = psprintf("CREATE TABLE " SV_TRASH_SCHEMA ".%s AS SELECT %s FROM %s%s",
						  entry->kept_in, subject->list ? subject->list : "",
						  subject->partitioned ? "" : "ONLY ",
						  quote_qualified_identifier(entry->schema, entry->table));
	entry->rows = sv_query_execute(&query, NULL, NULL);
	return obstacle;
}
