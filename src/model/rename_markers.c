/*-------------------------------------------------------------------------
 *
 * rename_markers.c
 *	  Comments in a model that say what something was called before.
 *
 * A line "-- @renamed from=old_name" stands above a definition: that of a
 * table, a view, a sequence, an index, a type or a function, or of a column
 * or a constraint in CREATE TABLE or an attribute in CREATE TYPE.  Where the
 * comments are, the server's lexer says; what they stand above of, its parse
 * trees.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "utils/varlena.h"

#include "file/tokens.h"
#include "model/rename_markers.h"

/* A comment: what was called how, and the place of what it stands above. */
typedef struct Marker
{
	char	   *old_name;
	int			location;
	bool		used;
} Marker;

/* Where the names of a model lead to. */
typedef struct Search
{
	List	   *markers;		/* of Marker */
	SvRenames	renames;
} Search;

static List *find_markers(const char *text);
static char *old_name_in(const char *comment);
static void look_at(Search *search, const SvScript *script, RawStmt *statement);
static void look_at_table(Search *search, const CreateStmt *create,
						  const char *old_name);
static void look_at_composite(Search *search, const CompositeTypeStmt *create,
							  const char *old_name);
static void look_at_columns(Search *search, Oid relation, const char *table,
							List *elements, bool is_type);
static const char *old_name_at(Search *search, int location);

/*
 * May there be a marker in a text?  To find out is much faster than to parse it.
 */
bool
sv_rename_markers_is_in(const char *text)
{
	return strstr(text, "@renamed") != NULL;
}

/*
 * What is to be renamed, in an order in which it can be done: what is in the
 * database under the old name and not under the new one.  Warns about comments
 * that stand above nothing that can be renamed.
 */
List *
sv_rename_markers_find(const SvScript *script)
{
	Search		search = {find_markers(script->text)};
	ListCell   *lc;

	if (search.markers == NIL)
		return NIL;
	foreach(lc, script->statements)
		look_at(&search, script, lfirst_node(RawStmt, lc));
	foreach(lc, search.markers)
	{
		const Marker *marker = lfirst(lc);

		if (!marker->used)
			ereport(WARNING,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("comment \"@renamed from=%s\" is not above anything that can be renamed",
							marker->old_name),
					 errhint("Put it on a line of its own, above the definition of a table, a column, a type or another named object.")));
	}
	return search.renames.found;
}

/*
 * The comments, each with the place of the token behind it.
 */
static List *
find_markers(const char *text)
{
	List	   *markers = NIL;
	SvTokens   *tokens;
	SvToken		token;
	bool		more;

	if (!sv_rename_markers_is_in(text))
		return NIL;
	tokens = sv_tokens_begin(text);
	do
	{
		int			at;

		more = sv_tokens_next(tokens, &token);
		at = token.gap;
		while (at < token.start)
		{
			SvGapKind	kind;
			int			end = sv_tokens_gap_piece(text, at, token.start, &kind);
			char	   *name = kind != SV_GAP_LINE_COMMENT ? NULL :
			old_name_in(pnstrdup(text + at, end - at));

			if (name != NULL)
			{
				Marker	   *marker = palloc0(sizeof(Marker));

				marker->old_name = name;
				marker->location = token.start;
				markers = lappend(markers, marker);
			}
			at = end;
		}
	} while (more);
	sv_tokens_end(tokens);
	return markers;
}

/*
 * The name in a comment "-- @renamed from=name", read as the server reads
 * names; NULL if it is another comment.
 */
static char *
old_name_in(const char *comment)
{
	static const char *const words[] = {"--", "@renamed", "from="};
	List	   *names;

	for (int i = 0; i < lengthof(words); i++)
	{
		size_t		length = strlen(words[i]);

		comment += strspn(comment, " \t");
		if (strncmp(comment, words[i], length) != 0)
			return NULL;
		comment += length;
	}
	if (!SplitIdentifierString(pnstrdup(comment, strcspn(comment, "\r\n")),
							   '.', &names) || names == NIL)
		return NULL;
	return llast(names);
}

