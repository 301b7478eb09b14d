/*-------------------------------------------------------------------------
 *
 * acl.h
 *	  Owners and privileges as statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_FACT_ACL_H
#define SV_FACT_ACL_H

#include "fact/operation.h"

/* What privileges are for. */
typedef struct SvAclObject
{
	const char *prefix;			/* what comes before GRANT */
	const char *name;			/* how GRANT names it */
	const char *column;			/* or NULL */
	const char *owner;			/* who grants if nobody else does */
	char		type;			/* as acldefault() has it */
} SvAclObject;

extern bool sv_acl_same(const SvFact *from, const SvFact *to);
extern void sv_acl_keep(SvFacts *declared, const SvFacts *database);
extern void sv_acl_keep_defaults(SvFacts *declared,
								 const SvFacts *database);
extern void sv_acl_foresee(const SvFacts *from, const SvFacts *to);
extern void sv_acl_say_created(SvOperation *operation);
extern void sv_acl_say_owner(SvOperation *operation);
extern void sv_acl_say_changed(SvOperation *operation);
extern void sv_acl_say_object(SvOperation *operation,
							  const SvAclObject *object,
							  const char *from, const char *to);

#endif							/* SV_FACT_ACL_H */
