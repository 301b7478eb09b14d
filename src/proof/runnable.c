/*-------------------------------------------------------------------------
 *
 * runnable.c
 *	  Which statements of a script can be run where nothing of it stays.
 *
 * Everything is rolled back, so a statement cannot be run if it does something
 * that a rollback does not undo, if it changes what belongs to the whole cluster
 * and is there already, or if the server does not run it in a transaction block.
 * This is known from the parse tree; of functions, from their names in the
 * statement and in its strings.  What cannot be run is left out, and the reason
 * is told: nothing is taken for proved that was not run.
 *
 * What is done CONCURRENTLY is done without, which leads to the same.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/extension.h"
#include "nodes/makefuncs.h"
#include "tcop/utility.h"
#include "utils/acl.h"

#include "compat.h"
#include "file/statement.h"
#include "model/identifiers.h"
#include "proof/runnable.h"
#include "strings.h"

static const char *find_reason(const SvScript *script, RawStmt *statement,
							   SvRunnable *runnable);
static const char *reason_of_cluster(Node *node, SvRunnable *runnable);
static const char *reason_of_objects(RawStmt *statement, SvRunnable *runnable);
static bool calls_functions(const Node *node);
static void note(List **names, const char *name, const SvRunnable *runnable);
static void note_extension(const char *name, SvRunnable *runnable);
static void strip_concurrently(Node *node);
static const char *reason_of_copy(const CopyStmt *copy);
static const char *reason_of_drop(const DropStmt *drop,
								  const SvRunnable *runnable);
static const char *reason_of_extension(const char *name,
									   const SvRunnable *runnable);
static const char *reason_of_new_extension(const CreateExtensionStmt *create,
										   SvRunnable *runnable);
static const char *reason_of_new_role(const char *name, SvRunnable *runnable);
static const char *reason_of_roles(List *roles, const SvRunnable *runnable);
static const char *reason_of_type(ObjectType type);
static const char *reason_of_words(const char *text);

static const char *const in_cluster = gettext_noop("it belongs to the whole cluster");
static const char *const elsewhere = gettext_noop("it may change another server");

/* Functions whose effects are not undone. */
static const char *const lasting[] = {
	"dblink", "dblink_connect", "dblink_connect_u", "dblink_exec",
	"dblink_open", "dblink_send_query", "lo_export", "pg_advisory_lock",
	"pg_advisory_lock_shared", "pg_advisory_unlock",
	"pg_advisory_unlock_all", "pg_advisory_unlock_shared",
	"pg_cancel_backend", "pg_create_logical_replication_slot",
	"pg_create_physical_replication_slot", "pg_create_restore_point",
	"pg_drop_replication_slot", "pg_file_rename", "pg_file_unlink",
	"pg_file_write", "pg_logical_emit_message", "pg_promote",
	"pg_reload_conf", "pg_replication_slot_advance", "pg_rotate_logfile",
	"pg_stat_reset", "pg_switch_wal", "pg_terminate_backend",
	"pg_try_advisory_lock", "pg_try_advisory_lock_shared"
};

/*
 * Note what a script creates that makes a copy, before it is run: none of it is
 * the real one.
 */
void
sv_runnable_note_copy(SvRunnable *runnable, const SvScript *copy)
{
	ListCell   *lc;

	foreach(lc, copy->statements)
	{
		const Node *node = lfirst_node(RawStmt, lc)->stmt;

		if (IsA(node, CreateExtensionStmt))
			note_extension(((const CreateExtensionStmt *) node)->extname,
						   runnable);
		else if (IsA(node, CreateSubscriptionStmt))
			sv_new_subscriptions_create(&runnable->subscriptions,
										(const CreateSubscriptionStmt *) node);
	}
}

/*
 * Leaves out the statements that cannot be run, and takes CONCURRENTLY from the
 * others.  Returns what was left out and why, in lines; NULL if nothing was.
 */
char *
sv_runnable_adapt(SvScript *script, SvRunnable *runnable)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, script->statements)
	{
		RawStmt    *statement = lfirst_node(RawStmt, lc);
		Node	   *node = statement->stmt;
		const char *reason;

		CHECK_FOR_INTERRUPTS();
		strip_concurrently(statement->stmt);
		/* SELECT, without anything: what follows a statement is still done */
		if (runnable->passes_vacuum &&
			(IsA(statement->stmt, VacuumStmt) || IsA(statement->stmt, RepackStmt)) &&
			sv_statement_is_nontransactional(statement->stmt))
			node = statement->stmt = (Node *) makeNode(SelectStmt);
		reason = find_reason(script, statement, runnable);
		if (reason == NULL)
			continue;
		appendStringInfo(&buf, "%sstatement %d of the %s, %s: %s",
						 buf.len > 0 ? "\n" : "",
						 foreach_current_index(lc) + 1, script->direction,
						 GetCommandTagName(CreateCommandTag(node)), reason);
		/* unless another one takes its place */
		if (statement->stmt == node)
			statement->stmt = NULL;
	}
	return buf.len > 0 ? buf.data : NULL;
}

