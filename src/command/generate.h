/*-------------------------------------------------------------------------
 *
 * generate.h
 *	  The scripts of a new revision, generated from the model.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_COMMAND_GENERATE_H
#define SV_COMMAND_GENERATE_H

#include "diff/diff.h"

extern SvDiff *sv_generate_scripts(List *renames);

#endif							/* SV_COMMAND_GENERATE_H */
