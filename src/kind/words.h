/*-------------------------------------------------------------------------
 *
 * words.h
 *	  Words and SQL expressions that several readers of facts have.
 *
 * A value of a property is the same text, whether the query of the kind has
 * written it or catalog/fast_*.c.  The words and formats that both of them use
 * are here, and only here: lists of words are expanded to branches of an SQL
 * CASE by SV_WORD_WHEN, and by words.c to functions.  Formats are good for
 * format() of the server and for psprintf(), so that all arguments are %s.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_WORDS_H
#define SV_KIND_WORDS_H

#include "catalog/pg_attribute.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"

#define SV_WORD_WHEN(letter, text) " WHEN " CppAsString2(letter) " THEN '" text "'"
#define SV_WORD_LIMIT(type, limit) " WHEN " CppAsString2(type) " THEN " #limit

/* How values of a type are stored, by pg_type.typstorage. */
#define SV_STORAGE_WORDS(word) \
	word(TYPSTORAGE_PLAIN, "PLAIN") \
	word(TYPSTORAGE_EXTERNAL, "EXTERNAL") \
	word(TYPSTORAGE_MAIN, "MAIN") \
	word(TYPSTORAGE_EXTENDED, "EXTENDED")

/* Identity columns, by pg_attribute.attidentity. */
#define SV_IDENTITY_WORDS(word) \
	word(ATTRIBUTE_IDENTITY_ALWAYS, "ALWAYS") \
	word(ATTRIBUTE_IDENTITY_BY_DEFAULT, "BY DEFAULT")

/* What constraints of tables are called, by pg_constraint.contype. */
#define SV_NOUN_PRIMARY_KEY "primary key"
#define SV_NOUN_FOREIGN_KEY "foreign key"
#define SV_NOUN_CHECK "check constraint"
#define SV_CONSTRAINT_NOUNS(word) \
	word(CONSTRAINT_PRIMARY, SV_NOUN_PRIMARY_KEY) \
	word(CONSTRAINT_UNIQUE, "unique constraint") \
	word(CONSTRAINT_FOREIGN, SV_NOUN_FOREIGN_KEY) \
	word(CONSTRAINT_EXCLUSION, "exclusion constraint") \
	word(CONSTRAINT_CHECK, SV_NOUN_CHECK)

/* The greatest value of a sequence, by pg_sequence.seqtypid. */
#define SV_SEQUENCE_LIMITS(limit) \
	limit(INT2OID, 32767) \
	limit(INT4OID, 2147483647) \
	limit(INT8OID, 9223372036854775807)

#define SV_WORD_HEAP "heap"
#define SV_WORD_LOGGED "LOGGED"
#define SV_WORD_NO_CYCLE "NO CYCLE"
#define SV_WORD_NOT_NULL "NOT NULL"
#define SV_WORD_UNIQUE "UNIQUE"
#define SV_WORD_UNLOGGED "UNLOGGED"

/* NOT NULL with a name, and the name by default, of a table and a column. */
#define SV_NAMED_NOT_NULL "CONSTRAINT %s NOT NULL"
#define SV_NOT_NULL_NAME "%s_%s_not_null"

/* The name that the server gives to the sequence of an identity column. */
#define SV_IDENTITY_SEQUENCE_NAME "%s_%s_seq"

/* All options of an identity column, for ALTER TABLE. */
#define SV_IDENTITY_SET \
	"SET START WITH %s SET INCREMENT BY %s SET MINVALUE %s"\
	" SET MAXVALUE %s SET CACHE %s SET %s"

/* The increment, the bounds and the start of a sequence. */
#define SV_SEQUENCE_COURSE "%s %s %s %s"

/* The end of an index definition. */
#define SV_INDEX_PREDICATE_CLAUSE " WHERE %s"

extern char *sv_words_storage(char storage);
extern char *sv_words_identity(char identity);
extern char *sv_words_constraint(char type);
extern int64 sv_words_sequence_limit(Oid type);

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
 * How the values of a type t are stored, as a word of the type, or of a column
 * a if it differs from its type.
 */
#define SV_SQL_TYPE_STORAGE \
	"CASE t.typstorage" SV_STORAGE_WORDS(SV_WORD_WHEN) " END"
#define SV_SQL_COLUMN_STORAGE \
	"CASE WHEN a.attstorage <> t.typstorage THEN"\
	" CASE a.attstorage" SV_STORAGE_WORDS(SV_WORD_WHEN) " END END"

/* Whether a relation is logged; and only if it is not, of a relation c. */
#define SV_SQL_PERSISTENCE(persistence) \
	"CASE " persistence " WHEN 'u' THEN '" SV_WORD_UNLOGGED "'"\
	" ELSE '" SV_WORD_LOGGED "' END"
#define SV_SQL_UNLOGGED \
	"CASE c.relpersistence WHEN 'u' THEN '" SV_WORD_UNLOGGED "' END"

/* The greatest value that a sequence can have; s is in pg_sequence. */
#define SV_SQL_SEQUENCE_LIMIT \
	"CASE s.seqtypid" SV_SEQUENCE_LIMITS(SV_WORD_LIMIT) " END"

