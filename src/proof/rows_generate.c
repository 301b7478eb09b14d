/*-------------------------------------------------------------------------
 *
 * rows_generate.c
 *	  Makes rows for a table.
 *
 * A row is a choice for each column (rows_source.c), except that columns of
 * foreign keys get the values of a row that is there, and those of a partition
 * key get values within the bounds of the partitions in turn.
 *
 * All rows are inserted by one statement.  If that fails, they are inserted one
 * by one, and the choices for the columns that the server objects to are changed
 * until it accepts the row: the error names the constraint.  This is a random
 * walk, but for the same table it is the same one each time.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "proof/rows_bounds.h"
#include "proof/rows_generate.h"
#include "proof/rows_source.h"
#include "proof/rows_statement.h"
#include "proof/rows_type.h"
#include "server/bound_query.h"
#include "server/query.h"
#include "server/relation_name.h"
#include "strings.h"

/* Attempts at the first row, and at each other one. */
#define MAX_ATTEMPTS 200
#define MAX_MORE_ATTEMPTS 100

/* Rows that are not accepted, after which there is no other one. */
#define MAX_FAILURES 2

/* Rows of a referenced table among which we choose. */
#define MAX_PARENTS 100

/* The choice for a foreign key; a number from 0 is an index into its rows. */
#define NO_PARENT (-1)

/* A foreign key, with the rows that are there. */
typedef struct Parents
{
	const SvRowsReference *reference;
	List	   *rows;			/* of char **: a literal for each column */
	int			choice;
} Parents;

typedef struct Generator
{
	const SvRowsTable *table;
	SvRowsSource **sources;		/* one for each column */
	Parents    *parents;		/* one for each foreign key */
	List	   *bounds;			/* of char **: one for each partition */
	bool		is_recursive;	/* it references itself */
	bool		waits;			/* for rows of another table */
	int			number;			/* of the row, from 1 */
	int			attempt;
	const char **row;			/* an expression for each column; NULL: none */
	const char **taken;			/* the literal of a row that is referenced */
} Generator;

static Generator *make_generator(const SvRowsTable *table);
static void read_parents(Generator *generator, Parents *parents);
static void add_parent(const SvRow *row, void *arg);
static int	insert_all(Generator *generator, int count);
static bool insert_one(Generator *generator, char **reason);
static void begin_row(Generator *generator, int number);
static bool fill_row(Generator *generator, char **reason);
static bool fill_references(Generator *generator, char **reason);
static bool take_parent(Generator *generator, const Parents *parents);
static bool fits(const Generator *generator, const SvRowsReference *reference,
				 char **literals);
static void leave_out(Generator *generator, const SvRowsReference *reference);
static void fill_bounds(Generator *generator);
static void append_row(StringInfo buf, const Generator *generator);
static void append_head(StringInfo buf, const SvRowsTable *table);
static Bitmapset *blamed(const Generator *generator, const ErrorData *error);
static Bitmapset *all_columns(const Generator *generator, bool of_keys);
static void choose_again(Generator *generator, Bitmapset *columns, bool fresh);
static uint32 chance(const Generator *generator, int place);

/*
 * Insert up to so many rows into a table; returns how many.  If it is none,
 * there is the reason, palloc'd, and whether it is that the table needs rows of
 * another one.
 */
int
sv_rows_generate_table(const SvRowsTable *table, int count, char **reason,
					   bool *waits)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "schemaver rows",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	Generator  *generator = make_generator(table);
	char	   *last = NULL;
	int			inserted = insert_all(generator, count);

	if (inserted == 0)
	{
		for (int number = 1, failed = 0;
			 number <= count && failed < MAX_FAILURES; number++)
		{
			CHECK_FOR_INTERRUPTS();
			begin_row(generator, number);
			if (insert_one(generator, &last))
				inserted++;
			else
				failed += inserted == 0 ? MAX_FAILURES : 1;
		}
	}
	MemoryContextSwitchTo(oldcontext);
	*reason = last == NULL ? NULL : pstrdup(last);
	*waits = generator->waits;
	MemoryContextDelete(context);
	return inserted;
}

