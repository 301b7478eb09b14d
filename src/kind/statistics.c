/*-------------------------------------------------------------------------
 *
 * statistics.c
 *	  Extended statistics.
 *
 * pg_get_statisticsobjdef() has all of the definition but the target, which
 * is altered in place.  It lists columns in the order of their places in the
 * table, which is no part of a schema: here they are in the order of their names.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_statistic_ext.h"

#include "kind/kinds.h"

/* The columns in some order; NULL if there are only expressions. */
#define COLUMNS(by) \
	"(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a." by ")"\
	" FROM pg_catalog.pg_attribute a WHERE a.attrelid = s.stxrelid"\
	" AND a.attnum = ANY (s.stxkeys))"

#define DEFINITION \
	"substr(pg_get_statisticsobjdef(s.oid),"\
	" length(format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname)) + 1)"

static const SvProperty properties[] = {
	{
		.name = "definition",
		.item = "(SELECT CASE WHEN strpos(d.text, d.there) > 0"
		"  THEN overlay(d.text PLACING d.sorted FROM strpos(d.text, d.there) FOR length(d.there))"
		"  ELSE d.text END"
		" FROM (SELECT " DEFINITION " AS text, 'ON ' || " COLUMNS("attnum") " AS there,"
		"  'ON ' || " COLUMNS("attname") " AS sorted) d)",
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
