/*-------------------------------------------------------------------------
 *
 * acl.c
 *	  Owners and privileges as statements.
 *
 * What is there on one side only is granted or revoked.
 *
 * Who may grant something further may do so in his own name.  In a list, such
 * grants come after the one that they rest on: we grant from the front, and
 * revoke from the back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/acl.h"
#include "utils/builtins.h"

#include "fact/acl.h"
#include "fact/grant.h"
#include "fact/template.h"

typedef struct Privilege
{
	char		letter;
	const char *name;
} Privilege;

static const Privilege privileges[] = {
	{'r', "SELECT"},
	{'a', "INSERT"},
	{'w', "UPDATE"},
	{'d', "DELETE"},
	{'D', "TRUNCATE"},
	{'x', "REFERENCES"},
	{'t', "TRIGGER"},
	{'m', "MAINTAIN"},
	{'X', "EXECUTE"},
	{'U', "USAGE"},
	{'C', "CREATE"},
	{'T', "TEMPORARY"},
	{'c', "CONNECT"},
	{'s', "SET"},
	{'A', "ALTER SYSTEM"},
};

static const char *owner_of(const SvFact *fact);
static bool is_owned_by_column(const SvFact *sequence);
static const char *schema_of(const SvFact *fact);
static List *there_when_created(const SvFact *fact, const char *creator);
static void say_fact(SvOperation *operation, const SvFact *fact, List *from,
					 List *to);
static void say(SvOperation *operation, const SvAclObject *object,
				List *from, List *to);
static AclMode lost(const SvGrant *old, List *to);
static bool goes_along(const SvGrant *grant, const char *owner, List *to);
static bool takes_along(const SvGrant *grant, const char *owner, List *from,
						List *to);
static void say_revoke(SvOperation *operation, const SvAclObject *object,
					   const SvGrant *old, const SvGrant *new, bool cascade);
static void say_columns(SvOperation *operation, const SvAclObject *table,
						const SvGrant *lost, AclMode mode);
static void say_grant(SvOperation *operation, const SvAclObject *object,
					  const SvGrant *old, const SvGrant *new);
static void say_as(SvOperation *operation, const SvAclObject *object,
				   const SvGrant *grant, const char *statement);
static char *list_privileges(const SvAclObject *object, AclMode mode);

/*
 * Do the same roles have the same privileges, when the owner of one has
 * become that of the other?
 */
bool
sv_acl_same(const SvFact *from, const SvFact *to)
{
	char		type = from->kind->acl_type;
	List	   *old;
	List	   *new;
	ListCell   *lc;

	if (type == '\0' ||
		(sv_grant_same_role(from->acl, to->acl) &&
		 sv_grant_same_role(owner_of(from), owner_of(to))))
		return true;
	old = sv_grant_hand_over(sv_grant_list(from->acl, type, owner_of(from)),
							 owner_of(from), owner_of(to));
	new = sv_grant_list(to->acl, type, owner_of(to));
	if (list_length(old) != list_length(new))
		return false;
	foreach(lc, new)
	{
		SvGrant    *grant = lfirst(lc);
		SvGrant    *same = sv_grant_find(old, grant);

		if (same == NULL || same->privileges != grant->privileges ||
			same->options != grant->options)
			return false;
	}
	return true;
}

/*
 * Owners and privileges are not declared: what there is on both sides keeps
 * those of the database, and nobody knows those of what is new.
 */
void
sv_acl_keep(SvFacts *declared, const SvFacts *database)
{
	ListCell   *d = list_head(database->facts);
	ListCell   *lc;

	foreach(lc, declared->facts)
	{
		SvFact	   *fact = lfirst(lc);
		SvFact	   *there;

		while (d != NULL && sv_fact_compare(lfirst(d), fact) < 0)
			d = lnext(database->facts, d);
		there = d != NULL && sv_fact_compare(lfirst(d), fact) == 0 ?
			lfirst(d) : NULL;
		fact->owner = there == NULL ? NULL : there->owner;
		fact->acl = there == NULL ? NULL : there->acl;
	}
}

