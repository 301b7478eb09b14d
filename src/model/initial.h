/*-------------------------------------------------------------------------
 *
 * initial.h
 *	  Privileges that a schema has in a new database.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_INITIAL_H
#define SV_INITIAL_H

#include "utils/acl.h"

extern Acl *sv_initial_acl(Oid namespace_, Oid owner);

#endif							/* SV_INITIAL_H */
