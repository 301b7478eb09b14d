/*-------------------------------------------------------------------------
 *
 * live.c
 *	  The real relations that those in a rehearsal are copies of.
 *
 * They are found by their names, so whoever wants to know asks before scripts
 * give the copies other ones.  No lock is taken on them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/lsyscache.h"

#include "proof/live.h"

/*
 * The real relation that has the name of one in the rehearsal; InvalidOid: there
 * is none.
 */
Oid
sv_live_relation(const SvRehearsal *rehearsal, Oid relation)
{
	char	   *schema = get_namespace_name(get_rel_namespace(relation));
	const char *live = schema == NULL ? NULL :
	sv_rehearsal_live_schema(rehearsal, schema);
	Oid			namespace = live == NULL ? InvalidOid :
	get_namespace_oid(live, true);

	return OidIsValid(namespace) ?
		get_relname_relid(get_rel_name(relation), namespace) : InvalidOid;
}
