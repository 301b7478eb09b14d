/*-------------------------------------------------------------------------
 *
 * dryrun_loss.h
 *	  What the steps of a dry run destroy.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_DEPLOY_DRYRUN_LOSS_H
#define SV_DEPLOY_DRYRUN_LOSS_H

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

typedef enum SvLossKind
{
	SV_LOSS_TABLE,				/* a table is dropped */
	SV_LOSS_COLUMN,				/* a column is dropped */
	SV_LOSS_ROWS,				/* all rows of a table are removed */
	SV_LOSS_SOME_ROWS			/* some rows are */
} SvLossKind;

/* Something that is destroyed. */
typedef struct SvDryrunLoss
{
	SvLossKind	kind;
	Oid			table;
	int16		column;			/* of SV_LOSS_COLUMN */
	int64		rows;			/* of SV_LOSS_SOME_ROWS */
} SvDryrunLoss;

extern List *sv_dryrun_loss_columns(Snapshot before, Snapshot now,
									TransactionId xid, List **names);
extern List *sv_dryrun_loss_deleted(void);
extern List *sv_dryrun_loss_since(List *deleted);
extern bool sv_dryrun_loss_is_empty(Oid table);
extern List *sv_dryrun_loss_texts(List *losses, List *kept);

#endif							/* SV_DEPLOY_DRYRUN_LOSS_H */
