/*-------------------------------------------------------------------------
 *
 * shadow.c
 *	  Facts of schemas that exist only in a rolled-back subtransaction.
 *
 * What a model declares is found out by executing it, in place of the schemas
 * that it manages.  In a subtransaction that is always rolled back, these are
 * renamed, new and empty ones get their names, and the members of extensions
 * move over to the new ones.  Then the model is executed and its facts are
 * read.  So both the real schemas and those of the model have their real names
 * when their facts are read, and whatever the server deparses compares as it
 * is.  Objects outside schemas and event triggers are moved out of the way as
 * well (shadow_globals.c).
 *
 * The rows of the catalogs are changed directly (shadow_rows.c).  No lock is
 * taken on the objects of users, and no other session sees any of it.
 *
 * That would be a way around privileges if it did not require those that ALTER
 * SCHEMA ... RENAME and CREATE SCHEMA require: a role that does not own a
 * schema could otherwise put functions of its own in place of those that
 * others trust.  What is executed has the rights of the lesser of the caller
 * and the role that declared the model (server/rights.c).
 *
 * One evaluation at a time: a lock on schemaver.model serializes them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_database.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "commands/comment.h"
#include "commands/dbcommands.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "catalog/initial_privileges.h"
#include "catalog/shadow_name.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "model/shadow.h"
#include "model/shadow_extensions.h"
#include "model/shadow_functions.h"
#include "model/shadow_globals.h"
#include "model/shadow_members.h"
#include "model/shadow_privileges.h"
#include "model/shadow_rows.h"
#include "model/shadow_usage.h"
#include "model/statements.h"
#include "schemaver.h"
#include "server/new_locks.h"
#include "server/rights.h"
#include "server/settings.h"
#include "server/subtransaction.h"
#include "store/guard.h"
#include "store/store.h"
#include "strings.h"

/* A shadow: how it is prepared, and what is read in it. */
typedef struct Shadow
{
	void		(*prepare) (struct Shadow *shadow);
	Oid			role;			/* whose rights are used */
	List	   *namespaces;		/* OIDs of the schemas whose facts are read */

	/* for prepare_model() */
	List	   *schemas;		/* their names */
	const SvStatements *statements;
	List	   *stages;			/* of SvShadowStage */

	/* for prepare_renames() */
	List	   *renames;		/* of SvShadowRename */

	/* for prepare_schema() */
	Oid			as;				/* the schema whose name is taken */

	/* set by read_facts() */
	bool		nested;			/* copying had begun: sv_rights_begin() */
	SvNewLocks *outer_locks;	/* for sv_new_locks_end() */
	SvFacts    *facts;			/* NULL: the stages have them */
} Shadow;

static void check_schemas(List *schemas, Oid role);
static SvFacts *read_facts(Shadow *shadow);
static void work(void *arg);
static void leave(void *arg);
static void limit_waits(void);
static void prepare_model(Shadow *shadow);
static List *replace_schemas(const Shadow *shadow);
static SvShadowMove *replace_schema(const Shadow *shadow, char *name);
static void run_stage(const Shadow *shadow, SvShadowStage *stage, List *moves);
static void execute_as_role(const Shadow *shadow, const SvShadowStage *stage);
static List *find_namespaces(const Shadow *shadow);
static void prepare_renames(Shadow *shadow);
static void prepare_schema(Shadow *shadow);
static void set_initial_privileges(const SvShadowMove *move, Oid owner);
static Oid	move_aside(Oid namespace);
static void rename_object(Shadow *shadow, const SvShadowRename *rename);
static void move_extension(const Shadow *shadow, const SvShadowRename *rename);
static void move_object(const SvShadowRename *rename);

/*
 * Executes stages one after the other, and finds the facts of schemas of these
 * names after each.  Before, they are empty but for the members of extensions;
 * those that "statements" calls elaborate do not exist, as the first stage
 * creates them itself.  If a stage fails, those before it have their facts.
 *
 * The stages have the rights of "author", the role that wrote what is executed,
 * if these are less than the caller's; InvalidOid for the caller.  Objects
 * outside schemas that this role owns are moved out of the way as well, unless
 * "statements" keeps them.
 */
