/*-------------------------------------------------------------------------
 *
 * index.c
 *	  Indexes, other than those of constraints.
 *
 * An index of a partition that belongs to one of the parent is found, and
 * attached, when the parent's is created.  Only an index that was created for
 * the partitioned table alone (ON ONLY), and is not valid yet, has the indexes
 * that are attached to it as a property; that of a constraint has, too.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "compat.h"
#include "kind/index.h"
#include "kind/kinds.h"
#include "kind/options.h"
#include "kind/words.h"
#include "strings.h"

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void alter_index(SvOperation *operation, int property);

/*
 * pg_get_indexdef() without its beginning, which has the names, and without
 * its end, which has properties of their own.
 */
#define BEGINNING \
	"length('CREATE INDEX ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END"\
	" || quote_ident(i.relname) || CASE i.relkind WHEN 'I' THEN ' ON ONLY '"\
	" ELSE ' ON ' END || quote_ident(n.nspname) || '.'"\
	" || quote_ident(c.relname) || ' ')"
#define PREDICATE_END \
	"format('" SV_INDEX_PREDICATE_CLAUSE "', pg_get_expr(x.indpred, x.indrelid))"

static const SvProperty properties[SV_INDEX_PROPERTIES] = {
	[SV_INDEX_UNIQUE] = {
		.name = "unique",
		.item = "CASE WHEN x.indisunique THEN '" SV_WORD_UNIQUE "' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_INDEX_DEFINITION] = {
		.name = "definition",
		.item = "CASE WHEN x.options IS NULL AND x.predicate IS NULL THEN x.body"
		"  ELSE left(x.body, -length(concat(x.with, x.predicate))) END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_INDEX_OPTIONS] = {
		.name = "options",
		.item = "x.options",
		.flags = SV_PROPERTY_INLINE
	},
	[SV_INDEX_PREDICATE] = {
		.name = "predicate",
		.item = "x.predicate",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_INDEX_TABLESPACE] = {
		.name = "tablespace",
		.item = "x.tablespace",
		.flags = SV_PROPERTY_INLINE,
		.set = "ALTER INDEX %i SET TABLESPACE %v",
		.unset = "ALTER INDEX %i SET TABLESPACE pg_default",
		.hazard = "rebuild lock:AccessExclusive"
	},
	[SV_INDEX_INVALID] = {
		.name = "invalid",
		.item = "CASE WHEN NOT x.indisvalid AND x.relkind = 'i' THEN 'invalid' END",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	},
	[SV_INDEX_CLUSTERED] = {
		.name = "clustered",
		.item = "CASE WHEN x.indisclustered THEN 'clustered' END",
		.set = "ALTER TABLE %p CLUSTER ON %n",
		.unset = SV_NO_STATEMENT
	},
	[SV_INDEX_REPLICA_IDENTITY] = {
		.name = "replica_identity",
		.item = "CASE WHEN x.indisreplident THEN 'identity' END",
		.set = "ALTER TABLE %p REPLICA IDENTITY USING INDEX %n",
		.unset = SV_NO_STATEMENT,
		.hazard = "lock:AccessExclusive"
	},
	[SV_INDEX_ATTACHED] = {
		.name = "attached",
		.item = "x.attached",
		.hazard = "lock:AccessExclusive"
	},
	[SV_INDEX_STATISTICS] = {
		.name = "statistics",
		.item = "x.statistics",
		.set = "ALTER INDEX %i %v"
	},
	[SV_INDEX_NO_STATISTICS] = {
		.name = "no_statistics",
		.item = "regexp_replace(x.statistics, 'STATISTICS [0-9]+', 'STATISTICS -1', 'g')",
		.flags = SV_PROPERTY_HIDDEN
	},
	[SV_INDEX_ONLY] = {
		.name = "only",
		.item = "x.only",
		.flags = SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE
	}
};

