/*-------------------------------------------------------------------------
 *
 * drift_author.h
 *	  Who has changed objects without a revision, and when.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_DRIFT_AUTHOR_H
#define SV_COMMAND_DRIFT_AUTHOR_H

#include "command/drift_type.h"

extern void sv_drift_author_add(List *rows);

#endif							/* SV_COMMAND_DRIFT_AUTHOR_H */