static Generator *
make_generator(const SvRowsTable *table)
{
	Generator  *generator = palloc0(sizeof(Generator));
	int			nreferences = list_length(table->references);

	generator->table = table;
	generator->sources = palloc(sizeof(SvRowsSource *) * (table->ncolumns + 1));
	generator->row = palloc0(sizeof(char *) * (table->ncolumns + 1));
	generator->taken = palloc0(sizeof(char *) * (table->ncolumns + 1));
	generator->parents = palloc0(sizeof(Parents) * (nreferences + 1));
	generator->bounds = sv_rows_bounds_list(table);
	for (int i = 0; i < table->ncolumns; i++)
	{
		generator->sources[i] = sv_rows_source_make(table, i);
	}
	for (int i = 0; i < nreferences; i++)
	{
		Parents    *parents = &generator->parents[i];

		parents->reference = list_nth(table->references, i);
		if (parents->reference->parent == table->oid)
			generator->is_recursive = true;
		else
			read_parents(generator, parents);
	}
	return generator;
}

/*
 * Read the keys of rows that can be referenced, in their order.
 */
static void
read_parents(Generator *generator, Parents *parents)
{
	const SvRowsReference *reference = parents->reference;
	StringInfoData columns;
	StringInfoData buf;

	initStringInfo(&columns);
	for (int i = 0; i < reference->nkeys; i++)
	{
		appendStringInfo(&columns, "%s%s", i > 0 ? ", " : "",
						 quote_identifier(get_attname(reference->parent,
													  reference->parent_attnums[i],
													  false)));
	}
	initStringInfo(&buf);
	appendStringInfo(&buf, "SELECT %s FROM %s%s WHERE (%s) IS NOT NULL"
					 " ORDER BY %s LIMIT %d", columns.data,
					 get_rel_relkind(reference->parent) == RELKIND_PARTITIONED_TABLE ?
					 "" : "ONLY ",
					 sv_relation_name_quote(reference->parent),
					 columns.data, columns.data, MAX_PARENTS);
	parents->rows = NIL;
	/* those in a schema that stays as it is may not be readable: as if empty */
	(void) sv_rows_statement_read(buf.data, add_parent, &parents->rows);
}

static void
add_parent(const SvRow *row, void *arg)
{
	List	  **rows = arg;
	int			count = sv_row_count(row);
	char	  **literals = palloc(sizeof(char *) * count);

	for (int i = 0; i < count; i++)
	{
		literals[i] = sv_bound_query_literal(sv_row_datum(row, i + 1),
											 TupleDescAttr(row->columns, i)->atttypid);
	}
	*rows = lappend(*rows, literals);
}

/*
 * Insert all rows by one statement, with the first choice for each; returns how
 * many were inserted: all, or none.
 */
static int
insert_all(Generator *generator, int count)
{
	StringInfoData buf;
	uint64		rows;
	char	   *reason;

	if (generator->is_recursive)
		return 0;
	initStringInfo(&buf);
	append_head(&buf, generator->table);
	for (int number = 1; number <= count; number++)
	{
		begin_row(generator, number);
		if (!fill_row(generator, &reason))
			return 0;
		if (number > 1)
			appendStringInfoString(&buf, ", ");
		append_row(&buf, generator);
	}
	if (sv_rows_statement_insert(generator->table, buf.data, &rows) != NULL)
		return 0;
	return (int) rows;
}

/*
 * Insert a row, with as many attempts as it takes; returns false if none was
 * accepted, with the last reason.
 */
static bool
insert_one(Generator *generator, char **reason)
{
	int			attempts = generator->number == 1 ? MAX_ATTEMPTS :
	MAX_MORE_ATTEMPTS;

	for (generator->attempt = 0; generator->attempt < attempts;
		 generator->attempt++)
	{
		StringInfoData buf;
		uint64		rows;
		ErrorData  *error;

		CHECK_FOR_INTERRUPTS();
		if (!fill_row(generator, reason))
			return false;
		initStringInfo(&buf);
		append_head(&buf, generator->table);
		append_row(&buf, generator);
		error = sv_rows_statement_insert(generator->table, buf.data, &rows);
		if (error == NULL && rows > 0)
			return true;
		*reason = error != NULL ? error->message :
			pstrdup("a trigger or rule keeps rows out");
		choose_again(generator, blamed(generator, error),
					 error != NULL &&
					 (error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION ||
					  error->sqlerrcode == ERRCODE_EXCLUSION_VIOLATION));
	}
	return false;
}

