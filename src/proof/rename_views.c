/*-------------------------------------------------------------------------
 *
 * rename_views.c
 *	  Renames in two parts, between which the old names work, too.
 *
 * The first part (expand) renames, and creates a view that reads and writes as
 * the table does: the server updates simple views automatically.  The second part
 * (contract) drops it.
 *
 *	- A table that is renamed: the view has its old name, and the old names of
 *	  columns that are renamed along with it.
 *	- Columns alone: the table gets a name that nobody uses, and the view has that
 *	  of the table, all columns, and after them the renamed ones once more, by
 *	  their old names.  Both are the same column to INSERT and UPDATE.
 *
 * The view belongs to the owner of the table, and has its privileges.  It is one
 * of the invoker's rights, so that policies stay those of the caller; before
 * PostgreSQL 15, which has no such views, a table with policies is refused.
 *
 * What is renamed is found by addresses: the script is run in a rehearsal.  There
 * the parts are proved: together they lead to the same as the script, and each
 * leads back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "diff/compare.h"
#include "file/name_use.h"
#include "online/recipe.h"
#include "proof/rename_views.h"
#include "proof/renamed_columns.h"
#include "server/query.h"
#include "strings.h"

typedef struct Splitting
{
	List	   *steps;			/* of SvRehearsedStep: the last is the one */
	const char *functions;		/* the schema of ours, quoted */
	MemoryContext context;		/* of all that follows */
	List	   *before;			/* sv_renamed_columns_read() */
	List	   *tables;			/* of SvRenamedTable */
	SvFacts    *start;
	SvFacts    *plain;			/* after the script */
	SvRenameViews *views;
	ErrorData  *error;
} Splitting;

static void play(SvRehearsal *rehearsal, void *arg);
static void look(SvRehearsal *rehearsal, void *arg);
static void grant(SvRehearsal *rehearsal, void *arg);
static void prove(SvRehearsal *rehearsal, void *arg);
static void run(Splitting *splitting, SvRehearsal *rehearsal, const char *text);
static void require_same(const Splitting *splitting, SvRehearsal *rehearsal,
						 SvFacts *facts);
static void write_scripts(Splitting *splitting);
static char *finish(StringInfo script);
static void write_calls(const Splitting *splitting, StringInfo buf,
						const char *function);
static void write_view(StringInfo buf, const SvRenamedTable *table);
static void write_columns(StringInfo buf, const SvRenamedTable *table);
static void write_column_renames(StringInfo buf, const SvRenamedTable *table,
								 bool forward);
static void write_rename(StringInfo buf, const SvRenamedTable *table,
						 const char *from, const char *to);
static const char *table_name(const SvRenamedTable *table);
static char *qualified(const SvRenamedTable *table, const char *name);
static void refuse(const Splitting *splitting, const char *reason);

/*
 * The two parts of the last of some steps; those before it lead to where it is
 * run.  "functions" is the schema of our functions.  In the current memory context.
 *
 * Errors: a step fails; the last one renames what is no table, or no column of
 * one; the parts do not lead to the same.
 */
SvRenameViews *
sv_rename_views_derive(SvRehearsalStart start, List *steps,
					   const char *functions)
{
	Splitting	splitting = {steps, functions};

	splitting.context = AllocSetContextCreate(CurrentMemoryContext,
											  "schemaver rename",
											  ALLOCSET_DEFAULT_SIZES);
	sv_rehearsal_run(start, steps, NULL, play, &splitting);
	if (splitting.error != NULL)
		ReThrowError(splitting.error);
	return splitting.views;
}

/*
 * SvRehearsalCallback: may be called a second time, if a script fails.
 */