/* The course of a sequence, s in pg_sequence, as sequence.c parses it. */
#define SV_SQL_SEQUENCE_COURSE \
	"format('" SV_SEQUENCE_COURSE "', s.seqincrement, s.seqmin, s.seqmax, s.seqstart)"

/*
 * Whether an expression, a pg_node_tree, calls a function or operator that is
 * volatile; as catalog/fast_column.c does.
 */
#define SV_WORD_VOLATILE "volatile"
#define SV_SQL_VOLATILE(expression) \
	"(SELECT '" SV_WORD_VOLATILE "'"\
	"  FROM regexp_matches(" expression "::text, ':(?:op)?funcid (\\d+)', 'g') f"\
	"  JOIN pg_catalog.pg_proc fp ON fp.oid = f[1]::oid AND fp.provolatile = 'v'"\
	"  LIMIT 1)"

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

/*
 * The members of extensions whose privileges are not those that their extension
 * has granted.  Few have any of their own, so these are looked for first.
 * Columns: classid, objid, subid, owner, acl, type (as acldefault() has it),
 * object (how GRANT names it), column_name, extension, and initial.
 */
#define SV_SQL_MEMBER_PRIVILEGES \
	"WITH o AS MATERIALIZED ("\
	"  SELECT 'pg_catalog.pg_proc'::regclass::oid AS classid, p.oid AS objid,"\
	"   0 AS subid, p.proowner AS owner, 'f' AS type,"\
	"   p.proacl AS acl,"\
	"   format('%s %s', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,"\
	"    p.oid::regprocedure) AS object, NULL::text AS column_name"\
	"  FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.proacl IS NOT NULL"\
	"  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, c.oid, 0, c.relowner,"\
	"   CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END,"\
	"   c.relacl,"\
	"   format('%s %I.%I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,"\
	"    n.nspname, c.relname), NULL"\
	"  FROM pg_catalog.pg_class c"\
	"  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"\
	"  WHERE c.oid >= 16384 AND c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S')"\
	"  UNION ALL SELECT 'pg_catalog.pg_class'::regclass, c.oid, a.attnum::int4,"\
	"   c.relowner, 'c', a.attacl,"\
	"   format('TABLE %I.%I', n.nspname, c.relname), quote_ident(a.attname)"\
	"  FROM pg_catalog.pg_attribute a"\
	"  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"\
	"  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"\
	"  WHERE c.oid >= 16384 AND a.attacl IS NOT NULL AND NOT a.attisdropped"\
	"  UNION ALL SELECT 'pg_catalog.pg_type'::regclass, t.oid, 0, t.typowner, 'T',"\
	"   t.typacl,"\
	"   format('TYPE %I.%I', n.nspname, t.typname), NULL"\
	"  FROM pg_catalog.pg_type t"\
	"  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"\
	"  WHERE t.oid >= 16384 AND t.typacl IS NOT NULL"\
	"  UNION ALL SELECT 'pg_catalog.pg_namespace'::regclass, n.oid, 0, n.nspowner,"\
	"   'n', n.nspacl,"\
	"   format('SCHEMA %I', n.nspname), NULL"\
	"  FROM pg_catalog.pg_namespace n WHERE n.nspacl IS NOT NULL"\
	"  UNION ALL SELECT 'pg_catalog.pg_language'::regclass, l.oid, 0, l.lanowner,"\
	"   'l', l.lanacl,"\
	"   format('LANGUAGE %I', l.lanname), NULL"\
	"  FROM pg_catalog.pg_language l WHERE l.lanacl IS NOT NULL"\
	"  UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, f.oid, 0,"\
	"   f.fdwowner, 'F', f.fdwacl,"\
	"   format('FOREIGN DATA WRAPPER %I', f.fdwname), NULL"\
	"  FROM pg_catalog.pg_foreign_data_wrapper f WHERE f.fdwacl IS NOT NULL"\
	"  UNION ALL SELECT 'pg_catalog.pg_foreign_server'::regclass, s.oid, 0,"\
	"   s.srvowner, 'S', s.srvacl,"\
	"   format('FOREIGN SERVER %I', s.srvname), NULL"\
	"  FROM pg_catalog.pg_foreign_server s WHERE s.srvacl IS NOT NULL)"\
	" SELECT o.*, d.refobjid AS extension,"\
	"  coalesce(i.initprivs, acldefault(o.type::\"char\", o.owner)) AS initial,"\
	"  i.initprivs"\
	" FROM o"\
	" JOIN pg_catalog.pg_depend d ON d.classid = o.classid AND d.objid = o.objid"\
	"  AND d.objsubid = 0 AND d.deptype = 'e'"\
	"  AND d.refclassid = 'pg_catalog.pg_extension'::regclass"\
	" LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = o.classid"\
	"  AND i.objoid = o.objid AND i.objsubid = o.subid"\
	" WHERE (SELECT array_agg(a.item::text ORDER BY a.item::text)"\
	"   FROM unnest(o.acl) AS a(item)) IS DISTINCT FROM"\
	"  (SELECT array_agg(a.item::text ORDER BY a.item::text)"\
	"   FROM unnest(coalesce(i.initprivs, acldefault(o.type::\"char\", o.owner)))"\
	"   AS a(item))"

#endif							/* SV_KIND_WORDS_H */
