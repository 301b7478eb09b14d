/*-------------------------------------------------------------------------
 *
 * acl.h
 *	  Owners and privileges as statements.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ACL_H
#define SV_ACL_H

#include "pure/operation.h"

extern void sv_acl_say_created(SvOperation *operation);
extern void sv_acl_say_owner(SvOperation *operation);
extern void sv_acl_say_changed(SvOperation *operation);

#endif							/* SV_ACL_H */
