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

#include "access/htup_details.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/lsyscache.h"
#include "utils/regproc.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "compat.h"
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
	List	   *found;			/* of SvMarkedRename */
	List	   *relations;		/* of RelationName */
} Search;

/* A relation that has another name in the model. */
typedef struct RelationName
{
	Oid			oid;
	Oid			namespace_;
	const char *name;
} RelationName;

static List *find_markers(const char *text);
static char *old_name_in(const char *comment);
static void look_at(Search *search, const SvScript *script, RawStmt *statement);
static void look_at_table(Search *search, const CreateStmt *create,
						  const Marker *marker);
static void look_at_composite(Search *search, const CompositeTypeStmt *create,
							  const Marker *marker);
static void look_at_columns(Search *search, Oid relation, const char *table,
							List *elements, bool is_type);
static Marker *marker_at(Search *search, int location);
static Oid	creation_namespace(const char *schema);
static char *qualified_name(const RangeVar *name);
static void rename_relation(Search *search, const RangeVar *name,
							const Marker *marker, const char *kind,
							const char *statement);
static void rename_type(Search *search, List *names, const Marker *marker,
						const char *statement);
static void rename_function(Search *search, List *names, const Marker *marker,
							bool procedure);
static void rename_column(Search *search, Oid relation, const char *table,
						  const char *name, const Marker *marker, bool is_type);
static void rename_constraint(Search *search, Oid relation, const char *table,
							  const char *name, const Marker *marker);
static Oid	find_relation(const Search *search, const RangeVar *name);
static SvMarkedRename *add_named(Search *search, const char *kind,
								 const char *statement, Oid namespace_,
								 const char *old_name, const char *new_name);
static void note_relation(Search *search, Oid oid, Oid namespace_,
						  const char *name);
static SvMarkedRename *add(Search *search, const char *kind, char *from,
						   char *to, char *upgrade, char *downgrade);

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
	Search		search = {find_markers(script->text), NIL, NIL};
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
	return search.found;
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
	Marker	   *marker = marker_at(search,
								   sv_script_statement_start(script, statement));

	switch (nodeTag(node))
	{
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
			/* the one begins with the other */
			look_at_table(search, (CreateStmt *) node, marker);
			break;
		case T_ViewStmt:
			rename_relation(search, ((ViewStmt *) node)->view, marker, "view",
							"ALTER VIEW");
			break;
		case T_CreateTableAsStmt:
			rename_relation(search, ((CreateTableAsStmt *) node)->into->rel,
							marker, "materialized view",
							"ALTER MATERIALIZED VIEW");
			break;
		case T_CreateSeqStmt:
			rename_relation(search, ((CreateSeqStmt *) node)->sequence, marker,
							"sequence", "ALTER SEQUENCE");
			break;
		case T_IndexStmt:
			if (((IndexStmt *) node)->idxname != NULL)
				rename_relation(search,
								makeRangeVar(((IndexStmt *) node)->relation->schemaname,
											 ((IndexStmt *) node)->idxname, -1),
								marker, "index", "ALTER INDEX");
			break;
		case T_CompositeTypeStmt:
			look_at_composite(search, (CompositeTypeStmt *) node, marker);
			break;
		case T_CreateEnumStmt:
			rename_type(search, ((CreateEnumStmt *) node)->typeName, marker,
						"ALTER TYPE");
			break;
		case T_CreateRangeStmt:
			rename_type(search, ((CreateRangeStmt *) node)->typeName, marker,
						"ALTER TYPE");
			break;
		case T_CreateDomainStmt:
			rename_type(search, ((CreateDomainStmt *) node)->domainname, marker,
						"ALTER DOMAIN");
			break;
		case T_CreateFunctionStmt:
			rename_function(search, ((CreateFunctionStmt *) node)->funcname,
							marker, ((CreateFunctionStmt *) node)->is_procedure);
			break;
		default:
			break;
	}
}

static void
look_at_table(Search *search, const CreateStmt *create, const Marker *marker)
{
	rename_relation(search, create->relation, marker, "table", "ALTER TABLE");
	look_at_columns(search, find_relation(search, create->relation),
					qualified_name(create->relation), create->tableElts, false);
}

static void
look_at_composite(Search *search, const CompositeTypeStmt *create,
				  const Marker *marker)
{
	const RangeVar *name = create->typevar;
	List	   *names = list_make1(makeString(name->relname));

	if (name->schemaname != NULL)
		names = lcons(makeString(name->schemaname), names);
	rename_type(search, names, marker, "ALTER TYPE");
	look_at_columns(search, find_relation(search, name), qualified_name(name),
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
			rename_column(search, relation, table,
						  ((ColumnDef *) element)->colname,
						  marker_at(search, ((ColumnDef *) element)->location),
						  is_type);
		else if (IsA(element, Constraint) &&
				 ((Constraint *) element)->conname != NULL)
			rename_constraint(search, relation, table,
							  ((Constraint *) element)->conname,
							  marker_at(search, ((Constraint *) element)->location));
	}
}