const SvKind sv_kind_index = {
	.name = "index",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "iI",
	.select_oid = "x.oid",
	.select_parent = "x.indrelid",
	.select_identity = "x.identity",
	.select_name = "quote_ident(x.relname)",
	.from =
	" FROM (SELECT i.oid, i.relname, i.relkind, x.*, "
	SV_SQL_ATTACHED " AS attached, " SV_SQL_ONLY " AS only,"
	"  format('%I.%I', n.nspname, i.relname) AS identity,"
	"  substr(pg_get_indexdef(i.oid), " BEGINNING " + 1) AS body,"
	"  " SV_SQL_OPTIONS("i.reloptions", "") " AS options,"
	"  CASE WHEN i.reloptions IS NOT NULL THEN"
	"   (SELECT concat(' WITH (', string_agg(format('%I=%s', o.option_name,"
	"     CASE WHEN quote_ident(o.option_value) = o.option_value"
	"      THEN o.option_value ELSE quote_literal(o.option_value) END), ', '), ')')"
	"    FROM pg_options_to_table(i.reloptions) o HAVING count(*) > 0) END AS with,"
	"  CASE WHEN x.indpred IS NOT NULL THEN " PREDICATE_END " END AS predicate,"
	"  " SV_SQL_TABLESPACE("i.reltablespace") " AS tablespace,"
	"  CASE WHEN x.indexprs IS NOT NULL THEN"
	"   (SELECT string_agg(format('ALTER COLUMN %s SET STATISTICS %s', a.attnum,"
	"     a.attstattarget), ', ' ORDER BY a.attnum)"
	"    FROM pg_catalog.pg_attribute a"
	"    WHERE a.attrelid = i.oid AND a.attstattarget >= 0) END AS statistics"
	"  FROM pg_catalog.pg_index x"
	"  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid"
	"  JOIN pg_catalog.pg_class c ON c.oid = x.indrelid"
	"  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
	SV_SQL_LEFT("i.oid")
	"  WHERE c.relnamespace = ANY ($1)"
	/* so that none of them is computed twice */
	"  OFFSET 0) x",
	SV_PROPERTIES(properties),
	.phrase = "INDEX %i",
	.create = "CREATE [%{unique} ]INDEX %n ON [%{only} ]%p %{definition}"
	"[ WITH (%{options})][ TABLESPACE %{tablespace}][%{predicate}]",
	.rename = "ALTER INDEX %i RENAME TO %v",
	.flags = SV_KIND_SURVIVES_RETYPE | SV_KIND_IS_RELATION | SV_KIND_DETECTS_RENAME,
	.needs_recreate = needs_recreate,
	.alter = alter_index,
};

/*
 * No statement detaches an index.
 */
static bool
needs_recreate(const SvFact *from, const SvFact *to)
{
	return sv_index_loses_attached(from, to, SV_INDEX_ATTACHED);
}

/*
 * A hook: properties that need more than a template.
 */
static void
alter_index(SvOperation *operation, int property)
{
	if (property == SV_INDEX_ATTACHED)
		sv_index_emit_attached(operation, SV_INDEX_ATTACHED, operation->to->identity);
	else if (property == SV_INDEX_STATISTICS)
		sv_operation_emit_text(operation,
							   psprintf("ALTER INDEX %s %s",
										operation->to->identity,
										sv_fact_value(operation->from, "no_statistics")));
	else
		sv_options_alter(operation, property, "ALTER INDEX %i");
}

/*
 * True if an index is attached that should not be.  It stays attached as long as
 * both exist.  "property" is the one with the list.
 */
bool
sv_index_loses_attached(const SvFact *from, const SvFact *to, int property)
{
	List	   *new = sv_options_split(to->values[property]);
	ListCell   *lc;

	foreach(lc, sv_options_split(from->values[property]))
	{
		if (!sv_strings_member(new, lfirst(lc)))
			return true;
	}
	return false;
}

/*
 * Emit statements that attach what is not attached yet to an index.
 */
void
sv_index_emit_attached(SvOperation *operation, int property, const char *index)
{
	List	   *old = sv_options_split(sv_operation_old(operation, property));
	ListCell   *lc;

	foreach(lc, sv_options_split(operation->to->values[property]))
	{
		if (!sv_strings_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER INDEX %s ATTACH PARTITION %s",
											index, (char *) lfirst(lc)));
	}
}
