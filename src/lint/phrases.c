/*-------------------------------------------------------------------------
 *
 * phrases.c
 *	  Pieces of the statements that rules suggest.
 *
 * Names are qualified and quoted, and texts are those of the server's deparser,
 * so the statements can be run as they are under any search_path; but names in
 * expressions are as the script's search_path has them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "lib/stringinfo.h"
#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "compat.h"
#include "lint/phrases.h"

/*
 * The qualified name of a relation, quoted.
 */
char *
sv_phrases_relation(const SvLintRelation *relation)
{
	return quote_qualified_identifier(relation->schema, relation->name);
}

/*
 * The type of a column, qualified where it has to be.
 */
char *
sv_phrases_type(const SvLintColumn *column)
{
	return format_type_extended(column->type, column->typmod,
								FORMAT_TYPE_TYPEMOD_GIVEN |
								FORMAT_TYPE_FORCE_QUALIFY);
}

/*
 * The default of a column as the server evaluates it for existing rows; NULL:
 * there is none.
 */
Node *
sv_phrases_default_tree(Oid oid, AttrNumber column)
{
	Relation	relation = relation_open(oid, AccessShareLock);
	Node	   *tree = build_column_default(relation, column);

	relation_close(relation, AccessShareLock);
	return tree == NULL ? NULL : (Node *) expression_planner((Expr *) tree);
}

/*
 * The default of a column as SQL; NULL: there is none.
 */
char *
sv_phrases_default(Oid oid, AttrNumber column)
{
	Node	   *tree = sv_phrases_default_tree(oid, column);

	return tree == NULL ? NULL : deparse_expression(tree, NIL, false, false);
}

/*
 * Names of columns, quoted, with ", " between them.
 */
char *
sv_phrases_columns(const SvLintRelation *relation, const List *columns)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, columns)
	{
		const SvLintColumn *column = sv_relation_column_at(relation, lfirst_int(lc));

		appendStringInfo(&buf, "%s%s", buf.len > 0 ? ", " : "",
						 column == NULL ? "?" : quote_identifier(column->name));
	}
	return buf.data;
}

/*
 * The statement that adds a constraint, without semicolon.
 */
char *
sv_phrases_constraint(Oid constraint)
{
	return pg_get_constraintdef_command(constraint);
}

/*
 * The statement that creates an index, without blocking writes, and without
 * semicolon.
 */
char *
sv_phrases_concurrent_index(Oid index)
{
	const char *definition = pg_get_indexdef_string(index);
	const char *unique = "CREATE UNIQUE INDEX ";
	const char *plain = "CREATE INDEX ";

	if (strncmp(definition, unique, strlen(unique)) == 0)
		return psprintf("%sCONCURRENTLY %s", unique, definition + strlen(unique));
	if (strncmp(definition, plain, strlen(plain)) == 0)
		return psprintf("%sCONCURRENTLY %s", plain, definition + strlen(plain));
	return pstrdup(definition);
}

/*
 * The name of a relation in a statement as a list, for
 * NameListToQuotedString().
 */
List *
sv_phrases_names(const RangeVar *relation)
{
	List	   *names = list_make1(makeString(relation->relname));

	return relation->schemaname == NULL ? names :
		lcons(makeString(relation->schemaname), names);
}
