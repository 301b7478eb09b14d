/*-------------------------------------------------------------------------
 *
 * not_null.h
 *	  NOT NULL of columns.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_NOT_NULL_H
#define SV_KIND_NOT_NULL_H

#include "fact/operation.h"
#include "kind/words.h"

/*
 * The items of the properties.  From 18 on, nn is the constraint in
 * pg_constraint, and nd its comment; c and a are the table and the column.
 */
#define SV_SQL_NOT_NULL \
	SV_SINCE_18("CASE WHEN nn.oid IS NOT NULL THEN"\
				" concat(format('" SV_NAMED_NOT_NULL "', quote_ident(nn.conname)),"\
				"  CASE WHEN nn.connoinherit THEN ' NO INHERIT' END,"\
				"  CASE WHEN NOT nn.convalidated THEN ' NOT VALID' END) END",\
				"CASE WHEN a.attnotnull THEN '" SV_WORD_NOT_NULL "' END")

/*
 * As a clause of the column.  It has the name if that is not the default
 * one, or might not become so: the server chooses another one if there is a
 * constraint of that name in the schema.
 */
#define SV_SQL_NOT_NULL_CLAUSE \
	SV_SINCE_18("CASE WHEN nn.convalidated THEN concat("\
				"  CASE WHEN nn.conname <> format('" SV_NOT_NULL_NAME "', c.relname, a.attname)"\
				"   OR namesake.conname IS NOT NULL THEN 'CONSTRAINT ' || quote_ident(nn.conname) || ' ' END,"\
				"  '" SV_WORD_NOT_NULL "', CASE WHEN nn.connoinherit THEN ' NO INHERIT' END) END",\
				"CASE WHEN a.attnotnull THEN '" SV_WORD_NOT_NULL "' END")

#define SV_SQL_NOT_NULL_JOIN \
	SV_SINCE_18(" LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = c.oid"\
				"  AND nn.contype = 'n' AND nn.conkey[1] = a.attnum"\
				" LEFT JOIN pg_catalog.pg_description nd ON nd.objoid = nn.oid"\
				"  AND nd.classoid = 'pg_catalog.pg_constraint'::regclass"\
				"  AND nd.objsubid = 0"\
				" LEFT JOIN (SELECT o.conname, o.connamespace"\
				"  FROM pg_catalog.pg_constraint o GROUP BY 1, 2 HAVING count(*) > 1)"\
				" namesake ON namesake.conname = nn.conname"\
				"  AND namesake.connamespace = nn.connamespace",\
				"")

extern void sv_not_null_complete(SvOperation *operation);
extern char *sv_not_null_table_clause(const SvFact *column);
extern void sv_not_null_complete_inherited(SvOperation *operation);
extern void sv_not_null_alter(SvOperation *operation);
extern void sv_not_null_drop_comment(SvOperation *operation);
extern SvFact *sv_not_null_check(const SvFact *column);
extern void sv_not_null_link(SvOperation *operation);
extern bool sv_not_null_moves(const SvFact *from);
extern bool sv_not_null_is_stuck(const SvFact *from);
extern bool sv_not_null_is_all_dropped(const SvOperation *operation);

#endif							/* SV_KIND_NOT_NULL_H */