/*
 * Why a statement cannot be run; NULL if it can.
 */
static const char *
find_reason(const SvScript *script, RawStmt *statement, SvRunnable *runnable)
{
	Node	   *node = statement->stmt;
	const char *reason = reason_of_cluster(node, runnable);

	if (reason == NULL)
		reason = reason_of_objects(statement, runnable);
	if (reason == NULL && calls_functions(node))
		reason = reason_of_words(sv_script_statement_text(script, statement));
	if (reason == NULL && sv_statement_is_nontransactional(node))
		reason = _("it cannot run in a transaction block");
	return reason;
}

/*
 * Roles, and whatever else belongs to the whole cluster.
 */
static const char *
reason_of_cluster(Node *node, SvRunnable *runnable)
{
	switch (nodeTag(node))
	{
		case T_CreateRoleStmt:
			return reason_of_new_role(((CreateRoleStmt *) node)->role, runnable);
		case T_AlterRoleStmt:
			return reason_of_roles(list_make1(((AlterRoleStmt *) node)->role),
								   runnable);
		case T_AlterRoleSetStmt:
			return reason_of_roles(list_make1(((AlterRoleSetStmt *) node)->role),
								   runnable);
		case T_DropRoleStmt:
			return reason_of_roles(((DropRoleStmt *) node)->roles, runnable);
		case T_GrantRoleStmt:
			return reason_of_roles(((GrantRoleStmt *) node)->grantee_roles,
								   runnable);
		case T_DropOwnedStmt:
		case T_ReassignOwnedStmt:
		case T_AlterDatabaseStmt:
		case T_AlterDatabaseSetStmt:
			return _(in_cluster);
		case T_GrantStmt:
			return reason_of_type(((GrantStmt *) node)->objtype);
		case T_CommentStmt:
			return reason_of_type(((CommentStmt *) node)->objtype);
		case T_SecLabelStmt:
			return reason_of_type(((SecLabelStmt *) node)->objtype);
		case T_AlterOwnerStmt:
			return reason_of_type(((AlterOwnerStmt *) node)->objectType);
		case T_RenameStmt:
			return reason_of_type(((RenameStmt *) node)->renameType);
		default:
			return NULL;
	}
}

/*
 * What is outside the database, or may be the real object.
 */
static const char *
reason_of_objects(RawStmt *statement, SvRunnable *runnable)
{
	Node	   *node = statement->stmt;
	SvNewSubscriptions *subscriptions = &runnable->subscriptions;

	switch (nodeTag(node))
	{
		case T_CopyStmt:
			return reason_of_copy((CopyStmt *) node);
		case T_DropStmt:
			return reason_of_drop((DropStmt *) node, runnable);
		case T_CreateExtensionStmt:
			return reason_of_new_extension((CreateExtensionStmt *) node, runnable);
		case T_AlterExtensionStmt:
			return reason_of_extension(((AlterExtensionStmt *) node)->extname,
									   runnable);
		case T_AlterExtensionContentsStmt:
			return reason_of_extension(((AlterExtensionContentsStmt *) node)->extname,
									   runnable);
		case T_CreateSubscriptionStmt:
			sv_statement_stay_unconnected((CreateSubscriptionStmt *) node);
			sv_new_subscriptions_create(subscriptions, (CreateSubscriptionStmt *) node);
			return NULL;
		case T_AlterSubscriptionStmt:
			return sv_new_subscriptions_alter(subscriptions,
											  (AlterSubscriptionStmt *) node) ?
				NULL : _(elsewhere);
		case T_DropSubscriptionStmt:
			return sv_new_subscriptions_drop(subscriptions, statement) ?
				NULL : _(elsewhere);
		case T_RenameStmt:
			sv_new_subscriptions_rename(subscriptions, (RenameStmt *) node);
			return NULL;
		case T_AlterTableMoveAllStmt:
			return _("it would move the real objects as well");
		case T_LoadStmt:
		case T_CheckPointStmt:
		case T_DiscardStmt:
			return _("its effect is not undone by a rollback");
		default:
			return NULL;
	}
}

/*
 * True if it is the purpose of a statement to call functions, or if it may be.
 */
static bool
calls_functions(const Node *node)
{
	return IsA(node, DoStmt) || IsA(node, CallStmt) || IsA(node, SelectStmt) ||
		IsA(node, InsertStmt) || IsA(node, UpdateStmt) ||
		IsA(node, DeleteStmt) || IsA(node, CreateTableAsStmt);
}

