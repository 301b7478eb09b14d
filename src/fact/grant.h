/*-------------------------------------------------------------------------
 *
 * grant.h
 *	  Lists of privileges, parsed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_GRANT_H
#define SV_FACT_GRANT_H

#include "nodes/pg_list.h"
#include "utils/acl.h"

/* What one role has granted to another one. */
typedef struct SvGrant
{
	const char *grantee;		/* quoted, or PUBLIC */
	const char *grantor;		/* quoted */
	AclMode		privileges;
	AclMode		options;		/* those that may be granted further */
} SvGrant;

extern List *sv_grant_list(const char *acl, char type, const char *owner);
extern List *sv_grant_hand_over(List *grants, const char *from,
								const char *to);
extern List *sv_grant_add(List *grants, const SvGrant *grant);
extern SvGrant *sv_grant_find(List *grants, const SvGrant *like);
extern bool sv_grant_same_role(const char *a, const char *b);
extern AclMode sv_grant_all_rights(char type);

#endif							/* SV_FACT_GRANT_H */
