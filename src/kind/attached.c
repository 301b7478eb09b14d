/*-------------------------------------------------------------------------
 *
 * attached.c
 *	  Indexes of partitions that are attached to that of their parent.
 *
 * They are found when the parent's is created, but for one that is created
 * for the partitioned table only.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "kind/attached.h"
#include "kind/options.h"

/*
 * Is something attached that should not be?  It stays for as long as both
 * indexes are there.
 */
bool
sv_index_loses_attached(const SvFact *from, const SvFact *to, int property)
{
	List	   *new = sv_options_split(to->values[property]);
	ListCell   *lc;

	foreach(lc, sv_options_split(from->values[property]))
	{
		if (!sv_options_member(new, lfirst(lc)))
			return true;
	}
	return false;
}

/*
 * Attach what is not attached to the index of this name.
 */
void
sv_index_emit_attached(SvOperation *operation, int property, const char *index)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	ListCell   *lc;

	foreach(lc, sv_options_split(operation->to->values[property]))
	{
		if (!sv_options_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER INDEX %s ATTACH PARTITION %s",
											index, (char *) lfirst(lc)));
	}
}
