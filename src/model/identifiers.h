/*-------------------------------------------------------------------------
 *
 * identifiers.h
 *	  Finds the words of a text that could be names.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_IDENTIFIERS_H
#define SV_MODEL_IDENTIFIERS_H

#include "nodes/pg_list.h"

extern List *sv_identifiers_find(const char *text);
extern bool sv_identifiers_copy_type(const char *text);

#endif							/* SV_MODEL_IDENTIFIERS_H */
