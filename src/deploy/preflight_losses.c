/*-------------------------------------------------------------------------
 *
 * preflight_losses.c
 *	  What a preflight says about data that is to be destroyed.
 *
 * These are the tables and columns that statements name when they drop them, and
 * the rows of tables that are emptied, as far as they exist now and have rows.
 * What goes along with something else, or is done by a function, is found by a
 * dry run.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "command/trash_keep.h"
#include "command/trash_move.h"
#include "compat.h"
#include "deploy/preflight_losses.h"
#include "schemaver.h"
#include "server/query.h"
#include "store/trash.h"

/* A statement that is looked at. */
typedef struct Look
{
	const SvStep *step;
	int			number;
	List	   *kept;			/* of SvTrashKept, of the statement */
	List	   *findings;
} Look;

/* How much there is in a table. */
typedef struct Content
{
	int64		bytes;
	int64		rows;			/* 0: unknown */
} Content;

static void look_at(Look *look, const Node *node);
static void look_at_drop(Look *look, const DropStmt *drop);
static void look_at_alter(Look *look, const AlterTableStmt *alter);
static void add_table(Look *look, const RangeVar *relation, const char *format);
static void add_schema(Look *look, const char *schema);
static SvFinding *add_finding(Look *look, char *finding, const Content *content);
static void add_kept(const Look *look, SvFinding *finding, Oid table,
					 const char *column);
static void add_kept_schema(const Look *look, SvFinding *finding,
							const char *schema);
static void take_table(const SvRow *row, void *arg);
static void add_recoverable(SvFinding *finding, bool moved);
static Content content_of(Oid table);
static void take_content(const SvRow *row, void *arg);
static char *place(const Look *look);

/*
 * Findings about a step, in the current memory context.
 */
List *
sv_preflight_losses_check(const SvStep *step, const SvScript *script)
{
	Look		look = {step, 0, NIL, NIL};
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		look.number++;
		if (lfirst_node(RawStmt, lc)->stmt == NULL)
			continue;
		look.kept = sv_trash_keep_list(lfirst_node(RawStmt, lc)->stmt);
		look_at(&look, lfirst_node(RawStmt, lc)->stmt);
	}
	return look.findings;
}

static void
look_at(Look *look, const Node *node)
{
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_DropStmt:
			look_at_drop(look, (const DropStmt *) node);
			break;
		case T_AlterTableStmt:
			look_at_alter(look, (const AlterTableStmt *) node);
			break;
		case T_TruncateStmt:
			foreach(lc, ((const TruncateStmt *) node)->relations)
				add_table(look, lfirst(lc), gettext_noop("%s removes all rows of table \"%s\""));
			break;
		case T_DeleteStmt:
			if (((const DeleteStmt *) node)->whereClause == NULL)
				add_table(look, ((const DeleteStmt *) node)->relation,
						  gettext_noop("%s removes all rows of table \"%s\""));
			break;
		default:
			break;
	}
}

static void
look_at_drop(Look *look, const DropStmt *drop)
{
	ListCell   *lc;

	foreach(lc, drop->objects)
	{
		if (drop->removeType == OBJECT_TABLE)
			add_table(look, makeRangeVarFromNameList(lfirst(lc)),
					  gettext_noop("%s drops table \"%s\""));
		else if (drop->removeType == OBJECT_SCHEMA)
			add_schema(look, strVal(lfirst(lc)));
	}
}

static void
look_at_alter(Look *look, const AlterTableStmt *alter)
{
	ListCell   *lc;

	foreach(lc, alter->cmds)
	{
		const AlterTableCmd *command = lfirst_node(AlterTableCmd, lc);
		Oid			table = RangeVarGetRelid(alter->relation, NoLock, true);
		Content		content;

		if (command->subtype != AT_DropColumn || !OidIsValid(table) ||
			get_attnum(table, command->name) <= 0)
			continue;
		content = content_of(table);
		add_kept(look,
				 add_finding(look, psprintf(_("%s drops column \"%s\" of table \"%s\""),
											place(look), command->name,
											get_rel_name(table)), &content),
				 table, command->name);
	}
}

/*
 * Adds a table, if it exists.
 */
static void
add_table(Look *look, const RangeVar *relation, const char *format)
{
	Oid			table = RangeVarGetRelid(relation, NoLock, true);
	Content		content;

	if (!OidIsValid(table))
		return;
	content = content_of(table);
	add_kept(look, add_finding(look, psprintf(_(format), place(look),
											  get_rel_name(table)), &content),
			 table, NULL);
}

