/*-------------------------------------------------------------------------
 *
 * shadow.c
 *	  Looks at schemas as they would be.
 *
 * In a subtransaction that is always rolled back, schemas step aside: they
 * get other names, new and empty ones get theirs, and the members of
 * extensions move over.  Then a model is run and its facts are read.  Both
 * sides have their real names this way, so that all that the server writes
 * about them compares as it is.
 *
 * The rows of the catalogs are changed directly.  No lock is taken on what
 * users have, and other sessions see nothing of it.  It would be a way around
 * privileges if it did not ask for just those that ALTER SCHEMA ... RENAME
 * asks for: who may not do that could put his functions in the place of those
 * that others trust.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_database.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_namespace.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/resowner.h"
#include "utils/syscache.h"

#include "catalog/initial_privileges.h"
#include "catalog/snapshot.h"
#include "compat.h"
#include "model/shadow.h"
#include "model/shadow_globals.h"
#include "model/shadow_members.h"
#include "model/shadow_rows.h"
#include "model/shadow_usage.h"
#include "model/statements.h"
#include "schemaver.h"
#include "server/query.h"
#include "server/rights.h"
#include "server/settings.h"
#include "store/guard.h"
#include "store/store.h"
#include "strings.h"

/* What is to be done before the look. */
typedef struct Preparation
{
	List	   *schemas;
	const SvStatements *scan;
	Oid			role;			/* whose rights are used */
	void		(*run) (void *arg);
	void	   *arg;
	List	   *renames;
	Oid			as;				/* one schema under the name of this one */
	List	   *namespaces;		/* what is to be looked at */
} Preparation;

static SvFacts *look(Preparation *preparation,
					 void (*prepare) (Preparation *preparation));
static void limit_waits(void);
static void prepare_model(Preparation *preparation);
static void run_as(Preparation *preparation);
static void prepare_renames(Preparation *preparation);
static void prepare_schema(Preparation *preparation);
static void take_first_privileges(const SvShadowMove *move, Oid owner);
static Oid	step_aside(Oid namespace_);
static void rename_object(const SvRename *rename);

/*
 * The facts of what "run" makes in schemas of these names that are empty
 * before, but for the members of extensions; elaborate ones it creates itself.
 * It has the rights of the author of what it runs, if these are less than the
 * caller's; InvalidOid for the caller himself.  What he owns outside of
 * schemas steps aside as well.
 */
SvFacts *
sv_shadow_of(List *schemas, const SvStatements *scan, Oid author,
			 void (*run) (void *arg), void *arg)
{
	Oid			role = sv_rights_lesser(GetUserId(), author);
	Preparation preparation = {schemas, scan, role, run, arg};

	if (role != GetUserId() && role != author)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the model was declared by role \"%s\", as which \"%s\" cannot act",
						GetUserNameFromId(author, false),
						GetUserNameFromId(GetUserId(), false)),
				 errhint("It has to be tried out again: let that role, or a superuser, call schemaver_check(), or declare the model yourself with schemaver_model().")));
	sv_shadow_check_schemas(schemas, role);
	return look(&preparation, prepare_model);
}

/*
 * The facts of schemas, a list of OIDs, in which some things have other names.
 * If there are none, what needs what is left to sv_snapshot_read_needs().
 */
SvFacts *
sv_shadow_renamed(List *namespaces, List *renames)
{
	Preparation preparation = {.role = GetUserId(),.renames = renames,
	.namespaces = namespaces};

	if (renames == NIL)
		return sv_snapshot_read(namespaces, false);
	return look(&preparation, prepare_renames);
}

/*
 * The facts of a schema under the name of another one.
 */
SvFacts *
sv_shadow_schema_as(Oid namespace_, Oid as)
{
	Preparation preparation = {.role = GetUserId(),
	.namespaces = list_make1_oid(namespace_),.as = as};

	sv_shadow_check_schemas(list_make2(get_namespace_name(namespace_),
									   get_namespace_name(as)),
							GetUserId());
	return look(&preparation, prepare_schema);
}

/*
 * Refuse a role that could not do by ALTER SCHEMA and CREATE SCHEMA what we
 * are going to do.
 */
void
sv_shadow_check_schemas(List *schemas, Oid role)
{
	ListCell   *lc;

	if (!object_aclcheck_ok(DatabaseRelationId, MyDatabaseId, role,
							ACL_CREATE))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_DATABASE,
					   get_database_name(MyDatabaseId));
	foreach(lc, schemas)
	{
		Oid			namespace_ = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace_) &&
			!object_ownercheck(NamespaceRelationId, namespace_, role))
			aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_SCHEMA, lfirst(lc));
	}
}

/*
 * Prepare, look, and undo it all.
 */
static SvFacts *
look(Preparation *preparation, void (*prepare) (Preparation *preparation))
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	SvFacts    *volatile snapshot = NULL;
	bool		before;

	PreventCommandIfReadOnly("a look at a model");
	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	before = sv_rights_begin(preparation->role);
	PG_TRY();
	{
		/* one look at a time: it is not in the limit to wait for another one */
		LockRelationOid(sv_store_table("model"), ShareUpdateExclusiveLock);
		limit_waits();
		prepare(preparation);
		CommandCounterIncrement();
		snapshot = sv_snapshot_read(preparation->namespaces, true);
		sv_rights_end(before);
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		/* first of all: what follows may fail for want of memory */
		sv_rights_end(before);
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		ReThrowError(error);
	}
	PG_END_TRY();
	return snapshot;
}

