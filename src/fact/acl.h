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

/* The object of privileges. */
typedef struct SvAclObject
{
	const char *prefix;			/* what comes before GRANT */
	const char *name;			/* how GRANT names it */
	const char *column;			/* or NULL */
	const char *owner;			/* in whose name most grants are */
	char		type;			/* as acldefault() has it */
} SvAclObject;

extern bool sv_acl_same(const SvFact *from, const SvFact *to);
extern void sv_acl_keep(SvFacts *declared, const SvFacts *database);
extern void sv_acl_keep_defaults(SvFacts *declared,
								 const SvFacts *database);
extern void sv_acl_foresee(const SvFacts *from, const SvFacts *to);
extern void sv_acl_emit_created(SvOperation *operation);
extern void sv_acl_emit_owner(SvOperation *operation);
extern void sv_acl_emit_changed(SvOperation *operation);
extern void sv_acl_emit_object(SvOperation *operation,
							   const SvAclObject *object,
							   const char *from, const char *to);

#endif							/* SV_FACT_ACL_H */
