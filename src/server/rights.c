/*-------------------------------------------------------------------------
 *
 * rights.c
 *	  The rights that functions have while schemas are copied.
 *
 * Schemas are copied by executing the statements that create them, and the
 * server evaluates expressions when it does: constants are folded when an
 * index, a check or a partition key is planned, and a default is computed when
 * a column is added.  These expressions call functions of the owners of the
 * objects, while the role that asks for the copy, perhaps a superuser, has not
 * asked for that.
 *
 * So while schemas are copied, no function has more rights than the caller or
 * than its owner has: it is executed as its owner if the caller could act as
 * the owner, and as the caller if the owner could act as the caller.  If
 * neither could act as the other, it is executed as a role without rights of
 * any use.  It is executed in a security-restricted operation.
 *
 * All expressions call functions through the function manager, so its hook
 * covers them; functions that need it are not inlined either.
 *
 * The same holds for the batches of a backfill that stands for a rewrite by the
 * server, which fires no triggers (backfill/fill.c).
 *
 * A copy of a function belongs to the role that copies, but its body is that of
 * its author.  So it counts as belonging to the owners of the functions of that
 * name in the original schema as well.
 *
 * Copying does not nest: sv_rights_begin() within it changes nothing.  The
 * state is in static variables, as the hook has no argument for it, and must
 * be reset with sv_rights_end(), also after an error.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/catcache.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "server/query.h"
#include "server/rights.h"

/* A schema that is a copy, by name, and the original. */
typedef struct Copy
{
	const char *name;
	Oid			original;
} Copy;

/* The role that a function counts as belonging to, besides its owner. */
typedef struct Author
{
	Oid			function;		/* hash key */
	Oid			role;
} Author;

/* A call in progress, and the user and security context before it. */
typedef struct Call
{
	struct Call *caller;
	bool		switched;		/* we have changed these */
	Oid			role;
	int			sec_context;
} Call;

static bool needs_hook(Oid function);
static void on_call(FmgrHookEventType event, FmgrInfo *flinfo, Datum *private);
static void enter(Oid function);
static void leave(bool failed);
static Oid	rights_of(Oid function, Oid current, bool *definer);
static Oid	author_of(Oid oid, Form_pg_proc function);
static Oid	owner_of_namesakes(const char *name, Oid schema);
static Oid	original_of(Oid schema);
static void add_author(const SvRow *row, void *arg);

static needs_fmgr_hook_type next_needs_hook = NULL;
static fmgr_hook_type next_hook = NULL;

/*
 * The role with whose rights schemas are copied; InvalidOid if none are copied,
 * and then nothing else here is valid.  The caller may have more rights.
 */
static Oid	copier = InvalidOid;
static Oid	caller;
static MemoryContext context;	/* of what follows */
static List *copies;			/* of Copy */
static HTAB *authors;			/* of Author */
static Call *call;				/* the innermost one */
static bool lesser_failed;		/* a call with other rights has failed */

/*
 * The functions of a schema, given by name, and the owners of those of the same
 * names in the original one, given by OID.
 */
static SvQuery namesakes = {
	"SELECT c.oid, o.proowner FROM pg_catalog.pg_proc c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace"
	" JOIN pg_catalog.pg_proc o ON o.proname = c.proname"
	" WHERE n.nspname = $1 AND o.pronamespace = $2",
	2, {TEXTOID, OIDOID}
};

/*
 * Installs the hooks, when the library is loaded.
 */
void
sv_rights_install(void)
{
	next_needs_hook = needs_fmgr_hook;
	needs_fmgr_hook = needs_hook;
	next_hook = fmgr_hook;
	fmgr_hook = on_call;
}

/*
 * From here on the current user copies schemas with the rights of a role, which
 * has no more rights than the user, until sv_rights_end() is called with the
 * result, also after an error.  True if copying has begun before.
 */