static Marker *
marker_at(Search *search, int location)
{
	ListCell   *lc;

	foreach(lc, search->markers)
	{
		Marker	   *marker = lfirst(lc);

		if (marker->location == location)
		{
			marker->used = true;
			return marker;
		}
	}
	return NULL;
}

/*
 * The schema that a name of the model is in; InvalidOid if there is none yet.
 */
static Oid
creation_namespace(const char *schema)
{
	List	   *path;

	if (schema != NULL)
		return get_namespace_oid(schema, true);
	path = fetch_search_path(false);
	return path == NIL ? InvalidOid : linitial_oid(path);
}

/*
 * A name of the model with its schema, for statements.
 */
static char *
qualified_name(const RangeVar *name)
{
	return quote_qualified_identifier(get_namespace_name(creation_namespace(name->schemaname)),
									  name->relname);
}

/*
 * A relation, and its row type if it has one.
 */
static void
rename_relation(Search *search, const RangeVar *name, const Marker *marker,
				const char *kind, const char *statement)
{
	Oid			namespace_ = creation_namespace(name->schemaname);
	SvMarkedRename *marked;
	Oid			oid;
	Oid			type;

	if (marker == NULL || !OidIsValid(namespace_))
		return;
	oid = get_relname_relid(marker->old_name, namespace_);
	if (!OidIsValid(oid) ||
		OidIsValid(get_relname_relid(name->relname, namespace_)))
		return;
	marked = add_named(search, kind, statement, namespace_, marker->old_name,
					   name->relname);
	sv_rename_markers_add(marked, RelationRelationId, oid, 0, name->relname);
	type = get_rel_type_id(oid);
	if (OidIsValid(type))
		sv_rename_markers_add(marked, TypeRelationId, type, 0, name->relname);
	note_relation(search, oid, namespace_, name->relname);
}

/*
 * A type, and the relation of a composite one.
 */
static void
rename_type(Search *search, List *names, const Marker *marker,
			const char *statement)
{
	const char *name = strVal(llast(names));
	Oid			namespace_ = creation_namespace(list_length(names) > 1 ?
												strVal(linitial(names)) : NULL);
	SvMarkedRename *marked;
	Oid			oid;

	if (marker == NULL || !OidIsValid(namespace_))
		return;
	oid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						  CStringGetDatum(marker->old_name),
						  ObjectIdGetDatum(namespace_));
	if (!OidIsValid(oid) ||
		SearchSysCacheExists2(TYPENAMENSP, CStringGetDatum(name),
							  ObjectIdGetDatum(namespace_)))
		return;
	marked = add_named(search, "type", statement, namespace_, marker->old_name,
					   name);
	sv_rename_markers_add(marked, TypeRelationId, oid, 0, name);
	oid = get_typ_typrelid(oid);
	if (!OidIsValid(oid))
		return;
	sv_rename_markers_add(marked, RelationRelationId, oid, 0, name);
	note_relation(search, oid, namespace_, name);
}

/*
 * A function, if exactly one has the old name and none the new one.
 */
static void
rename_function(Search *search, List *names, const Marker *marker,
				bool procedure)
{
	const char *name = strVal(llast(names));
	const char *noun = procedure ? "PROCEDURE" : "FUNCTION";
	Oid			namespace_ = creation_namespace(list_length(names) > 1 ?
												strVal(linitial(names)) : NULL);
	CatCList   *list;
	Oid			oid = InvalidOid;
	int			count = 0;
	char	   *arguments;
	SvMarkedRename *marked;

	if (marker == NULL || !OidIsValid(namespace_))
		return;
	list = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name));
	for (int i = 0; i < list->n_members; i++)
		if (((Form_pg_proc) GETSTRUCT(&list->members[i]->tuple))->pronamespace == namespace_)
			count = 2;
	ReleaseSysCacheList(list);
	list = SearchSysCacheList1(PROCNAMEARGSNSP,
							   CStringGetDatum(marker->old_name));
	for (int i = 0; i < list->n_members; i++)
	{
		Form_pg_proc form = (Form_pg_proc) GETSTRUCT(&list->members[i]->tuple);

		if (form->pronamespace != namespace_)
			continue;
		oid = form->oid;
		count++;
	}
	ReleaseSysCacheList(list);
	if (count != 1)
		return;

	/* its identity: the name and the types, as regprocedure has it */
	arguments = strrchr(format_procedure_qualified(oid), '(');
	marked = add(search, procedure ? "procedure" : "function",
				 psprintf("%s%s",
						  quote_qualified_identifier(get_namespace_name(namespace_),
													 marker->old_name), arguments),
				 psprintf("%s%s",
						  quote_qualified_identifier(get_namespace_name(namespace_),
													 name), arguments),
				 NULL, NULL);
	marked->upgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->from,
							   quote_identifier(name));
	marked->downgrade = psprintf("ALTER %s %s RENAME TO %s", noun, marked->to,
								 quote_identifier(marker->old_name));
	sv_rename_markers_add(marked, ProcedureRelationId, oid, 0, name);
}

/*
 * A column, also of those that have inherited it.
 */
