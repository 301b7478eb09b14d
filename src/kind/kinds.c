/*-------------------------------------------------------------------------
 *
 * kinds.c
 *	  The kinds of facts that there are.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/kinds.h"

const SvKind *const sv_kinds[] = {
	&sv_kind_schema,
	&sv_kind_enum,
	&sv_kind_function,
	&sv_kind_sequence,
	&sv_kind_table,
	&sv_kind_column,
	&sv_kind_default,
	&sv_kind_sequence_owner,
	&sv_kind_constraint,
	&sv_kind_index,
	&sv_kind_view,
	&sv_kind_materialized_view,
	&sv_kind_view_column,
	&sv_kind_trigger,
	&sv_kind_partition,
};

const int	sv_kinds_count = lengthof(sv_kinds);
