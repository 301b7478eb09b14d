/*-------------------------------------------------------------------------
 *
 * statements.c
 *	  What the statements of a model are about, before they are run.
 *
 * It all comes from the server's raw parse trees.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "compat.h"
#include "model/statements.h"
#include "strings.h"

static void scan_statement(SvStatements *scan, Node *node, List **path);
static const RangeVar *created_relation(const Node *node);
static List *created_names(const Node *node);
static void scan_schema(SvStatements *scan, const CreateSchemaStmt *create);
static SvModelExtension *scan_extension(const CreateExtensionStmt *create);
static void scan_comment(SvStatements *scan, const CommentStmt *comment);
static bool is_elaborate(const CreateSchemaStmt *create);
static void add_relation(SvStatements *scan, const RangeVar *relation,
						 const char *default_schema);
static void add_names(SvStatements *scan, List *names, const char *default_schema);
static void add(List **list, const char *name);
static List *path_of(const VariableSetStmt *set, List *before);
static const char *creation_schema(const SvStatements *scan, List *path);
static bool adapt(Node *node, List *schemas, bool privileges);
static bool drop_owner_changes(AlterTableStmt *statement);
static bool is_wait(const VariableSetStmt *set);
static void check_drop(const DropStmt *drop, List *schemas);
static const char *schema_dropped_from(const DropStmt *drop, Node *object,
									   bool *outside);
static bool is_in_schema(ObjectType kind);

/*
 * Where a model creates something; names without schema are of the schema in
 * which the caller creates, or of the one that the model has SET.
 */
SvStatements *
sv_statements_statements(const SvScript *script)
{
	SvStatements *scan = palloc0(sizeof(SvStatements));
	List	   *path = sv_statements_path(namespace_search_path);
	ListCell   *lc;

	foreach(lc, script->statements)
		scan_statement(scan, lfirst_node(RawStmt, lc)->stmt, &path);
	return scan;
}

/*
 * Make statements say what they mean in a model: schemas of these names, and
 * extensions, that are there stay; nothing is done concurrently; owners and
 * privileges are left out unless they are declared.  What is left out keeps its
 * place, for the numbers of the others, and has no tree.
 *
 * Errors: DROP of what is to be there, with its place in the model as context.
 */
void
sv_statements_adapt(SvScript *script, List *schemas, bool privileges)
{
	SvScriptCursor cursor;
	ListCell   *lc;

	sv_script_begin_context(&cursor, script);
	foreach(lc, script->statements)
	{
		RawStmt    *statement = lfirst_node(RawStmt, lc);

		CHECK_FOR_INTERRUPTS();
		sv_script_move_context(&cursor, foreach_current_index(lc) + 1);
		if (!adapt(statement->stmt, schemas, privileges))
			statement->stmt = NULL;
	}
	sv_script_end_context(&cursor);
}

/*
 * Leave out who owns what.
 */
void
sv_statements_leave_owners(SvScript *script)
{
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		RawStmt    *statement = lfirst_node(RawStmt, lc);

		if (IsA(statement->stmt, AlterOwnerStmt) ||
			(IsA(statement->stmt, AlterTableStmt) &&
			 !drop_owner_changes((AlterTableStmt *) statement->stmt)))
			statement->stmt = NULL;
	}
}

/*
 * The text with blanks in the place of the lines that pg_dump writes for psql
 * alone: \restrict and \unrestrict with a key.
 */
char *
sv_statements_blank_out(const char *ddl)
{
	char	   *text = pstrdup(ddl);
	char	   *line = text;

	while (line != NULL && *line != '\0')
	{
		char	   *end = strchr(line, '\n');
		size_t		length = end == NULL ? strlen(line) : end - line;
		size_t		word = strcspn(line, " \r\n");

		if ((word == strlen("\\restrict") &&
			 strncmp(line, "\\restrict", word) == 0) ||
			(word == strlen("\\unrestrict") &&
			 strncmp(line, "\\unrestrict", word) == 0))
			memset(line, ' ', length);
		line = end == NULL ? NULL : end + 1;
	}
	return text;
}

/*
 * "Path" is the search_path at the statement, a list of names; it may change.
 */
static void
scan_statement(SvStatements *scan, Node *node, List **path)
{
	const RangeVar *relation = created_relation(node);
	List	   *names = created_names(node);

	if (relation != NULL)
		add_relation(scan, relation, creation_schema(scan, *path));
	else if (names != NIL)
		add_names(scan, names, creation_schema(scan, *path));
	else if (IsA(node, CreateSchemaStmt))
		scan_schema(scan, (CreateSchemaStmt *) node);
	else if (IsA(node, CreateExtensionStmt))
		scan->extensions = lappend(scan->extensions,
								   scan_extension((CreateExtensionStmt *) node));
	else if (IsA(node, CommentStmt))
		scan_comment(scan, (CommentStmt *) node);
	else if (IsA(node, VariableSetStmt))
		*path = path_of((VariableSetStmt *) node, *path);
}

/*
 * The relation that a statement creates, or the one whose schema what it
 * creates will be in; NULL if it creates none.
 */