/*
 * Let no lock be waited for long: what the model uses in other schemas stays
 * locked meanwhile.  A limit of the caller's goes before ours.
 */
static void
limit_waits(void)
{
	if (LockTimeout == 0 && sv_lock_timeout > 0)
		sv_settings_set("lock_timeout", psprintf("%d", sv_lock_timeout), true);
}

static void
prepare_model(Preparation *preparation)
{
	List	   *moves = NIL;
	List	   *triggers;
	ListCell   *lc;

	foreach(lc, preparation->schemas)
	{
		char	   *name = lfirst(lc);
		Oid			old = get_namespace_oid(name, true);
		Oid			owner = OidIsValid(old) ? step_aside(old) :
		preparation->role;
		SvShadowMove *move;

		CommandCounterIncrement();
		if (OidIsValid(old))
			sv_rights_note_copy(name, old);
		if (sv_strings_member(preparation->scan->elaborate, name))
			continue;
		if (sv_strings_member(preparation->scan->created, name))
			owner = preparation->role;
		move = palloc(sizeof(SvShadowMove));
		move->from = old;
		move->to = NamespaceCreate(name, owner, false);
		CommandCounterIncrement();
		if (!sv_strings_member(preparation->scan->created, name))
			take_first_privileges(move, owner);
		moves = lappend(moves, move);
		CommandCounterIncrement();
		if (OidIsValid(old))
			sv_shadow_usage_lend(move->to, old);
	}
	sv_shadow_members_move(moves, preparation->scan->extensions, preparation->role);
	if (!preparation->scan->keeps_globals)
		sv_shadow_globals_clear(preparation->role);
	triggers = sv_shadow_globals_silence();
	CommandCounterIncrement();
	run_as(preparation);
	CommandCounterIncrement();
	foreach(lc, moves)
	{
		if (OidIsValid(((SvShadowMove *) lfirst(lc))->from))
			sv_shadow_usage_take_back(((SvShadowMove *) lfirst(lc))->to);
	}
	sv_shadow_globals_unsilence(triggers);
	CommandCounterIncrement();
	foreach(lc, preparation->schemas)
	{
		Oid			namespace_ = get_namespace_oid(lfirst(lc), true);

		if (OidIsValid(namespace_))
			preparation->namespaces = lappend_oid(preparation->namespaces,
												  namespace_);
	}
}

/*
 * Run what there is to run with the rights that it may have.
 */
static void
run_as(Preparation *preparation)
{
	bool		before = sv_guard_enter_model();
	Oid			role;
	int			sec_context;

	GetUserIdAndSecContext(&role, &sec_context);
	if (preparation->role != role)
		SetUserIdAndSecContext(preparation->role, sec_context |
							   SECURITY_LOCAL_USERID_CHANGE |
							   SECURITY_RESTRICTED_OPERATION);
	PG_TRY();
	{
		preparation->run(preparation->arg);
	}
	PG_FINALLY();
	{
		sv_guard_leave_model(before);
		SetUserIdAndSecContext(role, sec_context);
	}
	PG_END_TRY();
}

/*
 * Give a schema the privileges that it has in a new database.
 */
static void
take_first_privileges(const SvShadowMove *move, Oid owner)
{
	Acl		   *acl = sv_initial_privileges_acl(move->from, owner);

	if (acl != NULL)
		sv_shadow_rows_set_column(NamespaceRelationId,
								  SearchSysCacheCopy1(NAMESPACEOID,
													  ObjectIdGetDatum(move->to)),
								  Anum_pg_namespace_nspacl, PointerGetDatum(acl));
}

static void
prepare_renames(Preparation *preparation)
{
	ListCell   *lc;

	foreach(lc, preparation->renames)
	{
		rename_object(lfirst(lc));
		CommandCounterIncrement();
	}
}

static void
prepare_schema(Preparation *preparation)
{
	char	   *name = get_namespace_name(preparation->as);
	Oid			namespace_ = linitial_oid(preparation->namespaces);
	HeapTuple	tuple;

	step_aside(preparation->as);
	CommandCounterIncrement();
	tuple = SearchSysCacheCopy1(NAMESPACEOID, ObjectIdGetDatum(namespace_));
	sv_shadow_rows_set_name(NamespaceRelationId, tuple, Anum_pg_namespace_nspname, name);
}

/*
 * Give a schema another name; returns its owner.
 */
static Oid
step_aside(Oid namespace_)
{
	HeapTuple	tuple = SearchSysCacheCopy1(NAMESPACEOID,
											ObjectIdGetDatum(namespace_));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", namespace_);
	owner = ((Form_pg_namespace) GETSTRUCT(tuple))->nspowner;
	sv_shadow_rows_set_name(NamespaceRelationId, tuple, Anum_pg_namespace_nspname,
							psprintf(SV_ASIDE_PREFIX "%u", namespace_));
	return owner;
}

static void
rename_object(const SvRename *rename)
{
	HeapTuple	tuple;

	if (rename->attnum != 0)
	{
		tuple = SearchSysCacheCopy2(ATTNUM, ObjectIdGetDatum(rename->objid),
									Int16GetDatum(rename->attnum));
		sv_shadow_rows_set_name(AttributeRelationId, tuple, Anum_pg_attribute_attname,
								rename->name);
	}
	else
	{
		tuple = SearchSysCacheCopy1(get_object_catcache_oid(rename->classid),
									ObjectIdGetDatum(rename->objid));
		sv_shadow_rows_set_name(rename->classid, tuple,
								get_object_attnum_name(rename->classid), rename->name);
	}
}