/*
 * The first choices for a row.
 */
static void
begin_row(Generator *generator, int number)
{
	generator->number = number;
	generator->attempt = 0;
	for (int i = 0; i < generator->table->ncolumns; i++)
	{
		sv_rows_source_begin(generator->sources[i], number);
	}
	for (int i = 0; i < list_length(generator->table->references); i++)
	{
		Parents    *parents = &generator->parents[i];

		if (generator->is_recursive &&
			parents->reference->parent == generator->table->oid)
			read_parents(generator, parents);
		parents->choice = number % 3 == 2 && parents->reference->nullable ?
			NO_PARENT : number - 1;
	}
}

/*
 * Choose an expression for each column; returns false if that is impossible,
 * with the reason.
 */
static bool
fill_row(Generator *generator, char **reason)
{
	const SvRowsTable *table = generator->table;

	memset(generator->row, 0, sizeof(char *) * table->ncolumns);
	memset(generator->taken, 0, sizeof(char *) * table->ncolumns);
	if (!fill_references(generator, reason))
		return false;
	fill_bounds(generator);
	for (int i = 0; i < table->ncolumns; i++)
	{
		if (generator->row[i] == NULL)
			generator->row[i] = sv_rows_source_value(generator->sources[i]);
	}
	/* a row that references itself */
	for (int i = 0; i < list_length(table->references); i++)
	{
		const SvRowsReference *reference = generator->parents[i].reference;

		if (reference->parent != table->oid || reference->nullable ||
			generator->parents[i].rows != NIL)
			continue;
		for (int j = 0; j < reference->nkeys; j++)
		{
			int			column = sv_rows_table_column(table,
													  reference->parent_attnums[j]);

			if (column >= 0)
				generator->row[reference->columns[j]] = generator->row[column];
		}
	}
	return true;
}

/*
 * Choose rows to be referenced.
 */
static bool
fill_references(Generator *generator, char **reason)
{
	const SvRowsTable *table = generator->table;

	for (int i = 0; i < list_length(table->references); i++)
	{
		const Parents *parents = &generator->parents[i];
		const SvRowsReference *reference = parents->reference;

		if (parents->choice != NO_PARENT && take_parent(generator, parents))
			continue;
		if (reference->nullable)
			leave_out(generator, reference);
		else if (reference->parent != table->oid)
		{
			*reason = psprintf("no row of \"%s\" can be referenced",
							   get_rel_name(reference->parent));
			generator->waits = true;
			return false;
		}
	}
	return true;
}

/*
 * Reference a row that agrees with what was chosen for other foreign keys;
 * returns false if there is none.
 */
static bool
take_parent(Generator *generator, const Parents *parents)
{
	int			count = list_length(parents->rows);

	for (int i = 0; i < count; i++)
	{
		char	  **literals = list_nth(parents->rows,
										(parents->choice + i) % count);

		if (!fits(generator, parents->reference, literals))
			continue;
		for (int j = 0; j < parents->reference->nkeys; j++)
		{
			int			column = parents->reference->columns[j];
			const SvRowsColumn *target = &generator->table->columns[column];

			generator->taken[column] = literals[j];
			generator->row[column] =
				psprintf("CAST(%s AS %s)", literals[j],
						 format_type_extended(target->type, target->typmod,
											  FORMAT_TYPE_TYPEMOD_GIVEN |
											  FORMAT_TYPE_FORCE_QUALIFY));
		}
		return true;
	}
	return false;
}

/*
 * True if nothing else was chosen for any of the columns.
 */
static bool
fits(const Generator *generator, const SvRowsReference *reference,
	 char **literals)
{
	for (int i = 0; i < reference->nkeys; i++)
	{
		int			column = reference->columns[i];

		if (generator->row[column] != NULL &&
			!sv_strings_equal(generator->taken[column], literals[i]))
			return false;
	}
	return true;
}

/*
 * Reference no row.
 */
static void
leave_out(Generator *generator, const SvRowsReference *reference)
{
	for (int i = 0; i < reference->nkeys; i++)
	{
		int			column = reference->columns[i];

		if (generator->row[column] == NULL &&
			generator->table->columns[column].nullable)
			generator->row[column] = "NULL";
	}
}

/*
 * Choose a partition.
 */
