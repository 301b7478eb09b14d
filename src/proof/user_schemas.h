/*-------------------------------------------------------------------------
 *
 * user_schemas.h
 *	  The schemas of users, and which of them a rehearsal replaces.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_PROOF_USER_SCHEMAS_H
#define SV_PROOF_USER_SCHEMAS_H

#include "nodes/pg_list.h"

/* A schema of users as it was before a rehearsal. */
typedef struct SvUserSchema
{
	char	   *name;
	Oid			oid;
	bool		replaced;		/* the caller owns it */
} SvUserSchema;

extern List *sv_user_schemas_find(void);
extern List *sv_user_schemas_now(void);
extern List *sv_user_schemas_oids(const List *schemas, bool replaced);
extern bool sv_user_schemas_stays(const List *schemas, const char *name);
extern char *sv_user_schemas_object(const List *schemas, List *words);

#endif							/* SV_PROOF_USER_SCHEMAS_H */
