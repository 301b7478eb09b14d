/*-------------------------------------------------------------------------
 *
 * ddl_author.h
 *	  Who has changed objects, as the log of such changes says.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_STORE_DDL_AUTHOR_H
#define SV_STORE_DDL_AUTHOR_H

#include "access/transam.h"
#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

/* A change, as the log has it. */
typedef struct SvDdlRecord
{
	TransactionId xid;			/* of the transaction... */
	TransactionId last_xid;		/* ...and a later one of its IDs */
	char	   *identity;		/* "": not known */
	bool		dropped;
	char	   *author;			/* the role, and with what it was connected */
	TimestampTz at;
} SvDdlRecord;

extern List *sv_ddl_author_find(const List *identities, const List *xids);

#endif							/* SV_STORE_DDL_AUTHOR_H */