static void
fill_bounds(Generator *generator)
{
	int			count = list_length(generator->bounds);
	const char **bounds;

	if (count == 0)
		return;
	bounds = list_nth(generator->bounds,
					  (generator->number - 1 + generator->attempt) % count);
	for (int i = 0; i < generator->table->ncolumns; i++)
	{
		if (generator->row[i] == NULL && bounds[i] != NULL)
			generator->row[i] = bounds[i];
	}
}

static void
append_row(StringInfo buf, const Generator *generator)
{
	appendStringInfoChar(buf, '(');
	for (int i = 0; i < generator->table->ncolumns; i++)
	{
		appendStringInfo(buf, "%s%s", i > 0 ? ", " : "", generator->row[i]);
	}
	appendStringInfoChar(buf, ')');
}

/*
 * The INSERT up to its rows.
 */
static void
append_head(StringInfo buf, const SvRowsTable *table)
{
	appendStringInfo(buf, "INSERT INTO %s", table->name);
	for (int i = 0; i < table->ncolumns; i++)
	{
		appendStringInfo(buf, "%s%s", i > 0 ? ", " : " (",
						 quote_identifier(table->columns[i].name));
	}
	appendStringInfoString(buf, ") VALUES ");
}

/*
 * The columns that an error is about.
 */
static Bitmapset *
blamed(const Generator *generator, const ErrorData *error)
{
	const SvRowsTable *table = generator->table;
	Bitmapset  *columns = NULL;
	ListCell   *lc;

	if (error == NULL)
		return all_columns(generator, false);
	foreach(lc, table->rules)
	{
		const SvRowsRule *rule = lfirst(lc);

		if (error->constraint_name != NULL && error->datatype_name == NULL &&
			strcmp(rule->name, error->constraint_name) == 0)
			columns = bms_union(columns, rule->columns);
	}
	for (int i = 0; i < table->ncolumns; i++)
	{
		if ((error->column_name != NULL &&
			 strcmp(table->columns[i].name, error->column_name) == 0) ||
			(error->datatype_name != NULL &&
			 sv_rows_type_is_named(table->columns[i].type,
								   error->datatype_name)))
			columns = bms_add_member(columns, i);
	}
	/* no partition takes the row; or an index of a partition refuses it */
	if (columns == NULL && error->sqlerrcode == ERRCODE_CHECK_VIOLATION)
		columns = bms_copy(table->partition_columns);
	if (columns == NULL && error->sqlerrcode == ERRCODE_UNIQUE_VIOLATION)
		columns = all_columns(generator, true);
	return columns != NULL ? columns : all_columns(generator, false);
}

static Bitmapset *
all_columns(const Generator *generator, bool of_keys)
{
	Bitmapset  *columns = NULL;

	for (int i = 0; i < generator->table->ncolumns; i++)
	{
		if (!of_keys || generator->table->columns[i].in_key)
			columns = bms_add_member(columns, i);
	}
	return columns;
}

/*
 * Choose something else for some of the columns, at least one.
 */
static void
choose_again(Generator *generator, Bitmapset *columns, bool fresh)
{
	const SvRowsTable *table = generator->table;
	int			ncolumns = bms_num_members(columns);
	int			must = ncolumns == 0 ? 0 : chance(generator, -1) % ncolumns;

	for (int i = 0; i < list_length(table->references); i++)
	{
		Parents    *parents = &generator->parents[i];
		int			nrows = list_length(parents->rows);

		for (int j = 0; j < parents->reference->nkeys; j++)
		{
			if (!bms_is_member(parents->reference->columns[j], columns))
				continue;
			parents->choice = chance(generator, -2 - i) %
				(nrows + (parents->reference->nullable || nrows == 0 ? 1 : 0));
			if (parents->choice == nrows)
				parents->choice = NO_PARENT;
		}
	}
	for (int i = -1, n = 0; (i = bms_next_member(columns, i)) >= 0; n++)
	{
		if (n == must || chance(generator, i) % 2 == 0)
			sv_rows_source_choose(generator->sources[i], chance(generator, i) >> 1,
								  fresh ? generator->attempt : 0);
	}
}

/*
 * A number that depends on the row, the attempt and a place, and looks random.
 */
static uint32
chance(const Generator *generator, int place)
{
	return murmurhash32(murmurhash32(generator->number * 1000 +
									 generator->attempt) + place * 7919);
}
