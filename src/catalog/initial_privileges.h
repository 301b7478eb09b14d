/*-------------------------------------------------------------------------
 *
 * initial_privileges.h
 *	  The privileges that a schema has in a new database; and the comment that
 *	  public has there.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_INITIAL_PRIVILEGES_H
#define SV_CATALOG_INITIAL_PRIVILEGES_H

#include "utils/acl.h"

#define SV_INITIAL_PUBLIC_COMMENT "standard public schema"

extern Acl *sv_initial_privileges_acl(Oid namespace_, Oid owner);

#endif							/* SV_CATALOG_INITIAL_PRIVILEGES_H */
