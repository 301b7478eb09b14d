/*-------------------------------------------------------------------------
 *
 * watch_event.c
 *	  Changes that are not done by a revision, as event triggers see them.
 *
 * A command is looked at when it ends, as only then its objects are known: what
 * it has done is recorded, or undone by an error.  Commands that commit by
 * themselves could not be undone, so they are looked at before they begin, by
 * what their parse trees name.
 *
 * Scripts that are run here are no such changes: that is known by the state of the
 * executor, which no setting can imitate.  Nor is what a restore in progress does
 * (session_replication_role, pg_upgrade), nor what changes no schema.
 *
 * Nobody's command fails for being watched, unless it is denied.  All that may
 * fail is done in a subtransaction, and becomes a warning; a lock on the log is
 * not waited for.  So each command that is recorded costs a subtransaction, which
 * a transaction with very many such commands may notice; those that are not
 * recorded, temporary objects above all, get no transaction id for it.
 *
 * Statements that have passwords in them are not recorded, but for their objects.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "parser/parse_func.h"
#include "storage/lmgr.h"
#include "tcop/pquery.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/elog.h"
#include "utils/lsyscache.h"

#include "command/watch_event.h"
#include "compat.h"
#include "file/statement.h"
#include "schemaver.h"
#include "server/executor.h"
#include "server/query.h"
#include "server/subtransaction.h"
#include "store/ddl_log.h"
#include "store/store.h"
#include "store/watch.h"

/* How much of a statement is recorded, in bytes. */
#define SV_STATEMENT_MAX 10000

/* A command that is looked at. */
typedef struct Look
{
	const EventTriggerData *event;
	Oid			user;
	int			context;
	SvDdlAuthor author;
	List	   *changes;		/* of SvDdlChange */
	bool		denied;
	const char *schema;			/* of what is denied; NULL: none */
} Look;

static bool is_of_interest(const EventTriggerData *event);
static bool is_temporary(const Node *node);
static void look_at(void *arg);
static void look_before(Look *look);
static void look_at_relation(Look *look, const RangeVar *name);
static void look_after(Look *look);
static void lock(const char *table, LOCKMODE mode);
static void warn_of_failure(const ErrorData *error);
static void tell(const Look *look);
static void refuse(const Look *look);
static bool has_secrets(const Node *node);
static char *statement_text(void);
static char *calling_functions(void);
static void add_granted(SvDdlAuthor *author, const GrantStmt *grant);
static void add_granted_object(SvDdlAuthor *author, const GrantStmt *grant,
							   Node *object);

/*
 * Record or deny what a command does or has done.
 *
 * Errors: it is denied.
 */
void
sv_watch_event_handle(const EventTriggerData *event)
{
	Look		look = {event};
	ErrorData  *error;

	if (sv_executor_is_running() || IsBinaryUpgrade || XactReadOnly ||
		!is_of_interest(event))
		return;
	GetUserIdAndSecContext(&look.user, &look.context);
	error = sv_subtransaction_run(look_at, NULL, &look,
								  SV_SUBTRANSACTION_COMMIT);
	SetUserIdAndSecContext(look.user, look.context);
	if (error != NULL)
		warn_of_failure(error);
	if (look.denied && (error != NULL || look.author.reason == NULL))
		refuse(&look);
	if (error == NULL)
		tell(&look);
}

/*
 * True if a command may change what a schema is.
 */
static bool
is_of_interest(const EventTriggerData *event)
{
	const Node *node = event->parsetree;

	if (strcmp(event->event, "ddl_command_start") == 0)
		return sv_statement_is_nontransactional(node);
	/* what is dropped is known at another event */
	if (IsA(node, DropStmt) && strcmp(event->event, "ddl_command_end") == 0)
		return false;
	return !IsA(node, RefreshMatViewStmt) && !IsA(node, ReindexStmt) &&
		!is_temporary(node);
}

/*
 * True if it is known without a lookup that a command is about a temporary
 * table: such commands are frequent.
 */
static bool
is_temporary(const Node *node)
{
	if (IsA(node, CreateStmt))
		return ((const CreateStmt *) node)->relation->relpersistence ==
			RELPERSISTENCE_TEMP;
	if (IsA(node, CreateTableAsStmt))
		return ((const CreateTableAsStmt *) node)->into->rel->relpersistence ==
			RELPERSISTENCE_TEMP;
	return false;
}

/*
 * SvSubtransactionCallback: find out what a Look asks for, as the owner of our
 * tables.
 */