static const RangeVar *
created_relation(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateStmt:
			return ((const CreateStmt *) node)->relation;
		case T_CreateForeignTableStmt:
			return ((const CreateForeignTableStmt *) node)->base.relation;
		case T_CreateTableAsStmt:
			return ((const CreateTableAsStmt *) node)->into->rel;
		case T_ViewStmt:
			return ((const ViewStmt *) node)->view;
		case T_CreateSeqStmt:
			return ((const CreateSeqStmt *) node)->sequence;
		case T_CompositeTypeStmt:
			return ((const CompositeTypeStmt *) node)->typevar;
		case T_IndexStmt:
			return ((const IndexStmt *) node)->relation;
		default:
			return NULL;
	}
}

/*
 * The name, as a list of strings, of what else a statement creates in a
 * schema; NIL if it creates nothing.
 */
static List *
created_names(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateFunctionStmt:
			return ((const CreateFunctionStmt *) node)->funcname;
		case T_CreateEnumStmt:
			return ((const CreateEnumStmt *) node)->typeName;
		case T_CreateRangeStmt:
			return ((const CreateRangeStmt *) node)->typeName;
		case T_CreateDomainStmt:
			return ((const CreateDomainStmt *) node)->domainname;
		case T_DefineStmt:
			return ((const DefineStmt *) node)->defnames;
		case T_CreateOpClassStmt:
			return ((const CreateOpClassStmt *) node)->opclassname;
		case T_CreateOpFamilyStmt:
			return ((const CreateOpFamilyStmt *) node)->opfamilyname;
		case T_CreateConversionStmt:
			return ((const CreateConversionStmt *) node)->conversion_name;
		case T_CreateStatsStmt:
			return ((const CreateStatsStmt *) node)->defnames;
		default:
			return NIL;
	}
}

static void
scan_schema(SvStatements *scan, const CreateSchemaStmt *create)
{
	const char *name = create->schemaname;

	if (name == NULL && create->authrole != NULL)
		name = create->authrole->rolename;
	if (name == NULL)
		return;
	add(&scan->schemas, name);
	add(&scan->created, name);
	if (is_elaborate(create))
		add(&scan->elaborate, name);
}

static SvModelExtension *
scan_extension(const CreateExtensionStmt *create)
{
	SvModelExtension *extension = palloc0(sizeof(SvModelExtension));
	ListCell   *lc;

	extension->name = create->extname;
	foreach(lc, create->options)
	{
		DefElem    *option = lfirst_node(DefElem, lc);

		if (strcmp(option->defname, "schema") == 0)
			extension->schema = strVal(option->arg);
		else if (strcmp(option->defname, "new_version") == 0)
			extension->version = strVal(option->arg);
	}
	return extension;
}

/*
 * Comments on extensions are not run: these may belong to others.
 */
static void
scan_comment(SvStatements *scan, const CommentStmt *comment)
{
	ListCell   *lc;

	if (comment->objtype != OBJECT_EXTENSION)
		return;
	foreach(lc, scan->extensions)
	{
		SvModelExtension *extension = lfirst(lc);

		if (strcmp(extension->name, strVal(comment->object)) == 0)
		{
			extension->commented = true;
			extension->comment = comment->comment;
		}
	}
}

/*
 * A schema with a name and nothing else is there before the model is run.
 */
static bool
is_elaborate(const CreateSchemaStmt *create)
{
	return create->authrole != NULL || create->schemaElts != NIL;
}

static void
add_relation(SvStatements *scan, const RangeVar *relation, const char *default_schema)
{
	if (relation->relpersistence == RELPERSISTENCE_TEMP)
		return;
	add(&scan->schemas, relation->schemaname ? relation->schemaname :
		default_schema);
}

static void
add_names(SvStatements *scan, List *names, const char *default_schema)
{
	if (list_length(names) > 1)
		add(&scan->schemas, strVal(list_nth(names, list_length(names) - 2)));
	else
		add(&scan->schemas, default_schema);
}

static void
add(List **list, const char *name)
{
	if (name != NULL && !sv_strings_member(*list, name))
		*list = lappend(*list, pstrdup(name));
}

/*
 * The names in a search_path; that of the current user for "$user".
 */
List *
sv_statements_path(const char *search_path)
{
	List	   *path = NIL;
	List	   *names;
	ListCell   *lc;

	if (!SplitIdentifierString(pstrdup(search_path), ',', &names))
		return NIL;
	foreach(lc, names)
		path = lappend(path, strcmp(lfirst(lc), "$user") == 0 ?
					   GetUserNameFromId(GetUserId(), false) : lfirst(lc));
	return path;
}

/*
 * The search_path after a SET of it.
 */
static List *
path_of(const VariableSetStmt *set, List *before)
{
	List	   *path = NIL;
	ListCell   *lc;

	if (set->name == NULL || strcmp(set->name, "search_path") != 0)
		return before;
	if (set->kind != VAR_SET_VALUE)
		return sv_statements_path(namespace_search_path);
	foreach(lc, set->args)
	{
		if (IsA(lfirst(lc), A_Const))
			path = lappend(path, pstrdup(sv_const_string((A_Const *) lfirst(lc))));
	}
	return path;
}

