/*-------------------------------------------------------------------------
 *
 * statements.c
 *	  What the statements of a model create, from their parse trees.
 *
 * Before a model is executed we have to know which schemas it manages, and its
 * statements are adapted: a model declares what exists, so it must not matter
 * whether a schema or an extension is there already, and what it does not
 * declare (privileges, perhaps) is not executed.
 *
 * All of this is read off the server's raw parse trees.  Names are not looked
 * up, with one exception: a name without a schema belongs to the schema in
 * which the server would create it, given the schemas that exist and those
 * that the model has created before.  A schema name is taken as is, so a model
 * that computes names (in a DO block, say) must be given its schemas.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/makefuncs.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/varlena.h"

#include "compat.h"
#include "file/script_place.h"
#include "file/statement.h"
#include "model/created.h"
#include "model/statements.h"
#include "strings.h"

static void collect_statement(SvStatements *statements, Node *node,
							  List **path);
static void collect_schemas(SvStatements *statements, const SvScript *script);
static void collect_comments(SvStatements *statements,
							 const SvScript *script);
static bool begins_file(const SvScript *script, int number);
static void collect_schema(SvStatements *statements,
						   const CreateSchemaStmt *create);
static SvModelExtension *make_extension(const CreateExtensionStmt *create,
										const char *default_schema);
static void collect_comment(SvStatements *statements,
							const CommentStmt *comment);
static bool is_elaborate(const CreateSchemaStmt *create);
static void name_owners(const SvScript *script);
static void add_relation(SvStatements *statements, const RangeVar *relation,
						 const char *default_schema);
static void add_names(SvStatements *statements, List *names,
					  const char *default_schema);
static void add_schema(SvStatements *statements, const char *name);
static List *path_after(const VariableSetStmt *set, List *before);
static const char *creation_schema(const SvStatements *statements, List *path);
static bool adapt(Node *node, List *schemas, bool privileges);
static bool drop_owner_changes(AlterTableStmt *statement);
static bool sets_lock_timeout(const VariableSetStmt *set);
static void check_drop(const DropStmt *drop, List *schemas);
static const char *schema_dropped_from(const DropStmt *drop, Node *object,
									   bool *outside);
static bool is_in_schema(ObjectType kind);

/*
 * What the statements of a model create.  A name without a schema belongs to
 * the schema in which the caller, or the search_path that the model sets,
 * would create it.
 */
SvStatements *
sv_statements_collect(const SvScript *script)
{
	SvStatements *statements = palloc0(sizeof(SvStatements));
	List	   *path = sv_statements_search_path(namespace_search_path);
	ListCell   *lc;

	name_owners(script);
	collect_schemas(statements, script);
	foreach(lc, script->statements)
	{
		if (begins_file(script, foreach_current_index(lc) + 1))
			path = sv_statements_search_path(namespace_search_path);
		collect_statement(statements, lfirst_node(RawStmt, lc)->stmt, &path);
	}
	collect_comments(statements, script);
	return statements;
}

/*
 * Gives what statements create, and the tables of indexes and constraints, the
 * schema in which they are, where they name none.
 */
void
sv_statements_qualify(SvScript *script)
{
	SvStatements statements = {NIL};
	List	   *path = NIL;
	ListCell   *lc;

	collect_schemas(&statements, script);
	foreach(lc, script->statements)
	{
		Node	   *node = lfirst_node(RawStmt, lc)->stmt;
		RangeVar   *relation = unconstify(RangeVar *, sv_created_relation(node));
		List	   *names = sv_created_names(node);
		char	   *schema;

		if (begins_file(script, foreach_current_index(lc) + 1))
			path = sv_statements_search_path(namespace_search_path);
		schema = unconstify(char *, creation_schema(&statements, path));
		if (IsA(node, IndexStmt))
			relation = ((IndexStmt *) node)->relation;
		else if (IsA(node, AlterTableStmt))
			relation = ((AlterTableStmt *) node)->relation;
		if (relation != NULL && relation->schemaname == NULL)
			relation->schemaname = schema;
		else if (list_length(names) == 1 && schema != NULL)
		{
			/* the node points to this list */
			names = lappend(names, linitial(names));
			linitial(names) = makeString(schema);
		}
		collect_statement(&statements, node, &path);
	}
}