/*
 * Default privileges are not declared: they are those of the database.
 */
void
sv_acl_keep_defaults(SvFacts *declared, const SvFacts *database)
{
	List	   *kept = NIL;
	ListCell   *lc;

	foreach(lc, declared->facts)
	{
		if (!(((SvFact *) lfirst(lc))->kind->flags & SV_KIND_IS_PRIVILEGE))
			kept = lappend(kept, lfirst(lc));
	}
	foreach(lc, database->facts)
	{
		if (((SvFact *) lfirst(lc))->kind->flags & SV_KIND_IS_PRIVILEGE)
			kept = lappend(kept, lfirst(lc));
	}
	declared->facts = kept;
	sv_facts_sort(declared);
}

/*
 * Note, for facts of "to" that may be created, which default privileges of
 * "from" they will be created with.
 */
void
sv_acl_foresee(const SvFacts *from, const SvFacts *to)
{
	List	   *defaults = NIL;
	ListCell   *lc;

	foreach(lc, from->facts)
	{
		SvFact	   *fact = lfirst(lc);

		if ((fact->kind->flags & SV_KIND_IS_PRIVILEGE) && fact->drop == NULL &&
			sv_grant_same_role(sv_fact_value(fact, "role"), from->role))
			defaults = lappend(defaults, fact);
	}
	if (defaults == NIL)
		return;
	foreach(lc, to->facts)
	{
		SvFact	   *fact = lfirst(lc);
		ListCell   *lc2;

		fact->default_acl = fact->schema_acl = NULL;
		foreach(lc2, defaults)
		{
			SvFact	   *privilege = lfirst(lc2);
			const char *schema = sv_fact_value(privilege, "schema");

			if (sv_fact_value(privilege, "type")[0] != fact->kind->acl_type)
				 /* it is for others */ ;
			else if (schema == NULL)
				fact->default_acl = sv_fact_value(privilege, "privileges");
			else if (fact->kind->acl_type != 'n' &&
					 strcmp(schema, schema_of(fact)) == 0)
				fact->schema_acl = sv_fact_value(privilege, "privileges");
		}
	}
}

/*
 * Say whom an object that has been created belongs to, and who may use it, if
 * that is known.
 */
void
sv_acl_say_created(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const char *owner = owner_of(fact);
	const char *creator = operation->role;

	if (owner == NULL)
		return;
	if (creator == NULL || fact->owner == NULL)
		creator = owner;
	if (fact->owner != NULL && !sv_grant_same_role(fact->owner, operation->role))
		sv_operation_emit_text(operation,
							   psprintf("ALTER %s OWNER TO %s",
										sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
										owner));
	if (fact->kind->acl_type != '\0')
		say_fact(operation, fact,
				 sv_grant_hand_over(there_when_created(fact, creator),
									creator, owner),
				 sv_grant_list(fact->acl, fact->kind->acl_type, owner));
}

/*
 * Say that an object gets another owner.  A sequence that is owned by a
 * column goes with the table, and only so.
 */
void
sv_acl_say_owner(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	if (!is_owned_by_column(operation->from))
		sv_operation_emit_text(operation,
							   psprintf("ALTER %s OWNER TO %s",
										sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
										fact->owner));
}

/*
 * Say what somebody has got or lost, after the change of the owner.
 */
void
sv_acl_say_changed(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	char		type = to->kind->acl_type;

	if (type != '\0')
		say_fact(operation, to,
				 sv_grant_hand_over(sv_grant_list(from->acl, type, owner_of(from)),
									owner_of(from), owner_of(to)),
				 sv_grant_list(to->acl, type, owner_of(to)));
}

/*
 * Say what leads from a list to another one, of an object that is not a fact.
 * Neither may be NULL.
 */
void
sv_acl_say_object(SvOperation *operation, const SvAclObject *object,
				  const char *from, const char *to)
{
	say(operation, object, sv_grant_list(from, object->type, object->owner),
		sv_grant_list(to, object->type, object->owner));
}

