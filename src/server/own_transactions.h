/*-------------------------------------------------------------------------
 *
 * own_transactions.h
 *	  The transactions in which schemaver does something.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_OWN_TRANSACTIONS_H
#define SV_SERVER_OWN_TRANSACTIONS_H

#include "access/transam.h"
#include "nodes/pg_list.h"

extern void sv_own_transactions_begin(void);
extern void sv_own_transactions_end(void);
extern Datum sv_own_transactions_list(void);
extern Datum sv_own_transactions_datum(const List *xids);
extern FullTransactionId sv_own_transactions_widen(TransactionId xid);

#endif							/* SV_SERVER_OWN_TRANSACTIONS_H */