void
sv_shadow_evaluate(List *schemas, const SvStatements *statements, Oid author,
				   List *stages)
{
	Shadow		shadow = {.prepare = prepare_model};

	shadow.role = sv_rights_lesser(GetUserId(), author);
	shadow.schemas = schemas;
	shadow.statements = statements;
	shadow.stages = stages;
	if (shadow.role != GetUserId() && shadow.role != author)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" cannot act as role \"%s\", which declared the model",
						GetUserNameFromId(GetUserId(), false),
						GetUserNameFromId(author, false)),
				 errdetail("The model must be evaluated again."),
				 errhint("Let the role that declared it, or a superuser, call schemaver_check(), or declare the model yourself with schemaver_model().")));
	check_schemas(schemas, shadow.role);
	read_facts(&shadow);
}

/*
 * The facts of schemas, a list of OIDs, in which some objects have other names,
 * and of those that are created for objects to go to.  If none has, the facts have no dependencies yet: sv_snapshot_read_needs().
 */
SvFacts *
sv_shadow_renamed(List *namespaces, List *renames)
{
	Shadow		shadow = {.prepare = prepare_renames};

	if (renames == NIL)
		return sv_snapshot_read(namespaces, false);
	shadow.role = GetUserId();
	shadow.namespaces = namespaces;
	shadow.renames = renames;
	return read_facts(&shadow);
}

/*
 * The facts of a schema under the name of another one.
 */
SvFacts *
sv_shadow_schema_as(Oid schema, Oid as)
{
	Shadow		shadow = {.prepare = prepare_schema};

	check_schemas(list_make2(get_namespace_name(schema),
							 get_namespace_name(as)),
				  GetUserId());
	shadow.role = GetUserId();
	shadow.namespaces = list_make1_oid(schema);
	shadow.as = as;
	return read_facts(&shadow);
}

/*
 * Refuses a role that may not do by ALTER SCHEMA and CREATE SCHEMA what is done
 * here with the schemas of these names.
 */
static void
check_schemas(List *schemas, Oid role)
{
	ListCell   *lc;

	if (!object_aclcheck_ok(DatabaseRelationId, MyDatabaseId, role,
							ACL_CREATE))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_DATABASE,
					   get_database_name(MyDatabaseId));
	foreach(lc, schemas)
	{
		Oid			namespace = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace) &&
			!object_ownercheck(NamespaceRelationId, namespace, role))
			aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_SCHEMA, lfirst(lc));
	}
}

/*
 * Prepares a shadow, reads its facts into the current memory context, and rolls
 * everything back.
 */
static SvFacts *
read_facts(Shadow *shadow)
{
	ErrorData  *error;

	if (XactReadOnly)
		ereport(ERROR,
				(errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
				 OidIsValid(shadow->as) ?
				 errmsg("cannot compare schemas in a read-only transaction") :
				 errmsg("cannot evaluate a model in a read-only transaction")));
	/* for leave(), should not even sv_rights_begin() succeed */
	shadow->nested = true;
	shadow->outer_locks = sv_new_locks_current();
	error = sv_subtransaction_run(work, leave, shadow,
								  SV_SUBTRANSACTION_ROLLBACK);
	if (error != NULL)
		ReThrowError(error);
	return shadow->facts;
}

/*
 * SvSubtransactionCallback: what is done in the subtransaction.
 */
static void
work(void *arg)
{
	Shadow	   *shadow = arg;

	shadow->nested = sv_rights_begin(shadow->role);
	/* one at a time; waiting for another one is not limited by us */
	LockRelationOid(sv_store_table("model"), ShareUpdateExclusiveLock);
	limit_waits();
	sv_new_locks_begin();
	shadow->prepare(shadow);
	CommandCounterIncrement();
	if (shadow->stages == NIL)
		shadow->facts = sv_snapshot_read(shadow->namespaces, true);
}

/*
 * SvSubtransactionCallback: resets what a rollback does not.
 */
static void
leave(void *arg)
{
	const Shadow *shadow = arg;

	sv_new_locks_end(shadow->outer_locks);
	sv_rights_end(shadow->nested);
}

/*
 * Sets lock_timeout, unless the caller has: what the model uses in other
 * schemas stays locked until the end of the evaluation, so it must not wait
 * long for a lock.
 */
static void
limit_waits(void)
{
	if (LockTimeout == 0 && sv_lock_timeout > 0)
		sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
}

/*
 * Executes a model in new schemas in place of the real ones.
 */
static void
prepare_model(Shadow *shadow)
{
	List	   *moves;
	ListCell   *lc;

	/* first default privileges, which the new schemas would get */
	if (!shadow->statements->keeps_globals)
		sv_shadow_globals_move_aside(shadow->role);
	moves = replace_schemas(shadow);
	sv_shadow_extensions_move_aside(shadow->statements->replaced_extensions);
	sv_shadow_members_move(moves, shadow->statements, shadow->role);
	if (shadow->statements->privileges)
		sv_shadow_privileges_reset(shadow->role);
	foreach(lc, shadow->stages)
		run_stage(shadow, lfirst(lc), moves);
}