/*
 * Gives statements the meaning that they have in a model: schemas of these
 * names, and extensions, that exist are not created; nothing is done
 * concurrently; owners and privileges are left out unless they are declared.
 * A statement that is left out keeps its RawStmt, so that the others keep their
 * numbers, and loses its tree.
 *
 * A DROP of an object that the model does not create is an error, with its
 * position in the model as context.
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
 * Leaves out the statements that set owners.
 */
void
sv_statements_omit_owners(SvScript *script)
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
 * Adds what a statement creates.  "path" is the search_path at the statement, a
 * list of names; a SET replaces it.
 */
static void
collect_statement(SvStatements *statements, Node *node, List **path)
{
	const RangeVar *relation = sv_created_relation(node);
	List	   *names = sv_created_names(node);

	if (relation != NULL)
		add_relation(statements, relation, creation_schema(statements, *path));
	else if (names != NIL)
		add_names(statements, names, creation_schema(statements, *path));
	else if (IsA(node, CreateExtensionStmt))
		statements->extensions = lappend(statements->extensions,
										 make_extension((CreateExtensionStmt *) node,
														creation_schema(statements, *path)));
	else if (IsA(node, VariableSetStmt))
		*path = path_after((VariableSetStmt *) node, *path);
}

/*
 * Adds the schemas that a script creates.  They come first: a model may create
 * them in any place.
 */
static void
collect_schemas(SvStatements *statements, const SvScript *script)
{
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		Node	   *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, CreateSchemaStmt))
			collect_schema(statements, (CreateSchemaStmt *) node);
	}
}

static void
collect_comments(SvStatements *statements, const SvScript *script)
{
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		Node	   *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, CommentStmt))
			collect_comment(statements, (CommentStmt *) node);
	}
}

/*
 * True if a statement, counted from 1, is the first one of a script or of one of
 * its files, where the settings are those of the caller.
 */
static bool
begins_file(const SvScript *script, int number)
{
	return number == 1 ||
		sv_script_place_file(script->files, number) !=
		sv_script_place_file(script->files, number - 1);
}

static void
collect_schema(SvStatements *statements, const CreateSchemaStmt *create)
{
	const char *name = create->schemaname;

	if (name == NULL && create->authrole != NULL)
		name = create->authrole->rolename;
	if (name == NULL)
		return;
	add_schema(statements, name);
	statements->created = sv_strings_append_unique(statements->created, name);
	if (is_elaborate(create))
		statements->elaborate = sv_strings_append_unique(statements->elaborate,
														 name);
}

static SvModelExtension *
make_extension(const CreateExtensionStmt *create, const char *default_schema)
{
	SvModelExtension *extension = palloc0(sizeof(SvModelExtension));
	ListCell   *lc;

	extension->name = create->extname;
	extension->default_schema = default_schema;
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
 * Notes the comment of an extension.  It is not executed: the extension may
 * belong to another role.
 */
static void
collect_comment(SvStatements *statements, const CommentStmt *comment)
{
	ListCell   *lc;

	if (comment->objtype != OBJECT_EXTENSION)
		return;
	foreach(lc, statements->extensions)
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
 * True if a statement creates a schema with an owner or with elements.  It
 * creates the schema itself when the model is executed; a schema with nothing
 * but a name exists before that.
 */
static bool
is_elaborate(const CreateSchemaStmt *create)
{
	return create->authrole != NULL || create->schemaElts != NIL;
}

/*
 * Lets CREATE SCHEMA name the owner, which makes it elaborate, where the
 * script has set default privileges that the schema gets when it is created.
 */
static void
name_owners(const SvScript *script)
{
	bool		has_defaults = false;
	ListCell   *lc;

	foreach(lc, script->statements)
	{
		Node	   *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, AlterDefaultPrivilegesStmt))
			has_defaults |= ((AlterDefaultPrivilegesStmt *) node)->action->objtype == OBJECT_SCHEMA;
		else if (IsA(node, CreateSchemaStmt) && has_defaults &&
				 ((CreateSchemaStmt *) node)->authrole == NULL)
		{
			RoleSpec   *owner = makeNode(RoleSpec);

			owner->roletype = ROLESPEC_CURRENT_USER;
			owner->location = -1;
			((CreateSchemaStmt *) node)->authrole = owner;
		}
	}
}

