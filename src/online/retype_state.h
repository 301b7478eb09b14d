/*-------------------------------------------------------------------------
 *
 * retype_state.h
 *	  A change of types of columns, while its steps are written.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_ONLINE_RETYPE_STATE_H
#define SV_ONLINE_RETYPE_STATE_H

#include "online/recipe.h"

/* A column that gets another type: what is to replace it is another column. */
typedef struct SvRetypedColumn
{
	SvFact	   *before;
	SvFact	   *after;
	SvFact	   *apart;			/* as "after", under the name of the other one */
	const SvFact *origin_before;	/* of a column of a partition, that of the
									 * partitioned table: what is done to that
									 * is done to it; or else itself */
	const SvFact *origin;		/* the same after */
	const SvFact *table;		/* of that */
	char	   *new_name;		/* the names that it has before the swap... */
	char	   *old_name;		/* ...and that the old one has after it;
								 * quoted */
	const SvOnlineConversion *conversion;
} SvRetypedColumn;

/* What hangs on such columns, and is made anew on the other ones. */
typedef struct SvRetypedPart
{
	SvFact	   *before;			/* NULL: it is new */
	SvFact	   *after;
	SvFact	   *apart;
	const SvFact *table;		/* its table; the partitioned table if that is
								 * a partition */
	char	   *name;			/* until the swap, quoted */
	const SvFact *key;			/* of a foreign key: the primary key of a
								 * partitioned table that it refers to, after;
								 * NULL: something else */
} SvRetypedPart;

typedef struct SvRetype
{
	SvOnlinePlan *plan;
	const SvOnlineSituation *situation;
	List	   *columns;		/* of SvRetypedColumn: those of partitions,
								 * too */
	List	   *tables;			/* of SvFact: those with such columns, after,
								 * but for partitions */
	List	   *parts;			/* of SvRetypedPart: of partitions before
								 * those of their parents */
	List	   *keys;			/* of SvFact: primary keys of partitioned
								 * tables to which foreign keys refer, after */
} SvRetype;

/* True if the server does to a column what is done to that of another table. */
#define sv_retype_is_copy(column) ((column)->after != (column)->origin)

#endif							/* SV_ONLINE_RETYPE_STATE_H */