static void
play(SvRehearsal *rehearsal, void *arg)
{
	Splitting  *splitting = arg;
	MemoryContext oldcontext;

	MemoryContextReset(splitting->context);
	oldcontext = MemoryContextSwitchTo(splitting->context);
	splitting->error = NULL;
	splitting->views = palloc0(sizeof(SvRenameViews));
	splitting->views->as_caller = !sv_rehearsal_has_privileges(rehearsal);
	for (int i = 0; i < list_length(splitting->steps) - 1 &&
		 splitting->error == NULL; i++)
		splitting->error = sv_rehearsal_execute(rehearsal,
												list_nth(splitting->steps, i),
												true, NULL);
	if (splitting->error == NULL)
	{
		splitting->start = sv_rehearsal_facts(rehearsal, true);
		splitting->before = sv_renamed_columns_read();
		splitting->error = sv_rehearsal_undone(rehearsal, look, splitting);
	}
	if (splitting->error == NULL)
		splitting->error = sv_rehearsal_undone(rehearsal, grant, splitting);
	if (splitting->error == NULL)
		splitting->error = sv_rehearsal_undone(rehearsal, prove, splitting);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * SvRehearsalCallback: runs the script, and finds what it renames.
 */
static void
look(SvRehearsal *rehearsal, void *arg)
{
	Splitting  *splitting = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(splitting->context);
	const SvRehearsedStep *last = llast(splitting->steps);
	ListCell   *lc;

	run(splitting, rehearsal, last->upgrade);
	splitting->plain = sv_rehearsal_facts(rehearsal, true);
	splitting->tables =
		sv_renamed_columns_find(splitting->before,
								sv_renamed_columns_read());
	if (splitting->tables == NIL)
		refuse(splitting, _("Its upgrade renames nothing."));
	foreach(lc, splitting->tables)
	{
		SvRenamedTable *table = lfirst(lc);

		if (table->relkind != RELKIND_RELATION &&
			table->relkind != RELKIND_PARTITIONED_TABLE)
			refuse(splitting, psprintf(_("Relation \"%s\" is no table."), table->name));
		if (SV_SINCE_15(false, table->has_policies))
			refuse(splitting, psprintf(_("Table \"%s\" has row level security, which a view would pass by: before PostgreSQL 15 it has the rights of its owner."),
									   table->name));
		if (table->renamed)
			continue;
		table->aside = sv_online_name("renamed",
									  qualified(table, table->name));
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * SvRehearsalCallback: finds which statements give the views the owner and the
 * privileges of the tables.  Default privileges may have given them others.
 */
static void
grant(SvRehearsal *rehearsal, void *arg)
{
	Splitting  *splitting = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(splitting->context);
	ListCell   *lc;

	write_scripts(splitting);
	run(splitting, rehearsal, splitting->views->expand);
	foreach(lc, splitting->tables)
	{
		sv_renamed_columns_grants(lfirst(lc));
	}
	MemoryContextSwitchTo(oldcontext);
}

/*
 * SvRehearsalCallback: the parts lead to the same as the script, and back.
 */
static void
prove(SvRehearsal *rehearsal, void *arg)
{
	Splitting  *splitting = arg;
	MemoryContext oldcontext = MemoryContextSwitchTo(splitting->context);
	SvFacts    *between;

	write_scripts(splitting);
	run(splitting, rehearsal, splitting->views->expand);
	between = sv_rehearsal_facts(rehearsal, true);
	run(splitting, rehearsal, splitting->views->contract);
	require_same(splitting, rehearsal, splitting->plain);
	run(splitting, rehearsal, splitting->views->contract_down);
	require_same(splitting, rehearsal, between);
	run(splitting, rehearsal, splitting->views->expand_down);
	require_same(splitting, rehearsal, splitting->start);
	MemoryContextSwitchTo(oldcontext);
}

static void
run(Splitting *splitting, SvRehearsal *rehearsal, const char *text)
{
	SvRehearsedStep step = *(SvRehearsedStep *) llast(splitting->steps);
	ErrorData  *error;

	step.upgrade = text;
	error = sv_rehearsal_execute(rehearsal, &step, true, NULL);
	if (error != NULL)
		ReThrowError(error);
}

static void
require_same(const Splitting *splitting, SvRehearsal *rehearsal, SvFacts *facts)
{
	if (!sv_compare_same(sv_rehearsal_facts(rehearsal, true), facts, true))
		refuse(splitting, _("The two parts would not lead to the same."));
}

/*
 * Write the scripts from what is known of the tables.
 */
static void
write_scripts(Splitting *splitting)
{
	SvRenameViews *views = splitting->views;
	StringInfoData up;
	StringInfoData aside;
	StringInfoData down;
	StringInfoData contract;
	ListCell   *lc;

	initStringInfo(&up);
	initStringInfo(&aside);
	initStringInfo(&down);
	initStringInfo(&contract);
	write_calls(splitting, &aside, "schemaver_old_name");
	write_calls(splitting, &contract, SV_OLD_NAME_REQUIRE);
	appendStringInfoString(&up, aside.data);
	foreach(lc, splitting->tables)
	{
		const SvRenamedTable *table = lfirst(lc);
		char	   *drop = psprintf("DROP VIEW %s;\n", qualified(table, table->name));

		write_column_renames(&up, table, true);
		write_rename(&up, table, table->name, table_name(table));
		write_view(&up, table);
		if (table->aside == NULL)
			appendStringInfoString(&contract, "-- lint:ignore drop-view the statement before sees to it that nobody uses it\n");
		appendStringInfoString(&contract, drop);
		appendStringInfoString(&down, drop);
		if (table->aside != NULL)
		{
			appendStringInfoString(&contract, "-- lint:ignore rename-table nobody uses this name\n");
			write_rename(&contract, table, table->aside, table->name);
			write_rename(&aside, table, table->name, table->aside);
		}
		write_view(&aside, table);
		write_rename(&down, table, table_name(table), table->name);
		write_column_renames(&down, table, false);
	}
	views->expand = finish(&up);
	views->expand_down = finish(&down);
	views->contract = finish(&contract);
	views->contract_down = finish(&aside);
}

/*
 * A script, without the end of its last line.
 */
static char *
finish(StringInfo script)
{
	script->data[--script->len] = '\0';
	return script->data;
}

/*
 * Calls of one of our functions, with each old name.  They come first, before
 * there are locks.
 */
static void
write_calls(const Splitting *splitting, StringInfo buf, const char *function)
{
	ListCell   *lc;

	foreach(lc, splitting->tables)
	{
		const SvRenamedTable *table = lfirst(lc);
		List	   *columns = NIL;
		ListCell   *lc2;

		appendStringInfo(buf, "SELECT %s.%s(%s", splitting->functions, function,
						 quote_literal_cstr(qualified(table, table->name)));
		foreach(lc2, table->renamed ? NIL : table->columns)
		{
			const SvRenamedColumn *column = lfirst(lc2);

			if (column->old != NULL)
				columns = lappend(columns, unconstify(char *, column->old));
		}
		if (columns != NIL)
			appendStringInfo(buf, ", %s", quote_literal_cstr(sv_strings_array(columns)));
		appendStringInfoString(buf, ");\n");
	}
}

static void
write_view(StringInfo buf, const SvRenamedTable *table)
{
	const char *view = qualified(table, table->name);
	ListCell   *lc;

	appendStringInfo(buf, "CREATE VIEW %s%s AS\n    SELECT ", view,
					 SV_SINCE_15(" WITH (security_invoker = true)", ""));
	write_columns(buf, table);
	appendStringInfo(buf, "\n    FROM %s;\n", qualified(table, table_name(table)));
	appendStringInfo(buf, "COMMENT ON VIEW %s IS %s;\n", view,
					 quote_literal_cstr(psprintf("table %s, for applications that use old names",
												 qualified(table, table_name(table)))));
	foreach(lc, table->grants)
	{
		appendStringInfo(buf, "%s;\n", (char *) lfirst(lc));
	}
}

/*
 * The columns of a view.
 */
static void
write_columns(StringInfo buf, const SvRenamedTable *table)
{
	const char *separator = "";
	ListCell   *lc;

	foreach(lc, table->columns)
	{
		const SvRenamedColumn *column = lfirst(lc);

		appendStringInfo(buf, "%s%s", separator, quote_identifier(column->name));
		if (table->renamed && column->old != NULL)
			appendStringInfo(buf, " AS %s", quote_identifier(column->old));
		separator = ", ";
	}
	foreach(lc, table->renamed ? NIL : table->columns)
	{
		const SvRenamedColumn *column = lfirst(lc);

		if (column->old != NULL)
			appendStringInfo(buf, ", %s AS %s", quote_identifier(column->name),
							 quote_identifier(column->old));
	}
}

static void
write_column_renames(StringInfo buf, const SvRenamedTable *table, bool forward)
{
	ListCell   *lc;

	foreach(lc, table->columns)
	{
		const SvRenamedColumn *column = lfirst(lc);

		if (column->old != NULL)
			appendStringInfo(buf, "ALTER TABLE %s RENAME COLUMN %s TO %s;\n",
							 qualified(table, table->name),
							 quote_identifier(forward ? column->old : column->name),
							 quote_identifier(forward ? column->name : column->old));
	}
}

static void
write_rename(StringInfo buf, const SvRenamedTable *table, const char *from,
			 const char *to)
{
	appendStringInfo(buf, "ALTER TABLE %s RENAME TO %s;\n",
					 qualified(table, from), quote_identifier(to));
}

/*
 * The name of the table while the view has its old one.
 */
static const char *
table_name(const SvRenamedTable *table)
{
	return table->aside != NULL ? table->aside : table->new_name;
}

static char *
qualified(const SvRenamedTable *table, const char *name)
{
	return quote_qualified_identifier(table->schema, name);
}

static void
refuse(const Splitting *splitting, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("cannot split revision \"%s\"",
					((SvRehearsedStep *) llast(splitting->steps))->revision),
			 errdetail_internal("%s", reason)));
}
