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
	char	   *name;			/* until the swap, quoted */
} SvRetypedPart;

typedef struct SvRetype
{
	SvOnlinePlan *plan;
	const SvOnlineSituation *situation;
	List	   *columns;		/* of SvRetypedColumn */
	List	   *tables;			/* of SvFact: those with such columns, after */
	List	   *parts;			/* of SvRetypedPart */
} SvRetype;

#endif							/* SV_ONLINE_RETYPE_STATE_H */