bool
sv_rights_begin(Oid role)
{
	HASHCTL		control = {.keysize = sizeof(Oid),.entrysize = sizeof(Author)};

	if (OidIsValid(copier))
		return true;
	context = AllocSetContextCreate(CurrentMemoryContext, "schemaver rights",
									ALLOCSET_SMALL_SIZES);
	control.hcxt = context;
	authors = hash_create("schemaver authors", 32, &control,
						  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	copies = NIL;
	call = NULL;
	lesser_failed = false;
	caller = GetUserId();
	copier = role;
	return false;
}

/*
 * Ends what sv_rights_begin() has begun.  Does not fail, and may be called
 * again.
 */
void
sv_rights_end(bool nested)
{
	if (nested || !OidIsValid(copier))
		return;
	copier = InvalidOid;
	MemoryContextDelete(context);
}

/*
 * True if a function that was executed as another role has failed.
 */
bool
sv_rights_have_failed(void)
{
	return OidIsValid(copier) && lesser_failed;
}

/*
 * Notes that the schema that will have this name is a copy of another one.
 */
void
sv_rights_note_copy(const char *name, Oid original)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	Copy	   *copy = palloc(sizeof(Copy));

	copy->name = pstrdup(name);
	copy->original = original;
	copies = lappend(copies, copy);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Notes the authors of all functions of the copies, when these are complete:
 * the functions may be renamed from here on.
 */
void
sv_rights_note_functions(void)
{
	ListCell   *lc;

	foreach(lc, copies)
	{
		const Copy *copy = lfirst(lc);
		Datum		values[2];

		values[0] = CStringGetTextDatum(copy->name);
		values[1] = ObjectIdGetDatum(copy->original);
		sv_query_begin_latest();
		sv_query_fetch(&namesakes, values, NULL, add_author, NULL);
		sv_query_end_fresh();
	}
}

static void
add_author(const SvRow *row, void *arg)
{
	Oid			function = DatumGetObjectId(sv_row_datum(row, 1));
	bool		found;
	Author	   *author = hash_search(authors, &function, HASH_ENTER, &found);

	author->role = sv_rights_lesser(found ? author->role : InvalidOid,
									DatumGetObjectId(sv_row_datum(row, 2)));
}

/*
 * needs_fmgr_hook: true if a function must be called through the hook, and not
 * be inlined.
 */
static bool
needs_hook(Oid function)
{
	bool		definer;

	if (next_needs_hook != NULL && next_needs_hook(function))
		return true;
	return OidIsValid(copier) &&
		rights_of(function, caller, &definer) != caller;
}

/*
 * fmgr_hook.
 */
static void
on_call(FmgrHookEventType event, FmgrInfo *flinfo, Datum *private)
{
	if (next_hook != NULL)
		next_hook(event, flinfo, private);
	if (!OidIsValid(copier))
		return;
	if (event == FHET_START)
		enter(flinfo->fn_oid);
	else
		leave(event == FHET_ABORT);
}

/*
 * Switches to the role of a function that is about to be called.  The server
 * has switched to the owner of one with SECURITY DEFINER before, and will
 * restore the user itself.
 */
static void
enter(Oid function)
{
	Call	   *entered = MemoryContextAlloc(context, sizeof(Call));
	bool		definer;
	Oid			role;

	GetUserIdAndSecContext(&entered->role, &entered->sec_context);
	role = rights_of(function, entered->role, &definer);
	entered->switched = role != entered->role && !definer;
	entered->caller = call;
	call = entered;
	if (role != entered->role)
		SetUserIdAndSecContext(role, entered->sec_context |
							   SECURITY_LOCAL_USERID_CHANGE |
							   SECURITY_RESTRICTED_OPERATION);
}

/*
 * Restores the user when a function has ended.
 */
static void
leave(bool failed)
{
	Call	   *left = call;

	if (left == NULL)
		return;
	if (left->switched)
	{
		SetUserIdAndSecContext(left->role, left->sec_context);
		lesser_failed = lesser_failed || failed;
	}
	call = left->caller;
	pfree(left);
}

/*
 * The role whose rights a function has when it is called with those of the
 * current role.  A function called by one that has other rights already keeps
 * these, unless it is a SECURITY DEFINER function; "definer" is set to that.
 */
static Oid
rights_of(Oid function, Oid current, bool *definer)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc row;
	Oid			role = current;

	*definer = false;
	if (!HeapTupleIsValid(tuple))
		return current;
	row = (Form_pg_proc) GETSTRUCT(tuple);
	*definer = row->prosecdef;
	if (*definer)
		role = sv_rights_lesser(row->proowner, author_of(function, row));
	else if (current == copier || current == caller)
		role = sv_rights_lesser(sv_rights_lesser(copier, row->proowner),
								author_of(function, row));
	ReleaseSysCache(tuple);
	return role;
}

/*
 * The role that a function counts as belonging to, besides its owner; the owner
 * if it is no copy.
 */
static Oid
author_of(Oid oid, Form_pg_proc function)
{
	Author	   *author = hash_search(authors, &oid, HASH_FIND, NULL);
	Oid			original;
	Oid			owner = InvalidOid;

	if (author != NULL)
		return author->role;
	original = original_of(function->pronamespace);
	if (OidIsValid(original))
		owner = owner_of_namesakes(NameStr(function->proname), original);
	return OidIsValid(owner) ? owner : function->proowner;
}

/*
 * The lesser of the owners of all functions of a name in a schema; InvalidOid
 * if there are none.
 */
static Oid
owner_of_namesakes(const char *name, Oid schema)
{
	CatCList   *list = SearchSysCacheList1(PROCNAMEARGSNSP,
										   CStringGetDatum(name));
	Oid			owner = InvalidOid;

	for (int i = 0; i < list->n_members; i++)
	{
		Form_pg_proc row = (Form_pg_proc) GETSTRUCT(&list->members[i]->tuple);

		if (row->pronamespace == schema)
			owner = sv_rights_lesser(owner, row->proowner);
	}
	ReleaseSysCacheList(list);
	return owner;
}

/*
 * The schema that a schema is a copy of; InvalidOid if it is no copy.
 */
static Oid
original_of(Oid schema)
{
	char	   *name = copies == NIL ? NULL : get_namespace_name(schema);
	ListCell   *lc;

	if (name == NULL)
		return InvalidOid;
	foreach(lc, copies)
	{
		const Copy *copy = lfirst(lc);

		if (strcmp(copy->name, name) == 0)
			return copy->original;
	}
	return InvalidOid;
}

/*
 * The lesser of two roles: the one that the other could act as, and the first
 * one if both could, so that neither gains anything by its rights.  If neither
 * could act as the other, it is a role without rights of any use.  InvalidOid
 * is more than any role.
 */
Oid
sv_rights_lesser(Oid role, Oid other)
{
	if (!OidIsValid(role))
		return other;
	if (!OidIsValid(other))
		return role;
	if (sv_rights_can_act_as(other, role))
		return role;
	return sv_rights_can_act_as(role, other) ? other : ROLE_PG_STAT_SCAN_TABLES;
}

/*
 * True if a role has the rights of another one, or can SET ROLE to it.
 */
bool
sv_rights_can_act_as(Oid role, Oid other)
{
	return has_privs_of_role(role, other) || member_can_set_role(role, other);
}
