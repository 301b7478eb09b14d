/*-------------------------------------------------------------------------
 *
 * partition.c
 *	  Which tables are partitions of which.
 *
 * A partition is created as a table, with indexes of the right names, and
 * attached then: the server finds the indexes, and the parent is locked
 * lightly.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"

#include "fact/operation.h"
#include "kind/attach.h"
#include "kind/kinds.h"

static void link_partition(SvOperation *operation);

static const SvProperty properties[] = {
	{"parent", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"bound", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

const SvKind sv_kind_partition = {
	.name = "partition",
	.classid = InheritsRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT c.oid, 0, c.oid, 0, format('%I.%I', n.nspname, c.relname),"
	" quote_ident(c.relname), NULL::text, NULL::text,"
	" format('%I.%I', pn.nspname, p.relname),"
	" pg_get_expr(c.relpartbound, c.oid)"
	" FROM pg_catalog.pg_class c"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	" JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid"
	" JOIN pg_catalog.pg_class p ON p.oid = i.inhparent"
	" JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"
	" WHERE c.relnamespace = ANY ($1) AND c.relispartition"
	" AND c.relkind IN ('r', 'p', 'f')",
	.properties = properties,
	.create = "ALTER TABLE %{parent} ATTACH PARTITION %p %{bound}",
	.drop = "ALTER TABLE %{parent} DETACH PARTITION %p",
	.flags = SV_KIND_SURVIVES_RETYPE | SV_KIND_IS_ATTACHMENT,
	.link = link_partition,
};

/*
 * A partition that goes with its parent goes first: to detach it, the server
 * would look whether other partitions refer to it.
 */
static void
link_partition(SvOperation *operation)
{
	ListCell   *lc;

	sv_partition_link(operation);
	if (operation->action != SV_ACTION_DROP ||
		operation->from->parent->drop == NULL)
		return;
	foreach(lc, operation->from->needs)
	{
		const SvFact *needed = ((SvNeed *) lfirst(lc))->fact;

		if (needed->kind == &sv_kind_table && needed->drop != NULL &&
			needed != operation->from->parent)
			sv_operation_before(operation->from->parent->drop, needed->drop);
	}
}
