/*-------------------------------------------------------------------------
 *
 * definitions.c
 *	  The named objects that a model defines, and where they stand.
 *
 * They are read off the server's raw parse trees, which know the positions of
 * columns and constraints.  They do not know those of the labels of enumerated
 * types: these are the strings among the tokens of the statement, of which
 * there are as many as labels.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"

#include "file/tokens.h"
#include "model/definitions.h"

/* The list that is made, and the statement that is being read. */
typedef struct Reading
{
	List	   *definitions;
	Node	   *statement;
	int			end;
} Reading;

static void add_statement(Reading *reading, const SvScript *script,
						  RawStmt *raw);
static void add_columns(Reading *reading, RangeVar *relation, List *elements);
static void add_constraints(Reading *reading, RangeVar *relation,
							List *constraints);
static void add_altered(Reading *reading, const AlterTableStmt *alter,
						int location);
static void add_labels(Reading *reading, const SvScript *script, List *labels,
					   int location);
static void add(Reading *reading, SvDefinitionPart part, RangeVar *relation,
				const char *name, int location);

/*
 * The definitions of a model, as SvDefinition, in the order of the statements.
 */
List *
sv_definitions_of(const SvScript *script)
{
	Reading		reading = {NIL};
	ListCell   *lc;

	foreach(lc, script->statements)
		add_statement(&reading, script, lfirst_node(RawStmt, lc));
	return reading.definitions;
}

/*
 * A name as the list of strings that other statements have.
 */
List *
sv_definitions_names(const RangeVar *name)
{
	List	   *names = list_make1(makeString(name->relname));

	return name->schemaname == NULL ? names :
		lcons(makeString(name->schemaname), names);
}

static void
add_statement(Reading *reading, const SvScript *script, RawStmt *raw)
{
	Node	   *node = raw->stmt;
	int			location = sv_script_statement_start(script, raw);

	reading->statement = node;
	reading->end = raw->stmt_len > 0 ? raw->stmt_location + raw->stmt_len :
		strlen(script->text);
	switch (nodeTag(node))
	{
		case T_CreateSchemaStmt:
			if (((CreateSchemaStmt *) node)->schemaname == NULL)
				return;
			break;
		case T_ViewStmt:
		case T_CreateTableAsStmt:
		case T_CreateSeqStmt:
		case T_CreateRangeStmt:
		case T_CreateDomainStmt:
		case T_CreateFunctionStmt:
			break;
		case T_IndexStmt:
			if (((IndexStmt *) node)->idxname == NULL)
				return;
			break;
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
			add(reading, SV_PART_NONE, NULL, NULL, location);
			add_columns(reading, ((CreateStmt *) node)->relation,
						((CreateStmt *) node)->tableElts);
			return;
		case T_CompositeTypeStmt:
			add(reading, SV_PART_NONE, NULL, NULL, location);
			add_columns(reading, ((CompositeTypeStmt *) node)->typevar,
						((CompositeTypeStmt *) node)->coldeflist);
			return;
		case T_CreateEnumStmt:
			add(reading, SV_PART_NONE, NULL, NULL, location);
			add_labels(reading, script, ((CreateEnumStmt *) node)->vals, location);
			return;
		case T_AlterTableStmt:
			add_altered(reading, (AlterTableStmt *) node, location);
			return;
		default:
			return;
	}
	add(reading, SV_PART_NONE, NULL, NULL, location);
}

/*
 * Adds the columns and constraints of a table, or the attributes of a type.
 */
static void
add_columns(Reading *reading, RangeVar *relation, List *elements)
{
	ListCell   *lc;

	foreach(lc, elements)
	{
		if (IsA(lfirst(lc), ColumnDef))
		{
			ColumnDef  *column = lfirst(lc);

			add(reading, SV_PART_COLUMN, relation, column->colname,
				column->location);
		}
		else if (IsA(lfirst(lc), Constraint))
			add_constraints(reading, relation, list_make1(lfirst(lc)));
	}
}

static void
add_constraints(Reading *reading, RangeVar *relation, List *constraints)
{
	ListCell   *lc;

	foreach(lc, constraints)
	{
		const Constraint *constraint = lfirst(lc);

		if (constraint->conname != NULL)
			add(reading, SV_PART_CONSTRAINT, relation, constraint->conname,
				constraint->location);
	}
}

/*
 * Adds the constraints that are added to a table, as pg_dump writes them: the
 * first one stands where the statement does.
 */
static void
add_altered(Reading *reading, const AlterTableStmt *alter, int location)
{
	ListCell   *lc;

	foreach(lc, alter->cmds)
	{
		const AlterTableCmd *command = lfirst(lc);

		if (command->subtype != AT_AddConstraint ||
			!IsA(command->def, Constraint) ||
			((Constraint *) command->def)->conname == NULL)
			continue;
		if (lc == list_head(alter->cmds))
			add(reading, SV_PART_CONSTRAINT, alter->relation,
				((Constraint *) command->def)->conname, location);
		add_constraints(reading, alter->relation, list_make1(command->def));
	}
}

static void
add_labels(Reading *reading, const SvScript *script, List *labels,
		   int location)
{
	char	   *text = pnstrdup(script->text + location,
								reading->end - location);
	SvTokens   *tokens = sv_tokens_begin(text);
	List	   *places = NIL;
	SvToken		token;
	bool		escapes = false;

	while (sv_tokens_next(tokens, &token))
	{
		/* U&'...' UESCAPE '!' is one string */
		if (token.is_string && !escapes)
			places = lappend_int(places, location + token.start);
		escapes = token.value != NULL && !token.is_string &&
			pg_strcasecmp(token.value, "uescape") == 0;
	}
	sv_tokens_end(tokens);
	if (list_length(places) != list_length(labels))
		return;
	for (int i = 0; i < list_length(labels); i++)
		add(reading, SV_PART_LABEL, NULL, strVal(list_nth(labels, i)),
			list_nth_int(places, i));
}

static void
add(Reading *reading, SvDefinitionPart part, RangeVar *relation,
	const char *name, int location)
{
	SvDefinition *definition = palloc0(sizeof(SvDefinition));

	definition->part = part;
	definition->statement = reading->statement;
	definition->relation = relation;
	definition->name = name;
	definition->location = location;
	definition->end = reading->end;
	reading->definitions = lappend(reading->definitions, definition);
}
