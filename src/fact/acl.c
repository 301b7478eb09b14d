/*-------------------------------------------------------------------------
 *
 * acl.c
 *	  Owners and privileges as statements.
 *
 * Both lists are parsed to grants (grant.c).  What is on one side only is granted
 * or revoked, after the change of the owner.
 *
 * A role with a grant option grants in its own name, so the statement has to be
 * run as that role.  In a list, such grants come after the one that they depend
 * on: we grant from the front, and revoke from the back.  What the server
 * revokes along with a grant option (CASCADE) is not revoked again.
 *
 * An object may not start with the privileges of acldefault(), but with those of
 * ALTER DEFAULT PRIVILEGES: sv_acl_foresee() says which these will be.
 *
 * Nothing is emitted where the owner is not known (NULL).
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
static const char *schema_of(const SvFact *fact);
static List *grants_when_created(const SvFact *fact, const char *creator);
static void emit_fact(SvOperation *operation, const SvFact *fact, List *from,
					  List *to);
static void emit_difference(SvOperation *operation, const SvAclObject *object,
							List *from, List *to);
static AclMode lost(const SvGrant *old, List *to);
static bool is_revoked_along(const SvGrant *grant, const char *owner, List *to);
static bool revokes_others(const SvGrant *grant, const char *owner, List *from,
						   List *to);
static void emit_revoke(SvOperation *operation, const SvAclObject *object,
						const SvGrant *old, const SvGrant *new, bool cascade);
static void emit_columns(SvOperation *operation, const SvAclObject *table,
						 const SvGrant *lost, AclMode mode);
static void emit_grant(SvOperation *operation, const SvAclObject *object,
					   const SvGrant *old, const SvGrant *new);
static void emit_as(SvOperation *operation, const SvAclObject *object,
					const SvGrant *grant, const char *statement);
static char *list_privileges(const SvAclObject *object, AclMode mode);

/*
 * True if the same roles have the same privileges once the owner of "from" has
 * become that of "to".
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
 * If owners and privileges are not declared: give facts that are in the database,
 * too, those of the database, and NULL to all others.  Both sides are sorted.
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
 * If default privileges are not declared: replace them by those of the database.
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
 * Note for the facts of "to", which may be created, the default privileges of
 * "from" that they will be created with.  Both sides have been compared: default
 * privileges that are dropped are no longer there then.
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
				 /* for another type of objects */ ;
			else if (schema == NULL)
				fact->default_acl = sv_fact_value(privilege, "privileges");
			else if (fact->kind->acl_type != 'n' &&
					 strcmp(schema, schema_of(fact)) == 0)
				fact->schema_acl = sv_fact_value(privilege, "privileges");
		}
	}
}

/*
 * Emit the owner and the privileges of an object that has been created, as far as
 * they are not those that it has been created with.
 */
void
sv_acl_emit_created(SvOperation *operation)
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
		emit_fact(operation, fact,
				  sv_grant_hand_over(grants_when_created(fact, creator),
									 creator, owner),
				  sv_grant_list(fact->acl, fact->kind->acl_type, owner));
}

/*
 * Emit the change of the owner.
 */
void
sv_acl_emit_owner(SvOperation *operation)
{
	const SvFact *fact = operation->to;

	sv_operation_emit_text(operation,
						   psprintf("ALTER %s OWNER TO %s",
									sv_template_fill(fact->kind->phrase, fact, NULL, NULL),
									fact->owner));
}

/*
 * Emit what is granted and revoked, after the change of the owner.
 */
void
sv_acl_emit_changed(SvOperation *operation)
{
	const SvFact *from = operation->from;
	const SvFact *to = operation->to;
	char		type = to->kind->acl_type;

	if (type != '\0')
		emit_fact(operation, to,
				  sv_grant_hand_over(sv_grant_list(from->acl, type, owner_of(from)),
									 owner_of(from), owner_of(to)),
				  sv_grant_list(to->acl, type, owner_of(to)));
}

/*
 * Emit what leads from one list to another, for an object that is not a fact.
 * NULL is what an object has by default.
 */
void
sv_acl_emit_object(SvOperation *operation, const SvAclObject *object,
				   const char *from, const char *to)
{
	emit_difference(operation, object,
					sv_grant_list(from, object->type, object->owner),
					sv_grant_list(to, object->type, object->owner));
}

/*
 * The owner of a fact; of a column, that of the table.
 */
static const char *
owner_of(const SvFact *fact)
{
	return fact->owner != NULL || fact->parent == NULL ? fact->owner :
		fact->parent->owner;
}

/*
 * The name of the schema of a fact, quoted: the beginning of its identity.
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
 * The grants with which CREATE makes an object: those of acldefault(), or those
 * of ALTER DEFAULT PRIVILEGES in place of these; and those for the schema.
 */