/*
 * Columns belong to the owner of the table.
 */
static const char *
owner_of(const SvFact *fact)
{
	return fact->owner != NULL || fact->parent == NULL ? fact->owner :
		fact->parent->owner;
}

static bool
is_owned_by_column(const SvFact *sequence)
{
	ListCell   *lc;

	foreach(lc, sequence->needed_by)
	{
		SvFact	   *fact = ((SvNeed *) lfirst(lc))->fact;

		if (fact->parent == sequence && fact->drop == NULL &&
			strcmp(fact->kind->name, "owner of sequence") == 0)
			return true;
	}
	return false;
}

/*
 * The name of the schema of a fact, quoted, which its identity begins with.
 */
static const char *
schema_of(const SvFact *fact)
{
	const char *at = fact->identity;

	if (*at == '"')
		for (at++; *at != '"' || at[1] == '"'; at++)
			if (*at == '"')
				at++;
	return pnstrdup(fact->identity,
					at - fact->identity + strcspn(at, "."));
}

/*
 * What CREATE gives: the default, or what is set as default; and what is set
 * for the schema.
 */
static List *
there_when_created(const SvFact *fact, const char *creator)
{
	char		type = fact->kind->acl_type;
	List	   *grants = sv_grant_list(fact->default_acl, type, creator);
	ListCell   *lc;

	if (fact->schema_acl != NULL)
		foreach(lc, sv_grant_list(fact->schema_acl, type, creator))
			grants = sv_grant_add(grants, lfirst(lc));
	return grants;
}

static void
say_fact(SvOperation *operation, const SvFact *fact, List *from, List *to)
{
	SvAclObject object = {""};

	object.name = sv_template_fill(fact->kind->grant, fact, NULL, NULL);
	object.column = fact->kind->acl_type == 'c' ? fact->name : NULL;
	object.owner = owner_of(fact);
	object.type = fact->kind->acl_type;
	say(operation, &object, from, to);
}

static void
say(SvOperation *operation, const SvAclObject *object, List *from, List *to)
{
	ListCell   *lc;

	for (int i = list_length(from) - 1; i >= 0; i--)
	{
		SvGrant    *old = list_nth(from, i);

		if (!goes_along(old, object->owner, to))
			say_revoke(operation, object, old, sv_grant_find(to, old),
					   takes_along(old, object->owner, from, to));
	}
	foreach(lc, to)
		say_grant(operation, object, sv_grant_find(from, lfirst(lc)), lfirst(lc));
}

/*
 * What is lost of a grant, with its options.
 */
static AclMode
lost(const SvGrant *old, List *to)
{
	const SvGrant *new = sv_grant_find(to, old);

	return new == NULL ? old->privileges :
		(old->privileges & ~new->privileges) | (old->options & ~new->options);
}

/*
 * Is a grant of somebody else lost because that one may no more grant it?  He
 * is not asked then.
 */
static bool
goes_along(const SvGrant *grant, const char *owner, List *to)
{
	AclMode		options = 0;
	ListCell   *lc;

	if (sv_grant_same_role(grant->grantor, owner))
		return false;
	foreach(lc, to)
	{
		SvGrant    *other = lfirst(lc);

		if (sv_grant_same_role(other->grantee, grant->grantor))
			options |= other->options;
	}
	return (lost(grant, to) & options) == 0;
}

/*
 * Are others lost with a grant?
 */
static bool
takes_along(const SvGrant *grant, const char *owner, List *from, List *to)
{
	ListCell   *lc;

	foreach(lc, from)
	{
		SvGrant    *other = lfirst(lc);

		if (!sv_grant_same_role(other->grantor, owner) &&
			sv_grant_same_role(other->grantor, grant->grantee) &&
			(lost(other, to) & lost(grant, to)) != 0)
			return true;
	}
	return false;
}

