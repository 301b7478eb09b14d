/*-------------------------------------------------------------------------
 *
 * statistics.c
 *	  Extended statistics.
 *
 * pg_get_statisticsobjdef() has all of the definition but the target, which
 * is altered in place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_statistic_ext.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{
		.name = "definition",
		.item = "substr(pg_get_statisticsobjdef(s.oid),"
		"  length(format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname)) + 1)",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "target",
		.item = "CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END",
		.set = "ALTER STATISTICS %i SET STATISTICS %v",
		.unset = "ALTER STATISTICS %i SET STATISTICS -1"
	}
};

const SvKind sv_kind_statistics = {
	.name = "statistics",
	.classid = StatisticExtRelationId,
	.parent_classid = RelationRelationId,
	.select_oid = "s.oid",
	.select_parent = "s.stxrelid",
	.select_identity = "format('%I.%I', n.nspname, s.stxname)",
	.select_name = "quote_ident(s.stxname)",
	.select_owner = "quote_ident(pg_get_userbyid(s.stxowner))",
	.from =
	" FROM pg_catalog.pg_statistic_ext s"
	" JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace"
	" WHERE s.stxnamespace = ANY ($1)",
	SV_PROPERTIES(properties),
	.phrase = "STATISTICS %i",
	.create = "CREATE STATISTICS %i %{definition}",
	.rename = "ALTER STATISTICS %i RENAME TO %v",
	.flags = SV_KIND_DETECTS_RENAME | SV_KIND_SURVIVES_RETYPE,
};