static void
look_at(void *arg)
{
	Look	   *look = arg;
	SvDdlAuthor *author = &look->author;
	const Node *node = look->event->parsetree;

	author->session_user = GetUserNameFromId(GetSessionUserId(), false);
	author->current_user = GetUserNameFromId(look->user, false);
	author->tag = GetCommandTagName(look->event->tag);
	author->reason = sv_break_glass[0] == '\0' ? NULL : sv_break_glass;
	if (!has_secrets(node))
	{
		author->statement = statement_text();
		author->context = calling_functions();
	}
	if (IsA(node, GrantStmt))
		add_granted(author, (const GrantStmt *) node);

	SetUserIdAndSecContext(sv_watch_owner(),
						   look->context | SECURITY_LOCAL_USERID_CHANGE);
	lock("watch", AccessShareLock);
	lock("ignore", AccessShareLock);
	sv_query_begin_latest();
	if (strcmp(look->event->event, "ddl_command_start") == 0)
		look_before(look);
	else
		look_after(look);
	sv_query_end_fresh();
}

/*
 * Look at a command that cannot be undone, before it begins.
 */
static void
look_before(Look *look)
{
	const Node *node = look->event->parsetree;
	ListCell   *lc;

	switch (nodeTag(node))
	{
		case T_IndexStmt:
			look_at_relation(look, ((const IndexStmt *) node)->relation);
			break;
		case T_AlterTableStmt:
			look_at_relation(look, ((const AlterTableStmt *) node)->relation);
			break;
		case T_DropStmt:
			foreach(lc, ((const DropStmt *) node)->objects)
				look_at_relation(look, makeRangeVarFromNameList(lfirst(lc)));
			break;
		case T_CreateSubscriptionStmt:
		case T_AlterSubscriptionStmt:
		case T_DropSubscriptionStmt:
			look->denied = sv_ddl_log_denies(&look->author, NULL, NULL);
			break;
		default:
			break;
	}
	look->changes = NIL;
}

static void
look_at_relation(Look *look, const RangeVar *name)
{
	Oid			relation;
	char	   *schema;

	if (look->denied)
		return;
	relation = RangeVarGetRelid(name, NoLock, true);
	if (!OidIsValid(relation))
		return;
	schema = get_namespace_name_or_temp(get_rel_namespace(relation));
	look->denied = sv_ddl_log_denies(&look->author, schema,
									 quote_qualified_identifier(schema,
																get_rel_name(relation)));
	look->schema = schema;
}

/*
 * Look at what a command has done, and record it.
 */
static void
look_after(Look *look)
{
	bool		dropped = strcmp(look->event->event, "sql_drop") == 0;
	ListCell   *lc;

	look->changes = dropped ? sv_ddl_log_dropped(&look->author) :
		sv_ddl_log_changed(&look->author);
	foreach(lc, look->changes)
	{
		const SvDdlChange *change = lfirst(lc);

		if (look->denied || strcmp(change->mode, "deny") != 0)
			continue;
		look->denied = true;
		look->schema = change->schema;
	}
	if (look->changes == NIL || (look->denied && look->author.reason == NULL))
		return;
	lock("ddl_log", RowExclusiveLock);
	sv_ddl_log_write(&look->author, look->changes, dropped);
}

/*
 * Lock one of our tables, but do not wait for that.
 */
static void
lock(const char *table, LOCKMODE mode)
{
	Oid			relation = sv_store_table(table);

	if (OidIsValid(relation) && !ConditionalLockRelationOid(relation, mode))
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("could not obtain lock on relation \"%s\"", table)));
}

/*
 * Make a warning of an error, unless it ends the command anyway.
 */
static void
warn_of_failure(const ErrorData *error)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);

	if (category == ERRCODE_OPERATOR_INTERVENTION ||
		category == ERRCODE_TRANSACTION_ROLLBACK ||
		error->sqlerrcode == ERRCODE_OUT_OF_MEMORY)
		ReThrowError(unconstify(ErrorData *, error));
	ereport(WARNING,
			(errcode(error->sqlerrcode),
			 errmsg("a change of the schema could not be recorded: %s",
					error->message)));
}

/*
 * Tell the client what was done although there is a rule against it, and the log
 * of the server why.
 */