static void
look_at(Search *search, const SvScript *script, RawStmt *statement)
{
	Node	   *node = statement->stmt;
	const char *old_name = old_name_at(search,
									   sv_script_statement_start(script, statement));

	switch (nodeTag(node))
	{
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
			/* the one begins with the other */
			look_at_table(search, (CreateStmt *) node, old_name);
			break;
		case T_ViewStmt:
			sv_renames_add_relation(&search->renames, ((ViewStmt *) node)->view, old_name, "view",
									"ALTER VIEW");
			break;
		case T_CreateTableAsStmt:
			sv_renames_add_relation(&search->renames, ((CreateTableAsStmt *) node)->into->rel,
									old_name, "materialized view",
									"ALTER MATERIALIZED VIEW");
			break;
		case T_CreateSeqStmt:
			sv_renames_add_relation(&search->renames, ((CreateSeqStmt *) node)->sequence, old_name,
									"sequence", "ALTER SEQUENCE");
			break;
		case T_IndexStmt:
			if (((IndexStmt *) node)->idxname != NULL)
				sv_renames_add_relation(&search->renames,
										makeRangeVar(((IndexStmt *) node)->relation->schemaname,
													 ((IndexStmt *) node)->idxname, -1),
										old_name, "index", "ALTER INDEX");
			break;
		case T_CompositeTypeStmt:
			look_at_composite(search, (CompositeTypeStmt *) node, old_name);
			break;
		case T_CreateEnumStmt:
			sv_renames_add_type(&search->renames, ((CreateEnumStmt *) node)->typeName, old_name,
								"ALTER TYPE");
			break;
		case T_CreateRangeStmt:
			sv_renames_add_type(&search->renames, ((CreateRangeStmt *) node)->typeName, old_name,
								"ALTER TYPE");
			break;
		case T_CreateDomainStmt:
			sv_renames_add_type(&search->renames, ((CreateDomainStmt *) node)->domainname, old_name,
								"ALTER DOMAIN");
			break;
		case T_CreateFunctionStmt:
			sv_renames_add_function(&search->renames, ((CreateFunctionStmt *) node)->funcname,
									old_name, ((CreateFunctionStmt *) node)->is_procedure);
			break;
		default:
			break;
	}
}

static void
look_at_table(Search *search, const CreateStmt *create, const char *old_name)
{
	sv_renames_add_relation(&search->renames, create->relation, old_name, "table", "ALTER TABLE");
	look_at_columns(search, sv_renames_find_relation(&search->renames, create->relation),
					sv_renames_qualify(create->relation), create->tableElts, false);
}

static void
look_at_composite(Search *search, const CompositeTypeStmt *create,
				  const char *old_name)
{
	const RangeVar *name = create->typevar;
	List	   *names = list_make1(makeString(name->relname));

	if (name->schemaname != NULL)
		names = lcons(makeString(name->schemaname), names);
	sv_renames_add_type(&search->renames, names, old_name, "ALTER TYPE");
	look_at_columns(search, sv_renames_find_relation(&search->renames, name), sv_renames_qualify(name),
					create->coldeflist, true);
}

/*
 * The columns and constraints of a table, or the attributes of a type.
 */
static void
look_at_columns(Search *search, Oid relation, const char *table,
				List *elements, bool is_type)
{
	ListCell   *lc;

	foreach(lc, elements)
	{
		Node	   *element = lfirst(lc);

		if (IsA(element, ColumnDef))
			sv_renames_add_column(&search->renames, relation, table,
								  ((ColumnDef *) element)->colname,
								  old_name_at(search, ((ColumnDef *) element)->location),
								  is_type);
		else if (IsA(element, Constraint) &&
				 ((Constraint *) element)->conname != NULL)
			sv_renames_add_constraint(&search->renames, relation, table,
									  ((Constraint *) element)->conname,
									  old_name_at(search, ((Constraint *) element)->location));
	}
}

static const char *
old_name_at(Search *search, int location)
{
	ListCell   *lc;

	foreach(lc, search->markers)
	{
		Marker	   *marker = lfirst(lc);

		if (marker->location == location)
		{
			marker->used = true;
			return marker->old_name;
		}
	}
	return NULL;
}
