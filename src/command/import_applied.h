/*-------------------------------------------------------------------------
 *
 * import_applied.h
 *	  Records as applied what another tool has applied.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_IMPORT_APPLIED_H
#define SV_COMMAND_IMPORT_APPLIED_H

#include "import/import.h"

extern List *sv_import_applied_record(const SvImportTool *tool, List *imported,
									  List *repeatables);

#endif							/* SV_COMMAND_IMPORT_APPLIED_H */
