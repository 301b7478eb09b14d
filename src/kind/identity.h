/*-------------------------------------------------------------------------
 *
 * identity.h
 *	  Identity columns and their sequences.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SV_KIND_IDENTITY_H
#define SV_KIND_IDENTITY_H

#include "fact/operation.h"
#include "kind/words.h"

/*
 * In the query of columns, s is the sequence in pg_sequence, sc in pg_class,
 * and sn its schema; c and a are the table and the column.
 */

/* The options of CREATE SEQUENCE, of an identity column. */
#define SV_SQL_IDENTITY_OPTIONS \
	"nullif(concat_ws(' ',"\
	"  CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END"\
	"   THEN 'START WITH ' || s.seqstart END,"\
	"  CASE WHEN s.seqincrement <> 1 THEN 'INCREMENT BY ' || s.seqincrement END,"\
	"  CASE WHEN s.seqmin <> 1 THEN 'MINVALUE ' || s.seqmin END,"\
	"  CASE WHEN s.seqmax <> " SV_SQL_SEQUENCE_LIMIT\
	"   THEN 'MAXVALUE ' || s.seqmax END,"\
	"  CASE WHEN s.seqcache <> 1 THEN 'CACHE ' || s.seqcache END,"\
	"  CASE WHEN s.seqcycle THEN 'CYCLE' END), '')"

/* The name of its sequence, if it is not the default. */
#define SV_SQL_IDENTITY_NAME \
	"CASE WHEN sc.relname <> format('" SV_IDENTITY_SEQUENCE_NAME "', c.relname, a.attname)"\
	" OR sc.relnamespace <> c.relnamespace"\
	" THEN format('SEQUENCE NAME %I.%I', sn.nspname, sc.relname) END"

#define SV_SQL_IDENTITY_SET \
	"format('" SV_IDENTITY_SET "', s.seqstart, s.seqincrement, s.seqmin, s.seqmax,"\
	" s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' ELSE '" SV_WORD_NO_CYCLE "' END)"

extern void sv_identity_alter(SvOperation *operation);
extern void sv_identity_alter_options(SvOperation *operation);
extern bool sv_identity_needs_numbers(const SvOperation *operation);
extern void sv_identity_emit_numbered(SvOperation *operation);
extern void sv_identity_keep_within(SvOperation *operation);
extern void sv_identity_rename(SvOperation *operation);

#endif							/* SV_KIND_IDENTITY_H */