static void
rename_column(Search *search, Oid relation, const char *table,
			  const char *name, const Marker *marker, bool is_type)
{
	const char *phrase = is_type ? "ALTER TYPE %s RENAME ATTRIBUTE %s TO %s" :
	"ALTER TABLE %s RENAME COLUMN %s TO %s";
	SvMarkedRename *marked;
	ListCell   *lc;

	if (marker == NULL || !OidIsValid(relation) ||
		get_attnum(relation, marker->old_name) <= 0 ||
		get_attnum(relation, name) > 0)
		return;
	marked = add(search, is_type ? "attribute" : "column",
				 psprintf("%s.%s", table, quote_identifier(marker->old_name)),
				 psprintf("%s.%s", table, quote_identifier(name)),
				 psprintf(phrase, table, quote_identifier(marker->old_name),
						  quote_identifier(name)),
				 psprintf(phrase, table, quote_identifier(name),
						  quote_identifier(marker->old_name)));
	foreach(lc, find_all_inheritors(relation, NoLock, NULL))
	{
		AttrNumber	column = get_attnum(lfirst_oid(lc), marker->old_name);

		if (column > 0)
			sv_rename_markers_add(marked, RelationRelationId, lfirst_oid(lc), column, name);
	}
}

static void
rename_constraint(Search *search, Oid relation, const char *table,
				  const char *name, const Marker *marker)
{
	SvMarkedRename *marked;
	Oid			oid;
	Oid			index;

	if (marker == NULL || !OidIsValid(relation) ||
		OidIsValid(get_relation_constraint_oid(relation, name, true)))
		return;
	oid = get_relation_constraint_oid(relation, marker->old_name, true);
	if (!OidIsValid(oid))
		return;
	marked = add(search, "constraint",
				 psprintf("%s.%s", table, quote_identifier(marker->old_name)),
				 psprintf("%s.%s", table, quote_identifier(name)),
				 psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table,
						  quote_identifier(marker->old_name),
						  quote_identifier(name)),
				 psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s", table,
						  quote_identifier(name),
						  quote_identifier(marker->old_name)));
	sv_rename_markers_add(marked, ConstraintRelationId, oid, 0, name);
	index = get_constraint_index(oid);
	if (OidIsValid(index) &&
		strcmp(get_rel_name(index), marker->old_name) == 0)
		sv_rename_markers_add(marked, RelationRelationId, index, 0, name);
}

/*
 * The relation that has a name in the model: it may have another one in the
 * database.
 */
static Oid
find_relation(const Search *search, const RangeVar *name)
{
	Oid			namespace_ = creation_namespace(name->schemaname);
	ListCell   *lc;

	foreach(lc, search->relations)
	{
		const RelationName *renamed = lfirst(lc);

		if (renamed->namespace_ == namespace_ &&
			strcmp(renamed->name, name->relname) == 0)
			return renamed->oid;
	}
	return OidIsValid(namespace_) ?
		get_relname_relid(name->relname, namespace_) : InvalidOid;
}

/*
 * Something in a schema that has nothing but a name to be told by.
 */
static SvMarkedRename *
add_named(Search *search, const char *kind, const char *statement,
		  Oid namespace_, const char *old_name, const char *new_name)
{
	const char *schema = get_namespace_name(namespace_);
	char	   *from = quote_qualified_identifier(schema, old_name);
	char	   *to = quote_qualified_identifier(schema, new_name);

	return add(search, kind, from, to,
			   psprintf("%s %s RENAME TO %s", statement, from,
						quote_identifier(new_name)),
			   psprintf("%s %s RENAME TO %s", statement, to,
						quote_identifier(old_name)));
}

/*
 * Remember that a relation has another name in the model.
 */
static void
note_relation(Search *search, Oid oid, Oid namespace_, const char *name)
{
	RelationName *renamed = palloc(sizeof(RelationName));

	renamed->oid = oid;
	renamed->namespace_ = namespace_;
	renamed->name = name;
	search->relations = lappend(search->relations, renamed);
}

static SvMarkedRename *
add(Search *search, const char *kind, char *from, char *to, char *upgrade,
	char *downgrade)
{
	SvMarkedRename *marked = sv_rename_markers_make(kind, from, to, upgrade, downgrade);

	search->found = lappend(search->found, marked);
	return marked;
}

/*
 * Something that is to be renamed, by statements without semicolon.
 */
SvMarkedRename *
sv_rename_markers_make(const char *kind, char *from, char *to, char *upgrade,
					   char *downgrade)
{
	SvMarkedRename *marked = palloc0(sizeof(SvMarkedRename));

	marked->kind = kind;
	marked->from = from;
	marked->to = to;
	marked->upgrade = upgrade;
	marked->downgrade = downgrade;
	return marked;
}

/*
 * What is to have another name for a look at it.
 */
void
sv_rename_markers_add(SvMarkedRename *marked, Oid classid, Oid objid, int16 attnum,
					  const char *name)
{
	SvRename   *rename = palloc(sizeof(SvRename));

	rename->classid = classid;
	rename->objid = objid;
	rename->attnum = attnum;
	rename->name = name;
	marked->renames = lappend(marked->renames, rename);
}
