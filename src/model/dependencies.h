/*-------------------------------------------------------------------------
 *
 * dependencies.h
 *	  The objects outside its schemas that a model depends on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_MODEL_DEPENDENCIES_H
#define SV_MODEL_DEPENDENCIES_H

#include "model/statements.h"

typedef struct SvDependencies
{
	List	   *names;			/* of char *: words it may have looked up */
	bool		code;			/* it may execute functions of users */
	bool		whole;			/* all relations it names count as used */
	Oid			role;			/* the role with whose rights it was executed */
	Datum		objects;		/* oid[]: the objects it has used */
} SvDependencies;

/*
 * For queries here and in cache_key.c, which must agree: common table
 * expressions for where names are looked up, and what exists by these names.
 *
 *	word		the names
 *	managed		OIDs of the schemas of the model
 *	place		the other schemas in which the model may look up a name
 *	member		members of extensions
 *	everything	objects of users in schemas, but indexes and row types
 *	there		of these, those in a place, and members of extensions in a
 *				schema of the model
 *	named		of these, those by one of the names
 *
 * The parameters are those that sv_dependencies_fill() sets: $1 the schemas of
 * the model, $2 its search_path, $3 the names, $4 whether it executes functions
 * of users, $5 an oid[] of use to the query alone.
 *
 * Functions of users may look up a name anywhere.  A statement does so in the
 * search_path, or in a schema that it names too; and members of extensions are
 * in the schemas of the model before it is executed.  The row type of a
 * relation changes with the relation.
 */
#define SV_DEPENDENCIES_NAMED \
	" word AS (SELECT w.name FROM unnest($3) AS w (name)),"\
	" managed AS (SELECT n.oid FROM pg_catalog.pg_namespace n"\
	"  WHERE n.nspname = ANY ($1)),"\
	" place AS (SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n"\
	"  WHERE n.nspname <> ALL ($1) AND n.nspname <> 'schemaver'"\
	"  AND CASE WHEN n.nspname LIKE 'pg\\_%'"\
	"   THEN n.nspname = 'pg_catalog' OR n.oid = pg_my_temp_schema()"\
	"   WHEN n.nspname LIKE 'schemaver\\_aside\\_%' THEN false"\
	"   ELSE $4 OR n.nspname = ANY ($2)"\
	"    OR n.nspname::text IN (SELECT w.name FROM word w) END),"\
	" member AS (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d"\
	"  WHERE d.deptype = 'e'"\
	"  AND d.refclassid = 'pg_catalog.pg_extension'::regclass),"\
	" everything AS MATERIALIZED ("\
	"SELECT 'pg_catalog.pg_class'::regclass AS classid, o.oid,"\
	"  o.relname::text AS name, o.relnamespace AS space"\
	" FROM pg_catalog.pg_class o"\
	" WHERE o.oid >= 16384 AND o.relkind NOT IN ('i', 'I', 't')"\
	SV_DEPENDENCIES_ALL("pg_type", "typname", "typnamespace") " AND o.typtype <> 'c'"\
	SV_DEPENDENCIES_ALL("pg_proc", "proname", "pronamespace")\
	SV_DEPENDENCIES_ALL("pg_operator", "oprname", "oprnamespace")\
	SV_DEPENDENCIES_ALL("pg_collation", "collname", "collnamespace")\
	SV_DEPENDENCIES_ALL("pg_opclass", "opcname", "opcnamespace")\
	SV_DEPENDENCIES_ALL("pg_opfamily", "opfname", "opfnamespace")\
	SV_DEPENDENCIES_ALL("pg_conversion", "conname", "connamespace")\
	SV_DEPENDENCIES_ALL("pg_ts_config", "cfgname", "cfgnamespace")\
	SV_DEPENDENCIES_ALL("pg_ts_dict", "dictname", "dictnamespace")\
	SV_DEPENDENCIES_ALL("pg_ts_parser", "prsname", "prsnamespace")\
	SV_DEPENDENCIES_ALL("pg_ts_template", "tmplname", "tmplnamespace")\
	"),"\
	" there AS (SELECT e.classid, e.oid, e.name FROM everything e"\
	"  WHERE e.space IN (SELECT p.oid FROM place p)"\
	"   OR (e.space IN (SELECT m.oid FROM managed m)"\
	"    AND (e.classid::oid, e.oid) IN (SELECT m.classid, m.objid FROM member m))),"\
	" named AS (SELECT t.classid, t.oid FROM there t"\
	"  JOIN word w ON w.name = t.name)"

/* The objects of users in a catalog. */
#define SV_DEPENDENCIES_ALL(catalog, name, space) \
	" UNION ALL SELECT 'pg_catalog." catalog "'::regclass, o.oid,"\
	" o." name "::text, o." space " FROM pg_catalog." catalog " o"\
	" WHERE o.oid >= 16384"

/* The types of the parameters $1 to $5. */
#define SV_DEPENDENCIES_TYPES \
	TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLOID, OIDARRAYOID

extern SvDependencies *sv_dependencies_expect(const char *ddl,
											  const SvScript *script);
extern void sv_dependencies_fill(const SvDependencies *dependencies,
								 List *schemas, const char *search_path,
								 Datum *values);
extern void sv_dependencies_collect(SvDependencies *dependencies, List *schemas,
									const char *search_path,
									TransactionId since);

#endif							/* SV_MODEL_DEPENDENCIES_H */
