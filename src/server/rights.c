/*-------------------------------------------------------------------------
 *
 * rights.c
 *	  Whose rights functions have while a copy of schemas is made.
 *
 * To copy schemas is to run the statements that make them, and the server
 * evaluates expressions on the way: constants are folded when an index, a
 * check or a partition key is planned, a default is computed when a column is
 * added.  These expressions call functions of whoever owns them, and the one
 * who asks for the copy, a superuser perhaps, has never asked for that.
 *
 * So while a copy is made, no function lends anybody's rights: it runs as its
 * owner where the caller could act as the owner, and as the caller where the
 * owner could act as the caller.  Of two roles of which neither could act as
 * the other it has the rights of none.  In a word, a function has the lesser
 * rights of the two, in a security-restricted operation, and nobody has more
 * through it than without.  Whatever calls functions goes through the function
 * manager, so one hook there covers all expressions; functions for which it is
 * needed are not inlined either.
 *
 * A copied function belongs to the caller, but its body is its author's: it
 * counts as belonging to the owners of the functions of that name in the
 * original schema, too.
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

/* A schema that is copied under its name, and where the original is. */
typedef struct Aside
{
	const char *name;
	Oid			original;
} Aside;

/* To whom else than its owner a function counts as belonging. */
typedef struct Author
{
	Oid			function;
	Oid			role;
} Author;

/* A call that is under way, and who called. */
typedef struct Call
{
	struct Call *caller;
	bool		switched;
	Oid			role;
	int			sec_context;
} Call;

static bool is_needed(Oid function);
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
 * Whose rights a copy is made with; InvalidOid: none is made, and all else is
 * void.  The caller may be mightier.
 */
static Oid	copier = InvalidOid;
static Oid	caller;
static MemoryContext context;
static List *asides;			/* of Aside */
static HTAB *authors;			/* of Author */
static Call *call;
static bool lesser_failed;

static SvQuery namesakes = {
	"SELECT c.oid, o.proowner FROM pg_catalog.pg_proc c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.pronamespace"
	" JOIN pg_catalog.pg_proc o ON o.proname = c.proname"
	" WHERE n.nspname = $1 AND o.pronamespace = $2",
	2, {TEXTOID, OIDOID}
};

/*
 * Called once, when the library is loaded.
 */
void
sv_rights_install(void)
{
	next_needs_hook = needs_fmgr_hook;
	needs_fmgr_hook = is_needed;
	next_hook = fmgr_hook;
	fmgr_hook = on_call;
}

/*
 * From here on the current user makes a copy of schemas, with the rights of a
 * role that is no mightier, until sv_rights_end() is called with the result,
 * also after an error.
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
	asides = NIL;
	call = NULL;
	lesser_failed = false;
	caller = GetUserId();
	copier = role;
	return false;
}

void
sv_rights_end(bool before)
{
	if (before || !OidIsValid(copier))
		return;
	copier = InvalidOid;
	MemoryContextDelete(context);
}

/*
 * True if a function that was given lesser rights has failed.
 */
bool
sv_rights_have_failed(void)
{
	return OidIsValid(copier) && lesser_failed;
}

/*
 * A schema of this name is going to be made, as a copy of the original.
 */
void
sv_rights_aside(const char *name, Oid original)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	Aside	   *aside = palloc(sizeof(Aside));

	aside->name = pstrdup(name);
	aside->original = original;
	asides = lappend(asides, aside);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * All functions have been copied: from here on they have their authors,
 * whatever they will be called.
 */
void
sv_rights_note_functions(void)
{
	ListCell   *lc;

	foreach(lc, asides)
	{
		const Aside *aside = lfirst(lc);
		Datum		values[2];

		values[0] = CStringGetTextDatum(aside->name);
		values[1] = ObjectIdGetDatum(aside->original);
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
 * True if a function is to be called by way of the hook, and not inlined.
 */
static bool
is_needed(Oid function)
{
	bool		definer;

	if (next_needs_hook != NULL && next_needs_hook(function))
		return true;
	return OidIsValid(copier) &&
		rights_of(function, caller, &definer) != caller;
}

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
 * A function is about to be called.  One with SECURITY DEFINER has the rights
 * of its owner already, and those of its caller are given back by the server.
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
 * The role that a function has the rights of when it is called with those of
 * the current role.  A function called by one that was given lesser rights has
 * these, unless it is a SECURITY DEFINER function.
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
 * To whom else a function counts as belonging; its owner if it is no copy.
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
 * The lesser of the owners of all functions of a name; InvalidOid if there is
 * none.
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
 * The schema that one is a copy of; InvalidOid if it is none.
 */
static Oid
original_of(Oid schema)
{
	char	   *name = asides == NIL ? NULL : get_namespace_name(schema);
	ListCell   *lc;

	if (name == NULL)
		return InvalidOid;
	foreach(lc, asides)
	{
		if (strcmp(((Aside *) lfirst(lc))->name, name) == 0)
			return ((Aside *) lfirst(lc))->original;
	}
	return InvalidOid;
}

/*
 * Of two roles, the one that the other could act as, the first one if both
 * could: nothing can be gained by having its rights.  One of them may be
 * InvalidOid for any.  If neither could act as the other, it is one that has no
 * rights to speak of.
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
 * True if a role has, or may take, all rights of another one.
 */
bool
sv_rights_can_act_as(Oid role, Oid other)
{
	return has_privs_of_role(role, other) || member_can_set_role(role, other);
}