/*
 * Runs a stage, and reads the facts.  Then the event triggers and the privileges
 * of the schemas are as the stage leaves them.  A play sees the privileges as
 * they are, and the event triggers of before stay disabled.
 */
static void
run_stage(const Shadow *shadow, SvShadowStage *stage, List *moves)
{
	List	   *triggers = sv_shadow_globals_disable_triggers();
	ListCell   *lc;

	CommandCounterIncrement();
	if (stage->is_play)
	{
		execute_as_role(shadow, stage);
		return;
	}
	foreach(lc, moves)
	{
		const SvShadowMove *move = lfirst(lc);

		if (OidIsValid(move->from))
			sv_shadow_usage_lend(move->to, move->from);
	}
	execute_as_role(shadow, stage);
	CommandCounterIncrement();
	foreach(lc, moves)
	{
		const SvShadowMove *move = lfirst(lc);

		if (OidIsValid(move->from))
			sv_shadow_usage_take_back(move->to);
	}
	sv_shadow_globals_restore_triggers(triggers);
	CommandCounterIncrement();
	stage->facts = sv_snapshot_read(find_namespaces(shadow),
									!stage->without_needs);
}

/*
 * The OIDs of those of the schemas that exist now.
 */
static List *
find_namespaces(const Shadow *shadow)
{
	List	   *namespaces = NIL;
	ListCell   *lc;

	foreach(lc, shadow->schemas)
	{
		Oid			namespace = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace))
			namespaces = lappend_oid(namespaces, namespace);
	}
	return namespaces;
}

/*
 * Replaces the schemas of a model by new ones; returns SvShadowMoves.
 */
static List *
replace_schemas(const Shadow *shadow)
{
	List	   *moves = NIL;
	ListCell   *lc;

	foreach(lc, shadow->schemas)
	{
		SvShadowMove *move = replace_schema(shadow, lfirst(lc));

		if (move != NULL)
			moves = lappend(moves, move);
	}
	return moves;
}

/*
 * Moves a schema out of the way, if it exists, and creates another one of its
 * name.  It has the same owner, unless the model creates the schema.  Returns
 * NULL if the model creates it with more than a name.
 */
static SvShadowMove *
replace_schema(const Shadow *shadow, char *name)
{
	bool		created = sv_strings_member(shadow->statements->created, name);
	Oid			old = get_namespace_oid(name, true);
	Oid			owner = OidIsValid(old) ? move_aside(old) : shadow->role;
	SvShadowMove *move;

	CommandCounterIncrement();
	if (OidIsValid(old))
		sv_rights_note_copy(name, old);
	if (sv_strings_member(shadow->statements->elaborate, name))
		return NULL;
	if (created)
		owner = shadow->role;
	move = palloc(sizeof(SvShadowMove));
	move->from = old;
	move->to = NamespaceCreate(name, owner, false);
	if (strcmp(name, "public") == 0)
		CreateComments(move->to, NamespaceRelationId, 0,
					   SV_INITIAL_PUBLIC_COMMENT);
	CommandCounterIncrement();
	if (!created)
		set_initial_privileges(move, owner);
	CommandCounterIncrement();
	return move;
}

/*
 * Executes a stage with the rights of the role, in a security-restricted
 * operation if that is not the caller.
 */
static void
execute_as_role(const Shadow *shadow, const SvShadowStage *stage)
{
	bool		before = sv_guard_enter_model();
	Oid			role;
	int			sec_context;

	GetUserIdAndSecContext(&role, &sec_context);
	if (shadow->role != role)
		SetUserIdAndSecContext(shadow->role, sec_context |
							   SECURITY_LOCAL_USERID_CHANGE |
							   SECURITY_RESTRICTED_OPERATION);
	PG_TRY();
	{
		stage->execute(stage->arg);
	}
	PG_FINALLY();
	{
		sv_guard_leave_model(before);
		SetUserIdAndSecContext(role, sec_context);
	}
	PG_END_TRY();
}

/*
 * Gives a new schema the privileges that the one it replaces has in a new
 * database, if that has it.
 */
