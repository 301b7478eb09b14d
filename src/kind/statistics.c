/*-------------------------------------------------------------------------
 *
 * statistics.c
 *	  Extended statistics.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_statistic_ext.h"

#include "kind/kinds.h"

static const SvProperty properties[] = {
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"target", 0, "ALTER STATISTICS %i SET STATISTICS %v",
	"ALTER STATISTICS %i SET STATISTICS -1"},
	{NULL}
};

const SvKind sv_kind_statistics = {
	.name = "statistics",
	.classid = StatisticExtRelationId,
	.parent_classid = RelationRelationId,
	.query =
	"SELECT s.oid, 0, s.stxrelid, 0, format('%I.%I', n.nspname, s.stxname),"
	" quote_ident(s.stxname), quote_ident(pg_get_userbyid(s.stxowner)),"
	" NULL::text,"
	" substr(pg_get_statisticsobjdef(s.oid),"
	"  length(format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname)) + 1),"
	" CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END"
	" FROM pg_catalog.pg_statistic_ext s"
	" JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace"
	" WHERE s.stxnamespace = ANY ($1)",
	.properties = properties,
	.phrase = "STATISTICS %i",
	.create = "CREATE STATISTICS %i %{definition}",
	.rename = "ALTER STATISTICS %i RENAME TO %v",
	.flags = SV_KIND_DETECTS_RENAME | SV_KIND_SURVIVES_RETYPE,
};
