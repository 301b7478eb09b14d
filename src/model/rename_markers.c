/*-------------------------------------------------------------------------
 *
 * rename_markers.c
 *	  Comments in a model that give the old name of an object.
 *
 * A comment "-- @renamed from=old_name" precedes a definition: that of a table,
 * a view, a sequence, an index, a type or a function, or of a column or a
 * constraint in CREATE TABLE or an attribute in CREATE TYPE.
 *
 * The comments are found with the server's lexer, and the definitions in its
 * parse trees; the two meet at the position of the token that follows the
 * comment.  Objects are looked up in the database by the names of the model,
 * so its search_path must be in effect.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "utils/varlena.h"

#include "file/tokens.h"
#include "model/rename_markers.h"

/* A comment. */
typedef struct Marker
{
	char	   *old_name;
	int			location;		/* of the token that follows it, in bytes */
	bool		used;			/* it precedes a definition */
} Marker;

/* The comments of a model, and the renames found so far. */
typedef struct Search
{
	List	   *markers;		/* of Marker */
	SvRenames	renames;
} Search;

static List *find_markers(const char *text);
static char *old_name_in(const char *comment);
static void warn_of_unused(const Search *search);
static void visit_statement(Search *search, const SvScript *script,
							RawStmt *statement);
static void visit_table(Search *search, const CreateStmt *create,
						const char *old_name);
static void visit_index(Search *search, const IndexStmt *create,
						const char *old_name);
static void visit_composite(Search *search, const CompositeTypeStmt *create,
							const char *old_name);
static void visit_columns(Search *search, const RangeVar *name, List *elements,
						  bool is_type);
static const char *old_name_at(Search *search, int location);

/*
 * True if there may be a marker in a text.  This is much faster than to parse
 * it.
 */
bool
sv_rename_markers_is_in(const char *text)
{
	return strstr(text, "@renamed") != NULL;
}

/*
 * The objects to rename, as SvMarkedRenames in an order in which this can be
 * done: those that exist in the database by the old name, while none exists by
 * the new one.  Warns of comments that precede nothing that can be renamed.
 */
List *
sv_rename_markers_find(const SvScript *script)
{
	Search		search = {find_markers(script->text)};
	ListCell   *lc;

	if (search.markers == NIL)
		return NIL;
	foreach(lc, script->statements)
		visit_statement(&search, script, lfirst_node(RawStmt, lc));
	warn_of_unused(&search);
	return search.renames.found;
}

static void
warn_of_unused(const Search *search)
{
	ListCell   *lc;

	foreach(lc, search->markers)
	{
		const Marker *marker = lfirst(lc);

		if (!marker->used)
			ereport(WARNING,
					(errcode(ERRCODE_SYNTAX_ERROR),
					 errmsg("comment \"@renamed from=%s\" is not above anything that can be renamed",
							marker->old_name),
					 errhint("Put it on a line of its own, above the definition of a table, a column, a type or another named object.")));
	}
}

/*
 * The comments, each with the position of the token that follows it.
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
 * The name in a comment "-- @renamed from=name", downcased and unquoted like
 * the server does; NULL if it is another comment.
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

/*
 * Adds the renames of what a statement creates.
 */
static void
visit_statement(Search *search, const SvScript *script, RawStmt *statement)
{
	SvRenames  *renames = &search->renames;
	Node	   *node = statement->stmt;
	const char *old_name =
	old_name_at(search, sv_script_statement_start(script, statement));

	switch (nodeTag(node))
	{
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
			/* a CreateForeignTableStmt begins with a CreateStmt */
			visit_table(search, (CreateStmt *) node, old_name);
			break;
		case T_ViewStmt:
			sv_renames_add_relation(renames, ((ViewStmt *) node)->view, old_name,
									"view", "ALTER VIEW");
			break;
		case T_CreateTableAsStmt:
			sv_renames_add_relation(renames,
									((CreateTableAsStmt *) node)->into->rel,
									old_name, "materialized view",
									"ALTER MATERIALIZED VIEW");
			break;
		case T_CreateSeqStmt:
			sv_renames_add_relation(renames, ((CreateSeqStmt *) node)->sequence,
									old_name, "sequence", "ALTER SEQUENCE");
			break;
		case T_IndexStmt:
			visit_index(search, (IndexStmt *) node, old_name);
			break;
		case T_CompositeTypeStmt:
			visit_composite(search, (CompositeTypeStmt *) node, old_name);
			break;
		case T_CreateEnumStmt:
			sv_renames_add_type(renames, ((CreateEnumStmt *) node)->typeName,
								old_name, "ALTER TYPE");
			break;
		case T_CreateRangeStmt:
			sv_renames_add_type(renames, ((CreateRangeStmt *) node)->typeName,
								old_name, "ALTER TYPE");
			break;
		case T_CreateDomainStmt:
			sv_renames_add_type(renames, ((CreateDomainStmt *) node)->domainname,
								old_name, "ALTER DOMAIN");
			break;
		case T_CreateFunctionStmt:
			sv_renames_add_function(renames,
									((CreateFunctionStmt *) node)->funcname,
									old_name,
									((CreateFunctionStmt *) node)->is_procedure);
			break;
		default:
			break;
	}
}

static void
visit_table(Search *search, const CreateStmt *create, const char *old_name)
{
	sv_renames_add_relation(&search->renames, create->relation, old_name,
							"table", "ALTER TABLE");
	visit_columns(search, create->relation, create->tableElts, false);
}

/*
 * An index is in the schema of its table.
 */
static void
visit_index(Search *search, const IndexStmt *create, const char *old_name)
{
	if (create->idxname != NULL)
		sv_renames_add_relation(&search->renames,
								makeRangeVar(create->relation->schemaname,
											 create->idxname, -1),
								old_name, "index", "ALTER INDEX");
}

static void
visit_composite(Search *search, const CompositeTypeStmt *create,
				const char *old_name)
{
	const RangeVar *name = create->typevar;
	List	   *names = list_make1(makeString(name->relname));

	if (name->schemaname != NULL)
		names = lcons(makeString(name->schemaname), names);
	sv_renames_add_type(&search->renames, names, old_name, "ALTER TYPE");
	visit_columns(search, name, create->coldeflist, true);
}

/*
 * Adds the renames of the columns and constraints of a table, or of the
 * attributes of a type.
 */
static void
visit_columns(Search *search, const RangeVar *name, List *elements,
			  bool is_type)
{
	SvRenames  *renames = &search->renames;
	Oid			relation = sv_renames_find_relation(renames, name);
	const char *table = sv_renames_qualify(name);
	ListCell   *lc;

	foreach(lc, elements)
	{
		if (IsA(lfirst(lc), ColumnDef))
		{
			const ColumnDef *column = lfirst(lc);

			sv_renames_add_column(renames, relation, table, column->colname,
								  old_name_at(search, column->location),
								  is_type);
		}
		else if (IsA(lfirst(lc), Constraint))
		{
			const Constraint *constraint = lfirst(lc);

			if (constraint->conname != NULL)
				sv_renames_add_constraint(renames, relation, table,
										  constraint->conname,
										  old_name_at(search,
													  constraint->location));
		}
	}
}

/*
 * The name in the comment that precedes the token at a position, which is now
 * used; NULL if there is none.
 */
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
