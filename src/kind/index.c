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

static bool needs_recreate(const SvFact *from, const SvFact *to);
static void alter_index(SvOperation *operation, int property);

/* The places of properties that the hooks deal with. */
#define ATTACHED 8
#define STATISTICS 9

static const SvProperty properties[] = {
	{"unique", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"definition", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"options", SV_PROPERTY_INLINE},
	{"predicate", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"tablespace", SV_PROPERTY_INLINE, "ALTER INDEX %i SET TABLESPACE %v",
	"ALTER INDEX %i SET TABLESPACE pg_default", "lock"},
	{"invalid", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{"clustered", 0, "ALTER TABLE %p CLUSTER ON %n", ""},
	{"replica_identity", 0, "ALTER TABLE %p REPLICA IDENTITY USING INDEX %n", ""},
	{"attached", 0},
	{"statistics", 0, "ALTER INDEX %i %v"},
	{"no_statistics", SV_PROPERTY_HIDDEN},
	{"only", SV_PROPERTY_INLINE | SV_PROPERTY_RECREATE},
	{NULL}
};

/*
 * pg_get_indexdef() without its beginning, which has the names, and without
 * its end, which has properties of their own.
 */
#define BEGINNING \
	"length('CREATE INDEX ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END"\
	" || quote_ident(i.relname) || CASE i.relkind WHEN 'I' THEN ' ON ONLY '"\
	" ELSE ' ON ' END || quote_ident(n.nspname) || '.'"\
	" || quote_ident(c.relname) || ' ')"
#define PREDICATE \
	"concat(' WHERE ', pg_get_expr(x.indpred, x.indrelid))"

const SvKind sv_kind_index = {
	.name = "index",
	.classid = RelationRelationId,
	.parent_classid = RelationRelationId,
	.subtypes = "iI",
	.query =
	"SELECT x.oid, 0, x.indrelid, 0, x.identity, quote_ident(x.relname),"
	" NULL::text, NULL::text,"
	" CASE WHEN x.indisunique THEN 'UNIQUE' END,"
	" CASE WHEN x.options IS NULL AND x.predicate IS NULL THEN x.body"
	"  ELSE left(x.body, -length(concat(x.with, x.predicate))) END,"
	" x.options, x.predicate, x.tablespace,"
	" CASE WHEN NOT x.indisvalid AND x.relkind = 'i' THEN 'invalid' END,"
	" CASE WHEN x.indisclustered THEN 'clustered' END,"
	" CASE WHEN x.indisreplident THEN 'identity' END,"
	" x.attached,"
	" x.statistics,"
	" regexp_replace(x.statistics, 'STATISTICS [0-9]+', 'STATISTICS -1', 'g'),"
	" x.only"
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
	"  CASE WHEN x.indpred IS NOT NULL THEN " PREDICATE " END AS predicate,"
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
	.properties = properties,
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
	return sv_index_loses_attached(from, to, ATTACHED);
}

/*
 * A hook: properties that need more than a template.
 */
static void
alter_index(SvOperation *operation, int property)
{
	if (property == ATTACHED)
		sv_index_emit_attached(operation, ATTACHED, operation->to->identity);
	else if (property == STATISTICS)
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
		if (!sv_options_member(new, lfirst(lc)))
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
		if (!sv_options_member(old, lfirst(lc)))
			sv_operation_emit_text(operation,
								   psprintf("ALTER INDEX %s ATTACH PARTITION %s",
											index, (char *) lfirst(lc)));
	}
}