static void
say_revoke(SvOperation *operation, const SvAclObject *object,
		   const SvGrant *old, const SvGrant *new, bool cascade)
{
	const char *end = cascade ? " CASCADE" : "";
	AclMode		kept = new == NULL ? 0 : new->privileges;
	AclMode		revoked = old->privileges & ~kept;
	AclMode		options = old->options & kept & ~(new == NULL ? 0 : new->options);

	/* without a trace left, all is said more shortly */
	if (kept == 0)
		revoked = sv_grant_all_rights(object->type);
	if (revoked != 0)
		say_as(operation, object, old,
			   psprintf("%sREVOKE %s ON %s FROM %s%s", object->prefix,
						list_privileges(object, revoked), object->name,
						old->grantee, end));
	if (options != 0)
		say_as(operation, object, old,
			   psprintf("%sREVOKE GRANT OPTION FOR %s ON %s FROM %s%s",
						object->prefix, list_privileges(object, options),
						object->name, old->grantee, end));
	if (object->type == 'r' && (revoked | options) != 0 &&
		operation->action == SV_ACTION_ALTER)
		say_columns(operation, object, old, revoked | options);
}

/*
 * Who loses a privilege for a table loses it for all columns.  Say again what
 * columns are to have.
 */
static void
say_columns(SvOperation *operation, const SvAclObject *table,
			const SvGrant *lost, AclMode mode)
{
	ListCell   *lc;

	foreach(lc, operation->to->needed_by)
	{
		SvFact	   *fact = ((SvNeed *) lfirst(lc))->fact;
		SvAclObject column = *table;
		SvGrant    *grant;
		SvGrant		again;

		if (fact->parent != operation->to || fact->kind->acl_type != 'c' ||
			(fact->change != NULL && fact->change->action == SV_ACTION_CREATE))
			continue;
		grant = sv_grant_find(sv_grant_list(fact->acl, 'c', table->owner), lost);
		if (grant == NULL)
			continue;
		column.type = 'c';
		column.column = fact->name;
		again = *grant;
		again.privileges &= mode;
		again.options &= mode;
		say_grant(operation, &column, NULL, &again);
	}
}

static void
say_grant(SvOperation *operation, const SvAclObject *object,
		  const SvGrant *old, const SvGrant *new)
{
	AclMode		options = new->options & ~(old == NULL ? 0 : old->options);
	AclMode		granted = new->privileges & ~options &
	~(old == NULL ? 0 : old->privileges);

	if (granted != 0)
		say_as(operation, object, new,
			   psprintf("%sGRANT %s ON %s TO %s", object->prefix,
						list_privileges(object, granted), object->name,
						new->grantee));
	if (options != 0)
		say_as(operation, object, new,
			   psprintf("%sGRANT %s ON %s TO %s WITH GRANT OPTION",
						object->prefix, list_privileges(object, options),
						object->name, new->grantee));
}

/*
 * Say a statement as the role whose grant it is.
 */
static void
say_as(SvOperation *operation, const SvAclObject *object, const SvGrant *grant,
	   const char *statement)
{
	bool		other = !sv_grant_same_role(grant->grantor, object->owner);

	if (other)
		sv_operation_emit_text(operation,
							   psprintf("SET ROLE %s", grant->grantor));
	sv_operation_emit_text(operation, statement);
	if (other)
		sv_operation_emit_text(operation, "RESET ROLE");
}

/*
 * Privileges with commas in between, and the column that they are for.
 */
static char *
list_privileges(const SvAclObject *object, AclMode mode)
{
	StringInfoData buf;
	char	   *column = object->column == NULL ? "" :
	psprintf(" (%s)", object->column);

	if (mode == sv_grant_all_rights(object->type) && (mode & (mode - 1)) != 0)
		return psprintf("ALL%s", column);
	initStringInfo(&buf);
	for (int i = 0; i < lengthof(privileges); i++)
	{
		const char *place = strchr(ACL_ALL_RIGHTS_STR, privileges[i].letter);

		if (place != NULL && (mode & ((AclMode) 1 << (place - ACL_ALL_RIGHTS_STR))))
			appendStringInfo(&buf, "%s%s%s", buf.len > 0 ? ", " : "",
							 privileges[i].name, column);
	}
	return buf.data;
}