/*
 * Adds a schema that has tables with rows.
 */
static void
add_schema(Look *look, const char *schema)
{
	static SvQuery query = {
		.text = "SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint, 0::bigint"
		" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE n.nspname = $1 AND c.relkind = 'r'",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Content		content = {0, 0};
	Datum		value = CStringGetTextDatum(schema);

	sv_query_fetch(&query, &value, NULL, take_content, &content);
	if (content.bytes > 0)
		add_kept_schema(look,
						add_finding(look, psprintf(_("%s drops schema \"%s\", which has tables with rows"),
												   place(look), schema), NULL),
						schema);
}

/*
 * Adds a finding, unless the table is known to be empty.
 */
static SvFinding *
add_finding(Look *look, char *text, const Content *content)
{
	SvFinding  *finding = palloc0(sizeof(SvFinding));

	if (content != NULL && content->bytes == 0)
		return NULL;
	finding->severity = SV_FINDING_WARNING;
	finding->subject = "data";
	finding->revision = look->step->id;
	finding->sqlstate = ERRCODE_WARNING;
	finding->finding = text;
	if (content != NULL && content->rows > 0)
		finding->detail = psprintf(_("The table has about " INT64_FORMAT " rows."),
								   content->rows);
	else if (content != NULL)
		finding->detail = psprintf(_("The table has " INT64_FORMAT " kB."),
								   (content->bytes + 1023) / 1024);
	finding->hint = _("schemaver_dry_run() counts what is lost.");
	look->findings = lappend(look->findings, finding);
	return finding;
}

/*
 * Say of a finding, which may be NULL, that what is dropped is kept, if it is.
 */
static void
add_kept(const Look *look, SvFinding *finding, Oid table, const char *column)
{
	if (finding != NULL && sv_trash_keep_has(look->kept, table, column))
		add_recoverable(finding, column != NULL || sv_trash_move_can(table));
}

/*
 * Say of the finding of a schema that what is in its tables is kept, if that is so
 * of each that has rows.
 */
static void
add_kept_schema(const Look *look, SvFinding *finding, const char *schema)
{
	static SvQuery query = {
		.text = "SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
		" WHERE n.nspname = $1 AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0",
		.nargs = 1,
		.types = {TEXTOID}
	};
	Datum		value = CStringGetTextDatum(schema);
	List	   *tables = NIL;
	ListCell   *lc;
	bool		moved = true;

	if (look->kept == NIL)
		return;
	sv_query_fetch(&query, &value, NULL, take_table, &tables);
	foreach(lc, tables)
	{
		if (!sv_trash_keep_has(look->kept, lfirst_oid(lc), NULL))
			return;
		moved &= sv_trash_move_can(lfirst_oid(lc));
	}
	add_recoverable(finding, moved);
}

/* sv_query_fetch callback */
static void
take_table(const SvRow *row, void *arg)
{
	List	  **tables = arg;

	*tables = lappend_oid(*tables, DatumGetObjectId(sv_row_datum(row, 1)));
}

/*
 * Say that what is dropped is kept, and that this takes time, unless tables are
 * moved.
 */
static void
add_recoverable(SvFinding *finding, bool moved)
{
	finding->hint = psprintf(moved ?
							 _("It is recoverable until %s, by the other script of the revision.") :
							 _("It is recoverable until %s, by the other script of the revision. Its rows are copied for that, with the lock of the drop."),
							 sv_trash_day(sv_trash_time));
}

/*
 * What is in a table and its partitions.
 */
static Content
content_of(Oid table)
{
	static SvQuery query = {
		.text = "SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint,"
		" coalesce(sum(c.reltuples) FILTER (WHERE c.reltuples > 0), 0)::bigint"
		" FROM pg_class c WHERE c.relkind IN ('r', 'p') AND (c.oid = $1"
		"  OR c.oid IN (SELECT p.relid FROM pg_partition_tree($1) p))",
		.nargs = 1,
		.types = {OIDOID}
	};
	Content		content = {0, 0};
	Datum		value = ObjectIdGetDatum(table);

	sv_query_fetch(&query, &value, NULL, take_content, &content);
	return content;
}

static void
take_content(const SvRow *row, void *arg)
{
	Content    *content = arg;

	content->bytes = DatumGetInt64(sv_row_datum(row, 1));
	content->rows = DatumGetInt64(sv_row_datum(row, 2));
}

static char *
place(const Look *look)
{
	return psprintf(_("statement %d of revision \"%s\""), look->number,
					look->step->id);
}
