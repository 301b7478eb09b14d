/*-------------------------------------------------------------------------
 *
 * drift_rows.h
 *	  Objects that were changed, as rows.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_ROWS_H
#define SV_COMMAND_DRIFT_ROWS_H

#include "command/drift_type.h"
#include "proof/drift_scripts.h"
#include "store/tracked.h"

extern List *sv_drift_rows_of_scripts(const SvDriftScripts *scripts,
									  const char *layer);
extern void sv_drift_rows_add_transactions(List *rows,
										   const SvDriftSides *sides,
										   const SvOwnTransactions *own);
extern List *sv_drift_rows_of_transactions(const SvDriftSides *sides,
										   const SvOwnTransactions *own,
										   const SvDriftOptions *options);

extern bool sv_drift_rows_is_in(const SvFact *fact, const List *schemas);

#endif							/* SV_COMMAND_DRIFT_ROWS_H */
