/*-------------------------------------------------------------------------
 *
 * created_column.h
 *	  What a column lacks when the statement of another object has created it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_CREATED_COLUMN_H
#define SV_KIND_CREATED_COLUMN_H

#include "fact/operation.h"

extern void sv_created_column_complete(SvOperation *operation);
extern SvOperation *sv_created_column_doer(const SvFact *table,
										   const char *type);

#endif							/* SV_KIND_CREATED_COLUMN_H */