/*
 * Add a name to one of the lists, which outlive the script.
 */
static void
note(List **names, const char *name, const SvRunnable *runnable)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(runnable->context);

	*names = lappend(*names, pstrdup(name));
	MemoryContextSwitchTo(oldcontext);
}

/*
 * An extension that does not exist yet is not the real one.
 */
static void
note_extension(const char *name, SvRunnable *runnable)
{
	if (!OidIsValid(get_extension_oid(name, true)))
		note(&runnable->extensions, name, runnable);
}

/*
 * Let a statement do at once what it would do concurrently.
 */
static void
strip_concurrently(Node *node)
{
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_IndexStmt:
			((IndexStmt *) node)->concurrent = false;
			break;
		case T_DropStmt:
			((DropStmt *) node)->concurrent = false;
			break;
		case T_RefreshMatViewStmt:
			((RefreshMatViewStmt *) node)->concurrent = false;
			break;
		case T_ReindexStmt:
			if (sv_statement_is_concurrent(node))
				reindex_at_once((ReindexStmt *) node);
			break;
		case T_RepackStmt:
			repack_at_once((RepackStmt *) node);
			/* ANALYZE of columns is what cannot be left out */
			if (repack_relation((RepackStmt *) node) != NULL &&
				repack_columns((RepackStmt *) node) == NIL)
				repack_only((RepackStmt *) node);
			break;
		case T_AlterTableStmt:
			foreach(lc, ((AlterTableStmt *) node)->cmds)
			{
				detach_at_once(lfirst_node(AlterTableCmd, lc));
			}
			break;
		default:
			break;
	}
}

/*
 * COPY reads what the client sends, or the server's files, but must not write
 * these or run programs.
 */
static const char *
reason_of_copy(const CopyStmt *copy)
{
	if (copy->is_program)
		return _("it runs a program");
	if (!copy->is_from && copy->filename != NULL)
		return _("it writes a file");
	return NULL;
}

static const char *
reason_of_drop(const DropStmt *drop, const SvRunnable *runnable)
{
	ListCell   *lc;

	if (drop->removeType != OBJECT_EXTENSION)
		return NULL;
	foreach(lc, drop->objects)
	{
		const char *reason = reason_of_extension(strVal(lfirst(lc)), runnable);

		if (reason != NULL)
			return reason;
	}
	return NULL;
}

/*
 * An extension that is the real one must not be changed: that would lock it and
 * its members.
 */
static const char *
reason_of_extension(const char *name, const SvRunnable *runnable)
{
	if (runnable->in_place || sv_strings_member(runnable->extensions, name) ||
		!OidIsValid(get_extension_oid(name, true)))
		return NULL;
	return _("the extension exists, and cannot be replaced by another one for the time");
}

/*
 * The same of one that is to be created, unless that may be there.
 */
static const char *
reason_of_new_extension(const CreateExtensionStmt *create,
						SvRunnable *runnable)
{
	note_extension(create->extname, runnable);
	return create->if_not_exists ? NULL :
		reason_of_extension(create->extname, runnable);
}

/*
 * A role that a script creates is rolled back with it; one that was there
 * before stays as it is.
 */
static const char *
reason_of_new_role(const char *name, SvRunnable *runnable)
{
	if (!sv_strings_member(runnable->roles, name))
	{
		if (OidIsValid(get_role_oid(name, true)))
			return _("the role exists, and belongs to the whole cluster");
		note(&runnable->roles, name, runnable);
	}
	return NULL;
}

/*
 * The same for roles, a list of RoleSpec or AccessPriv, that must be those that
 * scripts have created.
 */
static const char *
reason_of_roles(List *roles, const SvRunnable *runnable)
{
	ListCell   *lc;

	foreach(lc, roles)
	{
		const RoleSpec *role = lfirst(lc);

		/* ALTER ROLE ALL has none */
		if (role == NULL || role->roletype != ROLESPEC_CSTRING ||
			(!sv_strings_member(runnable->roles, role->rolename) &&
			 OidIsValid(get_role_oid(role->rolename, true))))
			return _(in_cluster);
	}
	return NULL;
}

static const char *
reason_of_type(ObjectType type)
{
	return type == OBJECT_DATABASE || type == OBJECT_TABLESPACE ||
		type == OBJECT_ROLE ? _(in_cluster) : NULL;
}

/*
 * Statements that call functions must not call one whose effect lasts.
 */
static const char *
reason_of_words(const char *text)
{
	List	   *words = sv_identifiers_find(text);

	for (int i = 0; i < lengthof(lasting); i++)
	{
		if (sv_strings_member(words, lasting[i]))
			return psprintf(_("the effect of function \"%s\" is not undone by a rollback"),
							lasting[i]);
	}
	return NULL;
}
