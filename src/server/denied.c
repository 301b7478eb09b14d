/*-------------------------------------------------------------------------
 *
 * denied.c
 *	  What a role lacks for our queries.
 *
 * The server refuses a query for the first privilege that is missing, and shows
 * the query, which is none of the user's.  Here the error becomes one about what
 * the user wanted to do, with all privileges that are missing for that, as
 * statements that grant them.
 *
 * Which tables a query reads and writes is told by its text: it is one of ours,
 * in which each table follows "schemaver.", and the words before that say what is
 * done to it.  What a role wants to do is told by the tables that it writes.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "server/denied.h"

#define SCHEMA "schemaver"

/* What somebody wants to do, and what that needs. */
typedef struct Purpose
{
	const char *refusal;
	const char *written;		/* one of these tables is written; NULL: any
								 * other query */
	const char *needs;			/* as a query has them */
} Purpose;

#define READS "FROM schemaver.revision FROM schemaver.applied FROM schemaver.log" \
	" FROM schemaver.version"
#define RUNS READS " INTO schemaver.applied DELETE FROM schemaver.applied" \
	" INTO schemaver.log LOCK TABLE schemaver.lock"
#define COMPARES "FROM schemaver.model FROM schemaver.model_cache FROM schemaver.ignore"

static const Purpose purposes[] = {
	{gettext_noop("role \"%s\" may not write revisions"),
		" revision ", READS " INTO schemaver.revision UPDATE schemaver.revision"
	" DELETE FROM schemaver.revision"},
	{gettext_noop("role \"%s\" may not deploy revisions"),
		" deploy partial ", RUNS " UPDATE schemaver.deploy INTO schemaver.partial"
		" UPDATE schemaver.partial DELETE FROM schemaver.partial"
	" FROM schemaver.hook"},
	{gettext_noop("role \"%s\" may not run or change revisions"),
	" applied log lock ", RUNS},
	{gettext_noop("role \"%s\" may not declare a model"),
		" model model_cache ", COMPARES " INTO schemaver.model UPDATE schemaver.model"
	" INTO schemaver.model_cache UPDATE schemaver.model_cache"},
	{gettext_noop("role \"%s\" may not record what it verifies"),
		" verified ", "FROM schemaver.verified INTO schemaver.verified"
	" UPDATE schemaver.verified DELETE FROM schemaver.verified"},
	{gettext_noop("role \"%s\" may not see the model"),
	NULL, COMPARES},
	{gettext_noop("role \"%s\" may not run backfills"),
		" backfill ", "FROM schemaver.backfill INTO schemaver.backfill"
	" UPDATE schemaver.backfill"},
	{gettext_noop("role \"%s\" may not run or change repeatable scripts"),
		" repeatable ", "FROM schemaver.repeatable INTO schemaver.repeatable"
	" UPDATE schemaver.repeatable DELETE FROM schemaver.repeatable INTO schemaver.log"},
	{gettext_noop("role \"%s\" may not see repeatable scripts"),
	NULL, "FROM schemaver.repeatable"},
	{gettext_noop("role \"%s\" may not see verdicts"),
	NULL, "FROM schemaver.verified"},
	{gettext_noop("role \"%s\" may not see revisions"),
	NULL, READS},
	{gettext_noop("role \"%s\" may not see deploys and backfills that run"),
	NULL, "FROM schemaver.deploy FROM schemaver.backfill"},
	{gettext_noop("role \"%s\" may not see all that this needs"),
	NULL, ""},
};

/* A table, and what is needed of it. */
typedef struct Demand
{
	char		name[NAMEDATALEN];
	AclMode		rights;
} Demand;

static List *add_demands(List *demands, const char *query);
static Demand *demand_for(List **demands, const char *name, size_t length);
static AclMode right_before(const char *query, const char *at);
static bool ends_with(const char *text, size_t length, const char *word);
static const Purpose *purpose_of(List *demands);
static bool is_about(const Purpose *purpose, List *demands);
static bool names(const char *list, const char *name);
static char *missing_grants(List *demands);
static AclMode missing_rights(const Demand *demand);
static void append_grant(StringInfo grants, AclMode rights, const char *name);
pg_noreturn static void refuse(const Purpose *purpose, const char *grants,
							   const char *detail);

/*
 * In PG_CATCH(), after one of our queries has failed: throws the error again, as
 * one about missing privileges if it is that.
 */
void
sv_denied_rethrow(const char *query)
{
	ErrorData  *error;
	List	   *demands;
	const Purpose *purpose;

	if (geterrcode() != ERRCODE_INSUFFICIENT_PRIVILEGE)
		PG_RE_THROW();
	MemoryContextSwitchTo(TopTransactionContext);
	demands = add_demands(NIL, query);
	if (missing_grants(demands) == NULL)
		PG_RE_THROW();
	error = CopyErrorData();
	FlushErrorState();
	purpose = purpose_of(demands);
	refuse(purpose, missing_grants(add_demands(demands, purpose->needs)),
		   psprintf(_("The server reports: %s."), error->message));
}

/*
 * Refuses a role that lacks privileges for a query, or the like, that is not
 * executed here.
 */
void
sv_denied_check(const char *query)
{
	List	   *demands = add_demands(NIL, query);
	const Purpose *purpose = purpose_of(demands);

	if (missing_grants(demands) != NULL)
		refuse(purpose, missing_grants(add_demands(demands, purpose->needs)),
			   NULL);
}

