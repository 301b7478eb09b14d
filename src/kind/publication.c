/*-------------------------------------------------------------------------
 *
 * publication.c
 *	  Publications, and the tables and schemas that they publish.
 *
 * What is published is listed, or it is all tables or all sequences: then the
 * list, with the tables that are left out, is one property.  Only from 19 on can
 * that be altered; between a list and all, a publication is recreated.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_publication.h"
#include "catalog/pg_publication_rel.h"

#include "compat.h"
#include "fact/operation.h"
#include "fact/template.h"
#include "kind/kinds.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void create_publication(SvOperation *operation);

/* The properties. */
enum
{
	ALL,
	PUBLISH,
	VIA_ROOT,
	GENERATED,
	OPTIONS,
	PROPERTIES
};

static const SvProperty properties[PROPERTIES] = {
	[ALL] = {
		.name = "all",
		.item = "p.everything",
		.flags = SV_PROPERTY_INLINE | SV_SINCE_19(0, SV_PROPERTY_RECREATE),
		.set = "ALTER PUBLICATION %i SET %v"
	},
	[PUBLISH] = {
		.name = "publish",
		.item = "p.publish",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER PUBLICATION %i SET (publish = %v)",
		.unset = "ALTER PUBLICATION %i SET (publish = 'insert, update, delete, truncate')"
	},
	[VIA_ROOT] = {
		.name = "via_root",
		.item = "p.via_root",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER PUBLICATION %i SET (publish_via_partition_root = %v)",
		.unset = "ALTER PUBLICATION %i SET (publish_via_partition_root = false)"
	},
	[GENERATED] = {
		.name = "generated",
		.item = "p.generated",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER PUBLICATION %i SET (publish_generated_columns = %v)",
		.unset = "ALTER PUBLICATION %i SET (publish_generated_columns = none)"
	},
	[OPTIONS] = {
		.name = "options",
		.item = "nullif(concat_ws(', ', 'publish = ' || p.publish,"
		"  'publish_via_partition_root = ' || p.via_root,"
		"  'publish_generated_columns = ' || p.generated), '')",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_publication = {
	.name = "publication",
	.classid = PublicationRelationId,
	.select_oid = "p.oid",
	.select_identity = "p.name",
	.select_name = "p.name",
	.select_owner = "p.owner",
	.from =
	" FROM (SELECT p.oid, quote_ident(p.pubname) AS name,"
	"  quote_ident(pg_get_userbyid(p.pubowner)) AS owner,"
	SV_SINCE_19("  nullif(concat_ws(', ', CASE WHEN p.puballtables THEN"
				"   concat('ALL TABLES',"
				"    (SELECT format(' EXCEPT (%s)', string_agg(format('TABLE ONLY %I.%I',"
				"      n.nspname, c.relname), ', ' ORDER BY n.nspname, c.relname))"
				"     FROM pg_catalog.pg_publication_rel r"
				"     JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
				"     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
				"     WHERE r.prpubid = p.oid AND r.prexcept HAVING count(*) > 0)) END,"
				"   CASE WHEN p.puballsequences THEN 'ALL SEQUENCES' END), '')",
				"  CASE WHEN p.puballtables THEN 'ALL TABLES' END")
	" AS everything,"
	"  CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate)"
	"   THEN quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,"
	"    CASE WHEN p.pubupdate THEN 'update' END,"
	"    CASE WHEN p.pubdelete THEN 'delete' END,"
	"    CASE WHEN p.pubtruncate THEN 'truncate' END)) END AS publish,"
	"  CASE WHEN p.pubviaroot THEN 'true' END AS via_root,"
	SV_SINCE_18("  CASE p.pubgencols WHEN 's' THEN 'stored' END", "  NULL::text")
	"  AS generated FROM pg_catalog.pg_publication p) p",
	SV_PROPERTIES(properties),
	.phrase = "PUBLICATION %i",
	.rename = "ALTER PUBLICATION %i RENAME TO %v",
	.flags = SV_KIND_GLOBAL | SV_KIND_HAS_CLAUSES,
	.needs_recreate = needs_recreate,
	.create_hook = create_publication,
};

static const SvProperty table_properties[] = {
	{
		.name = "columns",
		.item = SV_SINCE_15("(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)"
							"  FROM pg_catalog.pg_attribute a"
							"  WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs))", "NULL::text"),
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "filter",
		.item = SV_SINCE_15("pg_get_expr(r.prqual, r.prrelid)", "NULL::text"),
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	{
		.name = "table",
		.item = "format('%I.%I', n.nspname, c.relname)",
		.flags = SV_PROPERTY_HIDDEN
	}
};

const SvKind sv_kind_publication_table = {
	.name = "table of publication",
	.classid = PublicationRelRelationId,
	.parent_classid = PublicationRelationId,
	.select_oid = "r.oid",
	.select_parent = "r.prpubid",
	.select_identity = "format('%I.%I.%I', p.pubname, n.nspname, c.relname)",
	.select_name = "quote_ident(c.relname)",
	.from =
	" FROM pg_catalog.pg_publication_rel r"
	" JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid"
	" JOIN pg_catalog.pg_class c ON c.oid = r.prrelid"
	" JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SINCE_19(" WHERE NOT r.prexcept", ""),
	SV_PROPERTIES(table_properties),
	.create = "ALTER PUBLICATION %p ADD TABLE ONLY %{table}[ (%{columns})]"
	"[ WHERE (%{filter})]",
	.clause = "ONLY %{table}[ (%{columns})][ WHERE (%{filter})]",
	.drop = "ALTER PUBLICATION %p DROP TABLE ONLY %{table}",
	.flags = SV_KIND_GLOBAL | SV_KIND_IS_CLAUSE,
};

const SvKind sv_kind_publication_schema = {
	.name = "schema of publication",
	.classid = PublicationNamespaceRelationId,
	.parent_classid = PublicationRelationId,
	.select_oid = "s.oid",
	.select_parent = "s.pnpubid",
	.select_identity = "format('%I.%I', p.pubname, n.nspname)",
	.select_name = "quote_ident(n.nspname)",
	.from =
	SV_SINCE_15(" FROM pg_catalog.pg_publication_namespace s"
				" JOIN pg_catalog.pg_publication p ON p.oid = s.pnpubid"
				" JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid",
				NULL),
	.create = "ALTER PUBLICATION %p ADD TABLES IN SCHEMA %n",
	.clause = "%n",
	.drop = "ALTER PUBLICATION %p DROP TABLES IN SCHEMA %n",
	.flags = SV_KIND_GLOBAL | SV_KIND_IS_CLAUSE,
};

/*
 * True if one of them publishes all of something, and the other what is listed:
 * no statement leads from the one to the other.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return (from->values[ALL] == NULL) != (to->values[ALL] == NULL);
}

/*
 * CREATE PUBLICATION with its tables, and then its schemas.
 */
static void
create_publication(SvOperation *operation)
{
	const SvFact *fact = operation->to;
	const SvKind *last = NULL;
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfoString(&buf, sv_template_fill("CREATE PUBLICATION %i[ FOR %{all}]",
												  fact, NULL, NULL));
	foreach(lc, operation->parts)
	{
		const SvOperation *part = lfirst(lc);
		const SvKind *kind = part->to->kind;

		appendStringInfoString(&buf, last == NULL ? " FOR " : ", ");
		if (kind != last)
			appendStringInfoString(&buf, kind == &sv_kind_publication_table ?
								   "TABLE " : "TABLES IN SCHEMA ");
		appendStringInfoString(&buf, sv_operation_clause(part));
		last = kind;
	}
	appendStringInfoString(&buf, sv_template_fill("[ WITH (%{options})]",
												  fact, NULL, NULL));
	sv_operation_emit_text(operation, buf.data);
}
