/*-------------------------------------------------------------------------
 *
 * grant.c
 *	  Lists of privileges, parsed.
 *
 * The text is that of an aclitem[], as aclitemout() and array_out() write it, so
 * it must be that of a server with the same letters for privileges.  Roles are
 * names here, and not OIDs: facts may come from another database.  They are
 * quoted as statements need them.
 *
 * The order of a list matters: a grant comes after the one whose grant option
 * it depends on.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "fact/grant.h"

static List *default_grants(char type, const char *owner);
static SvGrant *parse_grant(const char *item);
static const char *parse_role(const char **at);
static List *parse_array(const char *text);

/*
 * All privileges of a type of objects, as acldefault() names the type.
 */
AclMode
sv_grant_all_rights(char type)
{
	switch (type)
	{
		case 'c':
			return ACL_ALL_RIGHTS_COLUMN;
		case 'r':
			return ACL_ALL_RIGHTS_RELATION;
		case 's':
			return ACL_ALL_RIGHTS_SEQUENCE;
		case 'f':
			return ACL_ALL_RIGHTS_FUNCTION;
		case 'l':
			return ACL_ALL_RIGHTS_LANGUAGE;
		case 'L':
			return ACL_ALL_RIGHTS_LARGEOBJECT;
		case 'n':
			return ACL_ALL_RIGHTS_SCHEMA;
		case 'F':
			return ACL_ALL_RIGHTS_FDW;
		case 'S':
			return ACL_ALL_RIGHTS_FOREIGN_SERVER;
		case 'T':
			return ACL_ALL_RIGHTS_TYPE;
	}
	elog(ERROR, "unrecognized type of privileges: %c", type);
	return 0;					/* keep the compiler quiet */
}

/*
 * The grants in a list, in its order; those of acldefault() if it is NULL.
 */
List *
sv_grant_list(const char *acl, char type, const char *owner)
{
	List	   *grants = NIL;
	ListCell   *lc;

	if (acl == NULL)
		return default_grants(type, owner);
	foreach(lc, parse_array(acl))
		grants = sv_grant_add(grants, parse_grant(lfirst(lc)));
	return grants;
}

/*
 * The grants of acldefault().
 */
static List *
default_grants(char type, const char *owner)
{
	SvGrant		everybody = {"PUBLIC", owner, ACL_NO_RIGHTS, ACL_NO_RIGHTS};
	SvGrant		self = {owner, owner, ACL_NO_RIGHTS, ACL_NO_RIGHTS};

	if (type == 'f')
		everybody.privileges = ACL_EXECUTE;
	else if (type == 'T' || type == 'l')
		everybody.privileges = ACL_USAGE;
	if (type != 'c')
		self.privileges = sv_grant_all_rights(type);
	return sv_grant_add(sv_grant_add(NIL, &everybody), &self);
}

/*
 * Parse grantee=privileges/grantor, as aclitemout() writes it.
 */
static SvGrant *
parse_grant(const char *item)
{
	SvGrant    *grant = palloc0(sizeof(SvGrant));
	AclMode		last = 0;

	grant->grantee = parse_role(&item);
	for (item++; *item != '/'; item++)
	{
		const char *place = strchr(ACL_ALL_RIGHTS_STR, *item);

		if (*item == '*')
			grant->options |= last;
		else if (place != NULL)
			last = (AclMode) 1 << (place - ACL_ALL_RIGHTS_STR);
		grant->privileges |= last;
	}
	item++;
	grant->grantor = parse_role(&item);
	return grant;
}

/*
 * Parse the name of a role up to "=" or "/": it is in quotes if it has to be, and
 * quotes in it are doubled.  An empty one is PUBLIC.
 */
static const char *
parse_role(const char **at)
{
	StringInfoData name;
	bool		quoted = false;

	initStringInfo(&name);
	for (; **at != '\0' && (quoted || (**at != '=' && **at != '/')); (*at)++)
	{
		if (**at != '"')
			appendStringInfoChar(&name, **at);
		else if (quoted && (*at)[1] == '"')
			appendStringInfoChar(&name, *++(*at));
		else
			quoted = !quoted;
	}
	return name.len == 0 ? "PUBLIC" : quote_identifier(name.data);
}

/*
 * The elements of an array of one dimension, as array_out() writes it.
 */
static List *
parse_array(const char *text)
{
	List	   *elements = NIL;
	StringInfoData element;
	bool		quoted = false;

	initStringInfo(&element);
	for (text++; *text != '\0'; text++)
	{
		if (*text == '"')
			quoted = !quoted;
		else if (!quoted && (*text == ',' || *text == '}'))
		{
			if (element.len > 0)
				elements = lappend(elements, pstrdup(element.data));
			resetStringInfo(&element);
		}
		else
		{
			if (*text == '\\')
				text++;
			appendStringInfoChar(&element, *text);
		}
	}
	return elements;
}

/*
 * The grants after a change of the owner, as aclnewowner() makes them.
 */
List *
sv_grant_hand_over(List *grants, const char *from, const char *to)
{
	List	   *result = NIL;
	ListCell   *lc;

	if (sv_grant_same_role(from, to))
		return grants;
	foreach(lc, grants)
	{
		SvGrant		grant = *(SvGrant *) lfirst(lc);

		if (sv_grant_same_role(grant.grantee, from))
			grant.grantee = to;
		if (sv_grant_same_role(grant.grantor, from))
			grant.grantor = to;
		result = sv_grant_add(result, &grant);
	}
	return result;
}

/*
 * Add a grant to the one between the same roles, or to the list.  One without
 * privileges is not added.
 */
List *
sv_grant_add(List *grants, const SvGrant *grant)
{
	SvGrant    *there = sv_grant_find(grants, grant);

	if (there != NULL)
	{
		there->privileges |= grant->privileges;
		there->options |= grant->options;
	}
	else if (grant->privileges != 0)
	{
		there = palloc(sizeof(SvGrant));
		*there = *grant;
		grants = lappend(grants, there);
	}
	return grants;
}

/*
 * The grant between the same roles as another one; NULL if there is none.
 */
SvGrant *
sv_grant_find(List *grants, const SvGrant *like)
{
	ListCell   *lc;

	foreach(lc, grants)
	{
		SvGrant    *grant = lfirst(lc);

		if (strcmp(grant->grantee, like->grantee) == 0 &&
			sv_grant_same_role(grant->grantor, like->grantor))
			return grant;
	}
	return NULL;
}

/*
 * True if both are the same role, or both are NULL.
 */
bool
sv_grant_same_role(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}