static void
refuse(const Purpose *purpose, const char *grants, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg(purpose->refusal, GetUserNameFromId(GetUserId(), false)),
			 detail != NULL ? errdetail_internal("%s", detail) : 0,
			 errhint("%s", grants)));
}

/*
 * Adds what a query needs: a list of Demands.
 */
static List *
add_demands(List *demands, const char *query)
{
	const char *at = query;

	while ((at = strstr(at, SCHEMA ".")) != NULL)
	{
		const char *name = at + strlen(SCHEMA ".");
		size_t		length = strspn(name, "abcdefghijklmnopqrstuvwxyz_");
		Demand	   *demand = demand_for(&demands, name, length);

		demand->rights |= right_before(query, at);
		if (demand->rights != ACL_INSERT)
			demand->rights |= ACL_SELECT;
		if (strstr(query, "DO UPDATE") != NULL &&
			(demand->rights & ACL_INSERT) != 0)
			demand->rights |= ACL_UPDATE | ACL_SELECT;
		at = name;
	}
	return demands;
}

static Demand *
demand_for(List **demands, const char *name, size_t length)
{
	Demand	   *demand;
	ListCell   *lc;

	foreach(lc, *demands)
	{
		demand = lfirst(lc);
		if (strlen(demand->name) == length &&
			strncmp(demand->name, name, length) == 0)
			return demand;
	}
	demand = palloc0(sizeof(Demand));
	memcpy(demand->name, name, Min(length, NAMEDATALEN - 1));
	*demands = lappend(*demands, demand);
	return demand;
}

/*
 * The right that is needed for what the words before a place do.
 */
static AclMode
right_before(const char *query, const char *at)
{
	size_t		length = at - query;

	if (ends_with(query, length, "INTO "))
		return ACL_INSERT;
	if (ends_with(query, length, "UPDATE ") ||
		ends_with(query, length, "LOCK TABLE "))
		return ACL_UPDATE;
	if (ends_with(query, length, "DELETE FROM "))
		return ACL_DELETE;
	return ACL_SELECT;
}

static bool
ends_with(const char *text, size_t length, const char *word)
{
	return length >= strlen(word) &&
		strncmp(text + length - strlen(word), word, strlen(word)) == 0;
}

/*
 * What is wanted: the first purpose to which the tables fit.
 */
static const Purpose *
purpose_of(List *demands)
{
	int			i = 0;

	while (i < lengthof(purposes) - 1 && !is_about(&purposes[i], demands))
		i++;
	return &purposes[i];
}

/*
 * True if one of the tables is written and among those of the purpose; or, for a
 * purpose that writes none, is among those that it needs.
 */
static bool
is_about(const Purpose *purpose, List *demands)
{
	ListCell   *lc;

	foreach(lc, demands)
	{
		const Demand *demand = lfirst(lc);

		if (purpose->written == NULL ?
			names(purpose->needs, demand->name) :
			(demand->rights & ~ACL_SELECT) != 0 &&
			strstr(purpose->written, psprintf(" %s ", demand->name)) != NULL)
			return true;
	}
	return false;
}

/*
 * True if a table is named in what a purpose needs.
 */
static bool
names(const char *list, const char *name)
{
	const char *found = strstr(list, psprintf(SCHEMA ".%s", name));

	return found != NULL &&
		strcspn(found + strlen(SCHEMA "."), " ") == strlen(name);
}

/*
 * The statements that grant the current user what is missing; NULL if nothing is.
 */
static char *
missing_grants(List *demands)
{
	StringInfoData grants;
	Oid			schema = get_namespace_oid(SCHEMA, true);
	ListCell   *lc;

	initStringInfo(&grants);
	if (OidIsValid(schema) &&
		!object_aclcheck_ok(NamespaceRelationId, schema, GetUserId(), ACL_USAGE))
		append_grant(&grants, ACL_USAGE, SCHEMA);
	foreach(lc, demands)
		append_grant(&grants, missing_rights(lfirst(lc)),
					 ((const Demand *) lfirst(lc))->name);
	return grants.len > 0 ? grants.data : NULL;
}

static AclMode
missing_rights(const Demand *demand)
{
	static const AclMode all[] = {ACL_SELECT, ACL_INSERT, ACL_UPDATE, ACL_DELETE};
	Oid			table = get_relname_relid(demand->name,
										  get_namespace_oid(SCHEMA, true));
	AclMode		missing = 0;

	for (int i = 0; OidIsValid(table) && i < lengthof(all); i++)
	{
		if ((demand->rights & all[i]) != 0 &&
			pg_class_aclcheck(table, GetUserId(), all[i]) != ACLCHECK_OK)
			missing |= all[i];
	}
	return missing;
}

static void
append_grant(StringInfo grants, AclMode rights, const char *name)
{
	StringInfoData list;

	if (rights == 0)
		return;
	initStringInfo(&list);
	if (rights & ACL_SELECT)
		appendStringInfoString(&list, ", SELECT");
	if (rights & ACL_INSERT)
		appendStringInfoString(&list, ", INSERT");
	if (rights & ACL_UPDATE)
		appendStringInfoString(&list, ", UPDATE");
	if (rights & ACL_DELETE)
		appendStringInfoString(&list, ", DELETE");
	if (rights & ACL_USAGE)
		appendStringInfoString(&list, ", USAGE");
	appendStringInfo(grants, "%sGRANT %s ON %s%s TO %s;",
					 grants->len > 0 ? " " : "", list.data + strlen(", "),
					 rights & ACL_USAGE ? "SCHEMA " : SCHEMA ".", name,
					 quote_identifier(GetUserNameFromId(GetUserId(), false)));
}