static void
tell(const Look *look)
{
	ListCell   *lc;

	if (look->denied && look->changes != NIL)
		ereport(LOG_SERVER_ONLY,
				(errmsg("schemaver.break_glass: %s", look->author.reason),
				 errdetail("%s by user \"%s\".", look->author.tag,
						   look->author.session_user)));
	foreach(lc, look->changes)
	{
		const SvDdlChange *change = lfirst(lc);

		if (strcmp(change->mode, "warn") != 0)
			continue;
		ereport(WARNING,
				(errcode(ERRCODE_SV_NOT_A_REVISION),
				 change->identity == NULL ?
				 errmsg("this %s is not done by a revision", change->tag) :
				 errmsg("this change of %s %s is not done by a revision",
						change->object_type, change->identity),
				 errdetail("It is recorded in schemaver.ddl_log."),
				 errhint("Write a revision for it, or it is missing in all other databases.")));
		return;
	}
}

pg_noreturn static void
refuse(const Look *look)
{
	ereport(ERROR,
			(errcode(ERRCODE_SV_NOT_A_REVISION),
			 look->schema == NULL ?
			 errmsg("changes of this database are made by revisions only") :
			 errmsg("changes of schema \"%s\" are made by revisions only",
					look->schema),
			 errdetail("A rule of schemaver_watch() denies this %s to role \"%s\".",
					   look->author.tag, look->author.current_user),
			 errhint("Write a revision for it.  In an emergency, SET schemaver.break_glass = 'the reason', which is recorded.")));
}

/*
 * True if there may be a password in a statement.
 */
static bool
has_secrets(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateUserMappingStmt:
		case T_AlterUserMappingStmt:
		case T_CreateForeignServerStmt:
		case T_AlterForeignServerStmt:
		case T_CreateFdwStmt:
		case T_AlterFdwStmt:
		case T_CreateForeignTableStmt:
		case T_CreateSubscriptionStmt:
		case T_AlterSubscriptionStmt:
			return true;
		default:
			return false;
	}
}

/*
 * The statement that the client has sent, without others that it has sent along;
 * NULL if it is not known.
 */
static char *
statement_text(void)
{
	const PlannedStmt *statement;
	const char *text;
	int			length;

	if (ActivePortal == NULL || ActivePortal->sourceText == NULL)
		return NULL;
	text = ActivePortal->sourceText;
	length = strlen(text);
	if (list_length(ActivePortal->stmts) == 1)
	{
		statement = linitial_node(PlannedStmt, ActivePortal->stmts);
		if (statement->stmt_location > 0 && statement->stmt_location < length)
		{
			text += statement->stmt_location;
			length -= statement->stmt_location;
		}
		if (statement->stmt_len > 0 && statement->stmt_len < length)
			length = statement->stmt_len;
	}
	while (length > 0 && isspace((unsigned char) text[0]))
	{
		text++;
		length--;
	}
	return pnstrdup(text, pg_mbcliplen(text, length, SV_STATEMENT_MAX));
}

/*
 * The functions that run a command, as the context of an error would have them;
 * NULL if it is run by none.
 */
static char *
calling_functions(void)
{
	char	   *context = GetErrorContextStack();

	if (context == NULL || context[0] == '\0')
		return NULL;
	return pnstrdup(context, pg_mbcliplen(context, strlen(context),
										  SV_STATEMENT_MAX));
}

/*
 * What a GRANT or REVOKE is about, which the server does not tell: relations,
 * schemas and functions.
 */
static void
add_granted(SvDdlAuthor *author, const GrantStmt *grant)
{
	ListCell   *lc;

	foreach(lc, grant->objects)
		add_granted_object(author, grant, lfirst(lc));
}

static void
add_granted_object(SvDdlAuthor *author, const GrantStmt *grant, Node *object)
{
	ObjectAddress address = InvalidObjectAddress;
	Oid			schema = InvalidOid;

	if (grant->targtype == ACL_TARGET_ALL_IN_SCHEMA ||
		grant->objtype == OBJECT_SCHEMA)
	{
		schema = get_namespace_oid(strVal(object), true);
		ObjectAddressSet(address, NamespaceRelationId, schema);
	}
	else if (IsA(object, RangeVar))
	{
		ObjectAddressSet(address, RelationRelationId,
						 RangeVarGetRelid((RangeVar *) object, NoLock, true));
		schema = get_rel_namespace(address.objectId);
	}
	else if (IsA(object, ObjectWithArgs))
	{
		ObjectAddressSet(address, ProcedureRelationId,
						 LookupFuncWithArgs(grant->objtype,
											(ObjectWithArgs *) object, true));
		schema = get_func_namespace(address.objectId);
	}
	if (!OidIsValid(schema))
		return;
	author->schemas = lappend(author->schemas,
							  get_namespace_name_or_temp(schema));
	author->identities = lappend(author->identities,
								 getObjectIdentity(&address, false));
}
