/*-------------------------------------------------------------------------
 *
 * sql.h
 *	  Pieces that queries of several kinds have.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_SQL_H
#define SV_SQL_H

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

/* A list of options, as options.h has them; condition begins with AND. */
#define SV_SQL_OPTIONS(options, condition) \
	"(SELECT string_agg(format('%I=%L', o.option_name, o.option_value), ', '"\
	"  ORDER BY o.option_name) FROM pg_options_to_table(" options ") o"\
	" WHERE " options " IS NOT NULL" condition ")"

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

/* Is it one? */
#define SV_SQL_ONLY \
	"CASE WHEN NOT x.indisvalid AND i.relkind = 'I' THEN 'ONLY' END"

#endif							/* SV_SQL_H */
