/*-------------------------------------------------------------------------
 *
 * load_verdicts.h
 *	  Verdicts that come with revision files.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_LOAD_VERDICTS_H
#define SV_COMMAND_LOAD_VERDICTS_H

#include "nodes/pg_list.h"

extern List *sv_load_verdicts_brought(List *documents);

#endif							/* SV_COMMAND_LOAD_VERDICTS_H */
