/*-------------------------------------------------------------------------
 *
 * transaction.h
 *	  The transactions of a procedure that commits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_TRANSACTION_H
#define SV_SERVER_TRANSACTION_H

#include "datatype/timestamp.h"
#include "fmgr.h"

extern void sv_transaction_require_top(FunctionCallInfo fcinfo,
									   const char *command);
extern bool sv_transaction_is_top(FunctionCallInfo fcinfo);
extern void sv_transaction_commit(void);
extern void sv_transaction_abort(void);
extern void sv_transaction_sleep(long milliseconds);

extern TimestampTz sv_transaction_timeout(void);
extern void sv_transaction_set_timeout(TimestampTz at);

#endif							/* SV_SERVER_TRANSACTION_H */