/*
 * Where names without schema are created: in the first schema of the path that
 * there is, or that the model has created; NULL if there is none.
 */
static const char *
creation_schema(const SvStatements *scan, List *path)
{
	ListCell   *lc;

	foreach(lc, path)
	{
		Oid			schema;

		if (sv_strings_member(scan->created, lfirst(lc)))
			return lfirst(lc);
		schema = get_namespace_oid(lfirst(lc), true);
		if (OidIsValid(schema) &&
			object_aclcheck_ok(NamespaceRelationId, schema, GetUserId(),
							   ACL_USAGE))
			return lfirst(lc);
	}
	return NULL;
}

/*
 * Returns false for a statement that is to be left out.
 */
static bool
adapt(Node *node, List *schemas, bool privileges)
{
	switch (nodeTag(node))
	{
		case T_CreateSchemaStmt:
			return is_elaborate((CreateSchemaStmt *) node) ||
				!sv_strings_member(schemas, ((CreateSchemaStmt *) node)->schemaname);
		case T_CreateExtensionStmt:
			return !OidIsValid(get_extension_oid(((CreateExtensionStmt *) node)->extname,
												 true));
		case T_IndexStmt:
			((IndexStmt *) node)->concurrent = false;
			return true;
		case T_CommentStmt:
			return ((CommentStmt *) node)->objtype != OBJECT_EXTENSION &&
				((CommentStmt *) node)->objtype != OBJECT_DATABASE;
		case T_AlterTableStmt:
			return privileges || drop_owner_changes((AlterTableStmt *) node);
		case T_AlterOwnerStmt:
		case T_GrantStmt:
		case T_AlterDefaultPrivilegesStmt:
			return privileges;
		case T_VariableSetStmt:
			return !is_wait((VariableSetStmt *) node);
		case T_DropStmt:
			check_drop((DropStmt *) node, schemas);
			return is_in_schema(((DropStmt *) node)->removeType);
		default:
			return true;
	}
}

/*
 * Leave out ALTER TABLE ... OWNER TO; returns false if nothing is left.
 */
static bool
drop_owner_changes(AlterTableStmt *statement)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, statement->cmds)
	{
		if (((AlterTableCmd *) lfirst(lc))->subtype != AT_ChangeOwner)
			kept = lappend(kept, lfirst(lc));
	}
	statement->cmds = kept;
	return kept != NIL;
}

/*
 * How long locks are waited for is not for a model to say; pg_dump does.
 */
static bool
is_wait(const VariableSetStmt *set)
{
	return set->name != NULL && strcmp(set->name, "lock_timeout") == 0;
}

/*
 * A model says what there is.  It may drop what it has made itself, but not
 * what is outside of its schemas.  IF EXISTS, as pg_dump --clean writes it, is
 * for what is not there.
 */
static void
check_drop(const DropStmt *drop, List *schemas)
{
	ListCell   *lc;

	if (drop->missing_ok)
		return;
	foreach(lc, drop->objects)
	{
		bool		outside = false;
		const char *schema = schema_dropped_from(drop, lfirst(lc), &outside);
		bool		managed = schema == NULL;
		ListCell   *lc2;

		foreach(lc2, schemas)
			managed = managed || strcmp(lfirst(lc2), schema) == 0;
		if (outside || !managed)
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("DROP of what a model has not made is not allowed in a model"),
					 errhint("A model says what there is: leave the object out of it.")));
	}
}

/*
 * The schema that DROP names; NULL if it names none.  Is the object outside
 * of schemas?
 */
static const char *
schema_dropped_from(const DropStmt *drop, Node *object, bool *outside)
{
	List	   *names = NIL;
	int			after = 1;		/* names after that of the schema */

	if (IsA(object, List))
		names = (List *) object;
	else if (IsA(object, ObjectWithArgs))
		names = ((ObjectWithArgs *) object)->objname;
	else if (IsA(object, TypeName))
		names = ((TypeName *) object)->names;
	else
		*outside = true;
	if (drop->removeType == OBJECT_TRIGGER || drop->removeType == OBJECT_RULE ||
		drop->removeType == OBJECT_POLICY)
		after = 2;
	if (drop->removeType == OBJECT_CAST || drop->removeType == OBJECT_TRANSFORM)
		*outside = true;
	if (*outside || list_length(names) <= after)
		return NULL;
	return strVal(list_nth(names, list_length(names) - after - 1));
}

/*
 * Are there objects of a kind in schemas?  Schemas themselves, and what is
 * outside of them, are not to be dropped by a look.
 */
static bool
is_in_schema(ObjectType kind)
{
	switch (kind)
	{
		case OBJECT_ACCESS_METHOD:
		case OBJECT_CAST:
		case OBJECT_EVENT_TRIGGER:
		case OBJECT_EXTENSION:
		case OBJECT_FDW:
		case OBJECT_FOREIGN_SERVER:
		case OBJECT_LANGUAGE:
		case OBJECT_PUBLICATION:
		case OBJECT_SCHEMA:
		case OBJECT_TRANSFORM:
			return false;
		default:
			return true;
	}
}
