/*-------------------------------------------------------------------------
 *
 * partition_rows.h
 *	  Rows of partitions whose bounds change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_PARTITION_ROWS_H
#define SV_KIND_PARTITION_ROWS_H

#include "fact/operation.h"

extern bool sv_partition_rows_stay(const SvOperation *detach);
extern void sv_partition_rows_link(SvOperation *operation);
extern void sv_partition_rows_detach(SvOperation *operation);
extern void sv_partition_rows_attach(SvOperation *operation);
extern void sv_partition_rows_save(SvOperation *operation);

#endif							/* SV_KIND_PARTITION_ROWS_H */
