/*-------------------------------------------------------------------------
 *
 * words.h
 *	  SQL expressions that the queries of several kinds have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_WORDS_H
#define SV_KIND_WORDS_H

/* The name of a function, for statements that take no arguments with it. */
#define SV_SQL_FUNCTION(oid) \
	"(SELECT format('%I.%I', pn.nspname, pf.proname)"\
	" FROM pg_catalog.pg_proc pf"\
	" JOIN pg_catalog.pg_namespace pn ON pn.oid = pf.pronamespace"\
	" WHERE pf.oid = " oid ")"

/* The same with the types of its arguments. */
#define SV_SQL_SIGNATURE(oid) \
	"(SELECT format('%I.%I(%s)', pn.nspname, pf.proname,"\
	"  oidvectortypes(pf.proargtypes))"\
	" FROM pg_catalog.pg_proc pf"\
	" JOIN pg_catalog.pg_namespace pn ON pn.oid = pf.pronamespace"\
	" WHERE pf.oid = " oid ")"

/*
 * A list of options, as options.h has them; condition begins with WHERE.  Most
 * objects have none: nothing is called for these.
 */
#define SV_SQL_OPTIONS(options, condition) \
	"CASE WHEN " options " IS NOT NULL THEN"\
	" (SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', '"\
	"  ORDER BY o.option_name) FROM pg_options_to_table(" options ") o"\
	condition ") END"

/*
 * The same, of a table c and its toast table, joined as toast.
 */
#define SV_SQL_STORAGE_OPTIONS \
	"CASE WHEN c.reloptions IS NOT NULL OR toast.reloptions IS NOT NULL THEN"\
	" (SELECT string_agg(o.prefix || format('%I=%L', o.option_name, o.option_value),"\
	"   ', ' ORDER BY o.prefix, o.option_name)"\
	"  FROM (SELECT '' AS prefix, o.* FROM pg_options_to_table(c.reloptions) o"\
	"   UNION ALL SELECT 'toast.', o.*"\
	"   FROM pg_options_to_table(toast.reloptions) o) o) END"
#define SV_SQL_TOAST \
	" LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid"

/* The access method of a table, if it is not one of the usual ones. */
#define SV_SQL_ACCESS_METHOD(oid, usual) \
	"CASE WHEN " oid " NOT IN (" usual ") THEN"\
	" (SELECT quote_ident(am.amname) FROM pg_catalog.pg_am am"\
	"  WHERE am.oid = " oid ") END"

/*
 * The objects that catalog/fast.c has left to the query; as a join, so that
 * it takes no more time than it has to for many objects.
 */
#define SV_SQL_LEFT(oid) \
	" JOIN unnest($2) AS special (oid) ON special.oid = " oid

/* A reference to an object, which may be 0; and as an option with this word. */
#define SV_SQL_UNLESS_0(column) \
	"CASE WHEN " column " <> 0 THEN " column "::text END"
#define SV_SQL_OPTION_UNLESS_0(word, column) \
	" CASE WHEN " column " <> 0 THEN '" word " = ' || " column " END"

/* The name of a tablespace that is not the default one. */
#define SV_SQL_TABLESPACE(oid) \
	"CASE WHEN " oid " <> 0 THEN"\
	" (SELECT quote_ident(ts.spcname) FROM pg_catalog.pg_tablespace ts"\
	"  WHERE ts.oid = " oid ") END"

/*
 * How the values of a type t are stored, as a word of the type, or of a
 * column a if it differs from its type.
 */
#define SV_SQL_TYPE_STORAGE \
	"CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'"\
	" WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END"
#define SV_SQL_COLUMN_STORAGE \
	"CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage"\
	" WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'"\
	" ELSE 'EXTENDED' END END"

/* The course of a sequence, s in pg_sequence, as sequence.c parses it. */
#define SV_SQL_SEQUENCE_COURSE \
	" concat_ws(' ', s.seqincrement, s.seqmin, s.seqmax, s.seqstart)"

/* When a trigger or rule fires, if that is not as usual. */
#define SV_SQL_ENABLED(state) \
	"CASE " state " WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'"\
	" WHEN 'A' THEN 'ENABLE ALWAYS' END"

/*
 * The indexes of partitions that are attached to one that not all partitions
 * have; the index is i, and x in pg_index.
 */
#define SV_SQL_ATTACHED \
	"CASE WHEN NOT x.indisvalid AND i.relkind = 'I' THEN"\
	" (SELECT string_agg(format('%I.%I', pn.nspname, p.relname), ', '"\
	"   ORDER BY pn.nspname, p.relname)"\
	"  FROM pg_catalog.pg_inherits h"\
	"  JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid"\
	"  JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace"\
	"  WHERE h.inhparent = i.oid) END"

/* Marks an index that not all partitions have. */
#define SV_SQL_ONLY \
	"CASE WHEN NOT x.indisvalid AND i.relkind = 'I' THEN 'ONLY' END"

#endif							/* SV_KIND_WORDS_H */