static void
set_initial_privileges(const SvShadowMove *move, Oid owner)
{
	Acl		   *acl = sv_initial_privileges_acl(move->from, owner);
	HeapTuple	tuple = SearchSysCacheCopy1(NAMESPACEOID,
											ObjectIdGetDatum(move->to));

	if (acl != NULL)
		sv_shadow_rows_set_column(NamespaceRelationId, tuple,
								  Anum_pg_namespace_nspacl,
								  PointerGetDatum(acl));
}

/*
 * Gives some rows of the catalogs other names or schemas, and extensions other
 * schemas.
 */
static void
prepare_renames(Shadow *shadow)
{
	ListCell   *lc;

	foreach(lc, shadow->renames)
	{
		const SvShadowRename *rename = lfirst(lc);

		if (rename->schema != NULL)
			move_object(rename);
		else
			rename_object(shadow, rename);
		CommandCounterIncrement();
	}
}

/*
 * Gives a schema the name of another one, which is moved out of the way.
 */
static void
prepare_schema(Shadow *shadow)
{
	char	   *name = get_namespace_name(shadow->as);
	Oid			namespace = linitial_oid(shadow->namespaces);
	HeapTuple	tuple;

	if (namespace == shadow->as)
		return;
	sv_shadow_functions_rename(namespace, get_namespace_name(namespace), name);
	move_aside(shadow->as);
	CommandCounterIncrement();
	tuple = SearchSysCacheCopy1(NAMESPACEOID, ObjectIdGetDatum(namespace));
	sv_shadow_rows_set_name(NamespaceRelationId, tuple,
							Anum_pg_namespace_nspname, name);
}

/*
 * Moves a schema out of the way, by another name; returns its owner.
 */
static Oid
move_aside(Oid namespace)
{
	HeapTuple	tuple = SearchSysCacheCopy1(NAMESPACEOID,
											ObjectIdGetDatum(namespace));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", namespace);
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	sv_shadow_rows_set_name(NamespaceRelationId, tuple,
							Anum_pg_namespace_nspname,
							sv_shadow_name_make(namespace));
	return owner;
}

static void
rename_object(Shadow *shadow, const SvShadowRename *rename)
{
	HeapTuple	tuple;

	if (!OidIsValid(rename->objid))
		shadow->namespaces =
			lappend_oid(list_copy(shadow->namespaces),
						NamespaceCreate(rename->name, shadow->role, false));
	else if (rename->classid == ExtensionRelationId)
		move_extension(shadow, rename);
	else if (rename->attnum != 0)
	{
		tuple = SearchSysCacheCopy2(ATTNUM, ObjectIdGetDatum(rename->objid),
									Int16GetDatum(rename->attnum));
		sv_shadow_rows_set_name(AttributeRelationId, tuple,
								Anum_pg_attribute_attname, rename->name);
	}
	else if (rename->classid == EnumRelationId)
	{
		tuple = SearchSysCacheCopy1(ENUMOID, ObjectIdGetDatum(rename->objid));
		sv_shadow_rows_set_name(EnumRelationId, tuple,
								Anum_pg_enum_enumlabel, rename->name);
	}
	else
	{
		tuple = SearchSysCacheCopy1(get_object_catcache_oid(rename->classid),
									ObjectIdGetDatum(rename->objid));
		sv_shadow_rows_set_name(rename->classid, tuple,
								get_object_attnum_name(rename->classid),
								rename->name);
	}
}

/*
 * Moves an extension with its members.
 */
static void
move_extension(const Shadow *shadow, const SvShadowRename *rename)
{
	SvModelExtension extension = {get_extension_name(rename->objid)};
	SvStatements statements = {.extensions = list_make1(&extension)};

	extension.schema = pstrdup(rename->name);
	sv_shadow_members_move(NIL, &statements, shadow->role);
}

/*
 * Gives an object another schema, on which it depends from then on.
 */
static void
move_object(const SvShadowRename *rename)
{
	Oid			namespace = get_namespace_oid(rename->schema, false);
	AttrNumber	column = get_object_attnum_namespace(rename->classid);
	HeapTuple	tuple = SearchSysCacheCopy1(get_object_catcache_oid(rename->classid),
											ObjectIdGetDatum(rename->objid));
	Oid			old;
	bool		isnull;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for object %u of catalog %u",
			 rename->objid, rename->classid);
	old = DatumGetObjectId(SysCacheGetAttr(get_object_catcache_oid(rename->classid),
										   tuple, column, &isnull));
	if (old == namespace)
		return;
	sv_shadow_rows_set_column(rename->classid, tuple, column,
							  ObjectIdGetDatum(namespace));
	(void) changeDependencyFor(rename->classid, rename->objid,
							   NamespaceRelationId, old, namespace);
}