static void
add_relation(SvStatements *statements, const RangeVar *relation,
			 const char *default_schema)
{
	if (relation->relpersistence == RELPERSISTENCE_TEMP)
		return;
	add_schema(statements, relation->schemaname != NULL ?
			   relation->schemaname : default_schema);
}

static void
add_names(SvStatements *statements, List *names, const char *default_schema)
{
	if (list_length(names) > 1)
		add_schema(statements, strVal(list_nth(names, list_length(names) - 2)));
	else
		add_schema(statements, default_schema);
}

static void
add_schema(SvStatements *statements, const char *name)
{
	if (name != NULL)
		statements->schemas = sv_strings_append_unique(statements->schemas,
													   name);
}

/*
 * The names in a search_path, with the name of the current user for "$user";
 * NIL if it is not a valid list of names.
 */
List *
sv_statements_search_path(const char *search_path)
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
 * The search_path after a SET statement, which may be one of another setting.
 */
static List *
path_after(const VariableSetStmt *set, List *before)
{
	List	   *path = NIL;
	ListCell   *lc;

	if (set->name == NULL || strcmp(set->name, "search_path") != 0)
		return before;
	if (set->kind != VAR_SET_VALUE)
		return sv_statements_search_path(namespace_search_path);
	foreach(lc, set->args)
	{
		Node	   *arg = lfirst(lc);

		if (IsA(arg, A_Const))
			path = lappend(path, pstrdup(sv_const_string((A_Const *) arg)));
	}
	return path;
}

/*
 * The schema in which a name without a schema is created: the first one of the
 * path that exists, or that the model has created; NULL if there is none.
 */
static const char *
creation_schema(const SvStatements *statements, List *path)
{
	ListCell   *lc;

	foreach(lc, path)
	{
		Oid			schema;

		if (sv_strings_member(statements->created, lfirst(lc)))
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
 * Adapts a statement in place; returns false if it is to be left out.
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
		case T_CreateSubscriptionStmt:
			sv_statement_stay_unconnected((CreateSubscriptionStmt *) node);
			return true;
		case T_VariableSetStmt:
			return !sets_lock_timeout((VariableSetStmt *) node);
		case T_DropStmt:
			check_drop((DropStmt *) node, schemas);
			return is_in_schema(((DropStmt *) node)->removeType);
		default:
			return true;
	}
}

/*
 * Removes ALTER TABLE ... OWNER TO; returns false if no command is left.
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
 * True if a statement sets lock_timeout, as pg_dump does.  A model must not
 * lift the limit that its evaluation has.
 */
static bool
sets_lock_timeout(const VariableSetStmt *set)
{
	return set->name != NULL && strcmp(set->name, "lock_timeout") == 0;
}

/*
 * Refuses a DROP of an object outside the schemas of the model: a model
 * declares what exists, and may drop only what it has created itself.  DROP IF
 * EXISTS is allowed, as pg_dump --clean writes it.
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

		if (outside || (schema != NULL && !sv_strings_member(schemas, schema)))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("cannot drop an object that the model does not create"),
					 errhint("A model declares what exists. Leave the object out of it.")));
	}
}

/*
 * The schema of one of the objects that DROP names; NULL if none is given.
 * Sets "outside" if the object is of a kind that is in no schema.
 */
static const char *
schema_dropped_from(const DropStmt *drop, Node *object, bool *outside)
{
	List	   *names = NIL;
	int			after = 1;		/* number of names after that of the schema */

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
 * True if objects of a kind are in schemas.  Schemas, and objects outside them,
 * are never dropped by an evaluation.
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