static List *
grants_when_created(const SvFact *fact, const char *creator)
{
	char		type = fact->kind->acl_type;
	List	   *grants = sv_grant_list(fact->default_acl, type, creator);
	ListCell   *lc;

	if (fact->schema_acl != NULL)
		foreach(lc, sv_grant_list(fact->schema_acl, type, creator))
			grants = sv_grant_add(grants, lfirst(lc));
	return grants;
}

/*
 * Emit the difference between two lists of a fact.
 */
static void
emit_fact(SvOperation *operation, const SvFact *fact, List *from, List *to)
{
	SvAclObject object = {""};

	object.name = sv_template_fill(fact->kind->grant, fact, NULL, NULL);
	object.column = fact->kind->acl_type == 'c' ? fact->name : NULL;
	object.owner = owner_of(fact);
	object.type = fact->kind->acl_type;
	emit_difference(operation, &object, from, to);
}

/*
 * Emit the difference between two lists of an object.
 */
static void
emit_difference(SvOperation *operation, const SvAclObject *object,
				List *from, List *to)
{
	ListCell   *lc;

	for (int i = list_length(from) - 1; i >= 0; i--)
	{
		SvGrant    *old = list_nth(from, i);

		if (!is_revoked_along(old, object->owner, to))
			emit_revoke(operation, object, old, sv_grant_find(to, old),
						revokes_others(old, object->owner, from, to));
	}
	foreach(lc, to)
		emit_grant(operation, object, sv_grant_find(from, lfirst(lc)), lfirst(lc));
}

/*
 * The privileges of a grant, and the grant options, that are lost.
 */
static AclMode
lost(const SvGrant *old, List *to)
{
	const SvGrant *new = sv_grant_find(to, old);

	return new == NULL ? old->privileges :
		(old->privileges & ~new->privileges) | (old->options & ~new->options);
}

/*
 * True if a grant is lost because its grantor, who is not the owner, loses the
 * grant option: CASCADE revokes it then.
 */
static bool
is_revoked_along(const SvGrant *grant, const char *owner, List *to)
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
 * True if grants of others are lost with a grant.
 */
static bool
revokes_others(const SvGrant *grant, const char *owner, List *from, List *to)
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

/*
 * Emit what a grant had that the new one, which may be NULL, has not.
 */
static void
emit_revoke(SvOperation *operation, const SvAclObject *object,
			const SvGrant *old, const SvGrant *new, bool cascade)
{
	const char *end = cascade ? " CASCADE" : "";
	AclMode		kept = new == NULL ? 0 : new->privileges;
	AclMode		revoked = old->privileges & ~kept;
	AclMode		options = old->options & kept & ~(new == NULL ? 0 : new->options);

	/* if nothing is left, ALL is shorter */
	if (kept == 0)
		revoked = sv_grant_all_rights(object->type);
	if (revoked != 0)
		emit_as(operation, object, old,
				psprintf("%sREVOKE %s ON %s FROM %s%s", object->prefix,
						 list_privileges(object, revoked), object->name,
						 old->grantee, end));
	if (options != 0)
		emit_as(operation, object, old,
				psprintf("%sREVOKE GRANT OPTION FOR %s ON %s FROM %s%s",
						 object->prefix, list_privileges(object, options),
						 object->name, old->grantee, end));
	if (object->type == 'r' && (revoked | options) != 0 &&
		operation->action == SV_ACTION_ALTER)
		emit_columns(operation, object, old, revoked | options);
}

/*
 * A privilege that is revoked for a table is revoked for all of its columns, too:
 * grant again what columns are to have.
 */
static void
emit_columns(SvOperation *operation, const SvAclObject *table,
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
		emit_grant(operation, &column, NULL, &again);
	}
}

/*
 * Emit what a grant has that the old one, which may be NULL, has not.
 */
static void
emit_grant(SvOperation *operation, const SvAclObject *object,
		   const SvGrant *old, const SvGrant *new)
{
	AclMode		options = new->options & ~(old == NULL ? 0 : old->options);
	AclMode		granted = new->privileges & ~options &
	~(old == NULL ? 0 : old->privileges);

	if (granted != 0)
		emit_as(operation, object, new,
				psprintf("%sGRANT %s ON %s TO %s", object->prefix,
						 list_privileges(object, granted), object->name,
						 new->grantee));
	if (options != 0)
		emit_as(operation, object, new,
				psprintf("%sGRANT %s ON %s TO %s WITH GRANT OPTION",
						 object->prefix, list_privileges(object, options),
						 object->name, new->grantee));
	if ((granted | options) != 0 && strcmp(new->grantee, "PUBLIC") == 0)
		sv_operation_warn(operation, "security");
}

/*
 * Emit a statement that is run as the grantor.
 */
static void
emit_as(SvOperation *operation, const SvAclObject *object, const SvGrant *grant,
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
 * Privileges with commas in between, each with the column that they are for.
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
