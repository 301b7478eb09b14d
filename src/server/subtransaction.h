/*-------------------------------------------------------------------------
 *
 * subtransaction.h
 *	  Runs work in a subtransaction, and commits or rolls it back.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SERVER_SUBTRANSACTION_H
#define SV_SERVER_SUBTRANSACTION_H

/* Part of the work, or of what undoes it; "arg" is the caller's. */
typedef void (*SvSubtransactionCallback) (void *arg);

/* What becomes of work that succeeds; what fails is rolled back. */
typedef enum SvSubtransactionEnd
{
	SV_SUBTRANSACTION_COMMIT,
	SV_SUBTRANSACTION_ROLLBACK
} SvSubtransactionEnd;

extern ErrorData *sv_subtransaction_run(SvSubtransactionCallback work,
										SvSubtransactionCallback leave,
										void *arg, SvSubtransactionEnd end);
extern ErrorData *sv_subtransaction_decide(SvSubtransactionCallback work,
										   void *arg, const bool *commits);

#endif							/* SV_SERVER_SUBTRANSACTION_H */
