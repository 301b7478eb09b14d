/*-------------------------------------------------------------------------
 *
 * initial_privileges.h
 *	  The privileges that a schema has in a new database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_CATALOG_INITIAL_PRIVILEGES_H
#define SV_CATALOG_INITIAL_PRIVILEGES_H

#include "utils/acl.h"

extern Acl *sv_initial_privileges_acl(Oid namespace_, Oid owner);

#endif							/* SV_CATALOG_INITIAL_PRIVILEGES_H */
